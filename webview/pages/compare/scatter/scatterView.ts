/** The scatter plot between drawings of the page: its canvas, and the scene of the columns that are chosen. */
import type { ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import { columnId } from '../../../../src/protocol/compare/compareShape.ts';
import { missing } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { CompareModel } from '../compareModel.ts';
import { runName } from '../runNames.ts';
import { columnTitle, isTime, valueText } from '../plots/columnWords.ts';
import { coloredCategories, shadesOf } from '../plots/legend.ts';
import { pickedSlots, pickedStamp } from '../plots/pickedSlots.ts';
import { plotAxis } from '../plots/plotAxis.ts';
import type { PlotColumn } from '../plots/plotColumn.ts';
import { PlotData } from '../plots/plotData.ts';
import { PointPlot } from '../plots/pointPlot.ts';
import type { PointScene } from '../plots/pointScene.ts';
import type { ValueColumn } from '../plots/runRows.ts';

export interface Chosen {
  readonly x: ColumnRef;
  readonly y: ColumnRef;
  readonly color: ColumnRef | null;
  readonly logX: boolean;
  readonly logY: boolean;
}

export interface Drawn {
  /** Undefined: no run has a place on both axes. */
  readonly scene: PointScene | undefined;
  readonly colors: PlotColumn | undefined;
}

export class ScatterView {
  readonly #model: CompareModel;
  readonly #data: PlotData;
  readonly #plot: PointPlot;
  #stamp = '';
  #drawn: Drawn | undefined;
  #chosen: Chosen | undefined;

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
  update(chosen: Chosen): Drawn | undefined {
    const { x, y, color, logX, logY } = chosen;
    const columns = this.#data.read(color ? [x, y, color] : [x, y]);
    const [across, up, colors] = columns ?? [];
    if (across === undefined || up === undefined) return undefined;
    this.#chosen = chosen;
    const ids = [x, y, ...(color ? [color] : [])].map(columnId);
    const stamp = JSON.stringify([ids, logX, logY, this.#data.version, pickedStamp(this.#model)]);
    if (stamp !== this.#stamp || this.#drawn === undefined)
      this.#drawn = { scene: this.#sceneOf(chosen, { across, up, colors }), colors };
    this.#stamp = stamp;
    const { scene } = this.#drawn;
    if (scene)
      this.#plot.show(
        scene,
        t('{0} against {1}: {2} runs', columnTitle(y), columnTitle(x), scene.runs.length),
      );
    return this.#drawn;
  }

  valueColumns({ x, y, color }: Chosen): ValueColumn[] {
    return [x, y, ...(color ? [color] : [])].map((column) => ({
      title: columnTitle(column),
      isNumber: this.#model.frame.kindOf(column) === 'number',
      text: (n) => this.#text(column, n),
    }));
  }

  #sceneOf(
    { x, y, logX, logY }: Chosen,
    { across, up, colors }: { across: PlotColumn; up: PlotColumn; colors: PlotColumn | undefined },
  ): PointScene | undefined {
    const axisOf = (column: ColumnRef, data: PlotColumn, log: boolean) =>
      plotAxis(data, { log, format: (value) => valueText(column, value), isTime: isTime(column) });
    const [xAxis, yAxis] = [axisOf(x, across, logX), axisOf(y, up, logY)];
    if (xAxis === undefined || yAxis === undefined) return undefined;
    const [px, py] = [across.values.map(xAxis.placeOf), up.values.map(yAxis.placeOf)];
    const places = Array.from(px.keys()).filter(
      (place) => !Number.isNaN(px[place] ?? NaN) && !Number.isNaN(py[place] ?? NaN),
    );
    if (places.length === 0) return undefined;
    const only = (values: Float64Array) => Float64Array.from(places, (place) => values[place] ?? NaN);
    const runs = Uint32Array.from(places, (place) => this.#model.frame.ordinals[place] ?? 0);
    const slotOf = pickedSlots(this.#model);
    return {
      ...{ x: xAxis, y: yAxis, xTitle: columnTitle(x), yTitle: columnTitle(y) },
      ...{ runs, px: only(px), py: only(py) },
      shade: colors?.kind === 'number' ? only(shadesOf(colors.values)) : null,
      series: colors?.kind === 'category' ? Uint8Array.from(only(colors.values), seriesOf) : null,
      slots: Int8Array.from(runs, slotOf),
      front: null,
      line: [],
    };
  }

  #describe(n: number): string[] {
    const name = runName(this.#model.frame, n);
    if (this.#chosen === undefined) return [name];
    const { x, y, color } = this.#chosen;
    return [
      name,
      ...[y, x, ...(color ? [color] : [])].map((one) => `${columnTitle(one)}: ${this.#text(one, n)}`),
    ];
  }

  #text(column: ColumnRef, n: number): string {
    const value = this.#model.frame.value(column, n);
    return typeof value === 'number' ? valueText(column, value) : (value ?? missing);
  }
}

/** Series of a category; 0: grey. */
function seriesOf(category: number): number {
  return Number.isNaN(category) || category >= coloredCategories ? 0 : category + 1;
}
