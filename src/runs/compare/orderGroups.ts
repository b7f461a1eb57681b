/** Puts the groups of the compare table in order: each by what its own row shows, its runs together and in their order. */
import type { ColumnRef } from '../../protocol/compare/compareShape.ts';
import { groupValue, type GroupValue } from '../../protocol/compare/groupValue.ts';
import { compareValues, sortValue, type SortValue } from './sortValue.ts';

export interface SortColumn {
  readonly column: ColumnRef;
  readonly sign: 1 | -1;
  readonly at: (n: number) => SortValue;
}

/** `groups` beside `ordinals`, counted in order of appearance; so is the answer. Groups that sort alike stay in order. */
export function orderGroups(
  ordinals: Uint32Array,
  groups: Uint32Array,
  sort: readonly SortColumn[],
): { readonly ordinals: Uint32Array; readonly groups: Uint32Array } {
  const members: number[][] = [];
  for (const [place, n] of ordinals.entries()) (members[groups[place] ?? 0] ??= []).push(n);
  const rows = members.map((list) => ({
    list,
    values: sort.map(({ column, at }) => groupValue(column, list.map(at))),
  }));
  rows.sort((a, b) => {
    for (const [key, { sign }] of sort.entries()) {
      const [x, y] = [a.values[key], b.values[key]];
      const order = x === undefined || y === undefined ? 0 : compareGroups(x, y, sign);
      if (order !== 0) return order;
    }
    return 0;
  });
  return {
    ordinals: Uint32Array.from(rows.flatMap(({ list }) => list)),
    groups: Uint32Array.from(rows.flatMap(({ list }, group) => list.map(() => group))),
  };
}

/** Groups whose runs differ come after those that have one value, before those that have none. */
function compareGroups(x: GroupValue, y: GroupValue, sign: 1 | -1): number {
  if (x.different === 1 && y.different === 1)
    return compareValues(sortValue(x.value), sortValue(y.value), sign);
  if (x.different > 1 && y.different > 1) return sign * (x.different - y.different);
  const one = x.different === 1 ? x : y;
  const isOneFirst = compareValues(sortValue(one.value), undefined, sign) !== 0;
  return (one === x) === isOneFirst ? -1 : 1;
}
