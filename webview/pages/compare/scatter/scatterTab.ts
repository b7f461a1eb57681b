/** Any two columns of the matching runs against each other, a third as colour. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import type { ScatterState } from '../../../../src/protocol/compare/plotsState.ts';
import type { CompareModel } from '../compareModel.ts';
import { columnPicker } from '../plots/columnPicker.ts';
import { columnTitle } from '../plots/columnWords.ts';
import { defaultObjective, varyingParams } from '../plots/defaultColumns.ts';
import { emptyPlot, noMatch, readingPlot } from '../plots/emptyPlot.ts';
import { legend } from '../plots/legend.ts';
import { pointsTable } from '../plots/pointsTable.ts';
import { toggle } from '../plots/toggle.ts';
import type { Tab } from '../tab.ts';
import { ScatterView, type Chosen } from './scatterView.ts';

export const scatterTab: Tab = {
  id: 'scatter',
  label: () => t('Scatter'),
  body: (model) => {
    if (model.frame.ordinals.length === 0) return noMatch(model);
    const chosen = choose(model);
    return html`<div class="plots">${tools(model, chosen)} ${plot(model, chosen)}</div>`;
  },
};

const views = new WeakMap<CompareModel, ScatterView>();

function choose(model: CompareModel): { x: ColumnRef; y: ColumnRef | null; color: ColumnRef | null } {
  const { x, y, color } = model.state.plots.scatter;
  const known = { catalog: model.catalog, scope: model.scope };
  const [param] = varyingParams(known, 1);
  return {
    x: x ?? param ?? { group: 'record', key: 'duration' },
    y: y ?? defaultObjective(known)?.column ?? null,
    color,
  };
}

function set(model: CompareModel, change: Partial<ScatterState>): void {
  const { plots } = model.state;
  model.set({ plots: { ...plots, scatter: { ...plots.scatter, ...change } } });
}

function tools(model: CompareModel, { x, y, color }: ReturnType<typeof choose>): TemplateResult {
  const { logX, logY } = model.state.plots.scatter;
  return html`<div class="plot-tools">
    ${columnPicker(model, { label: t('Across'), value: x, onChange: (column) => set(model, { x: column }) })}
    ${toggle({ label: t('Logarithmic across'), text: t('log'), checked: logX, onChange: (on) => set(model, { logX: on }) })}
    ${columnPicker(model, { label: t('Up'), value: y, onChange: (column) => set(model, { y: column }) })}
    ${toggle({ label: t('Logarithmic up'), text: t('log'), checked: logY, onChange: (on) => set(model, { logY: on }) })}
    ${columnPicker(model, {
      label: t('Colour'),
      value: color,
      none: t('None'),
      onChange: (column) => set(model, { color: column }),
    })}
  </div>`;
}

function plot(model: CompareModel, { x, y, color }: ReturnType<typeof choose>): TemplateResult {
  if (y === null)
    return emptyPlot(
      t('None of these runs has logged a metric.'),
      t('Choose what to draw above, or log metrics in the script.'),
    );
  const view = views.get(model) ?? new ScatterView(model);
  views.set(model, view);
  const { logX, logY } = model.state.plots.scatter;
  const chosen: Chosen = { x, y, color, logX, logY };
  const drawn = view.update(chosen);
  if (drawn === undefined) return readingPlot();
  const { scene, colors } = drawn;
  if (scene === undefined)
    return emptyPlot(
      t('No matching run has both {0} and {1}.', columnTitle(x), columnTitle(y)),
      logX || logY
        ? t('A logarithmic axis has no place for zero and below: try a linear one.')
        : t('Choose other columns, or a filter that lets more runs in.'),
    );
  const left = model.frame.ordinals.length - scene.runs.length;
  return html`${color && colors ? legend(color, colors) : nothing} ${view.element}
    <p class="dim small pad">
      ${t('{0} of {1} runs drawn.', formatCount(scene.runs.length), formatCount(model.frame.ordinals.length))}
      ${left > 0 ? t('The others have no value that these axes could show.') : nothing}
      ${t('Arrows go from run to run, Enter or a click picks.')}
    </p>
    ${pointsTable(model, { id: 'scatter', runs: scene.runs, columns: view.valueColumns(chosen) })}`;
}
