/** Gathers the steps of the ROC curves of all slices while scores grow: those of each slice lie in those of all rows. */
import { fillTie, negatives, positives, StepList, stepWidth, type RocSteps } from './rocSteps.ts';
import type { SortedScores } from './sortScores.ts';

/** Steps of all rows and of a slice at most; half of them where there are many slices. */
const usual = [64, 96] as const;
const withMany = [32, 64] as const;
const manySlices = 60;

export interface StepPlan {
  /** By code: whether its label is positive. */
  readonly positive: readonly boolean[];
  /** Slicings: by code the slice, of so many. Of the first, which is all rows, there is one. */
  readonly slicings: readonly { readonly sliceOf: Int32Array; readonly slices: number }[];
  readonly isWeighted: boolean;
}

export interface StepWalk {
  add(sorted: SortedScores): void;
  /** By slicing and slice; the first slicing is all rows. */
  end(): RocSteps[][];
}

export function stepWalk({ positive, slicings, isWeighted }: StepPlan): StepWalk {
  const [, ...others] = slicings;
  const count = others.reduce((sum, { slices }) => sum + slices, 0);
  const [mostOfAll, most] = count > manySlices ? withMany : usual;
  const all = new StepList(mostOfAll);
  const lists = Array.from({ length: count }, () => new StepList(most, all));
  const firsts = others.map((_, at) => others.slice(0, at).reduce((sum, { slices }) => sum + slices, 0));
  // By code its list in each slicing, one after the other.
  const listOf = new Int32Array(positive.length * others.length);
  for (const [at, { sliceOf }] of others.entries())
    for (const [code, slice] of sliceOf.entries())
      listOf[code * others.length + at] = (firsts[at] ?? 0) + slice;
  const isPositive = Uint8Array.from(positive, Number);
  const ones = [negatives, positives].map((of) => {
    const one = new Float64Array(stepWidth);
    return one.fill(1, of, of + 3);
  });
  const ties = tieSums(listOf, others.length, isPositive);
  let inPlace = 0;
  const addRow = (code: number, weight: number) => {
    const sign = isPositive[code] ?? 0;
    const row = ones[sign];
    if (row === undefined) return;
    if (isWeighted) {
      const at = sign === 1 ? positives : negatives;
      row[at + 1] = weight;
      row[at + 2] = weight * weight;
    }
    if (all.add(row, inPlace + 1)) inPlace += 1;
    const end = (code + 1) * others.length;
    for (let at = end - others.length; at < end; at++)
      lists[listOf[at] ?? 0]?.addRow(sign === 1, weight, inPlace);
  };
  return {
    add: ({ scores, codes, weights }) => {
      for (let from = 0; from < scores.length;) {
        const score = scores[from] ?? 0;
        let to = from + 1;
        while (to < scores.length && scores[to] === score) to += 1;
        if (to - from === 1) addRow(codes[from] ?? 0, weights?.[from] ?? 1);
        else {
          for (let at = from; at < to; at++) ties.row(codes[at] ?? 0, weights ? (weights[at] ?? 0) : 1);
          if (all.add(ties.all(), inPlace + 1)) inPlace += 1;
          ties.each((list, rows) => lists[list]?.addTie(rows, inPlace));
        }
        from = to;
      }
    },
    end: () => [
      [all.end()],
      ...others.map(({ slices }, at) =>
        lists.slice(firsts[at] ?? 0, (firsts[at] ?? 0) + slices).map((list) => list.end()),
      ),
    ],
  };
}

/** Rows of one score, by code first: there are fewer codes than rows. */
function tieSums(listOf: Int32Array, slicings: number, isPositive: Uint8Array) {
  const byCode = new Float64Array(isPositive.length * 3);
  const byList = new Map<number, Float64Array>();
  const whole = new Float64Array(stepWidth);
  const met: number[] = [];
  const addCode = (rows: Float64Array, code: number) => {
    const at = isPositive[code] === 1 ? positives : negatives;
    for (let of = 0; of < 3; of++) rows[at + of] = (rows[at + of] ?? 0) + (byCode[code * 3 + of] ?? 0);
  };
  return {
    row: (code: number, weight: number) => {
      const at = code * 3;
      if (byCode[at] === 0) met.push(code);
      byCode[at] = (byCode[at] ?? 0) + 1;
      byCode[at + 1] = (byCode[at + 1] ?? 0) + weight;
      byCode[at + 2] = (byCode[at + 2] ?? 0) + weight * weight;
    },
    all: () => {
      whole.fill(0);
      for (const code of met) addCode(whole, code);
      fillTie(whole);
      return whole;
    },
    each: (add: (list: number, rows: Float64Array) => void) => {
      for (const code of met) {
        for (let at = code * slicings; at < (code + 1) * slicings; at++) {
          const list = listOf[at] ?? 0;
          const rows = byList.get(list) ?? new Float64Array(stepWidth);
          byList.set(list, rows);
          addCode(rows, code);
        }
        byCode.fill(0, code * 3, code * 3 + 3);
      }
      for (const [list, rows] of byList) {
        fillTie(rows);
        add(list, rows);
      }
      byList.clear();
      met.length = 0;
    },
  };
}
