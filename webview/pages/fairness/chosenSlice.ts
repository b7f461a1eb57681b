/** The slice that was chosen: its counts, and every rate with its interval. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount, formatNumber } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import { metricWords, sliceText } from '../../../src/fairness/fairnessWords.ts';
import type { FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import type { SliceReport } from '../../../src/protocol/fairnessReport.ts';
import { intervalText, rateText } from '../../../src/fairness/rateText.ts';
import { iconButton } from '../../controls.ts';
import type { FairnessModel } from './fairnessModel.ts';
import { measuresOf, rowsText, slicesOf, type ShownAttribute, type ShownSlice } from './shownSlices.ts';

export function chosenSlice(model: FairnessModel, counts: FairnessCounts): TemplateResult | typeof nothing {
  const { chosen } = model.state;
  const slice =
    chosen === null ? undefined : (sliceIn(model.attributes, chosen) ?? searchedSlice(model, chosen));
  if (slice === undefined) return nothing;
  const report = slice.report();
  const name = sliceText(report.slice);
  return html`<section class="sec" aria-labelledby="h-slice">
    <header>
      <h2 id="h-slice" class="cut" title=${name}>${name}</h2>
      <span class="dim">${rowsText(report.n)}</span>
      <span class="end"
        >${iconButton({ label: t('Close'), icon: 'close', onClick: () => model.set({ chosen: null }) })}</span
      >
    </header>
    ${confusion(report)} ${confusionMatrix(report, counts)}
    <div class="scroll" tabindex="0" role="group" aria-label=${t('Rates of {0}', name)}>
      <table class="rates" aria-label=${t('Rates of {0}', name)}>
        <thead>
          <tr>
            <th scope="col">${t('Metric')}</th>
            <th scope="col" class="num">${t('Value')}</th>
            <th scope="col" class="num">${t('95 % interval')}</th>
            <th scope="col" class="num">n</th>
          </tr>
        </thead>
        <tbody>
          ${measuresOf(counts).map((measure) => {
            const rate = report.rates[measure];
            const words = metricWords(measure);
            return html`<tr title=${`${words.means} ${words.formula}`}>
              <th scope="row">${words.name}</th>
              ${
                rate === undefined || rate.value === null
                  ? html`<td class="dim whole" colspan="2">
                      ${t('undefined: {0}', rate?.why ?? t('not known'))}
                    </td>`
                  : html`<td class="num strong">${rateText(rate.value)}</td>
                      <td class="num dim">${intervalText(rate)}</td>`
              }
              <td class="num">${formatCount(rate?.n ?? 0)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </section>`;
}

function sliceIn(attributes: readonly ShownAttribute[], key: string): ShownSlice | undefined {
  return attributes.flatMap(({ slices }) => slices).find((one) => one.key === key);
}

/** Of several classes, as far as they are few. */
function confusionMatrix(report: SliceReport, { classes }: FairnessCounts): TemplateResult | typeof nothing {
  if (report.confusion === undefined || classes.length > mostClasses) return nothing;
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('Classes, true and predicted')}>
    <table class="rates" aria-label=${t('Classes, true and predicted')}>
      <thead>
        <tr>
          <th scope="col">${t('true ↓ predicted →')}</th>
          ${classes.map((name) => html`<th scope="col" class="num">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${report.confusion.map(
          (row, label) =>
            html`<tr>
              <th scope="row">${classes[label] ?? ''}</th>
              ${row.map((count, place) => html`<td class="num ${place === label ? 'strong' : ''}">${formatNumber(count)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

const mostClasses = 12;

/** One of the crossings that only the search has looked at. */
function searchedSlice(model: FairnessModel, chosen: string): ShownSlice | undefined {
  const { shown, settings } = model;
  if (shown === undefined) return undefined;
  const searched = model.deep.searched(shown);
  if (searched === shown) return undefined;
  const attributes = searched.attributes.filter(({ columns }) =>
    columns.every((column) => chosen.includes(JSON.stringify(column))),
  );
  return sliceIn(slicesOf({ ...searched, attributes }, settings), chosen);
}

function confusion({ tp, fp, tn, fn }: SliceReport): TemplateResult | typeof nothing {
  if (tp === undefined || fp === undefined || tn === undefined || fn === undefined) return nothing;
  return html`<dl class="facts confusion">
    <dt>${t('Rightly accepted (TP)')}</dt>
    <dd class="num">${formatNumber(tp)}</dd>
    <dt>${t('Wrongly refused (FN)')}</dt>
    <dd class="num">${formatNumber(fn)}</dd>
    <dt>${t('Wrongly accepted (FP)')}</dt>
    <dd class="num">${formatNumber(fp)}</dd>
    <dt>${t('Rightly refused (TN)')}</dt>
    <dd class="num">${formatNumber(tn)}</dd>
  </dl>`;
}
