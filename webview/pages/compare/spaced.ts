/** Work that follows changes which may come by the hundred: one at a time, with a pause after each, and once more after the last. */
export class Spaced {
  readonly #work: () => Promise<void>;
  readonly #pauseMs: number;
  #running = false;
  #asked = false;
  #endPause: () => void = () => undefined;

  /** `work` handles its own errors. `pauseMs`: least pause after each; slow work gets a longer one. */
  constructor(work: () => Promise<void>, pauseMs: number) {
    this.#work = work;
    this.#pauseMs = pauseMs;
  }

  /** Has the work done soon, after what has just changed. */
  ask(): void {
    this.#asked = true;
    if (!this.#running) void this.#run();
  }

  /** As `ask`, without waiting for the end of a pause: a person has asked for something else. */
  askNow(): void {
    this.ask();
    this.#endPause();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#takeAsked()) {
      const began = performance.now();
      await this.#work();
      const pause = Math.max(this.#pauseMs, slowest * (performance.now() - began));
      await new Promise<void>((resolve) => {
        this.#endPause = resolve;
        setTimeout(resolve, pause);
      });
    }
    this.#running = false;
  }

  #takeAsked(): boolean {
    const asked = this.#asked;
    this.#asked = false;
    return asked;
  }
}

/** Slow work pauses for as many times as long as it took. */
const slowest = 4;
