/** The limit that thresholds are searched for: one of the policy, or one that a person says. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { formatNumber } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import { metricText } from '../../../src/fairness/fairnessWords.ts';
import { limitsOf, movedMetrics, type AskedLimit } from '../../../src/fairness/limitSearch.ts';
import type { WantedLimit } from '../../../src/protocol/fairnessPage.ts';
import { gapKinds } from '../../../src/records/fairnessNames.ts';
import { dropdown } from '../../controls.ts';
import type { FairnessModel } from './fairnessModel.ts';

/** The chosen limit, else the first of the policy, else one to start from. */
export function askedLimit(model: FairnessModel, columns: readonly string[]): AskedLimit {
  const { wanted } = model.state;
  if (wanted !== null) {
    const { limit, ...spec } = wanted;
    return { spec, limit };
  }
  const [first = start] = limitsOf(model.view?.policy, columns);
  return first;
}

const start: AskedLimit = {
  spec: { metric: 'equalizedOdds', kind: 'difference', against: 'groups' },
  limit: 0.1,
};

export function limitName({ spec: { metric, kind } }: AskedLimit): string {
  return kind === 'difference' ? t('{0} difference', metricText(metric)) : t('{0} ratio', metricText(metric));
}

export function limitChoice(model: FairnessModel, columns: readonly string[]): TemplateResult {
  const asked = askedLimit(model, columns);
  const known = limitsOf(model.view?.policy, columns);
  const value = keyOf(asked);
  const isKnown = known.some((one) => keyOf(one) === value);
  const options = [
    ...known.map((one) => ({ value: keyOf(one), label: labelOf(one) })),
    { value: other, label: t('another limit') },
  ];
  return html`<div class="limit-choice">
    ${
      known.length === 0
        ? nothing
        : html`<span class="row"
            ><span class="dim" aria-hidden="true">${t('Limit')}</span>${dropdown({
              label: t('Limit to search for'),
              value: isKnown ? value : other,
              options,
              onChange: (chosen) => {
                if (chosen === (isKnown ? value : other)) return;
                const found = known.find((one) => keyOf(one) === chosen);
                want(model, found ?? { ...asked, limit: otherThan(asked) });
              },
            })}</span
          >`
    }
    ${isKnown ? nothing : ownLimit(model, asked)}
  </div>`;
}

function ownLimit(model: FairnessModel, asked: AskedLimit): TemplateResult {
  const { spec, limit } = asked;
  return html`<span class="row"
    >${dropdown({
      label: t('Metric of the limit'),
      value: spec.metric,
      options: movedMetrics.map((name) => ({ value: name, label: metricText(name) })),
      onChange: (chosen) => {
        const metric = movedMetrics.find((one) => one === chosen);
        if (metric !== undefined && metric !== spec.metric)
          want(model, { ...asked, spec: { ...spec, metric } });
      },
    })}${dropdown({
      label: t('Kind of the limit'),
      value: spec.kind,
      options: [
        { value: 'difference', label: t('difference ≤') },
        { value: 'ratio', label: t('ratio ≥') },
      ],
      onChange: (chosen) => {
        const kind = gapKinds.find((one) => one === chosen);
        if (kind === undefined || kind === spec.kind) return;
        want(model, { spec: { ...spec, kind }, limit: kind === 'ratio' ? 0.8 : 0.1 });
      },
    })}<input
      class="number"
      type="number"
      min="0"
      max="1"
      step="0.01"
      aria-label=${t('Value of the limit')}
      .value=${live(String(limit))}
      @change=${({ currentTarget }: Event) => {
        const typed = currentTarget instanceof HTMLInputElement ? currentTarget.valueAsNumber : NaN;
        if (typed >= 0 && typed <= 1) want(model, { ...asked, limit: typed });
        else model.redraw();
      }}
  /></span>`;
}

function want(model: FairnessModel, { spec, limit }: AskedLimit): void {
  const wanted: WantedLimit = { ...spec, limit };
  model.set({ wanted });
}

/** One that stands in no policy, so that it can be changed. */
function otherThan({ spec, limit }: AskedLimit): number {
  return spec.kind === 'difference' ? limit / 2 : Math.min(1, (limit + 1) / 2);
}

function labelOf(asked: AskedLimit): string {
  return `${limitName(asked)} ${asked.spec.kind === 'difference' ? '≤' : '≥'} ${formatNumber(asked.limit)}`;
}

function keyOf({ spec: { metric, kind, against }, limit }: AskedLimit): string {
  return [metric, kind, against, String(limit)].join(' ');
}

const other = 'other';
