/** Slices of pairs with scores: by own threshold the counts of what the other predicts, and how the areas vary together. */
import type { FairnessQuery } from '../protocol/fairnessCounts.ts';
import type { JointAreas, JointCurve, JointSlice } from '../protocol/fairnessVersus.ts';
import { crossings, type SliceTable } from './countByGroup.ts';
import type { AreaPlan } from './pairAreas.ts';
import { scoreWalk, type Walk } from './scoreWalk.ts';

export interface Joint {
  joint: Omit<JointSlice, 'values'>;
}

/** The finest groups, with label and decision of the other. */
export interface JointKey {
  readonly values: readonly (string | null)[];
  readonly positive: boolean;
  readonly decided: boolean;
}

export interface JointScores {
  readonly walk: Walk;
  /** Without regard to decisions. */
  readonly plan: AreaPlan;
  /** Into the table; without decisions there are no curves. */
  readonly end: (table: SliceTable<Joint>, had: Had) => void;
}

interface Had {
  readonly isDecided: boolean;
  /** As `pairAreas` gives them; undefined: the other has no scores. */
  readonly areas: readonly (readonly (JointAreas | null)[])[] | undefined;
}

/** Codes are places among the keys. */
export function jointScores(
  keys: readonly JointKey[],
  { groups, cross }: FairnessQuery,
  isWeighted: boolean,
): JointScores {
  const sets = [[], ...crossings(groups.length, cross)].map((set) => {
    const places = new Map<string, number>();
    const firsts: number[] = [];
    const sliceOf = Int32Array.from(keys, ({ values }, code) => {
      const name = JSON.stringify(set.map((at) => values[at]));
      const slice = places.get(name) ?? places.size;
      if (!places.has(name)) firsts.push(code);
      places.set(name, slice);
      return slice;
    });
    return { set, sliceOf, firsts };
  });
  const positive = keys.map((key) => key.positive);
  const walk = scoreWalk({
    ...{ positive, isWeighted, isProbability: false, withAreas: false },
    slicings: sets.map(({ sliceOf, firsts }) => ({
      sliceOf: sliceOf.map((slice, code) => slice * 2 + (keys[code]?.decided === true ? 1 : 0)),
      slices: firsts.length * 2,
    })),
  });
  return {
    walk,
    plan: { positive, slicings: sets.map(({ sliceOf, firsts }) => ({ sliceOf, slices: firsts.length })) },
    end: (table, { isDecided, areas }) => {
      const curves = isDecided ? walk.end().curves : [];
      for (const [at, { set, firsts }] of sets.entries())
        for (const [slice, code] of firsts.entries()) {
          const mask = set.reduce((bits, group) => bits | (1 << group), 0);
          const { joint } = table.of(mask, keys[code]?.values ?? []);
          const [no, yes] = [curves[at]?.[slice * 2], curves[at]?.[slice * 2 + 1]];
          if (no && yes) {
            joint.curves = [curveOf(no), curveOf(yes)];
            joint.rows = [...no.totals.rows, ...yes.totals.rows].reduce((sum, rows) => sum + rows, 0);
          }
          if (areas) joint.areas = areas[at]?.[slice] ?? null;
        }
    },
  };
}

function curveOf({ positives, negatives, weights, squares, totals }: JointCurve): JointCurve {
  return { positives, negatives, ...(weights && { weights }), ...(squares && { squares }), totals };
}
