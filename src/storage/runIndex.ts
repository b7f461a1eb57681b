/** The run index: one SQLite database in memory (sql.js), snapshotted to a file that is safe to delete. */
import type { Database, SqlJsStatic, SqlValue, Statement } from 'sql.js';
import * as z from 'zod';
import { metricSummary } from '../records/metric.ts';
import type { MetricSummary } from '../records/metric.ts';
import { nameRecord } from '../records/nameRecord.ts';
import { entryColumns, entryOf, fieldsOf, type IndexedRun, type IndexEntry } from './runIndexEntry.ts';
import { schema, schemaVersion } from './runIndexSchema.ts';
import { isSealed, seal } from './snapshotSeal.ts';

export type KeyedTable = 'params' | 'tags';

export class RunIndex {
  readonly #database: Database;
  readonly #statements = new Map<string, Statement>();
  readonly #names = new Map<string, number>();

  private constructor(database: Database) {
    this.#database = database;
  }

  static empty(sql: SqlJsStatic): RunIndex {
    const database = new sql.Database();
    database.run(schema);
    return new RunIndex(database);
  }

  /** Undefined on any doubt: not SQLite, damaged, of another version. */
  static fromSnapshot(sql: SqlJsStatic, bytes: Uint8Array): RunIndex | undefined {
    if (!isSealed(bytes)) return undefined;
    let database: Database | undefined;
    try {
      database = new sql.Database(bytes);
      const version = database.exec('PRAGMA user_version')[0]?.values[0]?.[0];
      if (version !== schemaVersion) {
        database.close();
        return undefined;
      }
      const index = new RunIndex(database);
      index.#loadNames();
      index.#first('SELECT count(*) FROM runs', []);
      return index;
    } catch (error) {
      database?.close();
      // "malformed" and its kin: what the files say is rebuilt, so nothing is lost.
      if (error instanceof Error) return undefined;
      throw error;
    }
  }

  entries(): IndexEntry[] {
    return [...this.#each(`SELECT ${entryColumns} FROM runs ORDER BY n`, [])].map(entryOf);
  }

  entry(n: number): IndexEntry | undefined {
    const values = this.#first(`SELECT ${entryColumns} FROM runs WHERE n = ?`, [n]);
    return values && entryOf(values);
  }

  /** The row of one run, as it was put; for its reader to parse. */
  row(n: number): unknown {
    const text = this.#first('SELECT row FROM runs WHERE n = ?', [n])?.[0];
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  }

  /** Facts of all runs, or of one: [ordinal, name → text]. */
  *facts(n?: number): Iterable<readonly [number, ReadonlyMap<string, string>]> {
    const found =
      n === undefined
        ? this.#each('SELECT n, facts FROM runs', [])
        : this.#each('SELECT n, facts FROM runs WHERE n = ?', [n]);
    for (const [at, text] of found) {
      if (typeof at === 'number' && typeof text === 'string')
        yield [at, new Map(Object.entries(factTexts.parse(JSON.parse(text))))];
    }
  }

  /** What is known of one metric in every run that has it; `last` is NaN for NaN, `min` and `max` where all values are. */
  *metricPoints(key: string): Iterable<MetricPoint> {
    const sql =
      'SELECT run, count, last, last_step, low, low_step, high, high_step FROM metrics WHERE key = ?';
    const number = (value: SqlValue | undefined) => (typeof value === 'number' ? value : NaN);
    for (const values of this.#each(sql, [this.#names.get(key) ?? -1])) {
      const [n, count, last, step, min, minStep, max, maxStep] = values.map(number);
      if (n === undefined) continue;
      yield {
        ...{ n, count: count ?? 0, last: last ?? NaN, step: step ?? NaN },
        ...{ min: min ?? NaN, minStep: minStep ?? NaN, max: max ?? NaN, maxStep: maxStep ?? NaN },
      };
    }
  }

  /** Of each metric of these runs: how many have it, and whether they end at different values. Most used first. */
  metricSpreads(runs: Iterable<number>): { key: string; runs: number; differs: boolean }[] {
    this.#run('CREATE TEMP TABLE IF NOT EXISTS asked (run INTEGER PRIMARY KEY)', []);
    this.#run('DELETE FROM asked', []);
    this.transaction(() => {
      for (const n of runs) this.#run('INSERT INTO asked VALUES (?)', [n]);
    });
    const sql = `SELECT name, runs, lowest IS NOT highest OR finite BETWEEN 1 AND runs - 1 FROM (
      SELECT key, count(*) AS runs, count(last) AS finite, min(last) AS lowest, max(last) AS highest
      FROM metrics WHERE run IN asked GROUP BY key) JOIN names ON names.id = key ORDER BY runs DESC, name`;
    return this.#all(sql, []).map(([key, count, differs]) => ({
      key: z.string().parse(key),
      runs: z.number().parse(count),
      differs: differs === 1,
    }));
  }

  /** Adds or replaces a run; returns its ordinal. Call inside `transaction` when there are many. */
  put(run: IndexedRun): number {
    const known = this.#first('SELECT n FROM runs WHERE id = ?', [run.row.id])?.[0];
    const n = typeof known === 'number' ? known : this.#nextOrdinal();
    if (known !== undefined) this.#clear(n);
    this.#run(
      `INSERT OR REPLACE INTO runs (${entryColumns}, facts, row) VALUES (${'?, '.repeat(21)}?)`,
      fieldsOf(n, run),
    );
    for (const [key, value] of run.params) this.#putKeyed('params', n, key, value);
    for (const [key, value] of run.tags) this.#putKeyed('tags', n, key, value);
    for (const { name, version, role, location, hash } of run.datasets) {
      const values = [n, name, version ?? null, role ?? null, location ?? null, hash ?? null];
      this.#run(`INSERT INTO datasets (${useColumns}) VALUES (?, ?, ?, ?, ?, ?)`, values);
    }
    run.metrics.forEach((metric, place) => this.#putMetric(n, place, metric));
    return n;
  }

  remove(id: string): void {
    const n = this.#first('SELECT n FROM runs WHERE id = ?', [id])?.[0];
    if (n === undefined) return;
    for (const table of ['params', 'tags', 'datasets', 'metrics'])
      this.#run(`DELETE FROM ${table} WHERE run = ?`, [n]);
    this.#run('DELETE FROM runs WHERE n = ?', [n]);
  }

  transaction(work: () => void): void {
    this.#database.run('BEGIN');
    try {
      work();
      this.#database.run('COMMIT');
    } catch (error) {
      this.#database.run('ROLLBACK');
      throw error;
    }
  }

  /** Last values of one metric: [ordinal, value] with NaN for NaN. */
  *metricColumn(key: string): Iterable<readonly [number, number]> {
    for (const [n, last] of this.#each('SELECT run, last FROM metrics WHERE key = ?', [
      this.#names.get(key) ?? -1,
    ])) {
      if (typeof n === 'number') yield [n, typeof last === 'number' ? last : NaN];
    }
  }

  /** Values of one param or tag: [ordinal, value]. */
  *keyedColumn(table: KeyedTable, key: string): Iterable<readonly [number, string]> {
    for (const [n, value] of this.#each(`SELECT run, value FROM ${table} WHERE key = ?`, [
      this.#names.get(key) ?? -1,
    ])) {
      if (typeof n === 'number' && typeof value === 'string') yield [n, value];
    }
  }

  /** Dataset uses: [ordinal, name, digest, context, location, hash]. */
  datasets(): z.infer<typeof datasetColumns>[] {
    return this.#all(`SELECT ${useColumns} FROM datasets`, []).map((values) => datasetColumns.parse(values));
  }

  keyed(table: KeyedTable, n: number): [string, string][] {
    const sql = `SELECT name, value FROM ${table} JOIN names ON names.id = key WHERE run = ? ORDER BY key`;
    return this.#all(sql, [n]).map((values) => keyedColumns.parse(values));
  }

  metrics(n: number): MetricSummary[] {
    const sql = `SELECT name, source, count, last, last_step, last_time, low, low_step, high, high_step
      FROM metrics JOIN names ON names.id = key WHERE run = ? ORDER BY place`;
    return this.#all(sql, [n]).map((values) => {
      const [key, source, count, last, lastStep, lastTime, low, lowStep, high, highStep] = values;
      return metricSummary.parse({
        key,
        source,
        count,
        last: { step: lastStep, time: lastTime, value: last ?? NaN },
        ...(low !== null && { min: { step: lowStep, value: low } }),
        ...(high !== null && { max: { step: highStep, value: high } }),
      });
    });
  }

  /** Names in use, most used first. */
  keys(table: KeyedTable | 'metrics'): string[] {
    const sql = `SELECT name FROM (SELECT key, count(*) AS uses FROM ${table} GROUP BY key) JOIN names ON names.id = key ORDER BY uses DESC, name`;
    return this.#all(sql, []).map((values) => z.string().parse(values[0]));
  }

  /** The whole database as the bytes of a SQLite file. Statements are prepared anew afterwards. */
  export(): Uint8Array {
    this.#freeStatements();
    return seal(this.#database.export());
  }

  close(): void {
    this.#freeStatements();
    this.#database.close();
  }

  #nextOrdinal(): number {
    const highest = this.#first('SELECT max(n) FROM runs', [])?.[0];
    return typeof highest === 'number' ? highest + 1 : 0;
  }

  #clear(n: number): void {
    for (const table of ['params', 'tags', 'datasets', 'metrics'])
      this.#run(`DELETE FROM ${table} WHERE run = ?`, [n]);
  }

  #loadNames(): void {
    for (const [id, name] of this.#all('SELECT id, name FROM names', [])) {
      if (typeof id === 'number' && typeof name === 'string') this.#names.set(name, id);
    }
  }

  #nameId(name: string): number {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    this.#run('INSERT INTO names (name) VALUES (?)', [name]);
    const id = z.number().parse(this.#first('SELECT last_insert_rowid()', [])?.[0]);
    this.#names.set(name, id);
    return id;
  }

  #putKeyed(table: KeyedTable, n: number, key: string, value: string): void {
    this.#run(`INSERT OR REPLACE INTO ${table} (run, key, value) VALUES (?, ?, ?)`, [
      n,
      this.#nameId(key),
      value,
    ]);
  }

  #putMetric(n: number, place: number, { key, source, count, last, min, max }: MetricSummary): void {
    this.#run('INSERT OR REPLACE INTO metrics VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
      n,
      this.#nameId(key),
      place,
      source,
      count,
      Number.isNaN(last.value) ? null : last.value,
      last.step,
      last.time,
      min?.value ?? null,
      min?.step ?? null,
      max?.value ?? null,
      max?.step ?? null,
    ]);
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #freeStatements(): void {
    for (const statement of this.#statements.values()) statement.free();
    this.#statements.clear();
  }

  #run(sql: string, values: SqlValue[]): void {
    this.#statement(sql).run(values);
  }

  #first(sql: string, values: SqlValue[]): SqlValue[] | undefined {
    const statement = this.#statement(sql);
    statement.bind(values);
    const row = statement.step() ? statement.get() : undefined;
    statement.reset();
    return row;
  }

  #all(sql: string, values: SqlValue[]): SqlValue[][] {
    return [...this.#each(sql, values)];
  }

  *#each(sql: string, values: SqlValue[]): Iterable<SqlValue[]> {
    const statement = this.#statement(sql);
    statement.bind(values);
    while (statement.step()) yield statement.get();
    statement.reset();
  }
}

export interface MetricPoint {
  /** Ordinal of the run. */
  readonly n: number;
  readonly count: number;
  readonly last: number;
  /** Of the last point. */
  readonly step: number;
  readonly min: number;
  readonly minStep: number;
  readonly max: number;
  readonly maxStep: number;
}

const factTexts = nameRecord(z.string());
const useColumns = 'run, name, digest, context, location, hash';
const textOrNull = z.string().nullable();
const datasetColumns = z.tuple([z.number(), z.string(), textOrNull, textOrNull, textOrNull, textOrNull]);
const keyedColumns = z.tuple([z.string(), z.string()]);
