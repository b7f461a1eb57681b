/** The tab Curves: the picked runs' metrics over time, one chart each or one large one. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { formatCount } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { CompareModel } from '../compareModel.ts';
import type { Tab } from '../tab.ts';
import { metricChoices } from './chartKeys.ts';
import { curveFigure } from './curveFigure.ts';
import { curveTools } from './curveTools.ts';
import { CurvesView } from './curvesView.ts';
import { legend } from './legend.ts';
import { suggestedLines } from './pickedLines.ts';

export const curvesTab: Tab = {
  id: 'curves',
  label: () => t('Curves'),
  tools: (model) => curveTools(viewOf(model)),
  body: (model) => {
    const view = viewOf(model);
    view.update();
    return body(view);
  },
};

const views = new WeakMap<CompareModel, CurvesView>();

function viewOf(model: CompareModel): CurvesView {
  const known = views.get(model) ?? new CurvesView(model);
  views.set(model, known);
  return known;
}

function body(view: CurvesView): TemplateResult {
  const { model, keys, picked } = view;
  const { own, system } = metricChoices(model);
  if (picked.lines.length === 0) return empty(t('No run to draw'), t('No run matches the filter.'));
  if (keys.length === 0)
    return own.length + system.length === 0
      ? empty(t('No metrics yet'), t('None of these runs has logged a metric.'))
      : empty(t('No metric is chosen'), t('Choose some under Metrics.'));
  const isLarge = model.state.curves.large !== null;
  return html`<div class="curves ${isLarge ? 'large' : ''}">
    ${legend(view)}
    <div class="charts">
      ${repeat(
        keys,
        (key) => key,
        (key) => curveFigure(view, key),
      )}
    </div>
    ${foot(view)}
  </div>`;
}

function empty(title: string, sentence: string): TemplateResult {
  return html`<div class="empty">
    <h2>${title}</h2>
    <p>${sentence}</p>
  </div>`;
}

function foot(view: CurvesView): TemplateResult {
  const { lines } = view.picked;
  const runs = lines.reduce((sum, line) => sum + line.runs.length, 0);
  const points = view.keys.reduce((sum, key) => sum + view.store.points(key), 0);
  const total = view.model.frame.total;
  const drawn =
    lines.length !== runs
      ? t('{0} lines from {1} runs', formatCount(lines.length), formatCount(runs))
      : total === 1
        ? t('1 run drawn')
        : t('{0} of {1} runs drawn', formatCount(runs), formatCount(total));
  const read = points === 1 ? t('1 point read') : t('{0} points read', formatCount(points));
  const grey =
    lines.length > suggestedLines
      ? html`<span
          >${t('Eight lines have a colour: group runs, or pick fewer, to tell them all apart')}</span
        >`
      : '';
  return html`<div class="curves-foot dim small">
    <span>${t('{0} · {1} · extremes of every pixel kept', drawn, read)}</span>
    ${grey}
    <span class="end"
      >${t('Drag zooms, Shift-drag pans, double click shows all · ← → move the crosshair, Esc clears it')}</span
    >
  </div>`;
}
