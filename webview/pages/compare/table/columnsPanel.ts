/** Chooses which columns are shown, from all there are. */
import { html } from 'lit-html';
import { counted } from '../../../../src/base/counted.ts';
import { t } from '../../../../src/base/l10n.ts';
import { columnId, type ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import { openPopup } from '../../../popup.ts';
import { checklist, type ChecklistEntry } from './checklist.ts';
import { columnTitle, isSystem } from './columnTitle.ts';
import type { Grid } from './grid.ts';
import { entryId, everyColumn, shownColumns } from './shownColumns.ts';
import { tagForm } from './tagForm.ts';

export function columnsPanel(grid: Grid, anchor: HTMLElement): void {
  const { model } = grid;
  let query = '';
  openPopup(anchor, {
    className: 'panel',
    label: t('Choose columns'),
    content: (popup) => {
      const { catalog, state, known } = model;
      const { columns } = state.view;
      const chosen = shownColumns({ columns, onlyDiffering: false }, known);
      const shown = new Set(chosen.map(({ column }) => entryId(column)));
      const entryOf = (ref: ColumnRef): ChecklistEntry => {
        const entry = catalog.find(({ group, key }) => group === ref.group && key === ref.key);
        return {
          label: ref.group === 'metrics' ? ref.key : columnTitle(ref),
          ...(entry !== undefined && {
            aside: entry.differs
              ? counted(entry.runs, t('1 run'), (n) => t('{0} runs', n))
              : t('the same in all'),
          }),
          checked: shown.has(entryId(ref)),
          toggle: () => {
            toggleColumn(grid, ref, shown.has(entryId(ref)));
            popup.redraw();
          },
        };
      };
      const of = (wanted: (ref: ColumnRef) => boolean) => everyColumn(catalog).filter(wanted).map(entryOf);
      const inGroup = (group: ColumnRef['group']) => of((ref) => ref.group === group && !isSystem(ref));
      return html`${checklist({
          label: t('Columns'),
          query,
          onQuery: (text) => {
            query = text;
            popup.redraw();
          },
          groups: [
            { title: t('Metrics'), entries: inGroup('metrics') },
            { title: t('Params'), entries: inGroup('params') },
            { title: t('Tags'), entries: inGroup('tags') },
            { title: t('Data'), entries: inGroup('data') },
            { title: t('Code'), entries: inGroup('code') },
            { title: t('Environment'), entries: inGroup('environment') },
            { title: t('System'), entries: of(isSystem) },
            { title: t('Record'), entries: inGroup('record') },
          ],
        })}
        <div class="row panel-foot">
          <button
            class="plain-button"
            @click=${() => {
              void model.setView({ columns: null });
              popup.redraw();
            }}
          >
            ${t('Suggested columns')}
          </button>
          <button class="plain-button" @click=${() => tagForm(grid, anchor)}>${t('Add a tag…')}</button>
        </div>`;
    },
  });
}

/** A new one comes after the last of its group. */
function toggleColumn(grid: Grid, ref: ColumnRef, isShown: boolean): void {
  grid.changeColumns((all) => {
    if (isShown) return all.filter(({ column }) => entryId(column) !== entryId(ref));
    if (all.some(({ column }) => columnId(column) === columnId(ref))) return all;
    const last = all.findLastIndex(
      ({ column, pinned }) => !pinned && column.group === ref.group && isSystem(column) === isSystem(ref),
    );
    return all.toSpliced(last < 0 ? all.length : last + 1, 0, { column: ref });
  });
}
