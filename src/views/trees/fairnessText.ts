/** What a row, a lens and a page say of a run's fairness, in a few words. */
import { t } from '../../base/l10n.ts';
import type { FairnessStand } from '../../protocol/runShape.ts';
import { hasEnded } from '../../records/exceptionEnd.ts';

type Stand = Pick<FairnessStand, 'verdict' | 'isStale' | 'until'>;

/** `now` in ms since 1970. */
export function fairnessText(stand: Stand, now: number): string {
  if (stand.isStale) return t('fairness judged by other limits');
  if (stand.verdict === 'within' && stand.until !== null && hasEnded(stand.until, now))
    return t('fairness: an exception has ended');
  switch (stand.verdict) {
    case 'within':
      return stand.until === null
        ? t('within fairness limits')
        : t('within fairness limits, by exception until {0}', stand.until);
    case 'exceeds':
      return t('exceeds fairness limits');
    case 'notEnough':
      return t('fairness: not enough data');
  }
}

/** The same where there is little room; speech and tooltips have the words. */
export function fairnessSign(stand: Stand, now: number): string {
  const hasExpired = stand.until !== null && hasEnded(stand.until, now);
  const isKnown = !stand.isStale && !hasExpired && stand.verdict !== 'notEnough';
  return t('{0} fairness', isKnown ? (stand.verdict === 'within' ? '✓' : '✗') : '?');
}
