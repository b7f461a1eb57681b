/** Reports what a look finds in pieces, with a pause after each, so that a large store neither holds its thread nor waits for its end. */
import type { ForeignRun, ForeignScan } from './source.ts';

export class ScanPiece {
  changed: ForeignRun[] = [];
  gone: string[] = [];
  readonly #report: (found: ForeignScan) => void;
  readonly #pause: () => Promise<void>;
  #begun = performance.now();

  constructor(report: (found: ForeignScan) => void, pause: () => Promise<void>) {
    this.#report = report;
    this.#pause = pause;
  }

  async next(): Promise<void> {
    if (this.changed.length < mostAtOnce && performance.now() - this.#begun < longestHold) return;
    this.send();
    await this.#pause();
    this.#begun = performance.now();
  }

  send(): void {
    if (this.changed.length === 0 && this.gone.length === 0) return;
    this.#report({ changed: this.changed, gone: this.gone });
    this.changed = [];
    this.gone = [];
  }
}

const mostAtOnce = 200;
/** ms for which the thread is held, as far as single runs allow. */
const longestHold = 30;
