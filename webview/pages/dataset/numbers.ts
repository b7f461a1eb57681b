/** How values of columns are written. */
import { formatCount, formatNumber, minus, missing } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { Cell } from '../../../src/protocol/dataProfile.ts';
import type { ShownProfile } from '../../../src/protocol/datasetPage.ts';

export type ShownColumn = ShownProfile['columns'][number];

export function difference(value: number): string {
  if (value === 0) return '0';
  return value > 0 ? `+${formatCount(value)}` : `${minus}${formatCount(-value)}`;
}

export function value(cell: Cell): string {
  if (cell === null) return missing;
  if (typeof cell === 'number') return formatNumber(cell);
  return typeof cell === 'boolean' ? String(cell) : cell;
}

/** `8.3 %`; what is there but rounds to nothing is not 0. */
export function share(part: number, of: number): string {
  if (part === 0 || of === 0) return '0';
  const percent = (100 * part) / of;
  return percent < 0.05 ? '< 0.1 %' : `${percent.toFixed(1)} %`;
}

/** Median of numbers and times, else the most frequent value, which may be cut, and its share, which may not. */
export function typical(column: ShownColumn, rows: number): readonly [string, string] {
  const { kind, quantiles, top, type } = column;
  const median = quantiles.find(({ at }) => at === 0.5)?.value;
  if (kind === 'number') return ['', formatNumber(median)];
  if (kind === 'time') return ['', median === undefined ? missing : timeText(median, type)];
  const [first] = top;
  if (first === undefined) return ['', missing];
  if (isNearlyUnique(column, rows)) return ['', first.count <= 1 ? t('unique') : t('nearly unique')];
  return [first.value === '' ? emptyText : first.value, `: ${share(first.count, rows)}`];
}

/** The least or greatest value: of moments without their seconds, so that they are never cut. */
export function limit({ kind }: ShownColumn, cell: Cell): string {
  return kind === 'time' && typeof cell === 'string' ? cell.slice(0, 16).replace(/ 00:00$/, '') : value(cell);
}

/** UTC, as DuckDB writes it. */
export function timeText(at: number, type: string): string {
  const text = new Date(at).toISOString().replace('T', ' ');
  return type === 'DATE' ? text.slice(0, 10) : text.slice(0, 16);
}

/** Texts of which no value says anything. */
export function isNearlyUnique({ kind, distinct, nulls }: ShownColumn, rows: number): boolean {
  const values = rows - nulls;
  return (kind === 'text' || kind === 'nested') && values > 1 && distinct >= 0.9 * values;
}

/** Where a text is there and has no letter. */
export const emptyText = '“”';

/** Population stability index and Jensen–Shannon distance: always two decimals. */
export function drift(found: number | null | undefined): string {
  return found === null || found === undefined ? '' : found.toFixed(2);
}

/** As the field calls it, of DuckDB's names. */
export function typeName(type: string): string {
  const names: Readonly<Record<string, string>> = {
    TINYINT: 'int8',
    SMALLINT: 'int16',
    INTEGER: 'int32',
    BIGINT: 'int64',
    HUGEINT: 'int128',
    UTINYINT: 'uint8',
    USMALLINT: 'uint16',
    UINTEGER: 'uint32',
    UBIGINT: 'uint64',
    FLOAT: 'float32',
    DOUBLE: 'float64',
    VARCHAR: 'string',
    BOOLEAN: 'bool',
    DATE: 'date',
    TIME: 'time',
    TIMESTAMP: 'timestamp',
    'TIMESTAMP WITH TIME ZONE': 'timestamp tz',
    BLOB: 'binary',
  };
  return names[type] ?? type.toLowerCase();
}
