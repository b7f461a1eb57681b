/** The metrics table: each metric's course, last and extreme values, and how far it is from a chosen run at the same step. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { MetricPage, PageMetric } from '../../../src/protocol/runPage.ts';
import { button, dropdown, textField } from '../../controls.ts';
import { icon } from '../../icons/icon.ts';
import { metricChart } from './metricChart.ts';
import { metricRow } from './metricRow.ts';
import type { RunModel } from './runModel.ts';

/** From this many metrics on, a filter box helps more than it takes. */
const filterFrom = 20;

export function metrics(model: RunModel): TemplateResult {
  const page = model.metrics;
  const total = page?.total ?? 0;
  const filtering = total > filterFrom || model.state.filter !== '';
  return html`<section class="sec metrics" aria-labelledby="h-metrics">
    <header>
      <h2 id="h-metrics">${t('Metrics')}</h2>
      <span class="dim" role="status">${page ? counted(page) : nothing}</span>
      <span class="end row">${filtering ? filterBox(model) : nothing} ${against(model)}</span>
    </header>
    ${page && total === 0 ? empty(model) : nothing}
    ${page && total > 0 && page.matching === 0 ? noHits(model, page) : nothing}
    ${page && page.rows.length > 0 ? table(model, page.rows, 'h-metrics') : nothing} ${metricChart(model)}
    ${page && page.system > 0 ? systemGroup(model, page.system) : nothing}
  </section>`;
}

function counted({ rows, matching, total }: MetricPage): string {
  if (rows.length < matching) return t('showing {0} of {1}', formatCount(rows.length), formatCount(matching));
  return matching < total ? t('{0} of {1}', formatCount(matching), formatCount(total)) : formatCount(total);
}

function filterBox(model: RunModel): TemplateResult {
  return textField({
    label: t('Filter metrics by name'),
    placeholder: t('Filter by name'),
    value: model.state.filter,
    onInput: (filter) => model.ask({ filter }),
    onKey: (event) => (event.key === 'Escape' ? model.ask({ filter: '' }) : undefined),
  });
}

function against(model: RunModel): TemplateResult | typeof nothing {
  if (model.rivals.length === 0) return nothing;
  const runs = model.rivals.map(({ id, name, isBest }) => ({
    value: id,
    label: isBest ? t('{0} (best) at the same step', name) : t('{0} at the same step', name),
  }));
  return html`<span class="row lab"
    ><span class="dim">${t('Against')}</span>${dropdown({
      label: t('Run to compare with'),
      value: model.state.against ?? '',
      options: [{ value: '', label: t('no run') }, ...runs],
      onChange: (id) => model.ask({ against: id === '' ? null : id }),
    })}</span
  >`;
}

function table(model: RunModel, rows: readonly PageMetric[], labelledBy: string): TemplateResult {
  const { rival } = model;
  const course = rival ? t('So far, on {0}', rival.name) : t('So far');
  return html`<div class="scroll">
    <table class="mt ${rival ? 'versus' : ''}" aria-labelledby=${labelledBy} @keydown=${moveFocus}>
      <thead>
        <tr>
          <th scope="col" class="c-name">${t('Metric')}</th>
          <th scope="col" class="c-spark" title=${course}>${course}</th>
          <th scope="col" class="num">${t('Last')}</th>
          <th scope="col" class="num">${t('Best')}</th>
          <th scope="col" class="num c-step">${t('at step')}</th>
          <th scope="col" class="num">${t('Min')}</th>
          <th scope="col" class="num">${t('Max')}</th>
          ${
            rival
              ? html`<th scope="col" class="num c-diff">${t('Difference')}</th>
                  <th scope="col" class="c-verdict"><span class="sr">${t('Ahead or behind')}</span></th>`
              : nothing
          }
        </tr>
      </thead>
      <tbody>
        ${repeat(
          rows,
          (row) => row.key,
          (row) => metricRow(model, row),
        )}
      </tbody>
    </table>
  </div>`;
}

/** Arrow keys go from metric to metric; Tab leaves the table. */
function moveFocus(event: KeyboardEvent): void {
  const { currentTarget, target } = event;
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || !(currentTarget instanceof HTMLElement) || !(target instanceof HTMLElement)) return;
  const buttons = [...currentTarget.querySelectorAll<HTMLElement>('button.name')];
  const next = buttons[buttons.indexOf(target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function systemGroup(model: RunModel, count: number): TemplateResult {
  const open = model.state.systemOpen;
  const rows = model.systemMetrics?.rows ?? [];
  return html`<button class="group" aria-expanded=${open} @click=${() => model.ask({ systemOpen: !open })}>
      ${icon(open ? 'chevronDown' : 'chevronRight')}<span id="h-system">${t('System')}</span>
      <span class="dim">${formatCount(count)}</span>
    </button>
    ${open && rows.length > 0 ? table(model, rows, 'h-system') : nothing}`;
}

function empty(model: RunModel): TemplateResult {
  return html`<div class="empty">
    <p class="strong">${model.isLive ? t('No metrics yet') : t('This run logged no metrics')}</p>
    <p>
      ${t('Print them with a step on the same line, as most libraries do:')}<br /><code class="block"
        >print(f"step={step} loss={loss:.4f}")</code
      >
    </p>
    <p>
      ${t('or log them from Python:')}<br /><code class="block"
        >import cairn; cairn.log({"loss": loss}, step=step)</code
      >
    </p>
    <p>
      ${t('or, from any language, append a line to the file named by CAIRN_INBOX:')}<br /><code class="block"
        >{"metrics": {"loss": 0.31}, "step": 3}</code
      >
    </p>
  </div>`;
}

function noHits(model: RunModel, page: MetricPage): TemplateResult {
  return html`<div class="empty">
    <p class="strong">
      ${t('None of {0} metrics has “{1}” in its name', formatCount(page.total), model.state.filter)}
    </p>
    <div class="row">
      ${button({ label: t('Clear the filter'), onClick: () => model.ask({ filter: '' }) })}
    </div>
  </div>`;
}
