/** What a run with too many metrics or points must say. */
import type { Problem } from '../base/errors.ts';
import { formatCount } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { PointTable } from './pointTable.ts';

export function problemsOfTable(where: string, table: PointTable): Problem[] {
  const problems: Problem[] = [];
  if (table.refused > 0)
    problems.push({
      where,
      message: t('It has more than {0} metrics; the others are left out.', formatCount(table.mostMetrics)),
    });
  if (table.keeping && table.share > 1)
    problems.push({
      where,
      message: t(
        'It has {0} points, too many to be kept in memory: curves show the first, last, lowest and highest of every {1} or so.',
        formatCount(table.total),
        table.share * 7,
      ),
    });
  return problems;
}
