/** Every matching run as a line across params and metrics: brushed ranges show which settings lead where. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import { columnId, type ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import type { ParallelAxis } from '../../../../src/protocol/compare/plotsState.ts';
import { button } from '../../../controls.ts';
import type { CompareModel } from '../compareModel.ts';
import { columnPicker } from '../plots/columnPicker.ts';
import { columnTitle, valueText } from '../plots/columnWords.ts';
import { defaultObjective, varyingParams } from '../plots/defaultColumns.ts';
import { emptyPlot, noMatch, readingPlot } from '../plots/emptyPlot.ts';
import { legend } from '../plots/legend.ts';
import { pointsTable } from '../plots/pointsTable.ts';
import type { Tab } from '../tab.ts';
import { axisHeads } from './axisHeads.ts';
import { axisTable } from './axisTable.ts';
import { brushFilter, isBrushed } from './brushFilter.ts';
import { ParallelView, type ParallelDrawn } from './parallelView.ts';

export const parallelTab: Tab = {
  id: 'parallel',
  label: () => t('Parallel coordinates'),
  body: (model) => {
    if (model.frame.ordinals.length === 0) return noMatch(model);
    const { axes, color } = choose(model);
    return html`<div class="plots">${tools(model, color)} ${plot(model, axes, color)}</div>`;
  },
};

const views = new WeakMap<CompareModel, ParallelView>();
const none = { ranges: [], texts: [] };

function choose(model: CompareModel): { axes: readonly ParallelAxis[]; color: ColumnRef | null } {
  const known = { catalog: model.catalog, scope: model.scope };
  const objective = defaultObjective(known)?.column;
  // The last value is what the filter of the table compares too.
  const goal: ColumnRef | null = objective?.group === 'metrics' ? { ...objective, value: 'last' } : null;
  const { axes, color } = model.state.plots.parallel;
  const chosen = [...varyingParams(known, 6), ...(goal ? [goal] : [])];
  return {
    axes: axes ?? chosen.map((column) => ({ column, log: false, brush: none })),
    color: color ?? goal,
  };
}

function setAxes(model: CompareModel, axes: readonly ParallelAxis[]): void {
  const { plots } = model.state;
  model.set({ plots: { ...plots, parallel: { ...plots.parallel, axes: [...axes] } } });
}

function tools(model: CompareModel, color: ColumnRef | null): TemplateResult {
  return html`<div class="plot-tools">
    ${columnPicker(model, {
      label: t('Axis'),
      value: null,
      none: t('Add…'),
      onChange: (column) => {
        // The axes of now: what was drawn may be older than what is known of the runs.
        const { axes } = choose(model);
        if (column && !axes.some((axis) => columnId(axis.column) === columnId(column)))
          setAxes(model, [...axes, { column, log: false, brush: none }]);
      },
    })}
    ${columnPicker(model, {
      label: t('Colour'),
      value: color,
      onChange: (column) => {
        const { plots } = model.state;
        model.set({ plots: { ...plots, parallel: { ...plots.parallel, color: column } } });
      },
    })}
  </div>`;
}

function plot(model: CompareModel, axes: readonly ParallelAxis[], color: ColumnRef | null): TemplateResult {
  if (axes.length < 2)
    return emptyPlot(
      model.state.plots.parallel.axes === null
        ? t('These runs differ in no param, so there is nothing to lay side by side.')
        : t('There are fewer than two axes, so there is nothing to lay side by side.'),
      t('Add two or more axes above.'),
    );
  const view =
    views.get(model) ??
    new ParallelView(model, (column, brush) => {
      const id = columnId(column);
      setAxes(
        model,
        choose(model).axes.map((axis) => (columnId(axis.column) === id ? { ...axis, brush } : axis)),
      );
    });
  views.set(model, view);
  const drawn = view.update(axes, color);
  if (drawn === undefined) return readingPlot();
  const shown = axes.filter((axis) => !drawn.bare.includes(axis));
  const onOrder = (next: readonly ParallelAxis[]) => setAxes(model, [...next, ...drawn.bare]);
  return html`${color && drawn.color ? legend(color, drawn.color, 'sequence') : nothing}
    <div class="parallel-scroll">
      <div class="parallel-box">${axisHeads(shown, onOrder)} ${view.surface.element}</div>
    </div>
    ${brushes(model, axes, drawn)}
    ${axisTable({ axes, columns: drawn.columns, onChange: (next) => setAxes(model, next) })}
    ${passedTable(model, axes, drawn)}`;
}

function brushes(model: CompareModel, axes: readonly ParallelAxis[], drawn: ParallelDrawn): TemplateResult {
  const { scene, bare } = drawn;
  const passed = scene.passed.reduce((sum, one) => sum + one, 0);
  const brushed = axes.filter(({ brush }) => isBrushed(brush));
  const { filter, leftOut } = brushFilter(
    model.state.view.filter,
    brushed.map(({ column, brush }) => ({ column, brush, texts: textsOf(model, column) })),
  );
  const unsaid = new Set(leftOut.map(columnId));
  const apply = () => {
    setAxes(
      model,
      axes.map((axis) => (unsaid.has(columnId(axis.column)) ? axis : { ...axis, brush: none })),
    );
    return model.setView({ filter });
  };
  return html`<div class="row pad brushes">
    <span role="status"
      >${
        brushed.length === 0
          ? t(
              '{0} runs. Drag along an axis to keep a range, with Shift another one; a click on it lets all through again.',
              formatCount(scene.runs),
            )
          : t('{0} of {1} runs are in the ranges.', formatCount(passed), formatCount(scene.runs))
      }</span
    >
    ${
      brushed.length > leftOut.length && model.filterProblem === undefined
        ? button({ label: t('Filter the table by the ranges'), icon: 'filter', onClick: apply })
        : nothing
    }
    ${
      brushed.length > 0
        ? button({
            label: t('Clear the ranges'),
            onClick: () =>
              setAxes(
                model,
                axes.map((axis) => ({ ...axis, brush: none })),
              ),
          })
        : nothing
    }
    ${
      leftOut.length > 0
        ? html`<span class="dim"
            >${t('A filter cannot say the range of {0}.', leftOut.map(columnTitle).join(', '))}</span
          >`
        : nothing
    }
    ${
      bare.length > 0
        ? html`<span class="dim"
            >${t('Nothing to draw of {0}.', bare.map(({ column }) => columnTitle(column)).join(', '))}</span
          >`
        : nothing
    }
  </div>`;
}

function textsOf({ frame }: CompareModel, column: ColumnRef): string[] {
  const loaded = frame.column(column);
  const found = new Set<string>();
  for (const n of frame.ordinals) {
    const value = loaded?.at(n);
    if (typeof value === 'string') found.add(value);
  }
  return [...found];
}

function passedTable(
  model: CompareModel,
  axes: readonly ParallelAxis[],
  { scene }: ParallelDrawn,
): TemplateResult {
  const { frame } = model;
  return pointsTable(model, {
    id: 'parallel',
    runs: frame.ordinals.filter((_, place) => scene.passed[place] === 1),
    columns: axes.map(({ column }) => ({
      title: columnTitle(column),
      isNumber: frame.kindOf(column) === 'number',
      text: (n) => {
        const value = frame.value(column, n);
        return typeof value === 'string' ? value : valueText(column, value ?? NaN);
      },
    })),
  });
}
