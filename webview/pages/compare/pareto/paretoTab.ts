/** The runs that no other run beats in two or three goals: what the objective costs, and the best run for each price. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import { columnId, type ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import type { ParetoGoal } from '../../../../src/protocol/compare/plotsState.ts';
import { button } from '../../../controls.ts';
import type { CompareModel } from '../compareModel.ts';
import { usualDirection } from '../directionOf.ts';
import { columnPicker } from '../plots/columnPicker.ts';
import { columnTitle } from '../plots/columnWords.ts';
import { costs, defaultCost, defaultObjective } from '../plots/defaultColumns.ts';
import { emptyPlot, noMatch, readingPlot } from '../plots/emptyPlot.ts';
import { legend } from '../plots/legend.ts';
import { PlotData } from '../plots/plotData.ts';
import { runRows } from '../plots/runRows.ts';
import type { Tab } from '../tab.ts';
import { ParetoView } from './paretoView.ts';

export const paretoTab: Tab = {
  id: 'pareto',
  label: () => t('Pareto front'),
  body: (model) => {
    if (model.frame.ordinals.length === 0) return noMatch(model);
    const goals = goalsOf(model);
    if (goals === 'reading') return readingPlot();
    if (goals === 'none')
      return emptyPlot(
        t('None of these runs has logged a metric.'),
        t('A front needs something to be good at: log a metric in the script.'),
      );
    return html`<div class="plots">${tools(model, goals)} ${plot(model, goals)}</div>`;
  },
};

const views = new WeakMap<CompareModel, ParetoView>();

function goalsOf(model: CompareModel): readonly ParetoGoal[] | 'reading' | 'none' {
  const chosen = model.state.plots.pareto.goals;
  if (chosen !== null) return chosen;
  const known = { catalog: model.catalog, scope: model.scope };
  const objective = defaultObjective(known);
  if (objective === undefined) return 'none';
  const found = costs.map((key) => [key, PlotData.of(model).has(key)] as const);
  if (found.some(([, has]) => has === undefined)) return 'reading';
  // What it costs lies across, what it is worth goes up.
  return [defaultCost(known, (key) => found.some(([one, has]) => one === key && has === true)), objective];
}

function setGoals(model: CompareModel, goals: readonly ParetoGoal[]): void {
  model.set({ plots: { ...model.state.plots, pareto: { goals: [...goals] } } });
}

function tools(model: CompareModel, goals: readonly ParetoGoal[]): TemplateResult {
  const labels = [t('Across'), t('Up'), t('Third goal')];
  const change = (at: number, next: ParetoGoal | undefined) =>
    setGoals(
      model,
      next === undefined ? goals.slice(0, 2) : [...goals.slice(0, at), next, ...goals.slice(at + 1)],
    );
  const picker = (at: number) => {
    const goal = goals[at];
    return html`<span class="goal"
      >${columnPicker(model, {
        label: labels[at] ?? '',
        value: goal?.column ?? null,
        ...(at === 2 && { none: t('None') }),
        onChange: (column) =>
          change(at, column === null ? undefined : { column, goal: usualGoal(model, column) }),
      })}
      ${goal ? flip(goal, (next) => change(at, next)) : nothing}</span
    >`;
  };
  return html`<div class="plot-tools">${[0, 1, 2].map(picker)}</div>`;
}

function flip({ column, goal }: ParetoGoal, onChange: (goal: ParetoGoal) => void): TemplateResult {
  const isHigh = goal === 'maximize';
  return button({
    label: isHigh ? t('higher is better') : t('lower is better'),
    title: t('Turn the goal round'),
    onClick: () => onChange({ column, goal: isHigh ? 'minimize' : 'maximize' }),
  });
}

/** Facts of a run are costs. */
function usualGoal({ scope }: CompareModel, column: ColumnRef): ParetoGoal['goal'] {
  return column.group === 'metrics' ? usualDirection(column.key, scope) : 'minimize';
}

function plot(model: CompareModel, goals: readonly ParetoGoal[]): TemplateResult {
  const view = views.get(model) ?? new ParetoView(model);
  views.set(model, view);
  const titles = goals.map(({ column }) => columnTitle(column));
  if (new Set(goals.map(({ column }) => columnId(column))).size < goals.length)
    return emptyPlot(t('Two goals are the same.'), t('Choose another column for one of them.'));
  const drawn = view.update(goals);
  if (drawn === undefined) return readingPlot();
  if (drawn.texts.length > 0)
    return emptyPlot(
      t('{0} is not a number in every run, so no run is better in it than another.', drawn.texts.join(', ')),
      t('Choose another column.'),
    );
  const { scene, front, third } = drawn;
  if (scene === undefined)
    return emptyPlot(
      t('No matching run has all of {0}.', titles.join(', ')),
      t('Choose other columns, or a filter that lets more runs in.'),
    );
  const left = model.frame.ordinals.length - scene.runs.length;
  return html`${third && goals[2] ? legend(goals[2].column, third) : nothing} ${view.element}
    <p class="pad">
      ${
        front.length === 1
          ? t('1 run of {0} is better than all others in every goal.', formatCount(scene.runs.length))
          : t(
              '{0} of {1} runs are beaten by no other: each is the best for what it costs.',
              formatCount(front.length),
              formatCount(scene.runs.length),
            )
      }
      ${left === 0 ? nothing : html`<span class="dim">${left === 1 ? t('1 run lacks a value.') : t('{0} runs lack a value.', formatCount(left))}</span>`}
    </p>
    <div class="front-table">
      ${runRows(model, front.slice(0, most), view.valueColumns(goals), t('Runs on the Pareto front'))}
    </div>
    ${front.length > most ? html`<p class="dim small pad">${t('The first {0} of {1} runs.', most, formatCount(front.length))}</p>` : nothing}`;
}

const most = 200;
