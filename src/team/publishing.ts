/** What the steps of one publication share. */
import type { Problem } from '../base/errors.ts';
import type { ServerConnection } from '../sources/mlflowServer/serverConnection.ts';
import type { ServerRun } from '../sources/mlflowServer/serverShapes.ts';
import type { PublishJournal } from './publishJournal.ts';
import type { RunToPublish } from './runToPublish.ts';

export interface Publishing {
  readonly server: ServerConnection;
  readonly run: RunToPublish;
  readonly journal: PublishJournal;
  /** The run as the server has it at the beginning of this attempt. */
  readonly told: ServerRun;
  readonly sent: Sent;
  readonly problems: Problem[];
  readonly progress: Progress;
}

/** How much was sent, to all servers' knowledge for the first time. */
export interface Sent {
  runs: number;
  params: number;
  tags: number;
  points: number;
  datasets: number;
  artifacts: number;
  /** Of artifacts. */
  bytes: number;
}

/** One sentence on what is being done. */
export type Progress = (sentence: string) => void;
