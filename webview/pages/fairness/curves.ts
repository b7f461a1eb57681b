/** ROC and calibration of each slice of one attribute, of those that are large enough. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import { thresholdPlace } from '../../../src/fairness/thresholds.ts';
import type { FairnessCounts, ScoreCurve } from '../../../src/protocol/fairnessCounts.ts';
import { rateText } from '../../../src/fairness/rateText.ts';
import { dropdown } from '../../controls.ts';
import type { FairnessModel } from './fairnessModel.ts';
import type { Figure } from './figures/figure.ts';
import { lineFigure } from './figures/lineFigure.ts';
import { linePlot, mostLines, type Line, type LinePlot } from './linePlot.ts';
import { saveTool } from './saveFigure.ts';
import { sidesOf } from './sides.ts';
import { type ShownAttribute, type ShownSlice } from './shownSlices.ts';

export function curves(model: FairnessModel, counts: FairnessCounts): TemplateResult | typeof nothing {
  const { attribute, judged, drawn } = drawnSlices(model);
  if (counts.scores === null || attribute === undefined) return nothing;
  const note =
    judged.length > drawn.length
      ? t('the {0} largest of {1}', formatCount(drawn.length), formatCount(judged.length))
      : '';
  return html`<div class="charts">
    <section class="sec" aria-labelledby="h-roc">
      <header>
        <h2 id="h-roc">${t('ROC')}</h2>
        <span class="dim cut">${[t('by {0}', attribute.name), note].filter(Boolean).join(', ')}</span>
        <span class="end">${saveTool(model, t('ROC'), () => rocFigure(model, counts))}</span>
      </header>
      ${roc(model, drawn, counts)}
    </section>
    ${calibration(model, drawn, attribute)}
  </div>`;
}

export function rocFigure(model: FairnessModel, counts: FairnessCounts): Figure | undefined {
  const { attribute, drawn } = drawnSlices(model);
  const plot = attribute && rocPlot(model, drawn, counts);
  return plot && lineFigure(t('ROC by {0}', attribute.name), plot);
}

export function calibrationFigure(model: FairnessModel): Figure | undefined {
  const { attribute, drawn } = drawnSlices(model);
  const plot = attribute && calibrationPlot(model, drawn);
  return plot && lineFigure(t('Calibration by {0}', attribute.name), plot);
}

/** The largest ones that can be judged. */
function drawnSlices(model: FairnessModel): {
  readonly attribute: ShownAttribute | undefined;
  readonly judged: readonly ShownSlice[];
  readonly drawn: readonly ShownSlice[];
} {
  const attribute = drawnAttribute(model);
  const judged = attribute?.slices.filter(({ suppressed }) => !suppressed) ?? [];
  const drawn = [...judged].sort((a, b) => b.n - a.n).slice(0, model.versus.paired ? mostPairs : mostLines);
  return { attribute, judged, drawn };
}

/** Which attribute curves and trade-off are drawn of. */
export function drawnAttribute(model: FairnessModel): ShownAttribute | undefined {
  const { drawn } = model.state;
  return model.attributes.find(({ key }) => key === drawn) ?? model.attributes[0];
}

export function drawnPicker(model: FairnessModel): TemplateResult | typeof nothing {
  const { attributes } = model;
  if (attributes.length < 2) return nothing;
  return dropdown({
    label: t('Drawn by'),
    value: drawnAttribute(model)?.key ?? '',
    options: attributes.map(({ key, name }) => ({ value: key, label: t('by {0}', name) })),
    onChange: (drawn) => {
      if (drawn !== drawnAttribute(model)?.key) model.set({ drawn });
    },
  });
}

function roc(model: FairnessModel, drawn: readonly ShownSlice[], counts: FairnessCounts): TemplateResult {
  const plot = rocPlot(model, drawn, counts);
  if (plot === undefined)
    return html`<p class="more dim">${t('No slice has both positives and negatives.')}</p>`;
  return linePlot(plot);
}

function rocPlot(
  model: FairnessModel,
  drawn: readonly ShownSlice[],
  counts: FairnessCounts,
): LinePlot | undefined {
  const place = counts.threshold === null ? undefined : thresholdPlace(counts, counts.threshold);
  const lines = drawn.flatMap(({ key, name, counts: { curve }, rate }): Line[] => {
    const { points, line } = curve ? rocLine(curve) : noLine;
    if (points.length === 0) return [];
    const auc = rate('auc')?.value ?? null;
    const mark = place === undefined ? undefined : points[place];
    return [
      {
        name: t('{0}: AUC {1}', name, rateText(auc)),
        points: line,
        ...(mark && { mark }),
        beside: besideRoc(model, key),
      },
    ];
  });
  if (lines.length === 0) return undefined;
  return {
    label: t('ROC curves. {0}', lines.map(({ name }) => name).join('; ')),
    x: { name: t('FPR'), from: 0, to: 1 },
    y: { name: t('TPR'), from: 0, to: 1 },
    ...{ lines, sides: sidesOf(model), diagonal: true },
  };
}

function besideRoc({ versus }: FairnessModel, key: string): Line['beside'] {
  const other = versus.slice(key)?.other;
  if (other?.curve === undefined || versus.isSmall(key)) return undefined;
  const { points, line } = rocLine(other.curve);
  if (points.length === 0) return undefined;
  const counts = versus.known?.counts.other;
  const place = typeof counts?.threshold === 'number' ? thresholdPlace(counts, counts.threshold) : -1;
  return { points: line, mark: points[place] };
}

interface RocLine {
  /** At each threshold. */
  readonly points: Line['points'];
  /** What is drawn. */
  readonly line: Line['points'];
}

const noLine: RocLine = { points: [], line: [] };
const rocLines = new WeakMap<ScoreCurve, RocLine>();

/** It is the same at every threshold. */
function rocLine(curve: ScoreCurve): RocLine {
  const known = rocLines.get(curve);
  if (known !== undefined) return known;
  const points = rocPoints(curve);
  const found = { points, line: [[0, 0], ...thin([...points].reverse()), [1, 1]] satisfies Line['points'] };
  rocLines.set(curve, found);
  return found;
}

/** [FPR, TPR] at each threshold; none where one of both has no rows. */
function rocPoints({ positives, negatives, weights, totals }: ScoreCurve): [number, number][] {
  const above = weights ?? { positives, negatives };
  const [allNegative = 0, allPositive = 0] = totals.weights ?? totals.rows;
  if (allNegative === 0 || allPositive === 0) return [];
  return above.negatives.map((fp, at) => [fp / allNegative, (above.positives[at] ?? 0) / allPositive]);
}

/** As many points as the chart has pixels. */
function thin<T>(points: readonly T[]): T[] {
  const step = Math.max(1, Math.floor(points.length / mostPoints));
  return points.filter((_, at) => at % step === 0 || at === points.length - 1);
}

function calibration(
  model: FairnessModel,
  drawn: readonly ShownSlice[],
  { name: by }: ShownAttribute,
): TemplateResult | typeof nothing {
  const plot = calibrationPlot(model, drawn);
  if (plot === undefined) return nothing;
  return html`<section class="sec" aria-labelledby="h-calibration">
    <header>
      <h2 id="h-calibration">${t('Calibration')}</h2>
      <span class="dim cut">${t('by {0} · dashed: as it should be', by)}</span>
      <span class="end">${saveTool(model, t('Calibration'), () => calibrationFigure(model))}</span>
    </header>
    ${linePlot(plot)}
  </section>`;
}

function calibrationPlot(model: FairnessModel, drawn: readonly ShownSlice[]): LinePlot | undefined {
  const { versus } = model;
  const lines = drawn.flatMap(({ key, name, counts: { curve } }): Line[] => {
    const points = binPoints(curve);
    if (points.length === 0) return [];
    const other = versus.isSmall(key) ? [] : binPoints(versus.slice(key)?.other?.curve);
    return [{ name, points, dots: true, ...(other.length > 0 && { beside: { points: other } }) }];
  });
  if (lines.length === 0) return undefined;
  return {
    label: t('Calibration of {0}', lines.map(({ name }) => name).join('; ')),
    x: { name: t('mean score'), from: 0, to: 1 },
    y: { name: t('truly positive'), from: 0, to: 1 },
    ...{ lines, sides: sidesOf(model), diagonal: true },
  };
}

/** [mean score, share of positives] of each bin with rows. */
function binPoints(curve: ScoreCurve | undefined): [number, number][] {
  return (curve?.calibration ?? []).flatMap(({ weight, meanScore, positives }): [number, number][] =>
    weight > 0 ? [[meanScore, positives / weight]] : [],
  );
}

const mostPoints = 300;
/** Of lines that have another one beside them. */
const mostPairs = 3;
