/** Whether gaps close: each disparity of both, and the change with its interval; below it how rows were paired. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import { metricWords } from '../../../src/fairness/fairnessWords.ts';
import { trendText } from '../../../src/fairness/comparisonParts.ts';
import type { GapChange, GapTrend } from '../../../src/protocol/fairnessComparison.ts';
import type { FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import { intervalText, rateText, signed } from '../../../src/fairness/rateText.ts';
import { icon } from '../../icons/icon.ts';
import type { FairnessModel } from './fairnessModel.ts';
import { gapRows } from './shownSlices.ts';

export function versusGaps(model: FairnessModel, counts: FairnessCounts): TemplateResult | typeof nothing {
  const { versus } = model;
  const { known } = versus;
  if (known === undefined) return nothing;
  const shown = counts.attributes.filter(
    ({ columns }) => !model.state.hidden.includes(JSON.stringify(columns)),
  );
  const title = t('Against {0}', versus.label);
  return html`<section class="sec" aria-labelledby="h-versus">
    <header>
      <h2 id="h-versus" class="cut" title=${known.source.says}>${title}</h2>
      <span class="dim cut">${t('do gaps close?')}</span>
    </header>
    <div class="scroll" tabindex="0" role="group" aria-label=${title}>
      <table class="dt vt" aria-labelledby="h-versus">
        <thead>
          <tr>
            <th scope="col">${t('Difference')}</th>
            <th scope="col" class="num">${t('here')}</th>
            <th scope="col" class="num" title=${versus.label}>${t('there')}</th>
            <th scope="col" class="num">${t('change')}</th>
            <th scope="col" class="num">${t('95 % interval')}</th>
            <th scope="col"><span class="sr">${t('Closes?')}</span></th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(({ columns }) => attributeRows(model, counts, columns))}
        </tbody>
      </table>
    </div>
    ${notes(model)}
  </section>`;
}

function attributeRows(
  model: FairnessModel,
  counts: FairnessCounts,
  columns: readonly string[],
): TemplateResult {
  const { gaps, isSettled } = model.versus.gapsOf(columns);
  return html`<tr class="group">
      <th scope="colgroup" colspan="6">${columns.join(' × ')}</th>
    </tr>
    ${gapRows(counts, model.against).map(([difference], at) => {
      const words = metricWords(difference.metric);
      const gap = gaps[at * 2];
      return html`<tr>
        <th scope="row" class="in" title=${`${words.means} ${words.formula}`}>${words.name}</th>
        <td class="num strong">${rateText(gap?.value ?? null)}</td>
        <td class="num">${rateText(gap?.other ?? null)}</td>
        <td class="num ${isSettled && gap?.trend === 'unclear' ? '' : 'strong'}">
          ${typeof gap?.change === 'number' ? signed(gap.change) : ''}
        </td>
        <td class="num dim">${isSettled && gap ? intervalText(gap) : ''}</td>
        <td>${isSettled && gap ? trendMark(gap) : nothing}</td>
      </tr>`;
    })}`;
}

function trendMark({ trend }: GapChange): TemplateResult | typeof nothing {
  if (trend === null) return nothing;
  const [mark, look] = marks[trend];
  return html`<span class="st ${trend === 'unclear' ? 'dim' : ''}" title=${trendText(trend)}
    >${icon(mark, look)}<span class="trend">${trendText(trend)}</span></span
  >`;
}

const marks = {
  closes: ['pass', 'ok'],
  widens: ['warning', 'warn'],
  unclear: ['question', 'idle'],
} as const satisfies Record<GapTrend, readonly [string, string]>;

function notes({ versus }: FairnessModel): TemplateResult {
  const isPaired = versus.known?.counts.pairing.by !== 'none';
  const [first = '', ...more] = versus.says;
  return html`<div class="say small dim">
    <p>${isPaired ? nothing : icon('warning', 'warn')} ${first}</p>
    ${more.map((say) => html`<p>${icon('warning', 'warn')} ${say}</p>`)}
    <p>
      ${t('Change: this less the other; intervals from a bootstrap that draws paired rows together, of AUC from DeLong’s covariance. Each side keeps its own threshold.')}
    </p>
  </div>`;
}
