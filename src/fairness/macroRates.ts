/** The rates of a slice of several classes: macro averages, with bootstrap intervals, since no share stands behind them. */
import { t } from '../base/l10n.ts';
import type { Cells } from '../protocol/fairnessCounts.ts';
import { rateNames } from '../records/fairnessNames.ts';
import { macroValue } from './rateValue.ts';
import { percentiles, replicatesFor, resampler } from './resampling.ts';
import { seededRandom } from '../base/seededRandom.ts';
import { countsOf, effectiveRows, ratesBy, undefinedRate, whyUndefined, type Rates } from './sliceRates.ts';
import { wilson } from './wilson.ts';

export function macroRates(cells: Cells, classes: number, seed: string): Rates {
  const n = cells.rows.reduce((sum, count) => sum + count, 0);
  const counts = countsOf(cells);
  const drawn = drawnValues(cells, classes, n === 0 ? 0 : replicatesFor(cells.rows.length), seed);
  return ratesBy((name) => {
    const value = macroValue(name, counts, classes);
    if (name === 'baseRate' || name === 'selectionRate')
      return undefinedRate(n, t('of several classes; ask for one of them'));
    if (Number.isNaN(value)) return undefinedRate(n, whyUndefined(name));
    // Accuracy is a share after all.
    const [low, high] =
      name === 'accuracy'
        ? wilson(value, effectiveRows(cells, [...cells.rows.keys()]))
        : (percentiles(drawn.get(name) ?? new Float64Array(0)) ?? [null, null]);
    return { value, low, high, n };
  });
}

function drawnValues(cells: Cells, classes: number, replicates: number, seed: string) {
  const found = new Map(rateNames.map((name) => [name, new Float64Array(replicates)]));
  const draw = resampler([cells], seededRandom(seed));
  for (let replicate = 0; replicate < replicates; replicate++) {
    const drawn = draw();
    for (const [name, values] of found) values[replicate] = macroValue(name, drawn, classes);
  }
  return found;
}
