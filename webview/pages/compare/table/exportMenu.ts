/** Copies or writes what the table shows. */
import { formatCount } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { TableFormat } from '../../../../src/protocol/compare/tableMethods.ts';
import { openMenu } from '../../../popup.ts';
import type { CompareModel } from '../compareModel.ts';
import type { GridEdits } from './gridEdits.ts';

export function exportMenu(
  { model, edits }: { readonly model: CompareModel; readonly edits: GridEdits },
  anchor: HTMLElement,
): void {
  const { picked } = model.state;
  const write = (label: string, format: TableFormat) => ({
    label,
    choose: () => model.act((call) => call('exportTable', { ...edits.request(null), format })),
  });
  openMenu(anchor, t('Copy or export the table'), [
    {
      label: t('Copy {0} picked runs', formatCount(picked.length)),
      icon: 'copy',
      ...(picked.length === 0 && { disabled: t('none picked') }),
      choose: () => model.act((call) => call('copyTable', edits.request(picked))),
    },
    {
      label: t('Copy all rows'),
      icon: 'copy',
      choose: () => model.act((call) => call('copyTable', edits.request(null))),
    },
    'line',
    write(t('Export as CSV…'), 'csv'),
    write(t('Export as Markdown…'), 'markdown'),
    write(t('Export as JSON…'), 'json'),
  ]);
}
