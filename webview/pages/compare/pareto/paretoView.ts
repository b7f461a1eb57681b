/** The Pareto front between drawings of the page: which runs are on it, and its plot. */
import { missing } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import { columnId } from '../../../../src/protocol/compare/compareShape.ts';
import type { ParetoGoal } from '../../../../src/protocol/compare/plotsState.ts';
import type { CompareModel } from '../compareModel.ts';
import { runName } from '../runNames.ts';
import { columnTitle, isTime, valueText } from '../plots/columnWords.ts';
import { shadesOf } from '../plots/legend.ts';
import { pickedSlots, pickedStamp } from '../plots/pickedSlots.ts';
import { plotAxis } from '../plots/plotAxis.ts';
import type { PlotColumn } from '../plots/plotColumn.ts';
import { PlotData } from '../plots/plotData.ts';
import { PointPlot } from '../plots/pointPlot.ts';
import type { PointScene } from '../plots/pointScene.ts';
import type { ValueColumn } from '../plots/runRows.ts';
import { paretoFront } from './paretoFront.ts';

export interface DrawnFront {
  /** Undefined: no run has all of the goals. */
  readonly scene: PointScene | undefined;
  /** Ordinals, the best of the second goal first. */
  readonly front: readonly number[];
  /** Goals that are words. */
  readonly texts: readonly string[];
  readonly third: PlotColumn | undefined;
}

export class ParetoView {
  readonly #model: CompareModel;
  readonly #data: PlotData;
  readonly #plot: PointPlot;
  #stamp = '';
  #drawn: DrawnFront | undefined;
  #goals: readonly ParetoGoal[] = [];

  constructor(model: CompareModel) {
    this.#model = model;
    this.#data = PlotData.of(model);
    this.#plot = new PointPlot({
      describe: (n) => this.#describe(n),
      pick: (n) => model.toggle(model.frame.text('id', n)),
    });
  }

  get element(): HTMLElement {
    return this.#plot.surface.element;
  }

  /** Undefined until the columns have come. */
  update(goals: readonly ParetoGoal[]): DrawnFront | undefined {
    const columns = this.#data.read(goals.map(({ column }) => column));
    if (columns === undefined) return undefined;
    this.#goals = goals;
    const chosen = goals.map(({ column, goal }) => [columnId(column), goal]);
    const stamp = JSON.stringify([chosen, this.#data.version, pickedStamp(this.#model)]);
    if (stamp !== this.#stamp || this.#drawn === undefined) this.#drawn = this.#draw(goals, columns);
    this.#stamp = stamp;
    const { scene, front } = this.#drawn;
    const titles = goals.map(({ column }) => columnTitle(column));
    if (scene)
      this.#plot.show(
        scene,
        t('Pareto front of {0}: {1} of {2} runs', titles.join(', '), front.length, scene.runs.length),
      );
    return this.#drawn;
  }

  valueColumns(goals: readonly ParetoGoal[]): ValueColumn[] {
    return goals.map(({ column, goal }) => ({
      title: `${columnTitle(column)} ${goal === 'maximize' ? '↑' : '↓'}`,
      isNumber: true,
      text: (n) => this.#text({ column, goal }, n),
    }));
  }

  #draw(goals: readonly ParetoGoal[], columns: readonly PlotColumn[]): DrawnFront {
    const texts = goals.flatMap(({ column }, at) =>
      columns[at]?.kind === 'category' ? columnTitle(column) : [],
    );
    const nothing = { scene: undefined, front: [], texts, third: undefined };
    const [across, up, third] = columns;
    const [x, y] = goals;
    if (texts.length > 0 || !across || !up || !x || !y) return nothing;
    const ordinals = this.#model.frame.ordinals;
    const places = Array.from(ordinals.keys()).filter((place) =>
      columns.every(({ values }) => !Number.isNaN(values[place] ?? NaN)),
    );
    const only = (values: Float64Array) => Float64Array.from(places, (place) => values[place] ?? NaN);
    const [xs, ys] = [only(across.values), only(up.values)];
    const axisOf = ({ column }: ParetoGoal, values: Float64Array) =>
      plotAxis(
        { kind: 'number', values },
        { log: false, format: (value) => valueText(column, value), isTime: isTime(column) },
      );
    const [xAxis, yAxis] = [axisOf(x, xs), axisOf(y, ys)];
    if (!xAxis || !yAxis) return nothing;
    const points = places.map((place) => columns.map(({ values }) => values[place] ?? NaN));
    const best = paretoFront(
      points,
      goals.map(({ goal }) => goal),
    );
    const sign = y.goal === 'maximize' ? -1 : 1;
    const ranked = best.slice().sort((a, b) => sign * ((ys[a] ?? 0) - (ys[b] ?? 0)));
    const runs = Uint32Array.from(places, (place) => ordinals[place] ?? 0);
    const scene: PointScene = {
      ...{ x: xAxis, y: yAxis, xTitle: titleOf(x), yTitle: titleOf(y) },
      ...{ runs, px: xs.map(xAxis.placeOf), py: ys.map(yAxis.placeOf) },
      shade: third ? only(shadesOf(third.values)) : null,
      series: null,
      slots: Int8Array.from(runs, pickedSlots(this.#model)),
      front: new Set(best),
      line:
        goals.length === 2
          ? best.slice().sort((a, b) => (xs[a] ?? 0) - (xs[b] ?? 0) || (ys[a] ?? 0) - (ys[b] ?? 0))
          : [],
    };
    return { scene, front: ranked.map((at) => runs[at] ?? 0), texts: [], third };
  }

  #describe(n: number): string[] {
    return [
      runName(this.#model.frame, n),
      ...this.#goals.map((goal) => `${columnTitle(goal.column)}: ${this.#text(goal, n)}`),
    ];
  }

  #text({ column }: ParetoGoal, n: number): string {
    const value = this.#model.frame.value(column, n);
    return value === undefined ? missing : valueText(column, Number(value));
  }
}

function titleOf({ column, goal }: ParetoGoal): string {
  return goal === 'maximize'
    ? t('{0} (higher is better)', columnTitle(column))
    : t('{0} (lower is better)', columnTitle(column));
}
