/** Which of the eight series colours each picked run has, the same on every page; remembered for the workspace. */
import * as vscode from 'vscode';
import * as z from 'zod';
import type { Memory } from './memory.ts';

const key = 'runs.colors';
const remembered = z.array(z.tuple([z.string(), z.number().int().min(1).max(8)]));

export class RunColors implements vscode.Disposable {
  readonly #memory: Memory;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #slots: Map<string, number>;

  constructor(memory: Memory) {
    this.#memory = memory;
    this.#slots = new Map(remembered.safeParse(memory.get(key)).data ?? []);
  }

  /** 1 … 8, or 0 for a run without a colour. */
  slotOf(run: string): number {
    return this.#slots.get(run) ?? 0;
  }

  all(): { run: string; slot: number }[] {
    return [...this.#slots].map(([run, slot]) => ({ run, slot }));
  }

  /** 0 takes a run's colour away. */
  async set(colors: readonly { readonly run: string; readonly slot: number }[]): Promise<void> {
    for (const { run, slot } of colors) {
      this.#slots.delete(run);
      if (slot > 0) this.#slots.set(run, slot);
    }
    // The oldest go: a run that was deleted long ago needs no colour.
    this.#slots = new Map([...this.#slots].slice(-mostKept));
    this.#changed.fire();
    await this.#memory.update(key, [...this.#slots]);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

const mostKept = 500;
