/** The last event of a run: its true state, and only what is known. */
import fs from 'node:fs';
import { t } from '../base/l10n.ts';
import type { EventOf } from '../records/event.ts';
import type { RunPaths } from '../storage/layout.ts';
import type { Exit } from './child.ts';
import { failureReason } from './failureReason.ts';

export interface EndOptions {
  readonly exit: Exit;
  /** Whether somebody asked the run to stop. */
  readonly stopped: boolean;
  /** Whether the script was ever started. */
  readonly started: boolean;
  /** The end of what it printed. */
  readonly output: string;
}

export function endOfRun({ exit, stopped, started, output }: EndOptions): EventOf<'ended'> {
  const known = {
    type: 'ended',
    t: exit.at,
    ...(exit.code !== undefined && { exitCode: exit.code }),
    ...(exit.signal !== undefined && { signal: exit.signal }),
  } as const;
  if (stopped) return { ...known, status: 'stopped' };
  if (exit.code === 0) return { ...known, status: 'finished' };
  const reason = failureReason(exit, output);
  if (reason !== undefined) return { ...known, status: 'failed', reason };
  const unseen = started
    ? t('it ended while nothing watched it; its exit code is unknown')
    : t('its recorder died before the script was started');
  return { ...known, status: 'interrupted', reason: unseen };
}

/** When a run that nobody watched was last seen alive, ms: the newest of what it left. */
export function lastSeen(paths: RunPaths): number {
  const files = [paths.exit, paths.output, paths.inbox, paths.metrics, paths.events];
  return Math.max(...files.map((file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0));
}
