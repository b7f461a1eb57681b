/** Where columns stand and which of them are in view: arithmetic only, so that scrolling asks the page for nothing. */
import type { TableColumn } from './tableSource.ts';

export interface PlacedColumn {
  readonly column: TableColumn;
  /** Among all columns, from 0. */
  readonly index: number;
  /** px from the left edge of its part: of the pinned ones, or of the others. */
  readonly left: number;
  readonly width: number;
}

export interface ColumnLayout {
  readonly pinned: readonly PlacedColumn[];
  readonly others: readonly PlacedColumn[];
  readonly pinnedWidth: number;
  /** Of all columns. */
  readonly width: number;
}

/** `widths` go before those of the columns: of one that is being dragged. */
export function layoutColumns(
  columns: readonly TableColumn[],
  widths: ReadonlyMap<string, number> = new Map(),
): ColumnLayout {
  const parts = { pinned: [] as PlacedColumn[], others: [] as PlacedColumn[] };
  const ends = { pinned: 0, others: 0 };
  for (const [index, column] of columns.entries()) {
    const part = column.pinned ? 'pinned' : 'others';
    const width = Math.round(widths.get(column.id) ?? column.width);
    parts[part].push({ column, index, left: ends[part], width });
    ends[part] += width;
  }
  return { ...parts, pinnedWidth: ends.pinned, width: ends.pinned + ends.others };
}

/** Places [first, end) of the columns that reach into [from, to), found by halving. */
export function columnsBetween(
  others: readonly PlacedColumn[],
  from: number,
  to: number,
): readonly [number, number] {
  const first = lowest(others.length, (at) => rightOf(others[at]) > from);
  const end = lowest(others.length, (at) => (others[at]?.left ?? 0) >= to);
  return [first, Math.max(first, end)];
}

/** Rows [first, end) in a view of `height` px that is scrolled by `top`, with `spare` more on either side. */
export function rowsBetween(
  given: { readonly top: number; readonly height: number; readonly rowHeight: number; readonly rows: number },
  spare: number,
): readonly [number, number] {
  const { top, height, rowHeight, rows } = given;
  const first = Math.max(0, Math.min(rows, Math.floor(top / rowHeight)) - spare);
  const end = Math.min(rows, Math.ceil((top + height) / rowHeight) + spare);
  return [first, Math.max(first, end)];
}

export interface Band {
  readonly title: string;
  readonly left: number;
  readonly width: number;
  /** Of its first column, from 0. */
  readonly index: number;
  readonly span: number;
}

/** Neighbours of the same band are one. */
export function bandsOf(placed: readonly PlacedColumn[]): readonly Band[] {
  const bands: { title: string; left: number; width: number; index: number; span: number }[] = [];
  for (const { column, left, width, index } of placed) {
    const last = bands.at(-1);
    if (last?.title === column.band) {
      last.width += width;
      last.span += 1;
    } else bands.push({ title: column.band, left, width, index, span: 1 });
  }
  return bands;
}

/** Before which column a dropped one goes, for a pointer at `x` in its part; null: after the last. */
export function dropPlace(placed: readonly PlacedColumn[], x: number): PlacedColumn | null {
  return placed.find(({ column, left, width }) => column.fixed !== true && x < left + width / 2) ?? null;
}

function rightOf(placed: PlacedColumn | undefined): number {
  return placed === undefined ? Infinity : placed.left + placed.width;
}

function lowest(count: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
