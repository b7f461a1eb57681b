/** What a virtual table is told: its columns, how many rows there are, and how a cell is painted; and what it tells back. */

/** Paints one cell for a row; called often, so it should touch the page only where something is different. */
export type PaintCell = (row: number, column: string) => void;
/** Makes what is in a cell; the same function for the same kind of cell, so that cells can be used again. */
export type MakeCell = (host: HTMLElement) => PaintCell;

export interface TableColumn {
  readonly id: string;
  readonly title: string;
  /** What a screen reader says, where the title is not enough (a column of stars). */
  readonly label?: string;
  /** Tooltip of the header. */
  readonly hint?: string;
  /** Label above this and the neighbours of the same band; '' for none. */
  readonly band: string;
  /** px */
  readonly width: number;
  readonly pinned: boolean;
  /** Neither sorted, moved nor resized. */
  readonly fixed?: boolean;
  readonly numeric?: boolean;
  /** `place` counts from 1; `of` how many columns are sorted by. */
  readonly sorted?: { readonly descending: boolean; readonly place: number; readonly of: number } | undefined;
  readonly make: MakeCell;
}

export interface RowState {
  readonly selected: boolean;
  readonly className: string;
  /** Only in a tree, from 1. */
  readonly level?: number;
  /** Absent: nothing to expand. */
  readonly expanded?: boolean;
}

export interface TableSource {
  readonly label: string;
  /** Pinned ones first. */
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  /** Rows can be expanded. */
  readonly tree: boolean;
  /** No band has a name: a header of one row. */
  readonly bandless?: boolean;
  rowState(row: number): RowState;
}

/** Row −1 is the header. */
export interface CellPlace {
  readonly row: number;
  readonly column: string;
}

export interface TableEvents {
  /** Rows [first, end) and these columns are in view; called after each painting in which that changed. */
  viewed(first: number, end: number, columns: readonly string[]): void;
  scrolled(top: number, left: number): void;
  clicked(at: CellPlace, event: MouseEvent): void;
  doubleClicked(at: CellPlace, event: MouseEvent): void;
  /** The pointer came over a cell: time to give it a tooltip. */
  hovered(at: CellPlace, cell: HTMLElement): void;
  /** Keys that do not only move; true: it has been dealt with. */
  key(at: CellPlace, event: KeyboardEvent): boolean;
  /** The focus went from one cell to another by a key. */
  moved(from: CellPlace, to: CellPlace, event: KeyboardEvent): void;
  sort(column: string, add: boolean): void;
  menu(column: string, anchor: HTMLElement): void;
  resized(column: string, width: number): void;
  /** To the place before `before`, or to the end of its part; null: the end. */
  reordered(column: string, before: string | null): void;
  fit(column: string): void;
}
