/** Gives the picked runs a tag, also one whose key no run has yet: from then on it is a column, edited in its cells. */
import { html } from 'lit-html';
import { formatCount } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import { openPopup } from '../../../popup.ts';
import type { Grid } from './grid.ts';
import { mostPicked } from './gridPicks.ts';

export function tagForm(grid: Grid, anchor: HTMLElement): void {
  const { model } = grid;
  const runs = tagged(grid);
  const [only] = runs;
  openPopup(anchor, {
    className: 'panel',
    label: t('Add a tag'),
    content: (popup) => {
      if (only === undefined) return html`<p>${t('Pick the runs in the table first.')}</p>`;
      return html`<form
        class="view-form"
        @submit=${(event: SubmitEvent) => {
          event.preventDefault();
          const form = event.target;
          if (!(form instanceof HTMLFormElement)) return;
          const [key = '', value = ''] = [...form.querySelectorAll('input')].map((input) =>
            input.value.trim(),
          );
          if (key === '' || value === '') return;
          popup.close();
          model.act(async (call) => {
            await call('tagRuns', { runs: [...runs], key, value });
            show(grid, { group: 'tags', key });
          });
        }}
      >
        <label class="row">${t('Key')} <input class="field" data-first required maxlength="250" /></label>
        <label class="row">${t('Value')} <input class="field" required maxlength="5000" /></label>
        <p class="dim">
          ${runs.length === 1 ? t('For {0}.', nameOf(grid, only)) : t('For {0} runs.', formatCount(runs.length))}
        </p>
        <div class="row panel-foot"><button class="plain-button">${t('Save')}</button></div>
      </form>`;
    },
  });
}

/** The picked runs, else those of the row that the keys act on. */
function tagged(grid: Grid): readonly string[] {
  const { model, table } = grid;
  const { picked } = model.state;
  if (picked.length > 0) return picked.slice(0, mostPicked);
  const members = grid.entry(table?.active?.row ?? -1)?.members ?? [];
  return members.slice(0, mostPicked).map((n) => model.frame.text('id', n));
}

function nameOf({ model }: Grid, run: string): string {
  const n = model.frame.ordinalOf(run);
  return n === undefined ? run : model.frame.text('name', n);
}

/** Suggested columns may leave it out: it is the same in all, or of one run only. */
function show(grid: Grid, column: ColumnRef): void {
  grid.changeColumns((all) => {
    if (all.some((one) => one.column.group === column.group && one.column.key === column.key)) return all;
    const last = all.findLastIndex((one) => one.pinned !== true && one.column.group === column.group);
    return all.toSpliced(last < 0 ? all.length : last + 1, 0, { column });
  });
}
