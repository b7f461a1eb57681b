/** Things with a lifetime, registered where they are made. */
export interface Disposable {
  dispose(): unknown;
}

/** Owns disposables and disposes them once, last first. */
export class DisposableStore implements Disposable {
  readonly #owned: Disposable[] = [];
  #disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#owned.push(item);
    return item;
  }

  get isDisposed(): boolean {
    return this.#disposed;
  }

  dispose(): void {
    this.#disposed = true;
    for (const item of this.#owned.splice(0).reverse()) item.dispose();
  }
}

export function toDisposable(dispose: () => unknown): Disposable {
  return { dispose };
}
