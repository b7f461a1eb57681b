/** The table of runs: the place in the page where the grid lives, and what stands there when nothing matches. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { formatCount } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import { button } from '../../../controls.ts';
import type { CompareModel } from '../compareModel.ts';
import { RunGrid } from './runGrid.ts';

const grids = new WeakMap<CompareModel, RunGrid>();

export function gridOf(model: CompareModel): RunGrid {
  const known = grids.get(model) ?? new RunGrid(model);
  grids.set(model, known);
  return known;
}

export function runTable(model: CompareModel): TemplateResult {
  const grid = gridOf(model);
  const isEmpty = model.frame.ordinals.length === 0;
  queueMicrotask(() => grid.update());
  return html`<div class="grid-host" ?hidden=${isEmpty} ${ref(grid.attach)}></div>
    ${isEmpty ? noMatches(model) : nothing}`;
}

function noMatches(model: CompareModel): TemplateResult {
  const { blame, total } = model.frame;
  return html`<div class="empty">
    <p class="strong">${t('None of {0} runs matches', formatCount(total))}</p>
    ${
      blame === null
        ? nothing
        : html`<p class="dim">
            ${t('{0} would without', formatCount(blame.without))}
            <code class="block">${blame.condition}</code>
          </p>`
    }
    <div class="row">
      ${button({ label: t('Clear the filter'), onClick: () => model.setView({ filter: '' }) })}
    </div>
  </div>`;
}
