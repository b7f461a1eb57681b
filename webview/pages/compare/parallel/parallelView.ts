/** The parallel coordinates between drawings of the page: their canvas, and the dragging of brushes on it. */
import { columnId, type ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import type { Brush, ParallelAxis } from '../../../../src/protocol/compare/plotsState.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { CompareModel } from '../compareModel.ts';
import { columnTitle, isTime, valueText } from '../plots/columnWords.ts';
import { shadesOf } from '../plots/legend.ts';
import { pickedSlots, pickedStamp } from '../plots/pickedSlots.ts';
import { plotAxis } from '../plots/plotAxis.ts';
import type { PlotColumn } from '../plots/plotColumn.ts';
import { PlotData } from '../plots/plotData.ts';
import { PlotSurface } from '../plots/plotSurface.ts';
import { brushedRuns } from './brushedRuns.ts';
import {
  axisPixel,
  paintBrush,
  paintParallel,
  placeAt,
  type DrawnAxis,
  type ParallelScene,
} from './paintParallel.ts';

export interface ParallelDrawn {
  readonly scene: ParallelScene;
  /** Of `axes`, also of those that have nothing to draw. */
  readonly columns: readonly PlotColumn[];
  readonly color: PlotColumn | undefined;
  /** Axes without a value that they could show. */
  readonly bare: readonly ParallelAxis[];
}

interface Drag {
  readonly at: number;
  readonly from: number;
  to: number;
  readonly adds: boolean;
}

export class ParallelView {
  readonly surface: PlotSurface;
  readonly #model: CompareModel;
  readonly #data: PlotData;
  readonly #onBrush: (column: ColumnRef, brush: Brush) => void;
  #stamp = '';
  #drawn: ParallelDrawn | undefined;
  /** Axes that are drawn. */
  #axes: readonly ParallelAxis[] = [];
  #drag: Drag | undefined;

  constructor(model: CompareModel, onBrush: (column: ColumnRef, brush: Brush) => void) {
    this.#model = model;
    this.#data = PlotData.of(model);
    this.#onBrush = onBrush;
    this.surface = new PlotSurface('parallel', {
      paint: (sheet) => this.#drawn && paintParallel(sheet, this.#drawn.scene),
      paintOver: (sheet) => {
        if (!this.#drag) return;
        const { at, from, to } = this.#drag;
        paintBrush(
          sheet,
          axisPixel(sheet.width, this.#axes.length, at),
          Math.min(from, to),
          Math.max(from, to),
        );
      },
    });
    const { element } = this.surface;
    element.setAttribute('role', 'img');
    element.addEventListener('pointerdown', (event) => this.#down(event));
    element.addEventListener('pointermove', (event) => this.#move(event));
    element.addEventListener('pointerup', (event) => this.#up(event));
    element.addEventListener('pointercancel', () => this.#end());
  }

  /** Undefined until the columns have come. */
  update(axes: readonly ParallelAxis[], color: ColumnRef | null): ParallelDrawn | undefined {
    const asked = [...axes.map(({ column }) => column), ...(color ? [color] : [])];
    const columns = this.#data.read(asked);
    if (columns === undefined) return undefined;
    const ids = axes.map(({ column, log, brush }) => [columnId(column), log, brush]);
    const stamp = JSON.stringify([
      ids,
      color && columnId(color),
      this.#data.version,
      pickedStamp(this.#model),
    ]);
    if (stamp !== this.#stamp || this.#drawn === undefined) {
      this.#drawn = this.#draw(axes, columns);
      this.surface.redraw();
    }
    this.#stamp = stamp;
    const { runs, passed } = this.#drawn.scene;
    const count = passed.reduce((sum, one) => sum + one, 0);
    const titles = this.#axes.map(({ column }) => columnTitle(column)).join(', ');
    this.surface.element.setAttribute('aria-label', t('{0} of {1} runs across {2}', count, runs, titles));
    return this.#drawn;
  }

  #draw(axes: readonly ParallelAxis[], columns: readonly PlotColumn[]): ParallelDrawn {
    const { frame } = this.#model;
    const color = columns[axes.length];
    const found = axes.map((axis, at): DrawnAxis | undefined => {
      const data = columns[at];
      if (data === undefined) return undefined;
      const { column, log, brush } = axis;
      const scale = plotAxis(data, {
        log,
        format: (value) => valueText(column, value),
        isTime: isTime(column),
      });
      return scale && { axis: scale, data, brush, places: data.values.map(scale.placeOf) };
    });
    this.#axes = axes.filter((_, at) => found[at] !== undefined);
    const drawn = found.flatMap((one) => one ?? []);
    const runs = frame.ordinals.length;
    return {
      scene: {
        ...{ axes: drawn, runs, passed: brushedRuns(drawn, runs) },
        shade: color ? shadesOf(color.values) : new Float64Array(runs).fill(NaN),
        slots: Int8Array.from(frame.ordinals, pickedSlots(this.#model)),
      },
      columns: columns.slice(0, axes.length),
      color,
      bare: axes.filter((_, at) => found[at] === undefined),
    };
  }

  #place(event: PointerEvent): { at: number; near: boolean; place: number } {
    const { left, top, width } = this.surface.element.getBoundingClientRect();
    const x = event.clientX - left;
    const count = this.#axes.length;
    const at = Math.min(count - 1, Math.max(0, Math.floor((x / width) * count)));
    const place = placeAt(this.surface.height, event.clientY - top);
    return {
      at,
      near: Math.abs(axisPixel(width, count, at) - x) < 24,
      place: Math.min(1, Math.max(0, place)),
    };
  }

  #down(event: PointerEvent): void {
    const { at, near, place } = this.#place(event);
    if (!near || event.button !== 0) return;
    event.preventDefault();
    this.surface.element.setPointerCapture(event.pointerId);
    this.#drag = { at, from: place, to: place, adds: event.shiftKey || event.ctrlKey || event.metaKey };
  }

  #move(event: PointerEvent): void {
    const { near, place } = this.#place(event);
    this.surface.element.classList.toggle('brushing', near || this.#drag !== undefined);
    if (!this.#drag) return;
    this.#drag.to = place;
    this.surface.redrawOver();
  }

  #up(event: PointerEvent): void {
    const drag = this.#drag;
    const axis = this.#axes[drag?.at ?? -1];
    const drawn = this.#drawn?.scene.axes[drag?.at ?? -1];
    this.#end();
    if (!drag || !axis || !drawn) return;
    const { place } = this.#place(event);
    const [low, high] = [Math.min(drag.from, place), Math.max(drag.from, place)];
    // A click takes the axis's brush away.
    const isClick = (high - low) * this.surface.height < 4;
    const added = isClick ? none : brushOf(drawn, low, high);
    const kept = drag.adds ? axis.brush : none;
    this.#onBrush(axis.column, {
      ranges: [...kept.ranges, ...added.ranges],
      texts: [...new Set([...kept.texts, ...added.texts])],
    });
  }

  #end(): void {
    this.#drag = undefined;
    this.surface.redrawOver();
  }
}

const none: Brush = { ranges: [], texts: [] };

/** Of categories those whose middle is in it. */
function brushOf({ axis, data }: DrawnAxis, low: number, high: number): Brush {
  if (data.kind === 'number')
    return { ranges: [{ low: axis.valueAt(low), high: axis.valueAt(high) }], texts: [] };
  return {
    ranges: [],
    texts: data.texts.filter((_, at) => axis.placeOf(at) >= low && axis.placeOf(at) <= high),
  };
}
