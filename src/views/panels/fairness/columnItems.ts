/** Columns as entries of a list to pick from. */
import { formatCount } from '../../../base/format.ts';
import { t } from '../../../base/l10n.ts';
import type { ColumnFacts } from '../../../fairness/proposeColumns.ts';

export function itemOf({ name, kind, distinct }: ColumnFacts): { label: string; description: string } {
  return { label: name, description: t('{0}, {1} values', kindText(kind), formatCount(distinct)) };
}

function kindText(kind: ColumnFacts['kind']): string {
  switch (kind) {
    case 'number':
      return t('number');
    case 'boolean':
      return t('true or false');
    case 'time':
      return t('time');
    default:
      return t('text');
  }
}

export const options = { ignoreFocusOut: true, matchOnDescription: true } as const;
