/** What two models decided of the same rows, as the data process answers it. */
import type { FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import type { JointSlice, VersusCounts } from '../../../src/protocol/fairnessVersus.ts';
import { binaryCounts, type Confusion } from './countsOf.ts';

/** By group: rows by (label, own, other), in the order 000, 001, 010 … 111. */
export type Joint = readonly number[];

export function pairsOf(groups: Readonly<Record<string, Joint>>): {
  own: FairnessCounts;
  versus: VersusCounts;
} {
  const side = (cellOf: (label: number, own: number, other: number) => number) =>
    binaryCounts(
      Object.fromEntries(
        Object.entries(groups).map(([name, joint]) => {
          const cells = [0, 0, 0, 0];
          for (const [at, rows] of joint.entries()) {
            const cell = cellOf(at >> 2, (at >> 1) & 1, at & 1);
            cells[cell] = (cells[cell] ?? 0) + rows;
          }
          const [tn = 0, fp = 0, fn = 0, tp = 0] = cells;
          return [name, [tn, fp, fn, tp] satisfies Confusion];
        }),
      ),
    );
  const own = side((label, mine) => label * 2 + mine);
  const other = side((label, _, its) => label * 2 + its);
  const all = Array.from({ length: 8 }, (_, at) =>
    Object.values(groups).reduce((sum, joint) => sum + (joint[at] ?? 0), 0),
  );
  return {
    own,
    versus: {
      other,
      pairing: { by: 'position', column: null, pairs: own.rows, says: ['Rows are paired.'] },
      overall: jointOf([], all),
      attributes: [
        { columns: ['sex'], slices: Object.entries(groups).map(([name, joint]) => jointOf([name], joint)) },
      ],
    },
  };
}

/** The same as two samples that have nothing to do with each other. */
export function unpaired(versus: VersusCounts): VersusCounts {
  return {
    ...versus,
    pairing: { by: 'none', column: null, pairs: 0, says: ['Rows are not paired.'] },
    overall: { values: [], rows: 0 },
    attributes: [],
  };
}

function jointOf(values: string[], joint: Joint): JointSlice {
  const rows = [...joint];
  return { values, rows: rows.reduce((sum, count) => sum + count, 0), cells: { at: [...rows.keys()], rows } };
}
