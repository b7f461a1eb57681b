/** Importance of params over the runs that match a filter: at most a thousand of them, spread evenly, so that it stays quick. */
import type { ColumnRef } from '../../protocol/compare/compareShape.ts';
import { importance, importanceSteps, type Importance, type ParamColumn } from '../analysis/importance.ts';
import { match } from '../query.ts';
import { columnValues, type ColumnSource } from './columnValues.ts';

interface Found {
  readonly result: Importance;
  /** Runs that match and have a finite objective. */
  readonly matching: number;
}

/** Throws UserError `filter`. */
export function importanceOf(source: ColumnSource, filter: string, metric: ColumnRef): Found {
  const { params, values, matching } = judgedRuns(source, filter, metric);
  return { result: importance(params, values), matching };
}

/** The same in pieces of a few ms: calls `pause` between them. Reads nothing after the first. */
export async function importanceInPieces(
  judged: JudgedRuns,
  effects: { readonly pause: () => Promise<void>; readonly now: () => number },
): Promise<Found> {
  const steps = importanceSteps(judged.params, judged.values);
  let begun = effects.now();
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return { result: value, matching: judged.matching };
    if (effects.now() - begun < longestPiece) continue;
    await effects.pause();
    begun = effects.now();
  }
}

export interface JudgedRuns {
  readonly params: readonly ParamColumn[];
  /** Of the objective, for each run that is used. */
  readonly values: readonly number[];
  readonly matching: number;
}

/** Throws UserError `filter`. */
export function judgedRuns(source: ColumnSource, filter: string, metric: ColumnRef): JudgedRuns {
  const objective = columnValues(source, metric);
  const judged = match(source.table, { filter }).flatMap((n) => {
    const value = Number(objective.at(n) ?? NaN);
    return Number.isFinite(value) ? [{ n, value }] : [];
  });
  const every = Math.max(1, Math.ceil(judged.length / mostRuns));
  const used = judged.filter((_, place) => place % every === 0);
  const params = source.index.keys('params').map((key) => {
    const column = columnValues(source, { group: 'params', key });
    return {
      key,
      values: used.map(({ n }) => {
        const value = column.at(n);
        return value === undefined ? undefined : String(value);
      }),
    };
  });
  return { params, values: used.map(({ value }) => value), matching: judged.length };
}

const mostRuns = 1000;
/** ms; other questions wait at most so long. */
const longestPiece = 15;
