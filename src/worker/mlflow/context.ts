/** What the calls of the endpoint work with. */
import type { Clock } from '../../base/clock.ts';
import type { CairnConfig } from '../../records/config.ts';
import type { EndStatus } from '../../records/event.ts';
import type { OpenRuns } from '../../runs/openRuns.ts';
import type { RunState } from '../../runs/reduceRun.ts';
import type { Redactor } from '../../base/redact.ts';
import type { Layout, RunPaths } from '../../storage/layout.ts';
import type { SeriesReader } from '../../storage/series/seriesReader.ts';
import type { NewEvent, Point } from '../recorder.ts';
import type { Experiments } from './experiments.ts';
import type { PointMemory } from './pointMemory.ts';

export interface MlflowContext {
  readonly layout: Layout;
  readonly clock: Clock;
  readonly config: CairnConfig;
  /** Who the clients are where they do not say so. */
  readonly user: string;
  /** Numbers in [0, 1), as Math.random. */
  readonly random: () => number;
  /** Every text that is recorded goes through it; see `value` for params and tags. */
  readonly redactor: Redactor;
  readonly experiments: Experiments;
  readonly runs: MlflowRuns;
  /** Loaded when first asked for; brought up to date each time. */
  readonly index: MlflowIndex;
}

export interface MlflowIndex {
  /** All runs of the folder, what this endpoint wrote included. */
  active(): Promise<OpenRuns>;
  /** Those in the trash. */
  deleted(): Promise<OpenRuns>;
}

/** Ids come from outside: all of these check them. */
export interface MlflowRuns {
  /** The run whose script the clients are; undefined where there is no script. */
  readonly main: OpenMlflowRun | undefined;
  /** Any run of this folder, also a deleted one. Throws ApiError RESOURCE_DOES_NOT_EXIST. */
  read(id: string): ReadRun;
  /** Whether this endpoint writes it and it has not ended. */
  isOpen(id: string): boolean;
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
  /** The first run of a launched script is the one that was launched for it. */
  create(given: NewRun): Promise<OpenMlflowRun>;
  /** Goes on with a run that has ended, or was said to have. */
  resume(id: string): Promise<OpenMlflowRun>;
  /** The client says that its run is over, `end` in ms. A launched run ends with its process all the same. */
  tellEnd(id: string, status: EndStatus, end: number): Promise<OpenMlflowRun>;
  /** Into the trash. Throws ApiError when it runs. */
  remove(id: string): Promise<void>;
  /** Out of the trash. */
  restore(id: string): Promise<void>;
  /** Its files have changed, so that the next search looks at it. */
  touch(id: string): void;
}

/** What `runs/create` says of the new run. */
export interface NewRun {
  readonly name: string | undefined;
  readonly experiment: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly user: string | undefined;
  /** ms since 1970. */
  readonly created: number;
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
  /** Which points it has. */
  readonly memory: PointMemory;
  /** One sentence, for the person who looks at the run. */
  problem(where: string, message: string): void;
  /**
   * Resolves when all of the above has been handed to the operating system; requests that arrive together share one write.
   * Throws ApiError TEMPORARILY_UNAVAILABLE when the disk is full.
   */
  commit(): Promise<void>;
}
