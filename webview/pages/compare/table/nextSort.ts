/** What a click on a header sorts by: first as is natural for the column, then the other way, then not at all. */
import { guessDirection } from '../../../../src/records/metric.ts';
import { columnId, type ColumnRef, type SortKey } from '../../../../src/protocol/compare/compareShape.ts';

/** `add`: in addition to the keys there are, of which the first counts most. */
export function nextSort(sort: readonly SortKey[], column: ColumnRef, add: boolean): SortKey[] {
  const id = columnId(column);
  const known = sort.find((key) => columnId(key.column) === id);
  const natural = isLargestFirst(column);
  const next =
    known === undefined
      ? { column, descending: natural }
      : known.descending === natural
        ? { column, descending: !natural }
        : undefined;
  if (!add) return known !== undefined && sort.length > 1 ? [known] : next === undefined ? [] : [next];
  if (known === undefined) return next === undefined ? [...sort] : [...sort, next].slice(0, mostKeys);
  return sort.flatMap((key) => (key === known ? (next ?? []) : key));
}

function isLargestFirst(column: ColumnRef): boolean {
  if (column.group === 'metrics') return guessDirection(column.key) === 'maximize';
  return column.group === 'record' && largestFirst.has(column.key);
}

const largestFirst: ReadonlySet<string> = new Set(['started', 'duration', 'objective', 'star', 'best']);
const mostKeys = 10;
