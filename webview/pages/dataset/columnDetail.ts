/** The column that was chosen, larger: quantiles, frequent values, and what came and went. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount, formatNumber } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import { iconButton } from '../../controls.ts';
import type { DatasetModel } from './datasetModel.ts';
import { histogram } from './histogram.ts';
import { emptyText, share, timeText, typeName, value, type ShownColumn } from './numbers.ts';

export function columnDetail(model: DatasetModel): TemplateResult | typeof nothing {
  const { value: profile } = model.profile;
  const column = profile?.columns.find(({ name }) => name === model.state.column);
  if (profile === undefined || column === undefined) return nothing;
  const compared = model.comparison?.value?.columns.find(({ name }) => name === column.name);
  return html`<section class="sec chosen" aria-labelledby="h-column">
    <header>
      <h2 id="h-column" class="cut" title=${column.name}>${column.name}</h2>
      <span class="dim">${typeName(column.type)}</span>
      <span class="end"
        >${iconButton({ label: t('Close'), icon: 'close', onClick: () => model.set({ column: null }) })}</span
      >
    </header>
    <div class="pad">${histogram(column, compared, { width: 304, height: 72, rows: profile.rows })}</div>
    <dl class="facts">
      ${fact(t('Missing'), `${formatCount(column.nulls)} (${share(column.nulls, profile.rows)})`)}
      ${column.nan > 0 ? fact(t('NaN'), formatCount(column.nan)) : nothing}
      ${column.infinite > 0 ? fact(t('Infinite'), formatCount(column.infinite)) : nothing}
      ${fact(t('Distinct'), `${column.exact ? '' : '≈ '}${formatCount(column.distinct)}`)}
      ${column.min === null ? nothing : fact(t('Range'), t('{0} to {1}', value(column.min), value(column.max)))}
      ${column.mean === null ? nothing : fact(t('Mean'), `${formatNumber(column.mean)} ± ${formatNumber(column.std)}`)}
    </dl>
    ${quantiles(column)} ${frequent(column, profile.rows)}
  </section>`;
}

function fact(label: string, text: string): TemplateResult {
  return html`<dt>${label}</dt>
    <dd title=${text}>${text}</dd>`;
}

function quantiles({ quantiles: found, kind, type }: ShownColumn): TemplateResult | typeof nothing {
  if (found.length === 0) return nothing;
  const text = (at: number) => (kind === 'time' ? timeText(at, type) : formatNumber(at));
  return html`<table class="small-table" aria-label=${t('Quantiles')}>
    <thead>
      <tr>
        <th scope="col">${t('Quantile')}</th>
        <th scope="col" class="num">${t('Value')}</th>
      </tr>
    </thead>
    <tbody>
      ${found.map(
        ({ at, value: quantile }) =>
          html`<tr>
            <td>${`${formatNumber(100 * at)} %`}</td>
            <td class="num">${text(quantile)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function frequent({ top, kind }: ShownColumn, rows: number): TemplateResult | typeof nothing {
  if (top.length === 0 || top.every(({ count }) => count <= 1)) return nothing;
  return html`<table class="small-table" aria-label=${t('Frequent values')}>
    <thead>
      <tr>
        <th scope="col">${t('Frequent values')}</th>
        <th scope="col" class="num">${t('Rows')}</th>
        <th scope="col" class="num">${t('Share')}</th>
      </tr>
    </thead>
    <tbody>
      ${top.map(
        ({ value: text, count }) =>
          html`<tr>
            <td title=${text}>
              ${text === '' ? html`<span class="dim">${emptyText}</span>` : kind === 'number' ? formatNumber(Number(text)) : text}
            </td>
            <td class="num">${formatCount(count)}</td>
            <td class="num">${share(count, rows)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
