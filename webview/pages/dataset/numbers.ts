/** How values of columns are written. */
import { formatCount, formatMoment, formatNumber, minus, missing } from '../../../src/base/format.ts';
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

/** Median of numbers and times, else the most frequent value with its share. */
export function typical({ kind, quantiles, top }: ShownColumn, rows: number): string {
  const median = quantiles.find(({ at }) => at === 0.5)?.value;
  if (kind === 'number') return median === undefined ? missing : formatNumber(median);
  if (kind === 'time') return median === undefined ? missing : formatMoment(median, Date.now());
  const [first] = top;
  if (first === undefined) return missing;
  return first.count <= 1 ? t('unique') : `${first.value}: ${share(first.count, rows)}`;
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
