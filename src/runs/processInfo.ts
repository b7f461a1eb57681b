/** What is known of a process, whatever system it runs on. */

/** `dead` is only said with proof; everything doubtful is `unknown`. */
export type Proof = 'alive' | 'dead' | 'unknown';

/** One process as the operating system shows it. */
export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Processor time used so far, ms. */
  readonly cpuMs: number;
  /** Resident memory, bytes. */
  readonly memory: number;
  /** Exited, and kept only until its parent asks for its exit code. */
  readonly zombie: boolean;
  /** See ProcessIdentity.started. */
  readonly started: string;
}

export interface StartedWith {
  readonly args: readonly string[];
  readonly env: readonly string[];
}

/** What each operating system answers in its own way. */
export interface Processes {
  /** undefined: it could not be found out. */
  look(pid: number): Promise<ProcessInfo | 'gone' | undefined>;
  /** Every process that can be seen. */
  list(): Promise<readonly ProcessInfo[]>;
  /** Pids of processes with `NAME=value` in their environment; empty where that cannot be seen. */
  withVariable(variable: string): Promise<readonly number[]>;
  /** Files that processes hold open, by the value of the variable in their environments; empty where that cannot be seen. */
  openFilesBy(variable: string): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Whether `withVariable` sees every process of the user who asks. */
  readonly seesEnvironments: boolean;
  /**
   * Arguments and environment (`NAME=value`) that a process was started with; undefined where they cannot be seen.
   * Where words are told apart by spaces alone, values that hold spaces are in pieces.
   */
  started(pid: number): Promise<StartedWith | undefined>;
  /** Compares the start token of a record with what runs under its pid now. */
  compare(recorded: string, now: ProcessInfo | 'gone' | undefined): Proof;
}
