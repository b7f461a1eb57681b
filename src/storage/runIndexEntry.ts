/** One run on its way into the index and out of it. */
import type { SqlValue } from 'sql.js';
import type { MetricSummary } from '../records/metric.ts';

/** What the index itself looks at of a row; the whole row is kept as it is, as JSON. */
export interface IndexedRow extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly script: string | null;
  readonly experiment: string | null;
  readonly started: number;
  readonly ended: number | null;
  readonly exitCode: number | null;
  readonly star: boolean;
  /** Null for runs that Cairn recorded. */
  readonly place: { readonly group: string } | null;
  /** The value is a number, or "NaN", "Infinity", "-Infinity". */
  readonly objective:
    | (Readonly<Record<string, unknown>> & {
        readonly key: string;
        readonly direction: string;
        readonly value: number | string;
      })
    | null;
}

/** One run as the index keeps it; `row` without what only other runs can tell (change, isBest). */
export interface IndexedRun {
  readonly row: IndexedRow;
  /** Which bytes of the run's files this was made from; compared, never parsed. */
  readonly stamp: string;
  /** Not ended yet: looked at again at each poll. */
  readonly live: boolean;
  /** Files of other tools that this run wrote, relative to the workspace. */
  readonly records: Iterable<string>;
  /** What is compared but neither sorted nor filtered by: code, environment, note; by names like `code.commit`. */
  readonly facts: Iterable<readonly [string, string]>;
  readonly user: string;
  readonly host: string;
  readonly origin: string;
  readonly params: Iterable<readonly [string, string]>;
  readonly tags: Iterable<readonly [string, string]>;
  readonly datasets: Iterable<{
    readonly name: string;
    readonly version?: string | undefined;
    readonly role?: string | undefined;
    readonly location?: string | undefined;
    readonly hash?: string | undefined;
  }>;
  /** In the order they were first logged. */
  readonly metrics: readonly MetricSummary[];
}

/** What sorting, filtering and grouping need of every run at once. */
export interface IndexEntry {
  /** Ordinal: stable while this database is open. */
  readonly n: number;
  readonly id: string;
  readonly stamp: string;
  readonly live: boolean;
  readonly host: string;
  readonly user: string;
  readonly origin: string;
  readonly name: string;
  readonly status: string;
  readonly script: string | undefined;
  readonly experiment: string | undefined;
  /** ms since 1970. */
  readonly started: number;
  readonly ended: number | undefined;
  readonly exitCode: number | undefined;
  readonly star: boolean;
  readonly objective:
    { readonly key: string; readonly minimize: boolean; readonly value: number } | undefined;
  /** What runs of another tool are grouped under; absent for runs that Cairn recorded. */
  readonly place: string | undefined;
  readonly records: readonly string[];
}

export const entryColumns =
  'n, id, stamp, live, host, user, origin, name, status, script, experiment, started, ended, exit_code, star, objective_key, minimize, objective, place, records';

/** Hand-made rather than zod: this runs for every run at start, and the file is our own cache, checked when opened. */
export function entryOf(values: SqlValue[]): IndexEntry {
  const [
    n,
    id,
    stamp,
    live,
    host,
    user,
    origin,
    name,
    status,
    script,
    experiment,
    started,
    ended,
    exitCode,
    star,
  ] = values;
  const [key, minimize, objective, place, records] = values.slice(15);
  const text = (value: SqlValue | undefined) => (typeof value === 'string' ? value : '');
  const number = (value: SqlValue | undefined) => (typeof value === 'number' ? value : undefined);
  return {
    n: number(n) ?? 0,
    id: text(id),
    stamp: text(stamp),
    live: live === 1,
    host: text(host),
    user: text(user),
    origin: text(origin),
    name: text(name),
    status: text(status),
    script: typeof script === 'string' ? script : undefined,
    experiment: typeof experiment === 'string' ? experiment : undefined,
    started: number(started) ?? 0,
    ended: number(ended),
    exitCode: number(exitCode),
    star: star === 1,
    objective:
      typeof key === 'string'
        ? { key, minimize: minimize === 1, value: number(objective) ?? NaN }
        : undefined,
    place: typeof place === 'string' ? place : undefined,
    records: typeof records === 'string' && records !== '' ? records.split('\n') : [],
  };
}

export function fieldsOf(
  n: number,
  { row, stamp, live, host, user, origin, records, facts }: IndexedRun,
): SqlValue[] {
  const value = row.objective === null ? NaN : Number(row.objective.value);
  return [
    n,
    row.id,
    stamp,
    live ? 1 : 0,
    host,
    user,
    origin,
    row.name,
    row.status,
    row.script,
    row.experiment,
    row.started,
    row.ended,
    row.exitCode,
    row.star ? 1 : 0,
    row.objective?.key ?? null,
    row.objective?.direction === 'minimize' ? 1 : 0,
    Number.isNaN(value) ? null : value,
    row.place?.group ?? null,
    [...records].join('\n'),
    JSON.stringify(Object.fromEntries(facts)),
    JSON.stringify(row),
  ];
}
