/** The points of a plot as a table, for who cannot see them: built only while it is open. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../../src/base/l10n.ts';
import { formatCount } from '../../../../src/base/format.ts';
import type { CompareModel } from '../compareModel.ts';
import { runRows, type ValueColumn } from './runRows.ts';

const open = new WeakMap<CompareModel, Set<string>>();
const most = 200;

export function pointsTable(
  model: CompareModel,
  given: { readonly id: string; readonly runs: ArrayLike<number>; readonly columns: readonly ValueColumn[] },
): TemplateResult {
  const opened = open.get(model) ?? new Set();
  open.set(model, opened);
  const { id, runs, columns } = given;
  return html`<details
    class="as-table"
    @toggle=${(event: Event) => {
      if (!(event.target instanceof HTMLDetailsElement) || event.target.open === opened.has(id)) return;
      if (event.target.open) opened.add(id);
      else opened.delete(id);
      model.redraw();
    }}
  >
    <summary>${t('As a table')}</summary>
    ${opened.has(id) ? runRows(model, Array.from(runs).slice(0, most), columns, t('The runs that are drawn')) : nothing}
    ${
      opened.has(id) && runs.length > most
        ? html`<p class="dim small pad">
            ${t('The first {0} of {1} runs.', most, formatCount(runs.length))}
          </p>`
        : nothing
    }
  </details>`;
}
