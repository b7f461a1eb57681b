/** Counts as the data process answers them, written down in a line. */
import type { AttributeCounts, FairnessCounts, SliceCounts } from '../../../src/protocol/fairnessCounts.ts';

/** [tn, fp, fn, tp] */
export type Confusion = readonly [number, number, number, number];

export function binaryCounts(groups: Readonly<Record<string, Confusion>>, column = 'sex'): FairnessCounts {
  const slices = Object.entries(groups).map(([value, rows]) => slice([value], rows));
  const all = Object.values(groups).reduce<Confusion>(
    (sum, rows) => [sum[0] + rows[0], sum[1] + rows[1], sum[2] + rows[2], sum[3] + rows[3]],
    [0, 0, 0, 0],
  );
  return {
    task: 'binary',
    classes: ['0', '1'],
    rows: sum(all),
    weighted: false,
    overall: slice([], all),
    attributes: [{ columns: [column], slices }],
    scores: null,
    threshold: null,
    problems: [],
  };
}

export function firstOf(counts: FairnessCounts): AttributeCounts {
  const [attribute] = counts.attributes;
  if (attribute === undefined) throw new Error('No attribute.');
  return attribute;
}

export function slice(values: readonly string[], rows: readonly number[]): SliceCounts {
  return { values: [...values], rows: sum(rows), cells: { rows: [...rows] } };
}

function sum(rows: readonly number[]): number {
  return rows.reduce((all, count) => all + count, 0);
}
