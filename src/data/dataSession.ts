/** What profiles, comparisons and tables of rows ask of data that are open. */
import type { Problem } from '../base/errors.ts';
import type { Cell, ColumnKind } from '../protocol/dataProfile.ts';
import type { DataFiles } from './dataFiles.ts';

export interface DataColumn {
  readonly name: string;
  readonly type: string;
  readonly kind: ColumnKind;
  /** The table or view that holds it: `data`, or of very many columns a part of them. */
  readonly table: string;
  /** Known to hold neither NaN nor infinities, so that none need be left out. */
  readonly allFinite?: boolean;
}

export interface ListRow {
  readonly key: readonly Cell[];
  /** One array for each number of the structures. */
  readonly numbers: readonly Float64Array[];
}

/** All the data as the table or view `data`; Parquet is not copied. One question has one session, which ends with it. */
export interface DataSession {
  readonly source: DataFiles;
  readonly columns: readonly DataColumn[];
  readonly rows: number;
  /** What was left out, or read in another way than it says. */
  readonly problems: readonly Problem[];
  /** Rejects with a UserError. `share` hears how far the statement is, 0 … 1. */
  readonly query: (sql: string, share?: (share: number) => void) => Promise<Cell[][]>;
  /** Rows of plain values that end with a list of numbers, or of structures of numbers. */
  readonly lists: (sql: string) => Promise<ListRow[]>;
  /** Where it may read and write; goes with it. */
  readonly folder: string;
  /**
   * Hands over what a statement finds, block by block and column by column. All its columns are DOUBLE, none of them NULL.
   * A block is DuckDB's own memory: it is gone when `use` has returned.
   */
  readonly blocks: (sql: string, use: (values: Float64Array, column: number) => void) => Promise<void>;
  /** Whether files changed since they were opened; their names. */
  readonly changed: () => Promise<readonly string[]>;
}
