/** What a click on a header sorts by: first as is natural for the column, then the other way, then not at all. */
import type { CompareScope } from '../../../../src/protocol/compare/comparePage.ts';
import { columnId, type ColumnRef, type SortKey } from '../../../../src/protocol/compare/compareShape.ts';
import { usualDirection } from '../directionOf.ts';

/** `add`: in addition to the keys there are, of which the first counts most. */
export function nextSort(
  sort: readonly SortKey[],
  column: ColumnRef,
  { add, scope }: { readonly add: boolean; readonly scope: CompareScope | undefined },
): SortKey[] {
  const id = columnId(column);
  const known = sort.find((key) => columnId(key.column) === id);
  const natural = isLargestFirst(column, scope);
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

function isLargestFirst(column: ColumnRef, scope: CompareScope | undefined): boolean {
  if (column.group === 'metrics') return usualDirection(column.key, scope) === 'maximize';
  return column.group === 'record' && largestFirst.has(column.key);
}

const largestFirst: ReadonlySet<string> = new Set(['started', 'duration', 'objective', 'star', 'best']);
const mostKeys = 10;
