/** Which runs the compare table shows, in which order and in which groups; all of them, since the page scrolls without asking. */
import {
  bufferOf,
  type ColumnRef,
  type Grouping,
  type OrderQuery,
  type OrderResult,
  type SortKey,
} from '../../protocol/compare/compareShape.ts';
import type { FilterExpression } from '../filter/ast.ts';
import { parseFilter } from '../filter/parse.ts';
import { printFilter } from '../filter/print.ts';
import { match } from '../query.ts';
import { compareText } from '../runTable.ts';
import { columnValues, type ColumnSource } from './columnValues.ts';

/** Throws UserError `filter`. Missing values and NaN come last in either direction; of equals the newest run comes first. */
export function orderRuns(source: ColumnSource, query: OrderQuery, epoch: number): OrderResult {
  const { table } = source;
  const matching = match(table, { filter: query.filter });
  const ordinals = Uint32Array.from(sorted(source, query.sort, matching));
  const groups = query.grouping === null ? null : groupNumbers(source, query.grouping, ordinals);
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
function sorted(source: ColumnSource, sort: readonly SortKey[], matching: readonly number[]): number[] {
  const { table } = source;
  const compares = sort.map(({ column, descending }) =>
    compareBy(sortValues(source, column, matching), descending ? -1 : 1),
  );
  const places = matching.map((_, place) => place);
  places.sort((a, b) => {
    for (const compare of compares) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    const [x, y] = [table.get(matching[a] ?? -1), table.get(matching[b] ?? -1)];
    return (y?.started ?? 0) - (x?.started ?? 0) || compareText(x?.id ?? '', y?.id ?? '');
  });
  return places.flatMap((place) => matching[place] ?? []);
}

type SortValue = number | string | undefined;

/** Texts that read as numbers sort as numbers, before the others: of a param that is a number here and a word there. */
function sortValues(source: ColumnSource, column: ColumnRef, matching: readonly number[]): SortValue[] {
  const values = columnValues(source, column);
  if (values.kind === 'number') return matching.map(values.at);
  return matching.map((n) => {
    const text = values.at(n);
    const number = text === undefined || text.trim() === '' ? NaN : Number(text);
    return Number.isNaN(number) ? text : number;
  });
}

function compareBy(values: readonly SortValue[], sign: 1 | -1): (a: number, b: number) => number {
  const isMissing = (value: SortValue) =>
    value === undefined || (typeof value === 'number' && Number.isNaN(value));
  return (a, b) => {
    const [x, y] = [values[a], values[b]];
    const [noX, noY] = [isMissing(x), isMissing(y)];
    if (noX || noY) return Number(noX) - Number(noY);
    if (typeof x === 'number' && typeof y === 'number') return x === y ? 0 : sign * (x < y ? -1 : 1);
    if (typeof x === 'string' && typeof y === 'string') return sign * compareText(x, y);
    return typeof x === 'number' ? -1 : 1;
  };
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
