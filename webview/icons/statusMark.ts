/** A run's status as icon, verdict and word, the same on every page. */
import { t } from '../../src/base/l10n.ts';
import type { IconName, Verdict } from './icon.ts';

export interface StatusMark {
  readonly icon: IconName;
  readonly verdict: Verdict;
  readonly word: string;
}

/** A word that is no status is shown as it is. */
export function statusMark(status: string): StatusMark {
  const marks: Readonly<Record<string, StatusMark>> = {
    starting: { icon: 'circleLarge', verdict: 'idle', word: t('Starting') },
    running: { icon: 'sync', verdict: 'live', word: t('Running') },
    finished: { icon: 'pass', verdict: 'ok', word: t('Finished') },
    failed: { icon: 'error', verdict: 'bad', word: t('Failed') },
    stopped: { icon: 'circleSlash', verdict: 'idle', word: t('Stopped') },
    interrupted: { icon: 'warning', verdict: 'warn', word: t('Interrupted') },
    unknown: { icon: 'question', verdict: 'idle', word: t('Unknown') },
  };
  return marks[status] ?? { icon: 'question', verdict: 'idle', word: status };
}
