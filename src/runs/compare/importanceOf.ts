/** Importance of params over the runs that match a filter: at most a thousand of them, spread evenly, so that it stays quick. */
import type { ColumnRef } from '../../protocol/compare/compareShape.ts';
import { importance, type Importance } from '../analysis/importance.ts';
import { match } from '../query.ts';
import { columnValues, type ColumnSource } from './columnValues.ts';

/** Throws UserError `filter`. */
export function importanceOf(
  source: ColumnSource,
  filter: string,
  metric: ColumnRef,
): { result: Importance; matching: number } {
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
  const values = used.map(({ value }) => value);
  return { result: importance(params, values), matching: judged.length };
}

const mostRuns = 1000;
