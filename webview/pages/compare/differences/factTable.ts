/** One kind of fact of the picked runs as a table: a row a fact, a column a run. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatDifference, formatNumber, missing } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { DifferenceSectionShape } from '../../../../src/protocol/compare/differences.ts';
import { seriesMark } from '../curves/seriesMark.ts';
import type { Found } from './differencesData.ts';

export function factTable({ id, rows }: DifferenceSectionShape, runs: Found['runs']): TemplateResult {
  const isNumeric = id === 'metrics';
  return html`<div class="wide" tabindex="0" role="group" aria-label=${titles[id]()}>
    <table class="facts-table">
      <thead>
        <tr>
          <th scope="col" class="key"><span class="sr">${t('Name')}</span></th>
          ${runs.map(
            (run) =>
              html`<th scope="col" class="${isNumeric ? 'num' : ''} cut" title=${run.name}>
                ${seriesMark(run.slot)} ${run.name}
              </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ key, values }) =>
            html`<tr>
              <th scope="row" class="cut key" title=${key}>${key}</th>
              ${values.map((value, place) => cell(value, values[0] ?? null, place, isNumeric))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

type Value = string | number | null;

/** A value that is not the first run's is strong; a metric also says how far it is from it. */
function cell(value: Value, first: Value, place: number, isNumeric: boolean): TemplateResult {
  const strong = place > 0 && value !== first ? 'strong' : '';
  if (!isNumeric)
    return html`<td class="cut ${strong}" title=${String(value ?? t('not there'))}>${value ?? missing}</td>`;
  const [number, other] = [asNumber(value), asNumber(first)];
  const away = place > 0 && number !== null && other !== null ? number - other : NaN;
  return html`<td class="num ${strong}">
    ${formatNumber(number)}
    ${Number.isFinite(away) && away !== 0 ? html`<span class="dim small">${formatDifference(away)}</span>` : nothing}
  </td>`;
}

function asNumber(value: Value): number | null {
  return value === null ? null : Number(value);
}

export function countsOf(rows: number, same: number): string {
  if (rows === 0) return t('{0} the same', same);
  return same === 0 ? t('{0} differ', rows) : t('{0} differ, {1} the same', rows, same);
}

export const titles: Readonly<Record<DifferenceSectionShape['id'], () => string>> = {
  params: () => t('Params'),
  metrics: () => t('Metrics'),
  tags: () => t('Tags'),
  data: () => t('Data'),
  code: () => t('Code'),
  environment: () => t('Environment'),
  packages: () => t('Packages'),
};
