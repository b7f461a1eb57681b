/** How a metric of a run has changed against the run that it is held against, as the cell and its tooltip say it. */
import { formatFixed, formatNumber, minus } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { Direction } from '../../../../src/records/metric.ts';

export interface BaselineChange {
  /** Signed, with an arrow that says where the value went; `=` for the same. */
  readonly text: string;
  /** `unjudged`: nobody can say what is better. */
  readonly verdict: 'better' | 'worse' | 'same' | 'unjudged';
}

/** Undefined where one of both is no finite number: there is nothing to subtract. */
export function baselineChange(
  value: unknown,
  baseline: unknown,
  { direction, decimals }: { readonly direction: Direction | undefined; readonly decimals: number },
): BaselineChange | undefined {
  if (typeof value !== 'number' || typeof baseline !== 'number') return undefined;
  const change = value - baseline;
  if (!Number.isFinite(change)) return undefined;
  // What is left of the rounding of a mean is no change.
  const noise = 1e-13 * Math.max(Math.abs(value), Math.abs(baseline));
  if (Math.abs(change) <= noise) return { text: '=', verdict: 'same' };
  const size = sizeText(Math.abs(change), decimals);
  return {
    text: change > 0 ? `+${size}\u00a0↑` : `${minus}${size}\u00a0↓`,
    verdict:
      direction === undefined ? 'unjudged' : change > 0 === (direction === 'maximize') ? 'better' : 'worse',
  };
}

export function verdictWord(verdict: BaselineChange['verdict']): string {
  const words = { better: t('better'), worse: t('worse'), same: t('the same'), unjudged: '' };
  return words[verdict];
}

/** `+0.0021 ↑ against quiet-heron (0.8910): better` */
export function changeHint(
  { text, verdict }: BaselineChange,
  baseline: { readonly name: string; readonly value: string },
): string {
  if (verdict === 'same') return t('The same as in the baseline {0}', baseline.name);
  return verdict === 'unjudged'
    ? t('{0} against the baseline {1} ({2})', text, baseline.name, baseline.value)
    : t('{0} against the baseline {1} ({2}): {3}', text, baseline.name, baseline.value, verdictWord(verdict));
}

/** As many decimals as the values have; a smaller change keeps its digits. */
function sizeText(size: number, decimals: number): string {
  if (size < 10 ** -decimals / 2) return formatNumber(size, 2);
  // Beside 0.0021 stands 0.0002, not 2.0e−4.
  return size < 0.001 ? size.toFixed(decimals) : formatFixed(size, decimals);
}
