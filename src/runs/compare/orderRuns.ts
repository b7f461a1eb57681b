/** Which runs the compare table shows, in which order and in which groups; all of them, since the page scrolls without asking. */
import {
  bufferOf,
  type ColumnRef,
  type Grouping,
  type OrderQuery,
  type OrderResult,
} from '../../protocol/compare/compareShape.ts';
import type { FilterExpression } from '../filter/ast.ts';
import { parseFilter } from '../filter/parse.ts';
import { printFilter } from '../filter/print.ts';
import { match } from '../query.ts';
import { compareText } from '../runTable.ts';
import { columnValues, type ColumnSource } from './columnValues.ts';
import { orderGroups, type SortColumn } from './orderGroups.ts';
import { compareValues, sortValue } from './sortValue.ts';

/** Throws UserError `filter`. Missing values and NaN come last in either direction; of equals the newest run comes first. */
export function orderRuns(source: ColumnSource, query: OrderQuery, epoch: number): OrderResult {
  const { table } = source;
  const sort = query.sort.map(({ column, descending }): SortColumn => ({
    column,
    sign: descending ? -1 : 1,
    at: columnValues(source, column).at,
  }));
  const runs = Uint32Array.from(sorted(source, sort, match(table, { filter: query.filter })));
  const { ordinals, groups } =
    query.grouping === null
      ? { ordinals: runs, groups: null }
      : orderGroups(runs, groupNumbers(source, query.grouping, runs), sort);
  return {
    epoch,
    size: table.span,
    total: table.size,
    ordinals: bufferOf(ordinals),
    groups: groups && bufferOf(groups),
    blame: ordinals.length === 0 ? blame(source, query.filter) : null,
  };
}

/** The values of the sort keys are read once for each run; then places are sorted by plain arrays. */
function sorted({ table }: ColumnSource, sort: readonly SortColumn[], matching: readonly number[]): number[] {
  const keys = sort.map(({ sign, at }) => ({ sign, values: matching.map((n) => sortValue(at(n))) }));
  const places = matching.map((_, place) => place);
  places.sort((a, b) => {
    for (const { sign, values } of keys) {
      const order = compareValues(values[a], values[b], sign);
      if (order !== 0) return order;
    }
    const [x, y] = [table.get(matching[a] ?? -1), table.get(matching[b] ?? -1)];
    return (y?.started ?? 0) - (x?.started ?? 0) || compareText(x?.id ?? '', y?.id ?? '');
  });
  return places.flatMap((place) => matching[place] ?? []);
}

/** Counted in order of appearance. */
function groupNumbers(source: ColumnSource, grouping: Grouping, ordinals: Uint32Array): Uint32Array {
  const columns = groupColumns(source, grouping).map((column) => columnValues(source, column));
  const numbers = new Map<string, number>();
  return ordinals.map((n) => {
    const key = JSON.stringify(columns.map((column) => column.at(n) ?? null));
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, (number = numbers.size));
    return number;
  });
}

export function groupColumns({ index }: ColumnSource, grouping: Grouping): ColumnRef[] {
  if ('by' in grouping) return [...grouping.by];
  const left = new Set(grouping.allParamsBut);
  const params = index.keys('params').filter((key) => !left.has(key));
  // Runs of two scripts that share no param are no repetitions of each other.
  return [{ group: 'record', key: 'script' }, ...params.map((key): ColumnRef => ({ group: 'params', key }))];
}

/** Of conditions joined by `and`, the one without which most runs would match. */
function blame(source: ColumnSource, filter: string): OrderResult['blame'] {
  const parsed = parseFilter(filter);
  if (!parsed.ok || parsed.expression?.kind !== 'and') return null;
  const { items } = parsed.expression;
  const found = items.slice(0, mostBlamed).map((item) => {
    const rest: FilterExpression = { kind: 'and', items: items.filter((other) => other !== item) };
    return {
      condition: printFilter(item),
      without: match(source.table, { filter: printFilter(rest) }).length,
    };
  });
  const [worst] = found.sort((a, b) => b.without - a.without);
  return worst === undefined || worst.without === 0 ? null : worst;
}

/** A filter of hundreds of conditions is not taken apart one by one. */
const mostBlamed = 20;
