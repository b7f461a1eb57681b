/** The last event of a run: its true state, and only what is known. */
import { t } from '../base/l10n.ts';
import type { EndStatus, EventOf } from '../records/event.ts';
import type { Exit } from './child.ts';
import { failureReason } from './failureReason.ts';

export interface EndOptions {
  readonly exit: Exit;
  /** Whether somebody asked the run to stop. */
  readonly stopped: boolean;
  /** Whether the script was ever started. */
  readonly started: boolean;
  /** A run without a process of its own. */
  readonly served: boolean;
  /** What the script said through MLflow. */
  readonly told: EndStatus | undefined;
  /** The end of what it printed. */
  readonly output: string;
}

export function endOfRun({ exit, stopped, started, served, told, output }: EndOptions): EventOf<'ended'> {
  const known = {
    type: 'ended',
    t: exit.at,
    ...(exit.code !== undefined && { exitCode: exit.code }),
    ...(exit.signal !== undefined && { signal: exit.signal }),
  } as const;
  if (stopped) return { ...known, status: 'stopped' };
  // Every exit of Python makes MLflow say that the run has finished: the exit code counts, but not against a failure.
  if (exit.code === 0)
    return told === undefined ? { ...known, status: 'finished' } : { ...known, ...asTold(told) };
  const reason = failureReason(exit, output);
  if (reason !== undefined) return { ...known, status: 'failed', reason };
  if (served && told !== undefined) return { ...known, ...asTold(told) };
  const unseen = served
    ? t('what recorded it ended before its script said how it went')
    : started
      ? t('it ended while nothing watched it; its exit code is unknown')
      : t('its recorder died before the script was started');
  return { ...known, status: 'interrupted', reason: unseen };
}

function asTold(status: EndStatus): Pick<EventOf<'ended'>, 'status' | 'reason'> {
  if (status === 'finished') return { status };
  return { status, reason: t('the script said so through MLflow') };
}
