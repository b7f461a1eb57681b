/** What views know of the runs of one folder: an asynchronous door to the index thread. Nothing here blocks the extension host. */
import type { catalogTextThread } from '../protocol/catalogTextThread.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Event } from '../base/emitter.ts';
import type { Problem } from '../base/errors.ts';
import type { CairnConfig } from '../records/config.ts';
import type { MetricSummary } from '../records/metric.ts';
import type { catalogThread } from '../protocol/catalogThread.ts';
import type { compareThread } from '../protocol/compare/compareThread.ts';
import type { CatalogWords, FeatureBrief, FeatureDetail, UnusedFeature } from '../protocol/featureThread.ts';
import type { ModelDetail, ModelList, VersionName } from '../protocol/modelShape.ts';
import type { Handlers } from '../protocol/rpcShape.ts';
import type { ReviewRow } from '../protocol/reviewShape.ts';
import type { RunDetail, RunRow } from '../protocol/runShape.ts';
import type { KnownNames } from '../protocol/indexThread.ts';
import type {
  ServerExperimentsPage,
  ServerModelsPage,
  ServerRunsPage,
  ServerToConnect,
  ServerVersionsPage,
} from '../protocol/serverShape.ts';

export type GroupBy = 'script' | 'experiment' | 'none';

export interface RowQuery {
  /** Filter expression (design.md part 6); empty or absent: all. A wrong one rejects with UserError code `filter`. */
  readonly filter?: string;
  /** `started`, `name`, `status`, `duration`, `objective`, `metrics.<key>`, `params.<key>`, with optional ` asc`/` desc`. Default `started desc`. */
  readonly orderBy?: string;
  readonly group?: { readonly by: 'script' | 'experiment'; readonly key: string | null };
  /** Not those that were fetched from a server. */
  readonly local?: boolean;
  readonly limit: number;
  readonly offset?: number;
}

export interface RowPage {
  readonly rows: readonly RunRow[];
  /** Rows that match, of which `rows` is one page. */
  readonly total: number;
}

export interface RunGroup {
  /** Script path or experiment name; null for runs without one. */
  readonly key: string | null;
  readonly count: number;
  readonly running: number;
  /** ms; start of the newest run. */
  readonly latest: number;
}

/** What a code lens needs of one script. */
export interface ScriptSummary {
  /** Workspace-relative, forward slashes. */
  readonly script: string;
  readonly count: number;
  readonly running: readonly RunRow[];
  readonly best: RunRow | null;
  readonly latest: RunRow | null;
  /** The newest one, of the last few, whose predictions were judged. */
  readonly judged: RunRow | null;
}

/** Points of one metric, columns of equal length; decimated points keep their true steps, and NaN values are gaps. */
export interface SeriesColumns {
  readonly key: string;
  readonly steps: Float64Array;
  /** ms since 1970. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** Points on disk, of which the columns hold all or first/min/max/last of each bucket. */
  readonly total: number;
}

export interface RunChange {
  /** Runs whose row changed; `all` after a rebuild or when runs came or went. */
  readonly ids: readonly string[] | 'all';
}

export interface ImportedRuns {
  /** `isNew` is false for a run that was imported before. */
  readonly imported: readonly { readonly from: string; readonly id: string; readonly isNew: boolean }[];
  readonly problems: readonly Problem[];
}

/** What the compare page asks: answers hold columns of all runs as bytes. */
export type CompareStore = Handlers<typeof compareThread>;
export interface ServerModelName {
  /** The server, as people call it. */
  readonly server: string;
  readonly name: string;
  readonly version?: number | undefined;
}

/** The team's server of this folder. What it is asked rejects with UserErrors that name it. */
export interface ServerStore {
  /** From now on; undefined: none. Asks it nothing. Rejects with UserError `serverAddress`, `serverPlain`. */
  connect(server: ServerToConnect | undefined): Promise<void>;
  /** Whether a server answers and takes the credentials, connected or not. Resolves to its address as it is kept. */
  check(server: ServerToConnect): Promise<string>;
  /** A page of experiments whose names hold `name` (any case), those changed last first. */
  experiments(name: string, page: string | null): Promise<ServerExperimentsPage>;
  /** A page of runs, newest first. `filter` as everywhere; what the server cannot do rejects with UserError `filter`. */
  runs(of: { experiment: string; filter: string; page: string | null }): Promise<ServerRunsPage>;
  /** A page of its registered models, by name. */
  models(page: string | null): Promise<ServerModelsPage>;
  /** A page of the versions of one, newest first; `hold` fetches their runs. */
  versions(name: string, page: string | null): Promise<ServerVersionsPage>;
  /** Of the version that is named, else of the champion, else of the newest; undefined when there is no such model there. */
  model(of: ServerModelName): Promise<ModelDetail | undefined>;
  /** Fetches runs, so that they are listed, filtered and compared as any others. */
  hold(ids: readonly string[]): Promise<void>;
}

/** Reviews of scripts. */
export interface ReviewStore {
  /** Of every script that was reviewed or has runs, by path; from then on `onDidChange` tells. */
  all(): Promise<readonly ReviewRow[]>;
  of(script: string): Promise<ReviewRow>;
  /** The text of a file, from the workspace folder, as it stands in an editor; undefined: it is as it is saved. */
  unsaved(path: string, text: string | undefined): void;
  /** Looks at the files now. */
  look(): Promise<void>;
  readonly onDidChange: Event<ReviewChange>;
}

/** Rows that changed, and scripts that have none any more; `all`: ask again. */
export type ReviewChange = { readonly rows: readonly ReviewRow[]; readonly gone: readonly string[] } | 'all';

/** Datasets, features and models with what uses them. */
export type CatalogStore = Handlers<typeof catalogThread>;
/** Registered models, from their files as they are now. */
export interface ModelStore {
  list(): Promise<ModelList>;
  /** What a run was registered as. */
  ofRun(run: string): Promise<readonly VersionName[]>;
  /** Of the version that is named, else of the champion, else of the newest; undefined when there is no such model. */
  get(name: string, version: number | undefined, outside: boolean): Promise<ModelDetail | undefined>;
}

/** What features there are and who uses them. Reading it all the first time may take a while. */
export interface FeatureStore {
  /** What texts of the catalog are completed with. */
  words(): Promise<CatalogWords>;
  /** In the order of the file. */
  all(): Promise<readonly FeatureBrief[]>;
  /** With its usage; undefined when there is no such feature. */
  get(name: string): Promise<FeatureDetail | undefined>;
  /** Those of these names that are features. */
  byName(names: readonly string[]): Promise<readonly FeatureBrief[]>;
  /** Those that functions of this file make; from the workspace folder, with forward slashes. */
  inScript(path: string): Promise<readonly FeatureBrief[]>;
  /** Names of those that a run used, by whatever evidence. */
  ofRun(run: string): Promise<readonly string[]>;
  /** Used by no run, not for long, or by no champion. */
  unused(): Promise<readonly UnusedFeature[]>;
  /** Columns of a dataset, as far as they are known. */
  columnsOf(dataset: string): Promise<readonly string[]>;
  /** Those of these Python files that hold the name, as a name or as a text. */
  naming(name: string, files: readonly string[]): Promise<readonly string[]>;
}

/** The texts of .cairn's YAML files, also those that are not saved yet: see protocol/catalogTextThread.ts. */
export type CatalogTextStore = Handlers<typeof catalogTextThread>;

export interface RunStore extends Disposable {
  readonly compare: CompareStore;
  readonly catalog: CatalogStore;
  /** datasets.yaml, features.yaml, a model or the data on disk changed. */
  readonly onDidChangeCatalog: Event<null>;
  /** While data is hashed. */
  readonly onDidRead: Event<{ readonly done: number; readonly total: number; readonly name: string } | null>;
  readonly onDidChange: Event<RunChange>;
  /** Runs and files that could not be read. */
  readonly onDidChangeProblems: Event<readonly Problem[]>;
  rows(query: RowQuery): Promise<RowPage>;
  groups(query: {
    readonly by: 'script' | 'experiment';
    readonly filter?: string;
    readonly local?: boolean;
  }): Promise<readonly RunGroup[]>;
  detail(id: string): Promise<RunDetail | undefined>;
  /** In the order they were first logged, `system/` ones last. */
  metrics(id: string): Promise<readonly MetricSummary[]>;
  series(id: string, keys: readonly string[], buckets: number): Promise<readonly SeriesColumns[]>;
  script(script: string): Promise<ScriptSummary>;
  /** Scripts that have at least one run. */
  scripts(): Promise<readonly string[]>;
  names(): Promise<KnownNames>;
  problems(): Promise<readonly Problem[]>;
  readonly catalogTexts: CatalogTextStore;
  readonly features: FeatureStore;
  /** Bytes under runs/ and trash/; walked in the background, cached for a minute. */
  diskUse(): Promise<{ readonly runs: number; readonly trash: number }>;
  /** Copies runs of other tools into run folders of their own. */
  import(ids: readonly string[]): Promise<ImportedRuns>;
  readonly server: ServerStore;
  readonly models: ModelStore;
  readonly reviews: ReviewStore;
  /** Objective and direction to judge rows by. */
  setConfig(config: CairnConfig): void;
  /** Look at the disk now (after a launch, an edit, a deletion) instead of at the next poll: at these runs, or at all. */
  refresh(ids?: readonly string[]): Promise<void>;
}
