/** One DuckDB for one set of files, locked so that it can reach nothing else: no other file, no extension, no network. */
import type * as duckdb from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { DataProcessOrder, DataSource } from '../protocol/dataProcess.ts';
import type { Cell, ColumnKind } from '../protocol/dataProfile.ts';
import { changedFiles, inspectFiles, type DataFile, type DataFiles } from './dataFiles.ts';
import { explainDuckdb } from './explainDuckdb.ts';
import { findBroken } from './findBroken.ts';
import type { DataColumn, DataSession } from './dataSession.ts';
import { loadData } from './loadData.ts';
import { partTables } from './partTables.ts';
import { readBlocks } from './readBlocks.ts';
import { readLists } from './readLists.ts';
import { splitTable } from './splitTable.ts';
import { quoteList, quoteText } from './sqlText.ts';

/** Ends the statement that runs; it and later ones reject as cancelled. */
type Cancel = () => void;

export interface OpenData {
  session(): Promise<{ readonly session: DataSession; readonly cancel: Cancel; readonly end: () => void }>;
  changed(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Reads the data in `folder`, which it makes and removes. `begun` is told at once how that is cancelled. */
export async function openData(
  query: DataSource,
  { order, folder }: { order: DataProcessOrder; folder: string },
  heard: { begun: (cancel: Cancel) => void; share: (share: number) => void },
): Promise<OpenData> {
  const source = await inspectFiles(query);
  const { DuckDBInstance: instances } = await loadDuckdb();
  await mkdir(folder, { recursive: true });
  const tables = new Map<string, readonly Problem[]>();
  const paths = await openedPaths(source, folder, tables).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  const names = new Map(paths.map((opened, at) => [opened, source.files[at]?.asked ?? opened]));
  const instance = await instances.create(':memory:');
  const close = async () => {
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  };
  // Beside the reading, which takes longer.
  const stop = new AbortController();
  const searched = findBroken(source, stop.signal);
  try {
    const first = await connect(instance, names);
    heard.begun(first.cancel);
    try {
      const memory = source.isWide ? Math.max(order.memory, wideMemory) : order.memory;
      await lockDown(first, { paths, folder, order: { ...order, memory } });
      const loaded = await loadData(first, { source, paths, names, folder, tables }, heard.share);
      // They have been copied.
      for (const table of tables.keys()) await rm(table, { force: true });
      const broken = await searched;
      if (broken !== undefined) throw broken;
      const problems = [...[...tables.values()].flat(), ...loaded];
      const columns = await columnsOf(first);
      const [[rows] = []] = await first.query('SELECT count(*) FROM data');
      const changed = async () => (await changedFiles(source.files)).map(({ asked }) => asked);
      const facts = {
        ...{ source, columns, rows: Number(rows), changed, folder },
        problems: [...source.problems, ...problems],
      };
      return {
        session: async () => {
          const { query: ask, blocks, lists, cancel, end } = await connect(instance, names);
          return { session: { ...facts, query: ask, blocks, lists }, cancel, end };
        },
        changed,
        close,
      };
    } finally {
      first.end();
    }
  } catch (error) {
    // What is cut off cannot be read in more ways than one, but there is one reason.
    const isRead = error instanceof UserError && error.code !== 'cancelled';
    if (!isRead) stop.abort();
    const broken = await searched;
    await close();
    throw isRead ? (broken ?? error) : error;
  }
}

/** Bytes: a block of rows of five thousand columns takes up to 750 megabytes while it is read. */
const wideMemory = 1e9;

async function columnsOf({ query }: Pick<DataSession, 'query'>): Promise<DataColumn[]> {
  const tables = await partTables(query);
  return (await query('DESCRIBE data')).map(([name, type]) => ({
    name: String(name),
    type: String(type),
    kind: kindOf(String(type)),
    table: tables.get(String(name)) ?? 'data',
  }));
}

async function loadDuckdb(): Promise<typeof duckdb> {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    throw new UserError(
      'noDuckdb',
      t('DuckDB is not part of this Cairn, so data files cannot be read ({0}).', platformName()),
      t('Install the Cairn that is made for this platform; everything else works without it.'),
      { cause: error },
    );
  }
}

function platformName(): string {
  return `${process.platform}-${process.arch}`;
}

/** What DuckDB opens, one for each file: the file itself as a rule. */
async function openedPaths(
  { files, format }: DataFiles,
  folder: string,
  tables: Map<string, readonly Problem[]>,
): Promise<string[]> {
  const paths: string[] = [];
  for (const file of files) {
    const table = path.join(folder, `table${String(paths.length)}.jsonl`);
    const problems = format === 'json' ? await splitTable(file, table) : undefined;
    if (problems) tables.set(table, problems);
    paths.push(problems ? table : await plainPath(file, folder, paths.length));
  }
  return paths;
}

/**
 * DuckDB takes `*`, `?` and `[` in a path for a pattern, and a pattern could reach other files: such a file is opened by a
 * link of a plain name.
 */
async function plainPath({ real, asked }: DataFile, folder: string, place: number): Promise<string> {
  if (!/[*?[\]{}]/.test(real)) return real;
  const ending = /(\.\w{1,8}){0,2}$/.exec(path.basename(real))?.[0] ?? '';
  const link = path.join(folder, `file${String(place)}${ending}`);
  try {
    await symlink(real, link);
  } catch (error) {
    throw new UserError(
      'name',
      t('{0}: files with *, ?, [ or ] in their path cannot be read here: {1}', asked, messageOf(error)),
      t('Rename it.'),
      { cause: error },
    );
  }
  return link;
}

/** As statements, since some of these are not taken as options; the last one makes them final. */
async function lockDown(
  { query }: Pick<DataSession, 'query'>,
  { paths, folder, order }: { paths: readonly string[]; folder: string; order: DataProcessOrder },
): Promise<void> {
  const settings = [
    `temp_directory = ${quoteText(path.join(folder, 'spill'))}`,
    `memory_limit = ${quoteText(`${String(Math.round(order.memory / 1e6))}MB`)}`,
    `threads = ${String(order.threads)}`,
    `TimeZone = 'UTC'`,
    // So that one can ask how far a statement is; nothing is printed.
    'enable_progress_bar = true',
    'enable_progress_bar_print = false',
    `allowed_paths = ${quoteList(paths)}`,
    `allowed_directories = ${quoteList([folder])}`,
    'allow_persistent_secrets = false',
    'allow_community_extensions = false',
    'autoinstall_known_extensions = false',
    'autoload_known_extensions = false',
    'enable_external_access = false',
    'lock_configuration = true',
  ];
  for (const setting of settings) await query(`SET ${setting}`);
}

async function connect(
  instance: DuckDBInstance,
  names: ReadonlyMap<string, string>,
): Promise<Pick<DataSession, 'query' | 'blocks' | 'lists'> & { cancel: Cancel; end: () => void }> {
  const connection = await instance.connect();
  let cancelled = false;
  const explained = async <T>(work: () => Promise<T>): Promise<T> => {
    if (cancelled) throw new UserError('cancelled', t('It was cancelled.'));
    try {
      return await work();
    } catch (error) {
      throw explainDuckdb(error, names);
    }
  };
  return {
    query: (sql, share) =>
      explained(async () => {
        const stop = share && followProgress(connection, share);
        try {
          return await cellsOf(connection, sql);
        } finally {
          stop?.();
        }
      }),
    blocks: (sql, use) => explained(() => readBlocks(connection, sql, use)),
    lists: (sql) => explained(() => readLists(connection, sql)),
    cancel: () => {
      cancelled = true;
      connection.interrupt();
    },
    end: () => {
      connection.closeSync();
    },
  };
}

async function cellsOf(connection: DuckDBConnection, sql: string): Promise<Cell[][]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowsJS().map((row) =>
    row.map((value) => {
      if (typeof value === 'bigint') return Number(value);
      if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
      if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
      throw new TypeError(`Statements answer plain values only: ${sql.slice(0, 200)}`);
    }),
  );
}

function followProgress(connection: DuckDBConnection, share: (share: number) => void): () => void {
  const timer = setInterval(() => {
    const { percentage } = connection.progress;
    if (percentage > 0) share(Math.min(1, percentage / 100));
  }, 100);
  return () => {
    clearInterval(timer);
  };
}

function kindOf(type: string): ColumnKind {
  if (
    /[[(]/.test(type.replace(/^(DECIMAL|ENUM)\(.*\)$/s, '')) ||
    /^(JSON|VARIANT|MAP|UNION|STRUCT)\b/.test(type)
  )
    return 'nested';
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL\(.*\)|BIGNUM)$/.test(type)) return 'number';
  if (type === 'BOOLEAN') return 'boolean';
  return /^(DATE$|TIMESTAMP)/.test(type) ? 'time' : 'text';
}
