/** The rates of one slice with their intervals, each on the denominator of its own. */
import { t } from '../base/l10n.ts';
import type { Cells } from '../protocol/fairnessCounts.ts';
import type { RateName } from '../records/fairnessNames.ts';
import { rateValue } from './rateValue.ts';
import { FN, FP, isShare, shares, TN, TP, type Share } from './shares.ts';
import { wilson } from './wilson.ts';

export interface Rate {
  /** null: undefined, and `why` says what there was none of. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Rows of the denominator. */
  readonly n: number;
  readonly why?: string;
}

/** Of binary counts, [tn, fp, fn, tp]. */
export function sliceRates(cells: Cells): Rates {
  return ratesBy((name) => rateOf(name, cells));
}

export type Rates = Readonly<Record<RateName, Rate>>;

export function ratesBy(of: (name: RateName) => Rate): Rates {
  return {
    baseRate: of('baseRate'),
    selectionRate: of('selectionRate'),
    tpr: of('tpr'),
    fnr: of('fnr'),
    fpr: of('fpr'),
    tnr: of('tnr'),
    precision: of('precision'),
    fdr: of('fdr'),
    for: of('for'),
    npv: of('npv'),
    accuracy: of('accuracy'),
    f1: of('f1'),
    balancedAccuracy: of('balancedAccuracy'),
  };
}

export function rateOf(name: RateName, cells: Cells): Rate {
  if (isShare(name)) return shareOf(shares[name], cells, () => whyUndefined(name));
  return name === 'f1' ? f1Of(cells) : balancedAccuracyOf(cells);
}

export function undefinedRate(n: number, why: string): Rate {
  return { value: null, low: null, high: null, n, why };
}

/** Kish's effective number of rows in some cells; without weights that is their number. */
export function effectiveRows(cells: Cells, places: readonly number[]): number {
  const { rows, weights, squares } = cells;
  if (weights === undefined || squares === undefined) return sumAt(rows, places);
  const all = sumAt(weights, places);
  return all === 0 ? 0 : (all * all) / sumAt(squares, places);
}

/** What counts: weights, or rows where there are none. */
export function countsOf({ rows, weights }: Cells): readonly number[] {
  return weights ?? rows;
}

/** `why` is only asked for what is undefined: a slider asks for thousands of rates a frame. */
function shareOf({ of, counted }: Share, cells: Cells, why: () => string): Rate {
  const counts = countsOf(cells);
  const n = sumAt(cells.rows, of);
  const all = sumAt(counts, of);
  if (all === 0) return undefinedRate(n, n > 0 ? t('its rows have no weight') : why());
  const value = sumAt(counts, counted) / all;
  const [low, high] = wilson(value, effectiveRows(cells, of));
  return { value, low, high, n };
}

/**
 * F1 = 2J / (1 + J), where J = TP / (TP + FP + FN) is a share: so the interval of F1 is that of J, bent the same way. It grows
 * with J, which keeps the coverage.
 */
function f1Of(cells: Cells): Rate {
  const places = { of: [FP, FN, TP], counted: [TP] };
  const jaccard = shareOf(places, cells, () => t('no positives, neither true nor predicted'));
  if (jaccard.value === null || jaccard.low === null || jaccard.high === null) return jaccard;
  const bend = (share: number) => (2 * share) / (1 + share);
  return {
    value: rateValue('f1', countsOf(cells)),
    low: bend(jaccard.low),
    high: bend(jaccard.high),
    n: jaccard.n,
  };
}

/** The mean of two independent shares; its limits from theirs by MOVER (Zou and Donner, Statistics in Medicine 27, 2008). */
function balancedAccuracyOf(cells: Cells): Rate {
  const [tpr, tnr] = [rateOf('tpr', cells), rateOf('tnr', cells)];
  const n = sumAt(cells.rows, [TN, FP, FN, TP]);
  const missing = [tpr, tnr].find(({ value }) => value === null);
  if (missing !== undefined) return undefinedRate(n, missing.why ?? '');
  const value = rateValue('balancedAccuracy', countsOf(cells));
  const half = (limit: 'low' | 'high') =>
    Math.hypot((tpr.value ?? 0) - (tpr[limit] ?? 0), (tnr.value ?? 0) - (tnr[limit] ?? 0)) / 2;
  return { value, low: Math.max(0, value - half('low')), high: Math.min(1, value + half('high')), n };
}

function sumAt(values: readonly number[], places: readonly number[]): number {
  let sum = 0;
  for (const place of places) sum += values[place] ?? 0;
  return sum;
}

/** What a rate whose denominator is empty has none of. */
export function whyUndefined(name: RateName): string {
  switch (name) {
    case 'tpr':
    case 'fnr':
      return t('no positives');
    case 'fpr':
    case 'tnr':
      return t('no negatives');
    case 'precision':
    case 'fdr':
      return t('nothing is predicted positive');
    case 'for':
    case 'npv':
      return t('nothing is predicted negative');
    default:
      return t('no rows');
  }
}
