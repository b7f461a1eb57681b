/** What keys do in the run table besides moving: pick, open, expand, edit, sort, resize, move, menu. */
import type { CellPlace } from '../../../tables/tableSource.ts';
import { narrowest, widest } from '../../../tables/headerDrags.ts';
import { columnMenu } from './columnMenu.ts';
import { nameId, starColumn } from './gridColumns.ts';
import type { Grid } from './grid.ts';
import { moveColumn } from './shownColumns.ts';

/** True: nothing else should be done with the key. */
export function gridKey(grid: Grid, at: CellPlace, event: KeyboardEvent): boolean {
  if (event.altKey && event.key !== 'ArrowDown') return false;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
    grid.picks.toggleAll();
    return true;
  }
  return at.row < 0 ? headerKey(grid, at, event) : rowKey(grid, at, event);
}

function rowKey(grid: Grid, { row, column }: CellPlace, event: KeyboardEvent): boolean {
  const entry = grid.entry(row);
  if (entry === undefined) return false;
  switch (event.key) {
    case ' ':
      if (column === starColumn) grid.edits.star(row);
      else if (event.shiftKey) grid.picks.extendTo(row);
      else grid.picks.toggle(row);
      return true;
    case 'Enter':
      if (column === starColumn) grid.edits.star(row);
      else if (entry.isGroup) grid.toggleExpanded(row);
      else grid.open(row);
      return true;
    case 'F2':
      return grid.edits.begin({ row, column });
    case 'ArrowRight':
    case 'ArrowLeft': {
      // In a tree the name opens and closes its group before the focus moves on.
      const wanted = event.key === 'ArrowRight';
      if (column !== nameId || event.shiftKey || entry.expanded === undefined || entry.expanded === wanted)
        return false;
      grid.toggleExpanded(row);
      return true;
    }
    default:
      return false;
  }
}

function headerKey(grid: Grid, at: CellPlace, event: KeyboardEvent): boolean {
  const id = at.column;
  const isArrow = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
  const by = event.key === 'ArrowLeft' ? -1 : 1;
  if (isArrow && event.shiftKey) {
    if (event.ctrlKey || event.metaKey) moveBy(grid, id, by);
    else widen(grid, id, by * widthStep);
    return true;
  }
  const opensMenu =
    event.key === 'ContextMenu' ||
    (event.key === 'F10' && event.shiftKey) ||
    (event.key === 'ArrowDown' && event.altKey);
  if (opensMenu) {
    const anchor = grid.table?.cell(at);
    if (anchor !== undefined) columnMenu(grid, id, anchor);
    return true;
  }
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  grid.sort(id, event.shiftKey);
  return true;
}

function widen(grid: Grid, id: string, by: number): void {
  const column = grid.columns.get(id);
  if (column === undefined) return;
  const width = (column.shown.width ?? column.fit) + by;
  grid.resize(id, Math.min(widest, Math.max(narrowest, width)));
}

/** Past the next or the one before it, among those that are pinned as it is. */
function moveBy(grid: Grid, id: string, by: 1 | -1): void {
  const own = grid.columns.get(id);
  const part = grid.columns.all().filter(({ shown }) => shown.pinned === own?.shown.pinned);
  const at = part.findIndex((column) => column.id === id);
  const before = part[by < 0 ? at - 1 : at + 2]?.id ?? null;
  if (at < 0 || (by < 0 && at === 0) || (by > 0 && at === part.length - 1)) return;
  grid.changeColumns((all) => moveColumn(all, id, before));
}

const widthStep = 8;
