/** What the window remembers for a workspace, as a `vscode.Memento`: what comes back is parsed. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}
