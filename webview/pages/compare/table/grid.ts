/** The run table as its keys, menus and edits know it. */
import type { ShownColumn } from '../../../../src/protocol/compare/comparePage.ts';
import type { CellPlace } from '../../../tables/tableSource.ts';
import type { VirtualTable } from '../../../tables/virtualTable.ts';
import type { CompareModel } from '../compareModel.ts';
import type { GridColumns } from './gridColumns.ts';
import type { GridPicks } from './gridPicks.ts';
import type { TableEntry } from './tableRows.ts';

export interface Grid {
  readonly model: CompareModel;
  readonly columns: GridColumns;
  readonly picks: GridPicks;
  readonly edits: GridEditing;
  /** Undefined while it is not in the page. */
  readonly table: VirtualTable | undefined;
  entry(row: number): TableEntry | undefined;
  isStarred(entry: TableEntry): boolean;
  toggleExpanded(row: number): void;
  open(row: number): void;
  sort(column: string, add: boolean): void;
  /** Undefined: as wide as its values. */
  resize(column: string, width: number | undefined): void;
  changeColumns(change: (columns: readonly ShownColumn[]) => readonly ShownColumn[]): void;
}

export interface GridEditing {
  star(row: number): void;
  /** False: nothing that could be edited. */
  begin(at: CellPlace): boolean;
  copy(): void;
}
