/** What Cairn asks of a tool whose records it reads: where they lie, which runs they hold, and the points of one metric. */
import type { Dirent } from 'node:fs';
import type { Problem } from '../base/errors.ts';
import type { MetricSummary } from '../records/metric.ts';
import type { RunStatus } from '../protocol/runShape.ts';
import type { PointColumns } from '../storage/series/seriesFormat.ts';

/** Also the first part of the id under which a run of that tool is listed. */
export type SourceId = 'mlruns' | 'mlflowdb' | 'mlflowserver' | 'tensorboard' | 'dvclive' | 'logs';

/** One tool's way of keeping records on disk. Adding one: a folder here, a fixture, a line in registry.ts. */
export interface SourceKind {
  readonly id: SourceId;
  /** As the tool calls itself. */
  readonly label: string;
  /** Whether a folder that is found is a store as a whole, with nothing of other tools in it. */
  readonly ownsFolder: boolean;
  /** Files directly in a folder that is found which are part of it, whatever they look like to other kinds. */
  readonly ownFiles?: readonly string[];
  /**
   * What of this kind lies in one folder, told from the names in it and, where names do not tell, from a few bytes.
   * Cheap, since it is asked of every folder of a workspace; never throws.
   */
  find(folder: string, entries: readonly Dirent[]): readonly FoundSource[];
  /** Of records that lie on a server: what their place, and each run, is called. */
  readonly remote?: { groupOf(location: string): string; idOf(location: string, run: string): string };
  /** Reads nothing yet. */
  open(location: string, tools: SourceTools): ForeignSource;
}

export interface SourceTools {
  /** Absolute path of sql-wasm.wasm. */
  readonly wasm: string;
}

export interface FoundSource {
  /** Absolute path of the folder or file that holds the records. */
  readonly location: string;
  /** Absolute path that names the group of runs this one is listed in: the location itself, or a folder of several. */
  readonly group: string;
}

/** One place with records of another tool, followed while it grows. Nothing in it is ever written. */
export interface ForeignSource {
  /**
   * Looks at the disk, reading only what changed since the last look, and reports runs that are new or changed, in
   * pieces; between two pieces it waits for `pause`, so that a large store does not hold its thread. Whatever is wrong
   * with the records becomes problems; it rejects only for a bug.
   */
  scan(report: (found: ForeignScan) => void, pause: () => Promise<void>): Promise<void>;
  /** Everything that cannot be told from a list: asked for one run that is looked at. Undefined: no such run (any more). */
  details(run: string): ForeignDetails | undefined;
  /** Points of one metric in the order of their steps (then times); empty columns when there are none. */
  series(run: string, key: string): PointColumns;
  /** Of records that lie on a server: what an import fetches. */
  readonly remote?: RemoteRecords;
  close(): void;
}

/** Both reject with UserErrors that name the server. */
export interface RemoteRecords {
  /** Every point there is, also those that `series` leaves out. */
  wholeSeries(run: string, key: string): Promise<PointColumns>;
  /** Writes one artifact to a new file; nothing is left of one that did not come whole, or is larger than `most` bytes. */
  fetchArtifact(of: FetchOrder): Promise<void>;
}

export interface FetchOrder {
  readonly run: string;
  /** As listed. */
  readonly path: string;
  /** Absolute. */
  readonly file: string;
  readonly most: number;
}

export interface ForeignScan {
  readonly changed: readonly ForeignRun[];
  /** Ids of runs that are no longer there. */
  readonly gone: readonly string[];
  /** All that is wrong with the store itself as of now, not with single runs; absent: as reported before. */
  readonly problems?: readonly Problem[];
}

/** One run as another tool recorded it. */
export interface ForeignRun {
  /** Unique within its source, as the tool has it. */
  readonly id: string;
  readonly name: string;
  readonly experiment: string | undefined;
  /** `running` only while there is a sign of life: a status that says so and records that are written. */
  readonly status: RunStatus;
  /** ms since 1970. */
  readonly started: number;
  readonly ended: number | undefined;
  readonly user: string;
  readonly params: ReadonlyMap<string, string>;
  /** People's tags; what the tool notes for itself (`mlflow.*`) is left out unless it means something here. */
  readonly tags: ReadonlyMap<string, string>;
  /** In the order the tool has them; the source is `mlflow` or `file`. */
  readonly metrics: readonly MetricSummary[];
  readonly datasets: readonly {
    readonly name: string;
    readonly version: string | undefined;
    readonly role: string | undefined;
    /** Of its schema; absent: the tool keeps none. */
    readonly columns?: readonly string[];
  }[];
  /** What could not be read of this run, by file. */
  readonly problems: readonly Problem[];
  /** Of the details, where the list tells it anyway: a change of it is then a change of the run. */
  readonly noted?: Noted;
}

export type Noted = Pick<ForeignDetails, 'note' | 'command' | 'commit' | 'branch'>;

export interface ForeignDetails {
  readonly note: string;
  /** The command or script the tool noted, empty when it did not. */
  readonly command: readonly string[];
  readonly commit: string | undefined;
  readonly branch?: string | undefined;
  /** Absolute folder that artifact paths start from; undefined when the artifacts lie elsewhere (an object store). */
  readonly artifactFolder: string | undefined;
  /** At most a few thousand. */
  readonly artifacts: readonly ForeignArtifact[];
}

export interface ForeignArtifact {
  /** Relative to artifactFolder, forward slashes. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** ms since 1970. */
  readonly time: number;
  /** Absolute path of one that does not lie below artifactFolder; `path` is then only how it is shown. */
  readonly file?: string;
  /** Byte of `file` at which it starts, `size` bytes long; absent: it is the whole file. */
  readonly start?: number;
  /** E.g. `model` or `image`; absent: not told. */
  readonly kind?: string;
}
