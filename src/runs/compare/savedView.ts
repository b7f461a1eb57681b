/** Views of the compare page as people read and write them in config.yaml: columns are words such as `params.lr`. */
import {
  columnId,
  columnRef,
  type ColumnRef,
  type Grouping,
  type SortKey,
} from '../../protocol/compare/compareShape.ts';
import { mostShown, type CompareView, type ShownColumn } from '../../protocol/compare/compareView.ts';
import type { NamedView } from '../../protocol/compare/tableMethods.ts';
import type { SavedView } from '../../records/config.ts';

export function savedViewOf(name: string, view: CompareView): SavedView {
  const { filter, sort, grouping, columns, onlyDiffering, againstBaseline } = view;
  return {
    name,
    ...(filter !== '' && { filter }),
    ...(sort.length > 0 && {
      sort: sort.map(({ column, descending }) => `${descending ? '-' : ''}${columnId(column)}`),
    }),
    ...(grouping !== null && groupingFields(grouping)),
    ...(columns !== null && { columns: columns.map(columnField) }),
    ...(onlyDiffering && { onlyDiffering }),
    ...(againstBaseline && { againstBaseline }),
  };
}

function groupingFields(grouping: Grouping): Pick<SavedView, 'groupBy' | 'groupByAllParamsBut'> {
  return 'by' in grouping
    ? { groupBy: grouping.by.map(columnId) }
    : { groupByAllParamsBut: grouping.allParamsBut };
}

function columnField({ column, width, pinned }: ShownColumn): NonNullable<SavedView['columns']>[number] {
  const id = columnId(column);
  if (width === undefined && pinned !== true) return id;
  return { column: id, ...(width !== undefined && { width }), ...(pinned === true && { pinned }) };
}

/** What cannot be read is left out: the rest is a view still. */
export function viewOfSaved(saved: SavedView): NamedView {
  const {
    name,
    filter = '',
    sort = [],
    groupBy,
    groupByAllParamsBut,
    columns,
    onlyDiffering = false,
    againstBaseline = false,
  } = saved;
  const by = (groupBy ?? []).flatMap((text) => columnOf(text) ?? []).slice(0, 20);
  const grouping: Grouping | null =
    by.length > 0 ? { by } : groupByAllParamsBut ? { allParamsBut: groupByAllParamsBut } : null;
  return {
    name,
    view: {
      filter,
      sort: sort.flatMap((text) => sortOf(text) ?? []).slice(0, 10),
      grouping,
      columns:
        columns === undefined ? null : columns.flatMap((one) => shownOf(one) ?? []).slice(0, mostShown),
      onlyDiffering,
      againstBaseline,
    },
  };
}

function sortOf(text: string): SortKey | undefined {
  const descending = text.startsWith('-');
  const column = columnOf(descending ? text.slice(1) : text);
  return column && { column, descending };
}

function shownOf(one: NonNullable<SavedView['columns']>[number]): ShownColumn | undefined {
  const given = typeof one === 'string' ? { column: one } : one;
  const column = columnOf(given.column);
  return column && { ...given, column };
}

/** Undoes columnId; a metric without a word after it is its last value. Undefined: no such group or key. */
export function columnOf(text: string): ColumnRef | undefined {
  const dot = text.indexOf('.');
  const [group, rest] = [text.slice(0, dot), text.slice(dot + 1)];
  if (dot < 0) return undefined;
  if (group !== 'metrics') return columnRef.safeParse({ group, key: rest }).data;
  const [, key, word, at] = /^(.*), (?:(last|best|min|max|count|step)|at (\S+))$/s.exec(rest) ?? [];
  const value = at === undefined ? word : { at: Number(at) };
  return (
    (key === undefined ? undefined : columnRef.safeParse({ group, key, value }).data) ??
    columnRef.safeParse({ group, key: rest, value: 'last' }).data
  );
}
