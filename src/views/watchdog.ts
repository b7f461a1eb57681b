/** Sees to it that a run whose worker died while this window is open gets a new one, and that its end is written down. */
import { toDisposable, type Disposable } from '../base/disposable.ts';
import { formatDuration } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { LiveRuns } from './liveRuns.ts';
import type { Log } from './ui/log.ts';
import type { Toast } from './ui/toast.ts';

/** Asks only about runs that were seen live in this window: a folder of ended runs costs nothing. */
export function watchRuns({ live, log, toast }: { live: LiveRuns; log: Log; toast: Toast }): Disposable {
  const look = async (): Promise<void> => {
    for (const { project, id } of live.open) {
      const began = performance.now();
      const outcome = await project.lookAfter(id);
      const took = formatDuration(performance.now() - began);
      if (outcome !== undefined && outcome !== 'alive')
        log.info(t('Looked after {0}: {1} ({2})', id, outcome, took));
    }
  };
  let busy = false;
  const timer = setInterval(() => {
    if (busy || live.open.length === 0) return;
    busy = true;
    toast.own(
      look().finally(() => {
        busy = false;
      }),
    );
  }, lookEvery);
  timer.unref();
  const ended = live.onDidEnd(({ row }) => {
    const took = formatDuration((row.ended ?? row.started) - row.started);
    log.info(t('{0} ended: {1} after {2}', row.id, row.status, took));
  });
  return toDisposable(() => {
    clearInterval(timer);
    ended.dispose();
  });
}

/** ms. */
const lookEvery = 3000;
