/** Spearman's ρ in words: which way the objective goes when a param grows. */
import { minus } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';

/** Null: the param is words, or some runs lack it. */
export function directionWords(correlation: number | null, objective: string): string {
  if (correlation === null) return t('no order: its values are words, or missing in some runs');
  const rho = `ρ ${correlation < 0 ? minus : ''}${Math.abs(correlation).toFixed(2)}`;
  const size = Math.abs(correlation);
  if (size < 0.1) return t('neither up nor down ({0})', rho);
  if (correlation > 0)
    return size >= 0.5
      ? t('larger goes with higher {0} ({1})', objective, rho)
      : t('larger goes with somewhat higher {0} ({1})', objective, rho);
  return size >= 0.5
    ? t('larger goes with lower {0} ({1})', objective, rho)
    : t('larger goes with somewhat lower {0} ({1})', objective, rho);
}
