/** Somebody else's SQLite file, read in memory: damaged bytes end in an error, never in a wait, and nothing is written. */
import type { Database, SqlValue } from 'sql.js';
import type { Sql } from './loadSql.ts';

/** Columns of one table that are asked for; those it does not have come out as undefined. */
export interface Columns {
  /** Read as text, whatever they hold, so that big integers stay exact; cut after `mostText` characters. */
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
}

export interface Row {
  /** The row's number: it grows in the order rows were added. */
  readonly n: number;
  readonly texts: readonly (string | undefined)[];
  /** Undefined too for what is no number. */
  readonly numbers: readonly (number | undefined)[];
}

export class ReadOnlyDatabase {
  readonly #database: Database;
  /** True when its end is missing or SQLite itself would have refused it. */
  readonly damaged: boolean;
  /** Columns of each table by the table's name; views and virtual tables are left out. */
  readonly tables: ReadonlyMap<string, ReadonlySet<string>>;

  /** Takes the bytes over. Throws an Error with SQLite's sentence when nothing can be read. */
  static open(sql: Sql, bytes: Uint8Array): ReadOnlyDatabase {
    const database = new sql.Database(bytes);
    try {
      return new ReadOnlyDatabase(database, hasWholePages(bytes));
    } catch (error) {
      database.close();
      throw error;
    }
  }

  private constructor(database: Database, whole: boolean) {
    this.#database = database;
    database.run('PRAGMA query_only=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON');
    let tables: ReadonlyMap<string, ReadonlySet<string>> | undefined;
    try {
      tables = this.#readTables();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // SQLite then carries on behind a part of the schema that it cannot read, or without the end of the file.
      database.run('PRAGMA writable_schema=ON');
    }
    this.damaged = tables === undefined || !whole;
    this.tables = tables ?? this.#readTables();
  }

  /**
   * All rows of one table in the order they were added, after number `after`. Pages of a damaged file may lead in a
   * circle: rows whose numbers do not grow end it with an error.
   */
  *rows(table: string, columns: Columns, after?: number): Generator<Row> {
    const names = this.tables.get(table);
    if (names === undefined) return;
    const where = after === undefined ? '' : 'WHERE rowid > ?';
    const text = `SELECT ${listOf(columns, names)} FROM ${quoted(table)} NOT INDEXED ${where} ORDER BY rowid`;
    let last = -Infinity;
    for (const row of this.#select(text, columns, after === undefined ? [] : [after])) {
      if (!(row.n > last)) throw new Error('database disk image is malformed');
      last = row.n;
      yield row;
    }
  }

  /**
   * Rows with these texts, by an index. A damaged index may leave rows out or never end: ask for one more than there
   * can be, and compare.
   */
  *matches(table: string, columns: Columns, equal: Readonly<Record<string, string>>): Generator<Row> {
    const names = this.tables.get(table);
    if (names === undefined) return;
    const where = Object.keys(equal)
      .map((name) => `${quoted(name)} = ?`)
      .join(' AND ');
    const text = `SELECT ${listOf(columns, names)} FROM ${quoted(table)} WHERE ${where}`;
    yield* this.#select(text, columns, Object.values(equal));
  }

  /** Whether an index of the table starts with these columns, so that `matches` reads nothing else. */
  hasIndex(table: string, columns: readonly string[]): boolean {
    const list = this.#values('SELECT name FROM pragma_index_list(?) WHERE partial = 0', [table]);
    return list.some(([index]) => {
      const names = this.#values('SELECT name FROM pragma_index_info(?) ORDER BY seqno', [index ?? null]);
      return columns.every((column, at) => names[at]?.[0] === column);
    });
  }

  close(): void {
    this.#database.close();
  }

  #readTables(): Map<string, ReadonlySet<string>> {
    const tables = this.#values(
      `SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
      [],
    );
    const found = new Map<string, ReadonlySet<string>>();
    for (const [name, sql] of tables) {
      if (typeof name !== 'string' || /^\s*CREATE\s+VIRTUAL/i.test(String(sql))) continue;
      const columns = this.#values('SELECT name FROM pragma_table_info(?)', [name]);
      // A table without row numbers is not one that is looked for here, and could not be read in their order.
      if (/\bWITHOUT\s+ROWID\s*(,\s*STRICT\s*)?;?\s*$/i.test(String(sql))) continue;
      found.set(name, new Set(columns.map(([column]) => String(column))));
    }
    return found;
  }

  *#select(text: string, { texts, numbers }: Columns, values: SqlValue[]): Generator<Row> {
    const statement = this.#database.prepare(text, values);
    try {
      while (statement.step()) {
        const [n, ...cells] = statement.get();
        if (typeof n !== 'number') throw new Error('database disk image is malformed');
        yield {
          n,
          texts: texts.map((_, at) => textOf(cells[at])),
          numbers: numbers.map((_, at) => numberOf(cells[texts.length + at])),
        };
      }
    } finally {
      statement.free();
    }
  }

  /** At most a few thousand rows of the schema. */
  #values(text: string, values: SqlValue[]): SqlValue[][] {
    const statement = this.#database.prepare(text, values);
    try {
      const rows: SqlValue[][] = [];
      while (rows.length < 10_000 && statement.step()) rows.push(statement.get());
      return rows;
    } finally {
      statement.free();
    }
  }
}

/** SQLite takes a last page that is cut for one that ends in zeros. */
function hasWholePages(bytes: Uint8Array): boolean {
  const size = ((bytes[16] ?? 0) << 8) | (bytes[17] ?? 0);
  // 64 kB do not fit in two bytes.
  return bytes.length % (size === 1 ? 65_536 : size) === 0;
}

function listOf({ texts, numbers }: Columns, names: ReadonlySet<string>): string {
  return [
    'rowid',
    ...texts.map((name) =>
      names.has(name) ? `substr(CAST(${quoted(name)} AS TEXT), 1, ${mostText})` : 'NULL',
    ),
    ...numbers.map((name) => (names.has(name) ? quoted(name) : 'NULL')),
  ].join(', ');
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function textOf(cell: SqlValue | undefined): string | undefined {
  return typeof cell === 'string' ? cell : undefined;
}

function numberOf(cell: SqlValue | undefined): number | undefined {
  return typeof cell === 'number' ? cell : undefined;
}

const mostText = 65_536;
