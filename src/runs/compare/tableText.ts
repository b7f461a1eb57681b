/** The compare table as text: CSV, TSV, Markdown or JSON, with every digit, in slices so that nothing waits for it. */
import { formatNumber } from '../../base/format.ts';
import { columnReader } from '../../protocol/compare/columnReader.ts';
import { columnId, type ColumnData, type ColumnRef } from '../../protocol/compare/compareShape.ts';
import type { TableFormat } from '../../protocol/compare/tableMethods.ts';
import { toCsv, toMarkdown, toTsv } from '../sharing/delimited.ts';

export interface TableTextOptions {
  readonly columns: readonly { readonly column: ColumnRef; readonly title: string }[];
  /** Beside `columns`. */
  readonly data: readonly ColumnData[];
  /** Rows: places in `data`, in order. */
  readonly ordinals: ArrayLike<number>;
  readonly format: TableFormat | 'tsv';
  /** Awaited between slices. */
  readonly pause: () => Promise<unknown>;
}

type Cell = string | number | null;

export async function tableText({
  columns,
  data,
  ordinals,
  format,
  pause,
}: TableTextOptions): Promise<string> {
  const titles = titlesOf(columns);
  const readers = columns.map(({ column }, at) => cellReader(column, columnReader(data[at])));
  const pieces: string[] = [];
  const head = headOf(format, titles);
  if (head !== '') pieces.push(head);
  if (format === 'markdown') {
    // Whether a column is to the right shows only when all of it is known.
    const rows: Cell[][] = [];
    for (let from = 0; from < ordinals.length; from += slice) {
      for (let row = from; row < Math.min(ordinals.length, from + slice); row += 1)
        rows.push(readers.map((read) => read(ordinals[row] ?? -1)));
      await pause();
    }
    return toMarkdown(titles, rows, (value) => formatNumber(value, 6));
  }
  for (let from = 0; from < ordinals.length; from += slice) {
    const rows: Cell[][] = [];
    for (let row = from; row < Math.min(ordinals.length, from + slice); row += 1)
      rows.push(readers.map((read) => read(ordinals[row] ?? -1)));
    if (format === 'csv') pieces.push(toCsv(rows));
    else if (format === 'tsv') pieces.push(toTsv(rows));
    else {
      const objects = rows.map((row) => `  ${JSON.stringify(objectOf(titles, row))}`);
      pieces.push(`${from === 0 ? '' : ',\n'}${objects.join(',\n')}`);
    }
    await pause();
  }
  if (format === 'json') pieces.push(ordinals.length === 0 ? ']\n' : '\n]\n');
  return pieces.join('');
}

function headOf(format: TableTextOptions['format'], titles: readonly string[]): string {
  switch (format) {
    case 'csv':
      return toCsv([titles]);
    case 'tsv':
      return toTsv([titles]);
    case 'json':
      return '[\n';
    case 'markdown':
      return '';
  }
}

/** Each once: a param and a tag of the same name are told apart by their group. */
function titlesOf(columns: TableTextOptions['columns']): string[] {
  const titles = columns.map(({ column, title }) => title + unitOf(column));
  const counts = new Map<string, number>();
  for (const title of titles) counts.set(title, (counts.get(title) ?? 0) + 1);
  return columns.map(({ column }, at) => {
    const title = titles[at] ?? '';
    return (counts.get(title) ?? 0) > 1 ? columnId(column) : title;
  });
}

function unitOf(column: ColumnRef): string {
  if (column.group !== 'record') return '';
  if (column.key === 'duration') return ' (s)';
  if (column.key === 'latencyMs') return ' (ms)';
  return column.key === 'artifactBytes' || column.key === 'modelBytes' ? ' (bytes)' : '';
}

/** Moments as ISO 8601, durations in seconds, stars as yes. */
function cellReader(
  column: ColumnRef,
  read: (n: number) => number | string | undefined,
): (n: number) => Cell {
  const key = column.group === 'record' ? column.key : '';
  return (n) => {
    const value = read(n);
    if (value === undefined) return null;
    if (typeof value === 'string') return value;
    if (key === 'started') return new Date(value).toISOString();
    if (key === 'duration') return value / 1000;
    if (key === 'star' || key === 'best') return value === 1 ? 'yes' : null;
    return value;
  };
}

/** What is missing is left out; JSON has no NaN, so it and infinities are texts. */
function objectOf(titles: readonly string[], row: readonly Cell[]): Record<string, string | number> {
  const entries = row.flatMap((value, at): [string, string | number][] => {
    const title = titles[at];
    if (value === null || title === undefined) return [];
    return [[title, typeof value === 'number' && !Number.isFinite(value) ? String(value) : value]];
  });
  return Object.fromEntries(entries);
}

const slice = 500;
