/** What people asked for in stop.jsonl. */
import fs from 'node:fs';
import { readLog } from '../storage/appendLog.ts';
import { logStart, type LogPosition } from '../storage/logLines.ts';
import { stopLine } from '../runs/stopLine.ts';

export class StopRequests {
  readonly #path: string;
  #position: LogPosition = logStart;
  #wish: 'graceful' | 'now' | undefined;
  #since: number | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Asking twice, or once with `now`, means now. */
  get wish(): 'graceful' | 'now' | undefined {
    return this.#wish;
  }

  /** When it was first asked, ms since 1970. */
  get since(): number | undefined {
    return this.#since;
  }

  look(): 'graceful' | 'now' | undefined {
    // Asked ten times a second, and nearly always in vain.
    if (fs.statSync(this.#path, { throwIfNoEntry: false })?.isFile() !== true) return this.#wish;
    const read = readLog({ path: this.#path, schema: stopLine, from: this.#position });
    this.#position = read.position;
    for (const { value } of read.items) {
      this.#since ??= value.t;
      this.#wish = value.kind === 'now' || this.#wish !== undefined ? 'now' : 'graceful';
    }
    return this.#wish;
  }
}
