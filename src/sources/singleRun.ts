/** A source that holds one run: looks at its records, reads what is new in pieces, and keeps points only for those who ask. */
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../base/clock.ts';
import type { PointColumns } from '../storage/series/seriesFormat.ts';
import { LifeSign } from './lifeSign.ts';
import { noPoints, type PointTable } from './pointTable.ts';
import type { ForeignDetails, ForeignRun, ForeignScan, ForeignSource } from './source.ts';

/** How one tool records one run. Nothing here throws for what is on disk. */
export interface Recording {
  readonly table: PointTable;
  /** How far it was read: more than before means that somebody writes. */
  readonly position: number;
  /** The newest time that a record bears, ms since 1970; −Infinity when none bears one. */
  readonly lastTime: number;
  /** Asks the disk what is there. `none`: no such run (any more). */
  look(): 'none' | 'same' | 'changed' | Unreadable;
  /** Loads what is needed to read what is new. */
  prepare?(): Promise<void>;
  /**
   * Takes in a piece of what is new. `again`: everything has to be read from the start, for which all is prepared.
   * `continued`: so, too, but it is what was there before, and more.
   */
  read(): 'more' | 'done' | 'again' | 'continued';
  /** Prepares to read everything from the start. */
  restart(keepPoints: boolean): void;
  describe(now: Now): ForeignRun;
  details(): ForeignDetails;
}

export interface Unreadable {
  readonly message: string;
}

export interface Now {
  /** Somebody is writing, as far as can be seen. */
  readonly isAlive: boolean;
  /** ms since 1970. */
  readonly time: number;
}

export class SingleRun implements ForeignSource {
  readonly #recording: Recording;
  readonly #clock: Clock;
  readonly #life: LifeSign;
  /** As it was reported; undefined while no run is listed. */
  #shown: ForeignRun | undefined;
  /** How far it had been read when it was reported. */
  #position = 0;
  #trouble = '';
  #isClosed = false;

  constructor(recording: Recording, clock: Clock) {
    this.#recording = recording;
    this.#clock = clock;
    this.#life = new LifeSign(clock);
  }

  async scan(report: (found: ForeignScan) => void, pause: () => Promise<void>): Promise<void> {
    if (this.#isClosed) return;
    const recording = this.#recording;
    const look = recording.look();
    this.#say(typeof look === 'string' ? '' : look.message, report);
    if (look === 'none') this.#end(report);
    if (look === 'none' || typeof look !== 'string') return;
    const before = this.#position;
    const outcome = look === 'changed' ? await this.#readNew(pause) : 'same';
    if (outcome === 'closed') return;
    // A first look at old records, or at others in their place, is no sign that somebody writes them.
    if (outcome === 'read' && before > 0 && recording.position > before) this.#life.grew();
    this.#life.recorded(recording.lastTime);
    recording.table.check();
    const run = recording.describe({ isAlive: this.#life.isFresh, time: this.#clock.now() });
    // Also when all of it was read once more, because somebody asked for its points, nothing may be new.
    if (recording.position === before && isDeepStrictEqual(run, this.#shown)) return;
    this.#shown = run;
    this.#position = recording.position;
    report({ changed: [run], gone: [] });
  }

  details(run: string): ForeignDetails | undefined {
    return run === this.#shown?.id ? this.#recording.details() : undefined;
  }

  series(run: string, key: string): PointColumns {
    if (run !== this.#shown?.id) return noPoints;
    const { table } = this.#recording;
    if (!table.keeping) {
      this.#recording.restart(true);
      this.#readAll();
    }
    return table.columns(key);
  }

  close(): void {
    this.#isClosed = true;
    this.#recording.table.drop();
  }

  async #readNew(pause: () => Promise<void>): Promise<'read' | 'read anew' | 'closed'> {
    await this.#recording.prepare?.();
    let rounds = 0;
    let isSame = true;
    for (let pieces = 1; rounds < mostRounds; pieces += 1) {
      if (this.#isClosed) return 'closed';
      const outcome = this.#recording.read();
      if (outcome === 'done') break;
      if (outcome === 'again') isSame = false;
      if (outcome !== 'more') rounds += 1;
      if (pieces % piecesAtOnce === 0) await pause();
    }
    return isSame ? 'read' : 'read anew';
  }

  #readAll(): void {
    for (let rounds = 0; rounds < mostRounds;) {
      const outcome = this.#recording.read();
      if (outcome === 'done') return;
      if (outcome !== 'more') rounds += 1;
    }
  }

  /** A place that cannot be read now is no reason to forget its run. */
  #say(trouble: string, report: (found: ForeignScan) => void): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    report({
      changed: [],
      gone: [],
      problems: trouble === '' ? [] : [{ where: '', message: trouble }],
    });
  }

  #end(report: (found: ForeignScan) => void): void {
    const id = this.#shown?.id;
    if (id === undefined) return;
    this.#shown = undefined;
    this.#position = 0;
    this.#life.forget();
    this.#recording.restart(false);
    report({ changed: [], gone: [id] });
  }
}

/** Of a megabyte: some 20 ms. */
const piecesAtOnce = 8;
/** How often everything is read anew in one go, when it changes under our hands or turns out to need it. */
const mostRounds = 3;
