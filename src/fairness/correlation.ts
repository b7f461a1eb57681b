/**
 * How closely a measure of one model follows that of another over the same rows: by the influence that each row has on either
 * (the delta method, as in Davison and Hinkley, Bootstrap Methods and their Application, 1997, ch. 2.7). 0 where rows are not paired.
 */
import type { Cells } from '../protocol/fairnessCounts.ts';
import type { JointCells } from '../protocol/fairnessVersus.ts';
import { errorNames, type MeasureName, type RateName } from '../records/fairnessNames.ts';
import { jointAt, type PairedCounts, type PairedSlice } from './pairedCounts.ts';
import { isError } from './measuredTables.ts';
import { againstRest, rateValue, type Counted } from './rateValue.ts';
import { FN, FP, isShare, shares, TN, TP } from './shares.ts';
import { countsOf } from './sliceRates.ts';

export function correlation(counts: PairedCounts, slice: PairedSlice, measure: MeasureName): number {
  const { own, other, joint } = slice;
  if (own === undefined || other === undefined || joint === undefined) return 0;
  if (measure === 'auc') {
    const { areas } = joint;
    if (!areas) return 0;
    return (
      within(areas.covariance / Math.sqrt(areas.own * areas.other)) *
      overlap(joint.rows, own.rows, other.rows)
    );
  }
  if (isError(measure)) {
    const { errors } = joint;
    if (errors === undefined || own.errors === undefined || other.errors === undefined) return 0;
    const at = errorNames.indexOf(measure);
    const mean = (sums: readonly number[]) => (sums[at] ?? 0) / errors.weight;
    const [x, y] = [mean(errors.own), mean(errors.other)];
    const spread = (squares: readonly number[], a: number, b: number) => mean(squares) - a * b;
    const r =
      spread(errors.products, x, y) /
      Math.sqrt(spread(errors.ownSquares, x, x) * spread(errors.otherSquares, y, y));
    return within(r) * overlap(errors.squares, own.errors.squares, other.errors.squares);
  }
  const cells = jointAt(counts, joint);
  if (cells === undefined || own.cells === undefined || other.cells === undefined) return 0;
  return rateCorrelation(measure, counts.own.classes.length, { own: own.cells, other: other.cells, cells });
}

function overlap(pairs: number, own: number, other: number): number {
  return own > 0 && other > 0 ? Math.min(1, pairs / Math.sqrt(own * other)) : 0;
}

/** NaN is a measure without spread, which follows nothing. */
function within(r: number): number {
  return Number.isNaN(r) ? 0 : Math.max(-1, Math.min(1, r));
}

function rateCorrelation(
  name: RateName,
  classes: number,
  { own, other, cells }: { own: Cells; other: Cells; cells: JointCells },
): number {
  const [a, b] = [influences(name, countsOf(own), classes), influences(name, countsOf(other), classes)];
  const variance = (influence: readonly number[], { rows, squares }: Cells) =>
    (squares ?? rows).reduce((sum, count, at) => sum + count * (influence[at] ?? 0) ** 2, 0);
  const counts = cells.squares ?? cells.rows;
  let together = 0;
  for (const [entry, place] of cells.at.entries()) {
    const label = Math.floor(place / (classes * classes));
    const mine = Math.floor(place / classes) % classes;
    const its = place % classes;
    together += (counts[entry] ?? 0) * (a[label * classes + mine] ?? 0) * (b[label * classes + its] ?? 0);
  }
  return within(together / Math.sqrt(variance(a, own) * variance(b, other)));
}

/** By how much a rate changes with one row more in each cell. */
export function influences(name: RateName, counts: Counted, classes: number): number[] {
  if (classes === 2) return binary(name, counts);
  const found = Array.from({ length: classes * classes }, () => 0);
  if (name === 'baseRate' || name === 'selectionRate') return found;
  if (name === 'accuracy') {
    let [all, right] = [0, 0];
    for (let cell = 0; cell < found.length; cell++) {
      all += counts[cell] ?? 0;
      if (Math.floor(cell / classes) === cell % classes) right += counts[cell] ?? 0;
    }
    return found.map(
      (_, cell) => (Number(Math.floor(cell / classes) === cell % classes) - right / all) / all,
    );
  }
  const rate = name === 'balancedAccuracy' ? 'tpr' : name;
  let defined = 0;
  for (let own = 0; own < classes; own++) {
    const table = againstRest(counts, classes, own);
    if (Number.isNaN(rateValue(rate, table))) continue;
    defined += 1;
    const part = binary(rate, table);
    for (let cell = 0; cell < found.length; cell++) {
      const place = (Math.floor(cell / classes) === own ? 2 : 0) + (cell % classes === own ? 1 : 0);
      found[cell] = (found[cell] ?? 0) + (part[place] ?? 0);
    }
  }
  return found.map((value) => value / defined);
}

function binary(name: RateName, counts: Counted): number[] {
  const cells = [TN, FP, FN, TP];
  if (isShare(name)) {
    const { of, counted } = shares[name] satisfies { of: readonly number[]; counted: readonly number[] };
    const all = of.reduce((sum: number, cell) => sum + (counts[cell] ?? 0), 0);
    const value = rateValue(name, counts);
    return cells.map((cell) =>
      of.some((one) => one === cell) ? (Number(counted.some((one) => one === cell)) - value) / all : 0,
    );
  }
  if (name === 'balancedAccuracy') {
    const [tpr, tnr] = [binary('tpr', counts), binary('tnr', counts)];
    return cells.map((cell) => ((tpr[cell] ?? 0) + (tnr[cell] ?? 0)) / 2);
  }
  const [, fp = 0, fn = 0, tp = 0] = cells.map((cell) => counts[cell] ?? 0);
  const [all, f1] = [2 * tp + fp + fn, rateValue('f1', counts)];
  return [0, -f1 / all, -f1 / all, (2 - 2 * f1) / all];
}
