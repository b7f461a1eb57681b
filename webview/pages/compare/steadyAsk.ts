/** Asks about something that goes on changing: one request at a time, and after each a pause, so that a live run costs little. */

export class SteadyAsk {
  readonly #pause: number;
  #about: string | undefined;
  #state = '';
  #asked = '';
  #ask: (isCurrent: () => boolean) => Promise<void> = () => Promise.resolve();
  #round = 0;
  #isBusy = false;

  /** `pause`: milliseconds from an answer to the next request about the same. */
  constructor(pause = 1000) {
    this.#pause = pause;
  }

  /**
   * Asks at once about something else than before; about the same only when its state is another, and later.
   * `ask` must not reject; its `isCurrent` turns false when meanwhile something else is asked about.
   */
  want(about: string, state: string, ask: (isCurrent: () => boolean) => Promise<void>): void {
    this.#state = state;
    this.#ask = ask;
    if (about === this.#about) {
      if (!this.#isBusy && state !== this.#asked) void this.#go();
      return;
    }
    this.#about = about;
    this.#round += 1;
    void this.#go();
  }

  async #go(): Promise<void> {
    const round = this.#round;
    const isCurrent = () => round === this.#round;
    this.#isBusy = true;
    do {
      this.#asked = this.#state;
      await this.#ask(isCurrent);
      if (isCurrent()) await new Promise((resolve) => setTimeout(resolve, this.#pause));
      if (!isCurrent()) return;
    } while (this.#asked !== this.#state);
    this.#isBusy = false;
  }
}
