/** Work that follows changes which may come by the hundred: one at a time, with a pause after each, and once more after the last. */
export class Spaced {
  readonly #work: () => Promise<void>;
  readonly #pauseMs: number;
  #running = false;
  #again = false;

  /** `work` handles its own errors. `pauseMs`: least pause after each; slow work gets a longer one. */
  constructor(work: () => Promise<void>, pauseMs: number) {
    this.#work = work;
    this.#pauseMs = pauseMs;
  }

  /** Has the work done soon, after what has just changed. */
  ask(): void {
    if (this.#running) this.#again = true;
    else void this.#run();
  }

  #takeAgain(): boolean {
    const again = this.#again;
    this.#again = false;
    return again;
  }

  async #run(): Promise<void> {
    this.#running = true;
    this.#again = true;
    while (this.#takeAgain()) {
      const began = performance.now();
      await this.#work();
      const took = performance.now() - began;
      await new Promise((resolve) => setTimeout(resolve, Math.max(this.#pauseMs, longestShare * took)));
    }
    this.#running = false;
  }
}

/** A pause is as many times as long as the work before it took. */
const longestShare = 4;
