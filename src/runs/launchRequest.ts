/** What a launch is asked with, what it needs, and what it gives. */
import type { Clock } from '../base/clock.ts';
import type { CairnConfig } from '../records/config.ts';
import type { Origin } from '../records/run.ts';
import type { WorkerTimings } from './workerOrder.ts';

export interface LaunchRequest {
  /** Workspace folder, absolute; the run is recorded under its `.cairn`. */
  readonly folder: string;
  /** Program and arguments, started as they are, without a shell. */
  readonly command: readonly string[];
  /** Absolute working directory. */
  readonly cwd: string;
  /** Absolute path of the script that `command` starts, when it starts one. */
  readonly script?: string;
  readonly name?: string;
  readonly experiment?: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly origin: Origin;
  /** Added to (or replacing variables of) the host's environment for the script. */
  readonly env?: Readonly<Record<string, string>>;
  /** The interpreter to ask for its version and packages; absent: `command[0]` when it looks like one. */
  readonly interpreter?: string;
  /** For a debugger: the worker starts nothing and waits until reportDebuggee tells it a process id. */
  readonly attach?: boolean;
  /** Folder that holds cairn.py; put on PYTHONPATH. */
  readonly pythonPath?: string;
}

/** What launching, stopping and recovering need of the program they run in. */
export interface LaunchHost {
  /** `process.execPath`: Node, or Electron acting as Node. */
  readonly execPath: string;
  /** The worker's bundle, out/worker.js. */
  readonly workerPath: string;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  /** Numbers in [0, 1), as Math.random. */
  readonly random: () => number;
  /** .cairn/config.yaml: limits, printed metrics, grace period. */
  readonly config?: CairnConfig;
  /** For tests that cannot wait. */
  readonly timings?: WorkerTimings;
}

export interface Launched {
  readonly id: string;
  readonly name: string;
  /** The run's folder, absolute. */
  readonly dir: string;
  /** The worker's process id. */
  readonly worker: number;
  /** With `attach`: what the debuggee's environment must hold besides its own. */
  readonly debuggeeEnv?: Readonly<Record<string, string>>;
}
