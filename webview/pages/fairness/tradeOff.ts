/** What other thresholds would do: accuracy and one disparity over all of them, and what it would take to keep to a limit. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatNumber } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { GapSpec } from '../../../src/fairness/attributeGaps.ts';
import { thresholdPlace, tradeOffs, type TradeOff } from '../../../src/fairness/thresholds.ts';
import type { AttributeCounts, FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import { drawnAttribute, drawnPicker } from './curves.ts';
import { effects, type Searched } from './effects.ts';
import type { FairnessModel } from './fairnessModel.ts';
import { askedLimit, limitChoice, limitName } from './limitChoice.ts';
import type { Figure } from './figures/figure.ts';
import { lineFigure } from './figures/lineFigure.ts';
import { linePlot, type Line, type LinePlot } from './linePlot.ts';
import { saveTool } from './saveFigure.ts';
import { sidesOf } from './sides.ts';

export function tradeOff(model: FairnessModel, counts: FairnessCounts): TemplateResult | typeof nothing {
  const searched = searchedLimit(model, counts);
  if (searched === undefined) return nothing;
  const { asked, attribute } = searched;
  return html`<section class="sec" aria-labelledby="h-trade">
    <header>
      <h2 id="h-trade">${t('By threshold')}</h2>
      <span class="dim cut">${t('dashed: limit {0}', formatNumber(asked.limit))}</span>
      <span class="end row tight"
        >${drawnPicker(model)}${saveTool(model, t('By threshold'), () => tradeFigure(model, counts))}</span
      >
    </header>
    ${limitChoice(model, attribute.columns)}
    <div class="trade">
      ${linePlot(plotOf(model, searched))}
      <div>${effects(model, searched)}</div>
    </div>
  </section>`;
}

export function tradeFigure(model: FairnessModel, counts: FairnessCounts): Figure | undefined {
  const searched = searchedLimit(model, counts);
  return searched && lineFigure(tradeTitle(searched), plotOf(model, searched));
}

function tradeTitle({ attribute }: Searched): string {
  return t('Accuracy and disparity of {0} by threshold', attribute.columns.join(' × '));
}

/** Undefined where no threshold changes anything. */
function searchedLimit(model: FairnessModel, shown: FairnessCounts): Searched | undefined {
  const { counts: all } = model;
  const drawn = drawnAttribute(model);
  const attribute = all?.attributes.find(({ columns }) => JSON.stringify(columns) === drawn?.key);
  if (!all?.scores || attribute === undefined) return undefined;
  const asked = askedLimit(model, attribute.columns);
  const points = pointsOf(all, attribute, { spec: asked.spec, model });
  return points.length < 2 ? undefined : { all, shown, attribute, points, asked };
}

function plotOf(model: FairnessModel, { all, shown, attribute, points, asked }: Searched): LinePlot {
  const { threshold } = shown;
  const now = threshold === null ? undefined : points[thresholdPlace(all, threshold)];
  const name = limitName(asked);
  const first = points[0]?.threshold ?? 0;
  const last = points.at(-1)?.threshold ?? 1;
  const beside = besidePoints(model, attribute.columns, asked.spec);
  return {
    label: t(
      'Accuracy and {0} over thresholds from {1} to {2}',
      name,
      formatNumber(first),
      formatNumber(last),
    ),
    x: { name: t('threshold'), from: first, to: last },
    y: { name: '', from: 0, to: 1 },
    lines: [
      {
        ...{ name, points: pointsBy(points, 'gap'), mark: now && markOf(now, now.gap) },
        beside: besideLine(beside, 'gap'),
      },
      {
        ...{
          name: t('accuracy'),
          points: pointsBy(points, 'accuracy'),
          mark: now && markOf(now, now.accuracy),
        },
        beside: besideLine(beside, 'accuracy'),
      },
    ],
    sides: beside && sidesOf(model),
    ...{ at: threshold ?? undefined, limit: asked.limit },
  };
}

interface BesidePoints {
  readonly points: readonly TradeOff[];
  /** Of the threshold that the other keeps. */
  readonly now: TradeOff | undefined;
}

function besidePoints(
  model: FairnessModel,
  columns: readonly string[],
  spec: GapSpec,
): BesidePoints | undefined {
  const other = model.versus.known?.counts.other;
  const attribute = other?.attributes.find((one) => one.columns.join('\0') === columns.join('\0'));
  if (other === undefined || attribute === undefined) return undefined;
  const points = pointsOf(other, attribute, { spec, model });
  const { threshold } = other;
  return points.length < 2
    ? undefined
    : { points, now: threshold === null ? undefined : points[thresholdPlace(other, threshold)] };
}

function besideLine(beside: BesidePoints | undefined, part: Part): Line['beside'] {
  if (beside === undefined) return undefined;
  const { points, now } = beside;
  return { points: pointsBy(points, part), mark: now && markOf(now, now[part]) };
}

type Part = 'gap' | 'accuracy';
const lines = new WeakMap<readonly TradeOff[], Readonly<Record<Part, Line['points']>>>();

/** Where it is defined. */
function pointsBy(points: readonly TradeOff[], part: Part): Line['points'] {
  const known = lines.get(points);
  if (known !== undefined) return known[part];
  const of = (name: Part): Line['points'] =>
    thin(points.filter((one) => !Number.isNaN(one[name]))).map((one) => [one.threshold, one[name]]);
  const found = { gap: of('gap'), accuracy: of('accuracy') };
  lines.set(points, found);
  return found[part];
}

/** Of the shown predictions and of those beside them. */
const worked = new WeakMap<
  FairnessCounts,
  { readonly key: unknown[]; readonly points: readonly TradeOff[] }
>();

/** They do not change with the threshold, which moves every frame. */
function pointsOf(
  counts: FairnessCounts,
  attribute: AttributeCounts,
  { spec, model: { settings } }: { spec: GapSpec; model: FairnessModel },
): readonly TradeOff[] {
  const key = [
    attribute,
    spec.metric,
    spec.kind,
    spec.against,
    settings.minSize,
    JSON.stringify(settings.reference),
  ];
  const before = worked.get(counts);
  if (before?.key.every((one, at) => one === key[at])) return before.points;
  const points = tradeOffs(counts, attribute, spec, settings);
  worked.set(counts, { key, points });
  return points;
}

function markOf({ threshold }: TradeOff, value: number): [number, number] | undefined {
  return Number.isNaN(value) ? undefined : [threshold, value];
}

function thin(points: readonly TradeOff[]): TradeOff[] {
  const step = Math.max(1, Math.floor(points.length / 300));
  return points.filter((_, at) => at % step === 0 || at === points.length - 1);
}
