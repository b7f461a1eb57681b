/** One side of a comparison of predictions, as a file of plain rows that the other side's session can read. */
import { rename } from 'node:fs/promises';
import path from 'node:path';
import type { ColumnKind } from '../protocol/dataProfile.ts';
import type { FairnessQuery, GroupColumn } from '../protocol/fairnessCounts.ts';
import { valuesOf } from './countPredictions.ts';
import type { DataSession } from './dataSession.ts';
import { labelScheme, type FoundValues, type LabelScheme } from './labelScheme.ts';
import { predictionFacts } from './predictionFacts.ts';
import { predictionRelation, type JoinedGroups, type Relation } from './predictionRelation.ts';
import { mostPacked, readSide, type SideArrays } from './sideArrays.ts';
import { doubleText, quoteName, quoteText } from './sqlText.ts';

export interface OwnSide {
  /**
   * Parquet, in the order of the rows: `u` whether the row counts, `l` label and `p` decision (places among classes, numbers in a
   * regression), `s` score, `w` weight, `g0` … groups, `i0` … ids. Beside arrays it has nothing but the ids that these lack.
   */
  readonly file: string;
  /** Its rows in memory, handed over once, so that they are let go when they are used; undefined: they are too many. */
  readonly takeArrays: (() => SideArrays | undefined) | undefined;
  readonly name: string;
  readonly rows: number;
  readonly scheme: Pick<LabelScheme, 'task' | 'classes'>;
  readonly ids: readonly IdColumn[];
  readonly groups: readonly { readonly isNumber: boolean }[];
  /** Whether the score decides, at thresholds that the counts know. */
  readonly isScored: boolean;
  /** Whether decisions are known without a threshold. */
  readonly isDecided: boolean;
  readonly isWeighted: boolean;
  /** The same groups, with the edges that bins have here. */
  readonly fixed: readonly GroupColumn[];
}

export interface IdColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly type: string;
}

/** What is known of the other before: as many rows as it may have, and which of its ids are plain numbers. */
export interface Outline {
  readonly rows: number;
  readonly plainIds: ReadonlySet<string>;
}

export interface OwnCopy {
  readonly joined: JoinedGroups | undefined;
  readonly copy: string;
  /** Undefined: rows are too many to be held. */
  readonly beside?: Outline | undefined;
}

export async function copyOwnSide(
  session: DataSession,
  query: FairnessQuery,
  { joined, copy, beside }: OwnCopy,
): Promise<OwnSide> {
  const ids = query.id === undefined ? idsAmong(session, query) : [query.id];
  const relation = await predictionRelation(session, query, joined, ids);
  const values = await valuesOf(session, relation);
  const scheme = labelScheme(query, values);
  const { usable, rows } = await predictionFacts(session, query, relation, scheme);
  const draft = path.join(session.folder, path.basename(copy));
  const parts = { query, relation, values, scheme, usable, ids: ids.length };
  const plain = beside && (await plainIds(session, ids)).filter((name) => beside.plainIds.has(name));
  const arrays =
    plain && relation.groups.length <= mostPacked
      ? await readSide(session, {
          ...{
            query,
            relation,
            scheme,
            sql: sideSql(parts),
            plainIds: plain.map((name) => ids.indexOf(name)),
          },
        })
      : undefined;
  await writeSide(
    session,
    arrays
      ? idsBeside(ids, arrays, relation)
      : `SELECT ${sideColumns(parts).join(', ')} FROM ${relation.view}`,
    draft,
  );
  await rename(draft, copy);
  return {
    ...{
      takeArrays: arrays && once(arrays),
      file: copy,
      name: session.source.files[0]?.asked ?? '',
      rows,
      ids: idColumns(session, ids),
    },
    scheme: { task: scheme.task, classes: scheme.classes },
    groups: relation.groups.map(({ isNumber }) => ({ isNumber })),
    isScored: relation.hasScore && scheme.task === 'binary',
    isDecided: query.threshold !== undefined || relation.prediction !== undefined,
    isWeighted: query.weight !== undefined,
    fixed: query.groups.map((group, at) => {
      const edges = relation.groups[at]?.edges ?? [];
      return edges.length === 0 ? group : { ...group, bins: { kind: 'edges', edges: [...edges] } };
    }),
  };
}

function once<T>(value: T): () => T | undefined {
  let kept: T | undefined = value;
  return () => {
    const given = kept;
    kept = undefined;
    return given;
  };
}

/** Ids that are not held, for a file. */
export function idsBeside(ids: readonly string[], { ids: held }: SideArrays, { view }: Relation): string {
  const names = ids.flatMap((_, at) => (held.has(at) ? [] : [`i${String(at)}`]));
  return names.length === 0 ? 'SELECT 0 AS none' : `SELECT ${names.join(', ')} FROM ${view}`;
}

/** Of columns those whose values a double tells apart. */
export async function plainIds({ columns, query }: DataSession, names: readonly string[]): Promise<string[]> {
  const plain: string[] = [];
  for (const name of names) {
    const type = columns.find((column) => column.name === name)?.type ?? '';
    if (/^(FLOAT|DOUBLE|U?(TINYINT|SMALLINT|INTEGER))$/.test(type)) plain.push(name);
    if (!/^U?BIGINT$/.test(type)) continue;
    const x = quoteName(name);
    const [[isPlain] = []] = await query(
      `SELECT coalesce(min(${x}) >= -${String(2 ** 53)} AND max(${x}) <= ${String(2 ** 53)}, true) FROM data`,
    );
    if (isPlain === true) plain.push(name);
  }
  return plain;
}

export async function outlineOf(session: DataSession, query: FairnessQuery): Promise<Outline> {
  const ids = query.id === undefined ? idsAmong(session, query) : [query.id];
  return { rows: session.rows, plainIds: new Set(await plainIds(session, ids)) };
}

/** As a file, so that memory stays free and places of rows cost nothing. */
export async function writeSide({ query }: DataSession, select: string, file: string): Promise<void> {
  await query(`COPY (${select}) TO ${quoteText(file)} (FORMAT parquet, COMPRESSION lz4)`);
}

/** Its rows with `r`, their place from 1. */
export function sideRows(file: string): string {
  return `(SELECT *, file_row_number + 1 AS r FROM read_parquet(${quoteText(file)}, file_row_number = true))`;
}

/** Columns that are called ids, at most three; whether they tell rows apart is seen when rows are paired. */
export function idsAmong(
  { columns }: DataSession,
  { label, prediction, score, weight, groups }: FairnessQuery,
): string[] {
  const taken = new Set([label, prediction, score, weight, ...groups.map(({ column }) => column)]);
  const isId = (name: string) => /(^|[_\s.-])(id|uuid|guid)$/i.test(name) || /[a-z](Id|ID)$/.test(name);
  return columns
    .map(({ name }) => name)
    .filter((name) => isId(name) && !taken.has(name))
    .slice(0, 3);
}

export function idColumns({ columns }: DataSession, ids: readonly string[]): IdColumn[] {
  return ids.map((name) => {
    const { kind = 'text', type = 'VARCHAR' } = columns.find((column) => column.name === name) ?? {};
    return { name, kind, type };
  });
}

export interface SideParts {
  readonly query: FairnessQuery;
  readonly relation: Relation;
  readonly values: FoundValues;
  readonly scheme: LabelScheme;
  readonly usable: string;
  readonly ids: number;
}

/** What both sides of a pair are told by. */
export function sideColumns(parts: SideParts): string[] {
  return [
    ...Object.entries(sideSql(parts)).map(([name, sql]) => `${sql} AS ${name}`),
    ...parts.relation.groups.map((_, at) => `g${String(at)}`),
    ...Array.from({ length: parts.ids }, (_, at) => `i${String(at)}`),
  ];
}

export function sideSql(parts: SideParts): Record<'u' | 'l' | 'p' | 's' | 'w', string> {
  const { query, relation, values, scheme, usable } = parts;
  return {
    u: `coalesce(${usable}, false)`,
    l:
      scheme.task === 'regression'
        ? 'l::DOUBLE'
        : placeSql(plainly('l', relation.label), values.labels ?? [], scheme.labelPlace),
    p: decision(parts),
    s: relation.hasScore && scheme.task === 'binary' ? 's' : 'NULL::DOUBLE',
    w: query.weight === undefined ? '1::DOUBLE' : 'w',
  };
}

function decision({ query, relation, values, scheme }: SideParts): string {
  if (scheme.task === 'regression') return 'p::DOUBLE';
  if (relation.hasScore && scheme.task === 'binary' && query.threshold !== undefined)
    return `(s > ${doubleText(query.threshold)})::UTINYINT`;
  return relation.prediction
    ? placeSql(plainly('p', relation.prediction), values.predictions ?? [], scheme.predictionPlace)
    : 'NULL::UTINYINT';
}

/** Numbers need not become text. */
function plainly(name: string, { type }: { readonly type: string }): string {
  return /^(U?(TINY|SMALL|BIG)?INT(EGER)?|BOOLEAN)$/.test(type) ? name : `${name}::VARCHAR`;
}

/** Place among the classes; what is none of them counts as the first, as in the counts. */
function placeSql(
  sql: string,
  values: readonly string[],
  place: (text: string) => number | undefined,
): string {
  const cases = values.map((value) => `WHEN ${quoteText(value)} THEN ${String(place(value) ?? 0)}`);
  if (cases.length === 0) return 'NULL::UTINYINT';
  return `(CASE ${sql} ${cases.join(' ')} END)::UTINYINT`;
}
