/** Slices of two sets of predictions beside each other, with what both say of the same rows. */
import { curveCells } from '../protocol/curveCells.ts';
import type { FairnessCounts, SliceCounts } from '../protocol/fairnessCounts.ts';
import type { JointCells, JointSlice, VersusCounts } from '../protocol/fairnessVersus.ts';

/** Absent: the slice is not there. */
export interface PairedSlice {
  readonly values: readonly (string | null)[];
  readonly own: SliceCounts | undefined;
  readonly other: SliceCounts | undefined;
  readonly joint: JointSlice | undefined;
}

export interface PairedAttribute {
  readonly columns: readonly string[];
  readonly slices: readonly PairedSlice[];
}

export interface PairedCounts {
  readonly own: FairnessCounts;
  readonly other: FairnessCounts;
  readonly overall: PairedSlice;
  readonly attributes: readonly PairedAttribute[];
}

/** `own` may be at any threshold that its counts know. Slices that only the other has come last. */
export function pairedCounts(own: FairnessCounts, versus: VersusCounts): PairedCounts {
  const { other, overall: joint } = versus;
  return {
    ...{ own, other },
    overall: { values: [], own: own.overall, other: other.overall, joint },
    attributes: own.attributes.map(({ columns, slices }) => {
      const its = byValues(other, columns);
      const joints = byValues(versus, columns);
      const pairs = slices.map(({ values }, at): PairedSlice => {
        const key = keyOf(values);
        const found = its.get(key);
        its.delete(key);
        return { values, own: slices[at], other: found, joint: joints.get(key) };
      });
      const more = [...its.values()].map((one): PairedSlice => ({
        values: one.values,
        own: undefined,
        other: one,
        joint: undefined,
      }));
      return { columns, slices: [...pairs, ...more] };
    }),
  };
}

function byValues<T extends { readonly values: readonly (string | null)[] }>(
  { attributes }: { readonly attributes: readonly { columns: readonly string[]; slices: readonly T[] }[] },
  columns: readonly string[],
): Map<string, T> {
  const found = attributes.find((one) => one.columns.join('\n') === columns.join('\n'));
  return new Map((found?.slices ?? []).map((slice) => [keyOf(slice.values), slice]));
}

/** One file may hold 1 where the other holds 1.0. */
function keyOf(values: readonly (string | null)[]): string {
  return JSON.stringify(
    values.map((value) => (value !== null && /^-?\d+\.0+$/.test(value) ? value.replace(/\.0+$/, '') : value)),
  );
}

/** What both decided of the same rows, at the own threshold. */
export function jointAt({ own }: PairedCounts, joint: JointSlice | undefined): JointCells | undefined {
  const { curves } = joint ?? {};
  if (curves === undefined || own.threshold === null) return joint?.cells;
  const place = own.scores?.thresholds.indexOf(own.threshold) ?? -1;
  if (place < 0) return joint?.cells;
  const sides = curves.map((curve) => curveCells({ ...curve, auc: null, calibration: [] }, place));
  const merged = (pick: (cells: (typeof sides)[number]) => readonly number[] | undefined) =>
    [0, 1, 2, 3].flatMap((cell) => sides.map((side) => pick(side)?.[cell] ?? 0));
  return {
    at: [0, 1, 2, 3, 4, 5, 6, 7],
    rows: merged(({ rows }) => rows),
    ...(sides[0]?.weights && {
      weights: merged(({ weights }) => weights),
      squares: merged(({ squares }) => squares),
    }),
  };
}
