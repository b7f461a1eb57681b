/** All that probes may look at: one script with what belongs to it. What costs something is fetched when it is asked for. */
import type { DatasetDetail } from '../protocol/catalogThread.ts';
import type { UnusedReason } from '../protocol/featureUse.ts';
import type { RunDetail } from '../protocol/runShape.ts';
import type { CairnConfig } from '../records/config.ts';
import type { JunitReport } from './junitReport.ts';

export interface ReviewedFile {
  /** From the workspace folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** ms since 1970: when its bytes, its name or its place last changed. */
  readonly changed: number;
}

/** A file that is named as tests are, with the files of the project that it imports, directly or by others: `changed` is of them all. */
export interface TestFile extends ReviewedFile {
  readonly imports: readonly string[];
}

export interface TestReport extends JunitReport {
  readonly path: string;
}

/** A feature of the catalog. */
export interface SubjectFeature {
  readonly name: string;
  readonly owner: string | null;
  readonly description: string | null;
  readonly deprecated: string | null;
  readonly dataset: string | null;
  readonly unused: readonly UnusedReason[];
  /** Whether a run of the script used it. */
  readonly isUsedHere: boolean;
}

export interface SubjectVersion {
  readonly model: string;
  readonly version: number;
  readonly run: string | null;
  /** Learned parameters. */
  readonly parameters: number | null;
}

export interface ProbeSubject {
  /** The workspace folder, absolute. */
  readonly folder: string;
  /** `sha256` of its bytes, as runs record it. */
  readonly script: ReviewedFile & { readonly sha256: string };
  readonly config: CairnConfig;
  /** Files of the project that it imports, directly or by others. */
  modules(): Promise<readonly ReviewedFile[]>;
  /** Runs of the script, newest first, the newest hundreds. */
  runs(): Promise<readonly RunDetail[]>;
  /** The run that this one is held against, and the runs of its script. */
  baseline(
    run: RunDetail,
  ): Promise<{ readonly run: RunDetail; readonly runs: readonly RunDetail[] } | undefined>;
  datasets(): Promise<readonly DatasetDetail[]>;
  features(): Promise<readonly SubjectFeature[]>;
  versions(): Promise<readonly SubjectVersion[]>;
  tests(): Promise<readonly TestFile[]>;
  /** Runs that ran tests, newest first. */
  testRuns(): Promise<readonly RunDetail[]>;
  /** JUnit reports in the project that were made on this machine. */
  testReports(): Promise<readonly TestReport[]>;
  /** Files that lock or list packages, those nearest to the script first. */
  lockFiles(): Promise<readonly Pick<ReviewedFile, 'path' | 'text'>[]>;
  /** Versions of the packages that a run had, by name; undefined: not recorded. */
  packages(run: RunDetail): Promise<ReadonlyMap<string, string> | undefined>;
}
