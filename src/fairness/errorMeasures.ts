/** What is told of a regression's slice, from sums over its errors. */
import { t } from '../base/l10n.ts';
import type { ErrorSums } from '../protocol/fairnessCounts.ts';
import type { ErrorName } from '../records/fairnessNames.ts';
import { undefinedRate, type Rate } from './sliceRates.ts';
import { wilson, z95 } from './wilson.ts';

export type ErrorMeasures = Readonly<Record<ErrorName, Rate>>;

export function errorMeasures(sums: ErrorSums): ErrorMeasures {
  return {
    meanError: measureOf('meanError', sums),
    meanAbsoluteError: measureOf('meanAbsoluteError', sums),
    rmse: measureOf('rmse', sums),
    over: measureOf('over', sums),
    under: measureOf('under', sums),
  };
}

/** Means with the normal interval of their standard error; the root of the mean square is the root of its limits; shares after Wilson. */
function measureOf(name: ErrorName, sums: ErrorSums): Rate {
  const { rows } = sums;
  if (!(sums.weight > 0)) return undefinedRate(rows, rows > 0 ? t('its rows have no weight') : t('no rows'));
  const value = errorValue(name, sums);
  if (name === 'over' || name === 'under') {
    const [low, high] = wilson(value, effective(sums));
    return { value, low, high, n: rows };
  }
  const { mean, error } = meanOf(name, sums);
  if (error === null) return { value, low: null, high: null, n: rows, why: t('a single row has no spread') };
  const bend = name === 'rmse' ? (x: number) => Math.sqrt(Math.max(0, x)) : (x: number) => x;
  const low = bend(mean - z95 * error);
  return {
    value,
    low: name === 'meanAbsoluteError' ? Math.max(0, low) : low,
    high: bend(mean + z95 * error),
    n: rows,
  };
}

export function errorValue(name: ErrorName, { weight, over, under, e, absolute, e2 }: ErrorSums): number {
  switch (name) {
    case 'meanError':
      return e / weight;
    case 'meanAbsoluteError':
      return absolute / weight;
    case 'rmse':
      return Math.sqrt(e2 / weight);
    case 'over':
      return over / weight;
    case 'under':
      return under / weight;
  }
}

/** The mean that a measure is made of, and its standard error; null with fewer than two rows. */
export function meanOf(name: ErrorName, sums: ErrorSums): { mean: number; error: number | null } {
  const { weight } = sums;
  const n = effective(sums);
  const [first, second] = sumsOf(name, sums);
  const mean = first / weight;
  const spread = Math.max(0, second / weight - mean * mean);
  return { mean, error: n > 1 ? Math.sqrt(spread / (n - 1)) : null };
}

function effective({ weight, squares }: ErrorSums): number {
  return (weight * weight) / squares;
}

/** Sums of what is averaged, and of its square. */
function sumsOf(name: ErrorName, { e, absolute, e2, e4, over, under }: ErrorSums): readonly [number, number] {
  switch (name) {
    case 'meanError':
      return [e, e2];
    case 'meanAbsoluteError':
      return [absolute, e2];
    case 'rmse':
      return [e2, e4];
    case 'over':
      return [over, over];
    case 'under':
      return [under, under];
  }
}
