/** Joint counts of pairs in memory, summed by slice in the order of the rows: the same digits each time. */
import type { FairnessQuery } from '../protocol/fairnessCounts.ts';
import { crossings, SliceTable } from './countByGroup.ts';
import type { CountedPredictions } from './countPredictions.ts';
import { jointScores, type Joint } from './jointScores.ts';
import type { OwnSide } from './ownSide.ts';
import { ordered, pairAreas } from './pairAreas.ts';
import { jointSlices, type PairCounts } from './pairCounts.ts';
import type { CountedPairs, PairKey } from './rowPairs.ts';

export interface ArrayCounting {
  readonly own: Pick<OwnSide, 'isDecided' | 'isScored'>;
  readonly counted: CountedPredictions;
  readonly query: FairnessQuery;
  readonly thresholds: readonly number[];
  readonly isWeighted: boolean;
}

export function countArrays(pairs: CountedPairs, counting: ArrayCounting): Omit<PairCounts, 'says'> {
  const { own, counted, query, thresholds, isWeighted } = counting;
  const { relation, scheme } = counted;
  const table = new SliceTable<Joint>({ relation, query }, (): Joint => ({ joint: { rows: 0 } }));
  const isRegression = scheme.task === 'regression';
  const isDecided = query.threshold !== undefined || relation.prediction !== undefined;
  if (isRegression) addErrors(pairs, query, table);
  else if (own.isDecided && isDecided) addCells(pairs, counting, table);
  const bothScored = relation.hasScore;
  const { scores } = pairs;
  if (!isRegression && own.isScored && scores && (isDecided || bothScored)) {
    const keys = pairs.scoreKinds.map(({ key, decided }) => {
      const { values = [], label = -1 } = pairs.keys[key] ?? {};
      return { values, positive: label === 1, decided };
    });
    const used = jointScores(keys, query, isWeighted);
    const sorted = ordered(scores);
    if (isDecided) used.walk.add(sorted, thresholds);
    const areas = bothScored ? pairAreas(sorted, used.plan) : undefined;
    used.end(table, { isDecided, areas });
  }
  return jointSlices(table);
}

/** What is summed, for each slice that a finest group belongs to. */
function slicesOf(
  { values }: Pick<PairKey, 'values'>,
  { groups, cross }: FairnessQuery,
  table: SliceTable<Joint>,
): Joint['joint'][] {
  return [[], ...crossings(groups.length, cross)].map((set) => {
    const mask = set.reduce((bits, group) => bits | (1 << group), 0);
    return table.of(mask, values).joint;
  });
}

type Sums = [rows: number, weight: number, squares: number];

function addCells(
  pairs: CountedPairs,
  { counted, query, isWeighted }: ArrayCounting,
  table: SliceTable<Joint>,
): void {
  const classes = counted.scheme.classes.length;
  const found = new Map<Joint['joint'], Map<number, Sums>>();
  for (const { key, own, other, rows, weight, squares } of pairs.cells) {
    const of = pairs.keys[key];
    if (of === undefined) continue;
    const at = (of.label * classes + own) * classes + other;
    for (const joint of slicesOf(of, query, table)) {
      const cells = found.get(joint) ?? new Map<number, Sums>();
      found.set(joint, cells);
      const [n, w, w2] = cells.get(at) ?? [0, 0, 0];
      cells.set(at, [n + rows, w + weight, w2 + squares]);
      joint.rows += rows;
    }
  }
  for (const [joint, cells] of found) {
    const sorted = [...cells].sort(([a], [b]) => a - b);
    const list = (part: 0 | 1 | 2) => sorted.map(([, sums]) => sums[part]);
    joint.cells = {
      ...{ at: sorted.map(([at]) => at), rows: list(0) },
      ...(isWeighted && { weights: list(1), squares: list(2) }),
    };
  }
}

function addErrors(pairs: CountedPairs, query: FairnessQuery, table: SliceTable<Joint>): void {
  for (const [key, { rows, weight, squares, sums }] of pairs.errors.entries()) {
    const of = pairs.keys[key];
    if (of === undefined || rows === 0) continue;
    for (const joint of slicesOf(of, query, table)) {
      const had = joint.errors;
      const part = (at: number, list: readonly number[] | undefined) =>
        [...sums.subarray(at * 5, at * 5 + 5)].map((sum, place) => sum + (list?.[place] ?? 0));
      joint.rows += rows;
      joint.errors = {
        ...{ rows: joint.rows, weight: weight + (had?.weight ?? 0), squares: squares + (had?.squares ?? 0) },
        ...{ own: part(0, had?.own), other: part(1, had?.other) },
        ...{ ownSquares: part(2, had?.ownSquares), otherSquares: part(3, had?.otherSquares) },
        products: part(4, had?.products),
      };
    }
  }
}
