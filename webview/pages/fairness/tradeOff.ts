/** What other thresholds would do: accuracy and one disparity over all of them, and what it would take to keep to a limit. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatNumber, formatShare } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { GapSpec } from '../../../src/fairness/attributeGaps.ts';
import { metricText } from '../../../src/fairness/fairnessWords.ts';
import { sameColumns } from '../../../src/fairness/policyVerdict.ts';
import {
  bestWithin,
  keeps,
  thresholdPlace,
  tradeOffs,
  type TradeOff,
} from '../../../src/fairness/thresholds.ts';
import type { AttributeCounts, FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import { button } from '../../controls.ts';
import { drawnAttribute, drawnPicker } from './curves.ts';
import type { FairnessModel } from './fairnessModel.ts';
import { linePlot, type Line } from './linePlot.ts';

export function tradeOff(model: FairnessModel, counts: FairnessCounts): TemplateResult | typeof nothing {
  const { counts: all } = model;
  const drawn = drawnAttribute(model);
  const attribute = all?.attributes.find(({ columns }) => JSON.stringify(columns) === drawn?.key);
  if (!all?.scores || attribute === undefined) return nothing;
  const { spec, limit } = judgedBy(model, attribute);
  const points = pointsOf(all, attribute, spec, model);
  const known = points.filter(({ gap }) => !Number.isNaN(gap));
  if (known.length === 0) return nothing;
  const { threshold } = counts;
  const now = threshold === null ? undefined : points[thresholdPlace(all, threshold)];
  const kind = spec.kind === 'difference' ? t('difference') : t('ratio');
  const name = t('{0} {1}', metricText(spec.metric), kind);
  const first = known[0]?.threshold ?? 0;
  const last = known.at(-1)?.threshold ?? 1;
  const lines: Line[] = [
    { name, points: thin(known).map((one) => [one.threshold, one.gap]), mark: now && markOf(now, now.gap) },
    {
      name: t('accuracy'),
      points: thin(known).map((one) => [one.threshold, one.accuracy]),
      mark: now && markOf(now, now.accuracy),
    },
  ];
  return html`<section class="sec" aria-labelledby="h-trade">
    <header>
      <h2 id="h-trade">${t('By threshold')}</h2>
      <span class="dim cut">${limit === undefined ? '' : t('dashed: limit {0}', formatNumber(limit))}</span>
      <span class="end">${drawnPicker(model)}</span>
    </header>
    ${linePlot({
      label: t(
        'Accuracy and {0} over thresholds from {1} to {2}',
        name,
        formatNumber(first),
        formatNumber(last),
      ),
      x: { name: t('threshold'), from: first, to: last },
      y: { name: '', from: 0, to: 1 },
      lines,
      ...{ at: threshold ?? undefined, limit },
    })}
    ${limit === undefined ? nothing : advice(model, { points, spec, limit, now, name })}
  </section>`;
}

interface Advice {
  readonly points: readonly TradeOff[];
  readonly spec: GapSpec;
  readonly limit: number;
  readonly now: TradeOff | undefined;
  readonly name: string;
}

function advice(model: FairnessModel, { points, spec, limit, now, name }: Advice): TemplateResult {
  if (now && keeps(now.gap, spec.kind, limit))
    return html`<p class="say small dim">${t('The limit of {0} holds at this threshold.', name)}</p>`;
  const best = bestWithin(points, spec.kind, limit);
  if (best === undefined)
    return html`<p class="say small dim">
      ${t('No single threshold keeps to the limit of {0}: the model itself has to change.', name)}
    </p>`;
  const change =
    now === undefined
      ? t('with an accuracy of {0}', formatShare(best.accuracy))
      : t('with an accuracy of {0} instead of {1}', formatShare(best.accuracy), formatShare(now.accuracy));
  return html`<p class="say small dim">
    ${t('The limit of {0} would hold at the threshold {1}, {2}.', name, formatNumber(best.threshold), change)}
    ${button({ label: t('Show it'), onClick: () => model.moveThreshold(best.threshold) })}
  </p>`;
}

/** The first limit of the policy for this attribute, else equalized odds. */
function judgedBy(
  model: FairnessModel,
  { columns }: AttributeCounts,
): { readonly spec: GapSpec; readonly limit: number | undefined } {
  const policy = model.view?.policy;
  for (const { metric, difference, ratio, against = 'groups', attributes } of policy?.limits ?? []) {
    const judged = attributes ?? policy?.attributes;
    if (judged !== undefined && !judged.some((one) => sameColumns([one].flat(), columns))) continue;
    if (judged === undefined && columns.length > 1) continue;
    if (difference !== undefined) return { spec: { metric, kind: 'difference', against }, limit: difference };
    if (ratio !== undefined) return { spec: { metric, kind: 'ratio', against }, limit: ratio };
  }
  return { spec: { metric: 'equalizedOdds', kind: 'difference', against: 'groups' }, limit: undefined };
}

let last: { readonly key: unknown[]; readonly points: readonly TradeOff[] } | undefined;

/** They do not change with the threshold, which moves every frame. */
function pointsOf(
  counts: FairnessCounts,
  attribute: AttributeCounts,
  spec: GapSpec,
  { settings }: FairnessModel,
): readonly TradeOff[] {
  const key = [
    counts,
    attribute,
    spec.metric,
    spec.kind,
    spec.against,
    settings.minSize,
    JSON.stringify(settings.reference),
  ];
  if (last === undefined || last.key.some((one, at) => one !== key[at]))
    last = { key, points: tradeOffs(counts, attribute, spec, settings) };
  return last.points;
}

function markOf({ threshold }: TradeOff, value: number): [number, number] | undefined {
  return Number.isNaN(value) ? undefined : [threshold, value];
}

function thin(points: readonly TradeOff[]): TradeOff[] {
  const step = Math.max(1, Math.floor(points.length / 300));
  return points.filter((_, at) => at % step === 0 || at === points.length - 1);
}
