/** Changes of which columns say what, one at a time: what else has to change with them, and how bins are written and read. */
import { t } from '../base/l10n.ts';
import type { Binning } from '../protocol/fairnessCounts.ts';
import type { FairnessColumns } from '../protocol/fairnessPage.ts';

/** A key whose value is undefined goes. */
export type ColumnsChange = { readonly [K in keyof FairnessColumns]?: FairnessColumns[K] | undefined };

/** With one change, and without what makes no sense beside it any more. */
export function changedColumns(columns: FairnessColumns, change: ColumnsChange): FairnessColumns {
  const { label: before, prediction: _p, score: _s, threshold: _t, positive: _f, ...others } = columns;
  const { task: _k, weight: _w, split: _r, id: _i, join, ...kept } = others;
  const { label, prediction, score, threshold, groups, cross, positive, task, weight, split, id } = {
    ...columns,
    ...change,
  };
  const truth = label ?? before;
  const taken = new Set([truth, prediction, score]);
  const own = (groups ?? columns.groups).filter(
    // What is looked up by id goes with the id.
    ({ column, joined }) => (joined === true ? id !== undefined : !taken.has(column)),
  );
  // What was favourable of another column says nothing of this one.
  const isOtherLabel = truth !== before && !('positive' in change);
  const needsThreshold = score !== undefined && prediction === undefined && threshold === undefined;
  const above = score === undefined ? undefined : needsThreshold ? usualThreshold : threshold;
  return {
    ...kept,
    ...{ label: truth, groups: own, cross: Math.max(1, Math.min(cross ?? columns.cross, own.length)) },
    ...(prediction !== undefined && { prediction }),
    ...(score !== undefined && { score }),
    ...(above !== undefined && { threshold: above }),
    ...(positive !== undefined && !isOtherLabel && { positive }),
    ...(task !== undefined && { task }),
    ...(weight !== undefined && { weight }),
    ...(split !== undefined && { split }),
    ...(id !== undefined && { id }),
    ...(id !== undefined && join && { join }),
  };
}

/** Why these columns cannot be counted. */
export function columnsProblem({ prediction, score, groups }: FairnessColumns): string | undefined {
  if (prediction === undefined && score === undefined)
    return t('Without decisions and without scores there is nothing to judge: choose one of both first.');
  if (groups.length === 0) return t('A fairness report needs a column of groups, such as sex or age.');
  return undefined;
}

/** Inner edges, growing: `18, 30, 65`. */
export function readEdges(text: string): number[] | undefined {
  const parts = text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number);
  const isGrowing = parts.every(
    (edge, at) => Number.isFinite(edge) && (at === 0 || edge > (parts[at - 1] ?? NaN)),
  );
  return parts.length > 0 && parts.length <= mostEdges && isGrowing ? parts : undefined;
}

/** Of one column; undefined: each value is a group. */
export function withBins(
  columns: FairnessColumns,
  column: string,
  bins: Binning | undefined,
): FairnessColumns {
  return {
    ...columns,
    groups: columns.groups.map((group) => {
      if (group.column !== column) return group;
      const { bins: _, ...rest } = group;
      return bins === undefined ? rest : { ...rest, bins };
    }),
  };
}

const usualThreshold = 0.5;
const mostEdges = 100;
