/** The script's process as its worker sees it, whether it started it, adopted it or was told of it by a debugger. */
import type { ProcessIdentity } from '../records/process.ts';

export interface Exit {
  readonly code?: number;
  readonly signal?: string;
  /** ms since 1970. */
  readonly at: number;
  /** Why it could not even be started. */
  readonly failure?: string;
}

export interface Child {
  /** undefined when it never ran, or was gone before it could be looked at. */
  readonly identity: ProcessIdentity | undefined;
  /** Whether it leads a process group of its own, which may then be signalled as a whole. */
  readonly leadsGroup: boolean;
  readonly exited: Promise<Exit>;
  /** Of a script that waits to begin. */
  readonly gate?: { open(): void; drop(): void };
}
