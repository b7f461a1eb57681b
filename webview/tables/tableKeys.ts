/** Where a key leads from a cell: the grid pattern of the ARIA Authoring Practices. */
import type { CellPlace, TableSource } from './tableSource.ts';

/** Undefined: the key moves nothing. The header is row −1; `page` counts rows. */
export function nextPlace(
  { row, column }: CellPlace,
  { key, ctrlKey, metaKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>,
  { columns, rows, page }: Pick<TableSource, 'columns' | 'rows'> & { readonly page: number },
): CellPlace | undefined {
  const far = ctrlKey || metaKey;
  const at = columns.findIndex(({ id }) => id === column);
  const to = (index: number) => columns[Math.min(columns.length - 1, Math.max(0, index))]?.id ?? column;
  const down = (next: number) => ({ row: Math.min(rows - 1, Math.max(-1, next)), column });
  switch (key) {
    case 'ArrowLeft':
      return { row, column: to(far ? 0 : at - 1) };
    case 'ArrowRight':
      return { row, column: to(far ? columns.length : at + 1) };
    case 'ArrowUp':
      return down(far ? 0 : row - 1);
    case 'ArrowDown':
      return down(far ? rows : row + 1);
    case 'PageUp':
      return down(Math.max(0, row - page));
    case 'PageDown':
      return down(Math.max(0, row + page));
    case 'Home':
      return { row: far ? Math.min(0, rows - 1) : row, column: to(0) };
    case 'End':
      return { row: far ? rows - 1 : row, column: to(columns.length) };
    default:
      return undefined;
  }
}
