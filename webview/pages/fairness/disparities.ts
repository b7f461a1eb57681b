/** How far the slices of each attribute are apart, as difference and as ratio, and which two of them. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import { metricWords } from '../../../src/fairness/fairnessWords.ts';
import { attributeGaps } from '../../../src/fairness/attributeGaps.ts';
import type { AttributeCounts, FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import type { Aggregate } from '../../../src/protocol/fairnessReport.ts';
import type { Against } from '../../../src/records/fairnessNames.ts';
import { intervalText, rateText } from '../../../src/fairness/rateText.ts';
import type { FairnessModel } from './fairnessModel.ts';
import { gapRows } from './shownSlices.ts';

export function disparities(model: FairnessModel, counts: FairnessCounts): TemplateResult {
  const shown = counts.attributes.filter(
    ({ columns }) => !model.state.hidden.includes(JSON.stringify(columns)),
  );
  return html`<section class="sec" aria-labelledby="h-gaps">
    <header>
      <h2 id="h-gaps">${t('Disparities')}</h2>
      <span class="dim cut">${heldText(model.against)}</span>
    </header>
    <div class="scroll" tabindex="0" role="group" aria-label=${t('Disparities')}>
      <table class="dt" aria-labelledby="h-gaps" aria-busy=${model.isSettled ? 'false' : 'true'}>
        <thead>
          <tr>
            <th scope="col">${t('Measure')}</th>
            <th scope="col" class="num">${t('Difference')}</th>
            <th scope="col" class="num">${t('95 % interval')}</th>
            <th scope="col" class="num">${t('Ratio')}</th>
            <th scope="col">${t('Between')}</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map((attribute) => attributeRows(model, counts, attribute))}
        </tbody>
      </table>
    </div>
    <p class="say small dim">
      ${t('Intervals: bootstrap for all slices at once, always with the same draws. Slices that are too small take no part.')}
    </p>
  </section>`;
}

function attributeRows(
  model: FairnessModel,
  counts: FairnessCounts,
  attribute: AttributeCounts,
): TemplateResult {
  const key = JSON.stringify(attribute.columns);
  const rows = gapRows(counts, model.against);
  // What was drawn by lot is of where the threshold rested last: while it moves only values are told.
  const settled = model.isSettled ? model.settled?.gaps.get(key) : undefined;
  const gaps = settled ?? attributeGaps(counts, attribute, rows.flat(), { ...model.settings, replicates: 0 });
  return html`<tr class="group">
      <th scope="colgroup" colspan="5">${attribute.columns.join(' × ')}</th>
    </tr>
    ${
      onlyReason(gaps) ??
      rows.map(([difference], at) => {
        const words = metricWords(difference.metric);
        const [gap, ratio] = [gaps[at * 2], gaps[at * 2 + 1]];
        const pair = gap ? pairText(gap, attribute.columns) : [];
        return html`<tr>
          <th scope="row" class="in" title=${`${words.means} ${words.formula}`}>${words.name}</th>
          ${
            gap && gap.value === null
              ? html`<td class="dim whole" colspan="4" title=${gap.why ?? ''}>
                  ${t('undefined: {0}', gap.why ?? '')}
                </td>`
              : html`<td class="num strong">${rateText(gap?.value ?? null)}</td>
                  <td class="num dim">${settled && gap ? intervalText(gap) : ''}</td>
                  <td class="num" title=${settled && ratio ? intervalText(ratio) : ''}>
                    ${rateText(ratio?.value ?? null)}
                  </td>
                  <td class="pair dim" title=${pair.join(t(' against '))}>${pair.join(' / ')}</td>`
          }
        </tr>`;
      })
    }`;
}

/** Told once where none is defined and all for the same reason. */
function onlyReason(gaps: readonly Aggregate[]): TemplateResult | undefined {
  const [why, ...others] = new Set(gaps.map(({ value, why }) => (value === null ? (why ?? '') : undefined)));
  if (why === undefined || others.length > 0) return undefined;
  return html`<tr>
    <td class="in dim whole" colspan="5">${t('undefined: {0}', why)}</td>
  </tr>`;
}

function heldText(against: Against): string {
  switch (against) {
    case 'groups':
      return t('largest gap between slices');
    case 'overall':
      return t('largest gap of a slice to all rows');
    case 'reference':
      return t('largest gap of a slice to the reference group');
  }
}

function pairText({ slices }: Aggregate, columns: readonly string[]): string[] {
  return slices.map((slice) =>
    Object.keys(slice).length === 0
      ? t('all rows')
      : columns.map((column) => slice[column] ?? t('no value')).join(', '),
  );
}
