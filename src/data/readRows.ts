/** Some rows of a session's data, in the order of the file, for a table that shows what is scrolled to. */
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { RowsQuery, RowsResult } from '../protocol/dataProcess.ts';
import type { DataColumn, DataSession } from './dataSession.ts';
import { tablesOf } from './partTables.ts';
import { quoteName } from './sqlText.ts';

/** Letters of a cell that are sent; a page shows fewer. */
const longestCell = 2000;

export async function readRows(
  session: DataSession,
  { offset, limit, columns: wanted }: Pick<RowsQuery, 'offset' | 'limit' | 'columns'>,
): Promise<RowsResult> {
  const byName = new Map(session.columns.map((column) => [column.name, column]));
  const columns =
    wanted?.map((name) => {
      const column = byName.get(name);
      if (column === undefined)
        throw new UserError(
          'noColumn',
          t('There is no column “{0}”.', name),
          t('Columns may have changed: open it anew.'),
        );
      return column;
    }) ?? session.columns;
  const rows =
    columns.length === 0
      ? []
      : await session.query(
          `SELECT ${columns.map(shown).join(', ')} FROM ${tablesOf(columns)} LIMIT ${String(limit)} OFFSET ${String(offset)}`,
        );
  return { columns: columns.map(({ name, type }) => ({ name, type })), rows, total: session.rows };
}

/** Numbers that a double may not hold, and all that JSON has no word for, are text. */
function shown({ name, type, kind }: DataColumn): string {
  const x = quoteName(name);
  if (kind === 'boolean' || /^(U?(TINY|SMALL)INT|U?INTEGER|FLOAT|DOUBLE)$/.test(type)) return x;
  return `left(${x}::VARCHAR, ${String(longestCell)})`;
}
