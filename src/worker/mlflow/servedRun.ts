/** A run that this endpoint writes: what its requests record is handed to the system together, before they are answered. */
import { t } from '../../base/l10n.ts';
import type { RunState } from '../../runs/reduceRun.ts';
import { openRunFiles, type RunFiles } from '../../runs/runFiles.ts';
import type { RunPaths } from '../../storage/layout.ts';
import type { SeriesReader } from '../../storage/series/seriesReader.ts';
import { pause } from '../pause.ts';
import type { NewEvent, Point, Recorder } from '../recorder.ts';
import { ApiError } from './apiError.ts';
import type { OpenMlflowRun } from './context.ts';
import type { Ledger } from './ledger.ts';
import { PointMemory } from './pointMemory.ts';

export class ServedRun implements OpenMlflowRun {
  readonly id: string;
  readonly deleted = false;
  readonly memory = new PointMemory();
  /** ms of performance.now. */
  lastUse = performance.now();
  readonly #ledger: Ledger;
  #files: { readonly recorder: Recorder; readonly run: RunFiles } | undefined;
  #dirty = false;
  #due: Promise<void> | undefined;

  constructor(id: string, ledger: Ledger) {
    this.id = id;
    this.#ledger = ledger;
  }

  get paths(): RunPaths {
    return this.#ledger.paths;
  }

  get state(): RunState {
    return this.#read().state;
  }

  get series(): SeriesReader {
    return this.#read().series;
  }

  event(event: NewEvent, time?: number): void {
    this.#ledger.recorder.event(event, time);
    this.#dirty = true;
  }

  point(point: Point): void {
    this.#ledger.recorder.point(point);
    this.#dirty = true;
  }

  problem(where: string, message: string): void {
    this.#ledger.recorder.problem({ where, message });
    this.#dirty = true;
  }

  commit(): Promise<void> {
    if (!this.#dirty) return Promise.resolve();
    this.#due ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        this.#due = undefined;
        this.#commitSoon().then(resolve, reject);
      });
    });
    return this.#due;
  }

  /** False when the disk is full. */
  commitNow(): boolean {
    if (this.#dirty && !this.#ledger.commit()) return false;
    this.#dirty = false;
    return true;
  }

  /** A full disk may have room again in a moment; the client asks again after that, and again, for minutes. */
  async #commitSoon(): Promise<void> {
    const until = performance.now() + patience;
    while (!this.commitNow()) {
      if (performance.now() > until)
        throw new ApiError('TEMPORARILY_UNAVAILABLE', t('The disk is full: nothing more can be recorded.'));
      await pause(100);
    }
  }

  #read(): RunFiles {
    this.commitNow();
    const { recorder, paths } = this.#ledger;
    if (this.#files?.recorder !== recorder) {
      const read = openRunFiles(paths.dir, `runs/${this.id}`);
      if (!read.ok) throw new ApiError('RESOURCE_DOES_NOT_EXIST', read.problem.message);
      this.#files = { recorder, run: read.run };
    }
    this.#files.run.refresh();
    return this.#files.run;
  }
}

/** ms */
const patience = 2000;
