/** What VS Code keeps for a workspace from one window to the next: as JSON, so that what comes back is a copy. */
import type * as vscode from 'vscode';

export class WorkspaceMemory implements vscode.Memento {
  #kept = new Map<string, string>();

  keys(): readonly string[] {
    return [...this.#kept.keys()];
  }

  get(key: string): unknown;
  get<T>(key: string, otherwise?: T): unknown {
    const text = this.#kept.get(key);
    return text === undefined ? otherwise : JSON.parse(text);
  }

  async update(key: string, value: unknown): Promise<void> {
    this.#kept.set(key, JSON.stringify(value));
    await Promise.resolve();
  }
}
