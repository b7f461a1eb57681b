/** One database of MLflow, read again when it changed; what was read stays in memory only while somebody asks for it. */
import { isDeepStrictEqual } from 'node:util';
import { type Clock, systemClock } from '../../base/clock.ts';
import { messageOf, type Problem } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { loadSql, type Sql } from '../../storage/loadSql.ts';
import { ReadOnlyDatabase } from '../../storage/readOnlyDatabase.ts';
import type { PointColumns } from '../../storage/series/seriesFormat.ts';
import { detailsOf, isAlive, isShownTag, type LifeSigns, statusOf, tagNames } from '../mlflowWords.ts';
import { PointList } from '../pointList.ts';
import { ProblemList } from '../problemList.ts';
import { ScanPiece } from '../scanPiece.ts';
import type { ForeignDetails, ForeignRun, ForeignScan, ForeignSource, SourceTools } from '../source.ts';
import { detailsOfTable, pointsInDatabase } from './databaseDetails.ts';
import { type FileState, hotJournal, readDatabase, stateOf } from './databaseFile.ts';
import { MetricTable } from './metricTable.ts';
import { damaged, readRuns, type TableRun } from './runTables.ts';

interface Known {
  table: TableRun;
  shown: ForeignRun;
  signs: LifeSigns;
}

export class MlflowDatabaseFile implements ForeignSource {
  readonly #file: string;
  readonly #tools: SourceTools;
  readonly #clock: Clock;
  readonly #runs = new Map<string, Known>();
  readonly #metrics = new MetricTable();
  #sql: Sql | undefined;
  #open: ReadOnlyDatabase | undefined;
  /** Asked for since the last look. */
  #used = false;
  /** Of the file as it was read the last time, and what was wrong with it then. */
  #stamp = '';
  #wrong: readonly Problem[] = [];
  /** As they were reported. */
  #said: readonly Problem[] = [];
  #scanning = false;
  #closed = false;

  constructor(file: string, tools: SourceTools, clock: Clock = systemClock) {
    this.#file = file;
    this.#tools = tools;
    this.#clock = clock;
  }

  async scan(report: (found: ForeignScan) => void, pause: () => Promise<void>): Promise<void> {
    if (this.#isClosed()) return;
    this.#scanning = true;
    try {
      await this.#look(report, pause);
    } finally {
      this.#scanning = false;
      if (this.#isClosed()) this.#drop();
    }
  }

  details(run: string): ForeignDetails | undefined {
    const known = this.#runs.get(run);
    if (known === undefined) return undefined;
    return detailsOfTable(this.#file, known.table);
  }

  series(run: string, key: string): PointColumns {
    const expected = this.#metrics.count(run, key);
    const database = expected === 0 ? undefined : this.#database();
    if (database === undefined) return new PointList().columns();
    return pointsInDatabase(database, { run, key, expected });
  }

  close(): void {
    this.#closed = true;
    this.#runs.clear();
    if (!this.#scanning) this.#drop();
  }

  async #look(report: (found: ForeignScan) => void, pause: () => Promise<void>): Promise<void> {
    const piece = new ScanPiece(report, pause);
    const state = stateOf(this.#file);
    if (state === undefined) {
      this.#drop();
      this.#stamp = '';
      this.#wrong = [];
      this.#loseAll(piece);
    } else if (state.stamp === this.#stamp) {
      if (!this.#used) this.#drop();
      this.#used = false;
      await this.#judgeAll(piece);
    } else {
      const read = readDatabase(this.#file, this.#clock.now());
      if (read.is === 'read') await this.#read(read.bytes, read.state, { piece, pause });
      // What is shown stays: it was true, and a look soon will see what is. Only what lasts is spoken of.
      else {
        await this.#judgeAll(piece);
        const silent = read.is === 'busy' && this.#runs.size > 0;
        this.#say(silent ? this.#wrong : [{ where: '', message: read.message }], report);
        return;
      }
    }
    const left = state === undefined ? undefined : hotJournal(this.#file, this.#clock.now());
    const message = left?.is === 'refused' ? left.message : undefined;
    this.#say(message === undefined ? this.#wrong : [{ where: '', message }], report);
  }

  async #read(
    bytes: Uint8Array,
    { stamp, written }: FileState,
    { piece, pause }: { readonly piece: ScanPiece; readonly pause: () => Promise<void> },
  ): Promise<void> {
    const problems = new ProblemList();
    const database = await this.#openAnew(bytes, problems);
    this.#stamp = stamp;
    if (database === undefined) this.#loseAll(piece);
    else await this.#readAll(database, written, { problems, piece, pause });
    this.#wrong = problems.list();
  }

  #loseAll(piece: ScanPiece): void {
    piece.gone.push(...this.#runs.keys());
    piece.send();
    this.#runs.clear();
    this.#metrics.clear();
  }

  async #readAll(
    database: ReadOnlyDatabase,
    written: number,
    to: { readonly problems: ProblemList; readonly piece: ScanPiece; readonly pause: () => Promise<void> },
  ): Promise<void> {
    const { problems, piece, pause } = to;
    const first = this.#runs.size === 0;
    const tables = await readRuns(database, problems, pause);
    let grown: ReadonlySet<string> = new Set<string>();
    try {
      grown = await this.#metrics.read(database, pause);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      problems.add(damaged('metrics', error));
    }
    if (this.#isClosed()) return;
    for (const id of this.#runs.keys()) {
      if (tables.has(id)) continue;
      this.#runs.delete(id);
      piece.gone.push(id);
    }
    const now = this.#clock.now();
    for (const [id, table] of tables) {
      const before = this.#runs.get(id);
      const metrics = this.#metrics.summaries(id);
      const seen = !first && (grown.has(id) || !isDeepStrictEqual(table, before?.table));
      const signs: LifeSigns = {
        written,
        recorded: Math.max(table.started, ...metrics.map(({ last }) => last.time)),
        grew: seen ? now : (before?.signs.grew ?? -Infinity),
      };
      const run = asRun(table, metrics, statusOf(table.status, isAlive(signs, now)));
      const shown = isDeepStrictEqual(run, before?.shown) ? (before?.shown ?? run) : run;
      this.#runs.set(id, { table, shown, signs });
      if (shown !== before?.shown) piece.changed.push(shown);
      await piece.next();
      if (this.#isClosed()) return;
    }
    piece.send();
  }

  /** Nothing was written: runs that say they are running may have shown their last sign of life. */
  async #judgeAll(piece: ScanPiece): Promise<void> {
    const now = this.#clock.now();
    for (const known of this.#runs.values()) {
      const { table, signs, shown } = known;
      const status = statusOf(table.status, isAlive(signs, now));
      if (status === shown.status) continue;
      known.shown = asRun(table, shown.metrics, status);
      piece.changed.push(known.shown);
      await piece.next();
    }
    piece.send();
  }

  /** Undefined with a problem when it is no database of MLflow, or too damaged to be read at all. */
  async #openAnew(bytes: Uint8Array, problems: ProblemList): Promise<ReadOnlyDatabase | undefined> {
    this.#drop();
    try {
      this.#sql ??= await loadSql(this.#tools.wasm);
      const database = ReadOnlyDatabase.open(this.#sql, bytes);
      this.#open = database;
      this.#used = true;
      if (database.damaged) problems.add({ where: '', message: t('The database is damaged or cut off.') });
      if (database.tables.get('runs')?.has('run_uuid') === true) return database;
      problems.add({ where: '', message: t('This database holds no runs of MLflow.') });
      this.#drop();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // An abort takes the memory of this SQLite with it: the next look starts another, which takes a while.
      if (error.name === 'RuntimeError') this.#sql = undefined;
      problems.add({ where: '', message: t('The database cannot be read: {0}', messageOf(error)) });
    }
    return undefined;
  }

  /** For one question; a file that cannot be read now is spoken of by the next look. */
  #database(): ReadOnlyDatabase | undefined {
    this.#used = true;
    if (this.#open !== undefined || this.#sql === undefined) return this.#open;
    const read = readDatabase(this.#file, this.#clock.now());
    if (read.is !== 'read') return undefined;
    try {
      this.#open = ReadOnlyDatabase.open(this.#sql, read.bytes);
      return this.#open;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return undefined;
    }
  }

  #say(problems: readonly Problem[], report: (found: ForeignScan) => void): void {
    if (isDeepStrictEqual(problems, this.#said)) return;
    this.#said = problems;
    report({ changed: [], gone: [], problems });
  }

  /** Asked anew after every pause. */
  #isClosed(): boolean {
    return this.#closed;
  }

  #drop(): void {
    this.#open?.close();
    this.#open = undefined;
  }
}

function asRun(
  { id, name, experiment, started, ended, user, params, tags, datasets }: TableRun,
  metrics: ForeignRun['metrics'],
  status: ForeignRun['status'],
): ForeignRun {
  const open = status === 'running' || status === 'starting';
  return {
    id,
    name: name || tags.get(tagNames.runName) || id,
    experiment,
    status,
    started,
    ended: open ? undefined : ended,
    user: user || (tags.get(tagNames.user) ?? ''),
    params,
    tags: new Map([...tags].filter(([key]) => isShownTag(key))),
    metrics,
    datasets,
    problems: [],
    noted: detailsOf((name) => tags.get(name)),
  };
}
