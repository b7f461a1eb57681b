/** One metric as a table row: values with the same number of decimals, so that they can be compared down the row. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import {
  formatCount,
  formatDifference,
  formatFixed,
  formatNumber,
  missing,
} from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { PageMetric } from '../../../src/protocol/runPage.ts';
import { fromJsonNumber } from '../../../src/protocol/jsonNumber.ts';
import type { JsonNumber } from '../../../src/protocol/jsonNumber.ts';
import { sparkline } from '../../charts/sparkline.ts';
import type { RunModel } from './runModel.ts';

export function metricRow(model: RunModel, row: PageMetric): TemplateResult {
  const open = model.state.metric === row.key;
  const toggle = () => model.ask({ metric: open ? null : row.key });
  const show = writerFor(row);
  const spark = sparkline(
    t('Course of {0}', shownKey(row)),
    model.sparks.get(row.key)?.curve,
    model.rivalSparks.get(row.key),
  );
  return html`<tr class=${open ? 'sel' : ''} @click=${toggle}>
    <th scope="row" class="c-name">
      <button
        class="name cut"
        title=${row.key}
        aria-expanded=${open}
        @click=${(event: Event) => {
          event.stopPropagation();
          void toggle();
        }}
      >
        ${shownKey(row)}
      </button>
    </th>
    <td>${spark}</td>
    <td class="num strong">${show(row.last)}</td>
    <td class="num">${show(row.best)}</td>
    <td class="num dim">${row.bestStep === null ? missing : formatCount(row.bestStep)}</td>
    <td class="num">${show(row.min)}</td>
    <td class="num">${show(row.max)}</td>
    ${model.rival ? difference(row, model.rival.name) : nothing}
  </tr>`;
}

export function shownKey({ key }: PageMetric): string {
  return key.startsWith('system/') ? key.slice('system/'.length) : key;
}

/** All values of a row with the decimals that its most precise one needs, at most 4. */
export function writerFor(row: PageMetric): (value: JsonNumber | null) => string {
  const values = [row.last, row.best, row.min, row.max].map(toNumber);
  const decimals = Math.max(
    0,
    ...values.map((value) => formatNumber(value).split('e')[0]?.split('.')[1]?.length ?? 0),
  );
  return (value) => formatFixed(toNumber(value), Math.min(4, decimals));
}

function toNumber(value: JsonNumber | null): number | null {
  return value === null ? null : fromJsonNumber(value);
}

function difference(row: PageMetric, rivalName: string): TemplateResult {
  if (!row.rival)
    return html`<td class="num dim">${missing}</td>
      <td></td>`;
  const theirs = fromJsonNumber(row.rival.value);
  const ours = fromJsonNumber(row.last);
  const title = t('{0} had {1} at step {2}', rivalName, formatNumber(theirs), formatCount(row.rival.step));
  return html`<td class="num" title=${title}>${formatDifference(ours - theirs)}</td>
    <td class="dim verdict">${verdictOf(row, ours - theirs)}</td>`;
}

export function verdictOf({ judged, direction }: PageMetric, difference: number): string {
  if (!judged || Number.isNaN(difference) || difference === 0) return '';
  return difference > 0 === (direction === 'maximize') ? t('ahead') : t('behind');
}
