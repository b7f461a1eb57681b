/** Which slices of all crossings are worst by the metric that is shown, in words and as a list. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import { metricText, sliceText } from '../../../src/fairness/fairnessWords.ts';
import type { FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import type { WorstSlice, WorstSlices } from '../../../src/protocol/fairnessReport.ts';
import { intervalText, rateText, signed } from '../../../src/fairness/rateText.ts';
import type { FairnessModel } from './fairnessModel.ts';
import { sentences } from '../../failure.ts';
import { restingSlices } from './searchedSlices.ts';

export function worstSection(model: FairnessModel, counts: FairnessCounts): TemplateResult {
  const found = restingSlices(model, counts);
  const shown = found?.found.slice(0, mostShown) ?? [];
  return html`<section class="sec" aria-labelledby="h-worst">
    <header>
      <h2 id="h-worst">${t('Which slices are worst?')}</h2>
      <span class="dim cut"
        >${found === undefined ? '' : t('by {0}, each against all other rows', metricText(model.measure))}</span
      >
    </header>
    <p class="say" aria-busy=${model.isSettled ? 'false' : 'true'}>${words(model, found)} ${deeper(model)}</p>
    ${shown.length === 0 ? nothing : list(model, shown)}
    ${
      found === undefined || found.found.length <= shown.length
        ? nothing
        : html`<p class="say small dim">
            ${t('And {0} more with smaller gaps.', formatCount(found.found.length - shown.length))}
          </p>`
    }
  </section>`;
}

function words(model: FairnessModel, found: WorstSlices | undefined): string {
  const { counts } = model;
  if (found === undefined)
    return counts?.task === 'classes'
      ? t('Of several classes slices are searched by accuracy only: choose it as metric.')
      : t(
          'Slices are searched by rates that are shares of rows, such as FNR, FPR or accuracy: choose one as metric.',
        );
  const { looked, found: list } = found;
  const depth = model.deep.depth(model.shown ?? nothingCounted);
  const minSize = formatCount(model.settings.minSize);
  const among =
    depth === 1
      ? t('{0} groups of one column', formatCount(looked))
      : t('{0} groups and crossings of up to {1} columns', formatCount(looked), depth);
  if (looked === 0)
    return t('Nothing could be searched: no slice and its rest have {0} rows or more each.', minSize);
  if (list.length === 0)
    return t(
      'None: {0} with {1} rows or more were looked at, and no gap is larger than chance explains among so many.',
      among,
      minSize,
    );
  return t(
    '{0} of {1} with {2} rows or more differ from all other rows by more than chance explains, corrected for how many were looked at (Holm, 5 %).',
    formatCount(list.length),
    among,
    minSize,
  );
}

const nothingCounted: FairnessCounts = {
  ...{ task: 'binary', rows: 0, classes: [], weighted: false, overall: { values: [], rows: 0 } },
  ...{ attributes: [], scores: null, threshold: null, problems: [] },
};

function deeper({ deep }: FairnessModel): TemplateResult | typeof nothing {
  if (deep.isLooking)
    return html`<span class="dim" role="status">${t('Looking at crossings of more columns…')}</span>`;
  const failure =
    deep.failure === undefined
      ? nothing
      : html`<span class="dim" role="status">${sentences(deep.failure)}</span> `;
  if (!deep.isOffered) return failure;
  return html`${failure}<button class="link" @click=${() => deep.look()}>
      ${t('Look at crossings of more columns')}
    </button>`;
}

function list(model: FairnessModel, shown: readonly WorstSlice[]): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('Which slices are worst?')}>
    <table class="wt" aria-labelledby="h-worst" aria-busy=${model.isSettled ? 'false' : 'true'}>
      <thead>
        <tr>
          <th scope="col">${t('Slice')}</th>
          <th scope="col" class="num">${t('Rows')}</th>
          <th scope="col" class="num">${metricText(model.measure)}</th>
          <th scope="col" class="num">${t('all others')}</th>
          <th scope="col" class="num">${t('Gap')}</th>
          <th scope="col" class="num">${t('95 % interval')}</th>
          <th scope="col" class="num" title=${t('The chance of such a gap without a difference, corrected')}>
            p
          </th>
        </tr>
      </thead>
      <tbody>
        ${shown.map((one) => row(model, one))}
      </tbody>
    </table>
  </div>`;
}

function row(
  model: FairnessModel,
  { slice, n, value, rest, gap, low, high, adjusted }: WorstSlice,
): TemplateResult {
  const key = JSON.stringify(slice);
  const isChosen = model.state.chosen === key;
  const name = sliceText(slice);
  const choose = () => model.set({ chosen: isChosen ? null : key });
  return html`<tr class=${isChosen ? 'sel' : ''} @click=${choose}>
    <th scope="row" class="c-name" title=${name}>
      <div class="named">
        <span class="cut"
          ><button
            class="plain cut"
            aria-pressed=${isChosen ? 'true' : 'false'}
            @click=${(event: Event) => {
              event.stopPropagation();
              choose();
            }}
          >
            ${name}
          </button></span
        >
      </div>
    </th>
    <td class="num">${formatCount(n)}</td>
    <td class="num strong">${rateText(value)}</td>
    <td class="num">${rateText(rest)}</td>
    <td class="num strong">${signed(gap)}</td>
    <td class="num dim">${intervalText({ low, high })}</td>
    <td class="num dim">${chanceText(adjusted)}</td>
  </tr>`;
}

/** Never a string of zeros that looks like certainty. */
function chanceText(p: number): string {
  return p < 0.001 ? '< 0.001' : rateText(p);
}

const mostShown = 10;
