/** One side of a comparison of predictions in memory: a few numbers a row, in the order of the rows. */
import type { FairnessQuery } from '../protocol/fairnessCounts.ts';
import type { DataSession } from './dataSession.ts';
import type { LabelScheme } from './labelScheme.ts';
import { tooMany } from './groupValues.ts';
import { Numbering } from './numbering.ts';
import type { Relation } from './predictionRelation.ts';
import { quoteText } from './sqlText.ts';

export interface SideArrays {
  readonly rows: number;
  /** Row by row what it is, as a place in `kinds`. */
  readonly codes: Int32Array;
  readonly kinds: readonly RowKind[];
  /** Values of each group as DuckDB writes them. */
  readonly groups: readonly (readonly string[])[];
  readonly scores: Float64Array | undefined;
  /** Undefined: all are 1. */
  readonly weights: Float64Array | undefined;
  /** Of a regression, NaN: none. */
  readonly numbers: { readonly labels: Float64Array; readonly predictions: Float64Array } | undefined;
  /** By place among the ids those that are plain numbers, NaN: none. */
  readonly ids: ReadonlyMap<number, Float64Array>;
}

/** What rows have in common; -1: no value. */
export interface RowKind {
  readonly counts: boolean;
  readonly label: number;
  readonly decision: number;
  /** Places among the values of each group. */
  readonly groups: readonly number[];
}

/** Of a group; more are refused when rows are counted, but for those of rows that do not count. */
const mostValues = 10_000;
/** As many groups as one whole number tells apart, at a thousand values each. */
export const mostPacked = 4;

export interface SideReading {
  readonly query: FairnessQuery;
  readonly relation: Relation;
  readonly scheme: LabelScheme;
  /** As in `sideColumns`, by name. */
  readonly sql: Readonly<Record<'u' | 'l' | 'p' | 's' | 'w', string>>;
  /** Places of ids that are plain numbers. */
  readonly plainIds: readonly number[];
}

export async function readSide(
  session: DataSession,
  { query, relation, scheme, sql, plainIds }: SideReading,
): Promise<SideArrays> {
  const { view } = relation;
  const [[count = 0] = []] = await session.query(`SELECT count(*) FROM ${view}`);
  const rows = Number(count);
  const groups: string[][] = [];
  for (const at of relation.groups.keys()) {
    const found = await session.query(
      `SELECT DISTINCT g${String(at)}::VARCHAR AS v FROM ${view} WHERE v IS NOT NULL ORDER BY v LIMIT ${String(mostValues + 1)}`,
    );
    if (found.length > mostValues) throw tooMany(relation.groups[at], found.length);
    groups.push(found.map(([value]) => String(value)));
  }
  const isRegression = scheme.task === 'regression';
  const classes = isRegression ? 0 : scheme.classes.length;
  const [isScored, isWeighted] = [
    !isRegression && relation.hasScore && scheme.task === 'binary',
    query.weight !== undefined,
  ];
  // Digits of the code, the last one lowest; each has one value more: none.
  const digits = [
    { values: 1, sql: `(CASE WHEN ${sql.u} THEN 1 ELSE 0 END)` },
    ...(isRegression
      ? []
      : [sql.l, sql.p].map((one) => ({ values: classes, sql: `coalesce(${one}, ${String(classes)})` }))),
    ...groups.map((values, at) => ({
      values: values.length,
      sql: `coalesce(${placeIn(`g${String(at)}`, values)}, ${String(values.length)})`,
    })),
  ];
  const code = digits.reduce(
    (sum, digit) =>
      sum === '' ? `${digit.sql}::BIGINT` : `(${sum}) * ${String(digit.values + 1)} + ${digit.sql}`,
    '',
  );
  const list = (isThere: boolean) => (isThere ? new Float64Array(rows) : undefined);
  const numbers = isRegression
    ? { labels: new Float64Array(rows), predictions: new Float64Array(rows) }
    : undefined;
  const [scores, weights] = [list(isScored), list(isWeighted)];
  const ids = new Map(plainIds.map((at) => [at, new Float64Array(rows)] as const));
  const or = (one: string, none: string) => `coalesce((${one})::DOUBLE, ${none}::DOUBLE)`;
  const columns: { sql: string; into: Float64Array }[] = [
    ...(numbers
      ? [
          { sql: or(sql.l, "'NaN'"), into: numbers.labels },
          { sql: or(sql.p, "'NaN'"), into: numbers.predictions },
        ]
      : []),
    ...(scores ? [{ sql: or(sql.s, '0'), into: scores }] : []),
    ...(weights ? [{ sql: or(sql.w, '-1'), into: weights }] : []),
    ...[...ids].map(([at, into]) => ({ sql: or(`i${String(at)}`, "'NaN'"), into })),
  ];
  const codes = new Int32Array(rows);
  const size = digits.reduce((product, { values }) => product * (values + 1), 1);
  if (size > Number.MAX_SAFE_INTEGER) throw tooMany(relation.groups[0], groups[0]?.length ?? 0);
  const numbering = new Numbering(size);
  let [row, length] = [0, 0];
  await session.blocks(
    `SELECT (${code})::DOUBLE, ${[...columns.map((one) => one.sql), '0::DOUBLE'].join(', ')} FROM ${view}`,
    (values, column) => {
      if (column === 0) {
        row += length;
        length = values.length;
        for (let at = 0; at < length; at++) codes[row + at] = numbering.of(values[at] ?? 0);
      } else columns[column - 1]?.into.set(values, row);
    },
  );
  const kinds = numbering.numbers.map((number) =>
    kindOf(
      number,
      digits.map(({ values }) => values),
      isRegression,
    ),
  );
  return { rows, codes, kinds, groups, scores, weights, numbers, ids };
}

/** Few are found faster one by one. */
const few = 12;

function placeIn(column: string, values: readonly string[]): string {
  if (values.length === 0) return 'NULL';
  const list = values.map((value) => value.split('\0').map(quoteText).join(' || chr(0) || ')).join(', ');
  // What has a NUL cannot be written as one text.
  return values.length <= few || values.some((value) => value.includes('\0'))
    ? `(list_position([${list}], ${column}::VARCHAR) - 1)`
    : `enum_code((${column}::VARCHAR)::ENUM(${list}))::BIGINT`;
}

function kindOf(number: number, sizes: readonly number[], isRegression: boolean): RowKind {
  let rest = number;
  const places: number[] = [];
  for (const size of [...sizes].reverse()) {
    const place = rest % (size + 1);
    rest = (rest - place) / (size + 1);
    places.unshift(place);
  }
  // None of the first digit's values is none: 0 does not count, 1 does.
  const [counts = 0, ...others] = places;
  const known = others.map((place, at) => (place === sizes[at + 1] ? -1 : place));
  const [label = -1, decision = -1] = isRegression ? [] : known;
  return { counts: counts === 1, label, decision, groups: isRegression ? known : known.slice(2) };
}
