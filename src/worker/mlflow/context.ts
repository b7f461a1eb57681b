/** What the calls of the endpoint work with. */
import type { Clock } from '../../base/clock.ts';
import type { CairnConfig } from '../../records/config.ts';
import type { RunState } from '../../runs/reduceRun.ts';
import type { Redactor } from '../../runs/redact.ts';
import type { Layout, RunPaths } from '../../storage/layout.ts';
import type { SeriesReader } from '../../storage/series/seriesReader.ts';
import type { NewEvent, Point } from '../recorder.ts';
import type { Experiments } from './experiments.ts';

export interface MlflowContext {
  readonly layout: Layout;
  readonly clock: Clock;
  readonly config: CairnConfig;
  /** Numbers in [0, 1), as Math.random. */
  readonly random: () => number;
  /** Every text that is recorded goes through it; see `value` for params and tags. */
  readonly redactor: Redactor;
  readonly experiments: Experiments;
  readonly runs: MlflowRuns;
}

/** Ids come from outside: all of these check them. */
export interface MlflowRuns {
  /** Any run of this folder, also a deleted one. Throws ApiError RESOURCE_DOES_NOT_EXIST. */
  read(id: string): ReadRun;
  /**
   * For events and points: an open run of this endpoint, or one that has ended, which stays ended. Throws ApiError when
   * there is none, when it is deleted, or when another process writes it.
   */
  write(id: string): Promise<OpenMlflowRun>;
  /**
   * As `write`, but only runs that belong to this endpoint's client (adopted, created or resumed by it): for what nobody
   * else may change, such as artifacts. Else throws ApiError PERMISSION_DENIED.
   */
  own(id: string): Promise<OpenMlflowRun>;
}

/** A run as its files (and what is about to be written to them) tell. */
export interface ReadRun {
  readonly id: string;
  readonly paths: RunPaths;
  /** Up to date when asked for. */
  readonly state: RunState;
  readonly series: SeriesReader;
  /** In the trash. */
  readonly deleted: boolean;
}

export interface OpenMlflowRun extends ReadRun {
  event(event: NewEvent): void;
  point(point: Point): void;
  /** One sentence, for the person who looks at the run. */
  problem(where: string, message: string): void;
  /**
   * Resolves when all of the above has been handed to the operating system; requests that arrive together share one write.
   * Throws ApiError TEMPORARILY_UNAVAILABLE when the disk is full.
   */
  commit(): Promise<void>;
}
