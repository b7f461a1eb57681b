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
import { doubleText, quoteText } from './sqlText.ts';

export interface OwnSide {
  /**
   * Parquet, in the order of the rows: `u` whether the row counts, `l` label and `p` decision (places among classes, numbers in a
   * regression), `s` score, `w` weight, `g0` … groups, `i0` … ids.
   */
  readonly file: string;
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
}

export async function copyOwnSide(
  session: DataSession,
  query: FairnessQuery,
  { joined, copy }: { readonly joined: JoinedGroups | undefined; readonly copy: string },
): Promise<OwnSide> {
  const ids = query.id === undefined ? idsAmong(session, query) : [query.id];
  const relation = await predictionRelation(session, query, joined, ids);
  const values = await valuesOf(session, relation);
  const scheme = labelScheme(query, values);
  const { usable, rows } = await predictionFacts(session, query, relation, scheme);
  const draft = path.join(session.folder, path.basename(copy));
  const columns = sideColumns({ query, relation, values, scheme, usable, ids: ids.length });
  await writeSide(session, `SELECT ${columns.join(', ')} FROM ${relation.view}`, draft);
  await rename(draft, copy);
  return {
    ...{ file: copy, name: session.source.files[0]?.asked ?? '', rows, ids: idColumns(session, ids) },
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
  return ids.map((id) => ({ name: id, kind: columns.find(({ name }) => name === id)?.kind ?? 'text' }));
}

interface SideParts {
  readonly query: FairnessQuery;
  readonly relation: Relation;
  readonly values: FoundValues;
  readonly scheme: LabelScheme;
  readonly usable: string;
  readonly ids: number;
}

/** What both sides of a pair are told by. */
export function sideColumns({ query, relation, values, scheme, usable, ids }: SideParts): string[] {
  const isRegression = scheme.task === 'regression';
  const label = isRegression ? 'l::DOUBLE' : placeSql('l', values.labels ?? [], scheme.labelPlace);
  return [
    `coalesce(${usable}, false) AS u`,
    `${label} AS l`,
    `${decision({ query, relation, values, scheme })} AS p`,
    `${relation.hasScore && scheme.task === 'binary' ? 's' : 'NULL::DOUBLE'} AS s`,
    `${query.weight === undefined ? '1::DOUBLE' : 'w'} AS w`,
    ...relation.groups.map((_, at) => `g${String(at)}`),
    ...Array.from({ length: ids }, (_, at) => `i${String(at)}`),
  ];
}

function decision({ query, relation, values, scheme }: Omit<SideParts, 'usable' | 'ids'>): string {
  if (scheme.task === 'regression') return 'p::DOUBLE';
  if (relation.hasScore && scheme.task === 'binary' && query.threshold !== undefined)
    return `(s > ${doubleText(query.threshold)})::UTINYINT`;
  return relation.prediction
    ? placeSql('p', values.predictions ?? [], scheme.predictionPlace)
    : 'NULL::UTINYINT';
}

/** Place among the classes; what is none of them counts as the first, as in the counts. */
function placeSql(
  name: string,
  values: readonly string[],
  place: (text: string) => number | undefined,
): string {
  const cases = values.map((value) => `WHEN ${quoteText(value)} THEN ${String(place(value) ?? 0)}`);
  if (cases.length === 0) return 'NULL::UTINYINT';
  return `(CASE ${name}::VARCHAR ${cases.join(' ')} END)::UTINYINT`;
}
