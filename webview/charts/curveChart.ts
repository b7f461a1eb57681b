/** A chart of many lines: axes by chart.js, lines from Float64Arrays, and a crosshair in a layer of its own. */
import { Chart, LinearScale, LineController, LogarithmicScale } from 'chart.js';
import type { Scale } from 'chart.js';
import { formatCount } from '../../src/base/format.ts';
import { axisScale, type AxisScale } from './axisScale.ts';
import { tickStyle, valueLabel, xStyle, yStyle } from './axisStyle.ts';
import { canvasPen } from './canvasPen.ts';
import { readingAt } from './curveReading.ts';
import type { CurveScene } from './curveScene.ts';
import { GreyLayer } from './greyLayer.ts';
import { logTicks } from './logTicks.ts';
import { paintColored, paintMarker, type Stage } from './paintCurves.ts';
import type { Box } from './pen.ts';
import { onThemeChange, readThemeColors, type ThemeColors } from './themeColors.ts';
import { localOrigin, relativeLabel, timeTicks, wallLabel } from './timeTicks.ts';

// The decimation plugin is left out on purpose: it loses spikes and NaN (see CONTRIBUTING.md).
Chart.register(LineController, LinearScale, LogarithmicScale);

export interface Selection {
  readonly left: number;
  readonly right: number;
  /** Null: over the whole height. */
  readonly top: number | null;
  readonly bottom: number | null;
}

export class CurveChart {
  readonly #canvas: HTMLCanvasElement;
  readonly #overlay: HTMLCanvasElement;
  readonly #chart: Chart<'line'>;
  readonly #theme: { dispose(): void };
  readonly #grey = new GreyLayer();
  #colors: ThemeColors = readThemeColors();
  #scene: CurveScene = { lines: [], x: undefined, y: undefined, xKind: 'step' };
  #crosshair: number | null = null;
  #selection: Selection | null = null;
  /** The library draws once while it is being made. */
  #isReady = false;

  /** `onLayout` hears when the box of the lines has another width. */
  constructor(holder: HTMLElement, onLayout: (width: number) => void) {
    this.#canvas = canvasIn(holder);
    this.#overlay = canvasIn(holder);
    this.#overlay.className = 'overlay';
    let width = 0;
    this.#chart = new Chart(this.#canvas, {
      type: 'line',
      data: { datasets: [] },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        events: [],
        layout: { padding: { top: 8, right: 8 } },
      },
      plugins: [
        {
          id: 'curves',
          afterDatasetsDraw: () => this.#paint(),
          afterDraw: () => {
            if (!this.#isReady) return;
            this.#drawOverlay();
            const now = Math.round(this.box.right - this.box.left);
            if (now !== width) onLayout((width = now));
          },
        },
      ],
    });
    this.#isReady = true;
    this.#theme = onThemeChange(() => {
      this.#colors = readThemeColors();
      this.#grey.forget();
      this.#update();
    });
  }

  setScene(scene: CurveScene): void {
    this.#scene = scene;
    this.#update();
  }

  get scene(): CurveScene {
    return this.#scene;
  }

  /** Of the lines, in px of the holder. */
  get box(): Box {
    return this.#chart.chartArea;
  }

  get scales(): { readonly x: AxisScale; readonly y: AxisScale } | undefined {
    const { x, y } = this.#scene;
    if (x === undefined || y === undefined) return undefined;
    const { left, right, top, bottom } = this.box;
    return { x: axisScale(x, left, right), y: axisScale(y, bottom, top) };
  }

  /** Where the axes have their ticks, for a picture that is drawn elsewhere. */
  get ticks(): { readonly x: readonly Tick[]; readonly y: readonly Tick[] } {
    const of = (scale: Scale | undefined) =>
      (scale?.ticks ?? []).map(({ value, label }) => ({
        value,
        label: typeof label === 'string' ? label : '',
      }));
    return { x: of(this.#chart.scales['x']), y: of(this.#chart.scales['y']) };
  }

  get colors(): ThemeColors {
    return this.#colors;
  }

  setCrosshair(x: number | null): void {
    if (x === this.#crosshair) return;
    this.#crosshair = x;
    this.#drawOverlay();
  }

  /** The rectangle that is being drawn with the pointer, in px of the holder. */
  setSelection(selection: Selection | null): void {
    this.#selection = selection;
    this.#drawOverlay();
  }

  dispose(): void {
    this.#theme.dispose();
    this.#chart.destroy();
    this.#canvas.remove();
    this.#overlay.remove();
  }

  #update(): void {
    const { x, y, xKind } = this.#scene;
    const most = (size: number | undefined, each: number) => Math.max(2, Math.floor((size ?? 400) / each));
    this.#chart.options.scales = {
      x: {
        type: x?.log === true ? 'logarithmic' : 'linear',
        display: x !== undefined,
        ...(x && { min: x.min, max: x.max }),
        ...xStyle(this.#colors),
        afterBuildTicks: (axis: Scale) => {
          const range = { min: axis.min, max: axis.max };
          const count = most(this.#chart.width, 90);
          if (x?.log === true) axis.ticks = ticksOf(logTicks(range, count));
          else if (xKind === 'wall') axis.ticks = ticksOf(timeTicks(range, count, localOrigin(range.min)));
          else if (xKind === 'relative') {
            const ms = { min: range.min * 1000, max: range.max * 1000 };
            axis.ticks = ticksOf(timeTicks(ms, count).map((tick) => tick / 1000));
          }
        },
        ticks: {
          ...tickStyle(this.#colors),
          autoSkip: x?.log !== true && (xKind === 'step' || xKind === 'metric'),
          autoSkipPadding: 24,
          includeBounds: false,
          ...(xKind === 'step' && x?.log !== true && { precision: 0 }),
          callback: (value, _index, ticks) =>
            xLabel(
              xKind,
              Number(value),
              ticks.map((tick) => tick.value),
            ),
        },
      },
      y: {
        type: y?.log === true ? 'logarithmic' : 'linear',
        display: y !== undefined,
        ...(y && { min: y.min, max: y.max }),
        ...yStyle(this.#colors),
        afterBuildTicks: (axis: Scale) => {
          if (y?.log === true)
            axis.ticks = ticksOf(
              logTicks({ min: axis.min, max: axis.max }, Math.min(8, most(this.#chart.height, 40))),
            );
        },
        ticks: {
          ...tickStyle(this.#colors),
          includeBounds: false,
          autoSkip: y?.log !== true,
          // The library draws every second line of more.
          maxTicksLimit: y?.log === true ? 20 : 6,
          padding: 8,
          callback: (value, _index, ticks) =>
            valueLabel(Number(value), y?.log === true ? [Number(value)] : ticks.map((tick) => tick.value)),
        },
      },
    };
    this.#chart.update('none');
  }

  #stage(context: CanvasRenderingContext2D): Stage | undefined {
    const { scales, box } = this;
    if (scales === undefined) return undefined;
    return { ...scales, box, colors: this.#colors, pen: canvasPen(context, this.#colors.fontFamily) };
  }

  #paint(): void {
    if (!this.#isReady) return;
    const stage = this.#stage(this.#chart.ctx);
    if (stage === undefined) return;
    this.#grey.paint(stage, { scene: this.#scene, onto: this.#canvas, context: this.#chart.ctx });
    paintColored(stage, this.#scene.lines);
  }

  #drawOverlay(): void {
    const overlay = this.#overlay;
    if (overlay.width !== this.#canvas.width || overlay.height !== this.#canvas.height) {
      overlay.width = this.#canvas.width;
      overlay.height = this.#canvas.height;
    }
    const context = overlay.getContext('2d');
    if (context === null) return;
    const ratio = this.#chart.currentDevicePixelRatio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, overlay.width, overlay.height);
    const stage = this.#stage(context);
    if (stage === undefined) return;
    this.#paintSelection(stage, context);
    if (this.#crosshair !== null) this.#paintCrosshair(stage, this.#crosshair);
  }

  #paintSelection({ box, pen, colors }: Stage, context: CanvasRenderingContext2D): void {
    if (this.#selection === null) return;
    const { left, right, top, bottom } = this.#selection;
    const [upper, lower] = [top ?? box.top, bottom ?? box.bottom];
    context.globalAlpha = 0.15;
    context.fillStyle = colors.focus;
    context.fillRect(left, upper, right - left, lower - upper);
    context.globalAlpha = 1;
    const edge = [left, upper, right, upper, right, lower, left, lower, left, upper];
    pen.line(Float64Array.from(edge), { color: colors.focus, width: 1 });
  }

  #paintCrosshair(stage: Stage, at: number): void {
    const { pen, box, x, y, colors } = stage;
    const pixel = Math.round(x.pixel(at)) + 0.5;
    if (!(pixel >= box.left - 1 && pixel <= box.right + 1)) return;
    pen.line(Float64Array.of(pixel, box.top, pixel, box.bottom), { color: colors.axis, width: 1 });
    for (const line of [...this.#scene.lines].reverse()) {
      if (line.slot === 0) continue;
      const reading = readingAt(line, at);
      if (reading === undefined || !Number.isFinite(reading.shown)) continue;
      const place = { x: x.pixel(reading.x), y: y.pixel(reading.shown) };
      if (place.y >= box.top - 1 && place.y <= box.bottom + 1)
        paintMarker(stage, line.slot, { ...place, size: 11 });
    }
  }
}

export interface Tick {
  readonly value: number;
  readonly label: string;
}

function ticksOf(values: readonly number[]): { value: number }[] {
  return values.map((value) => ({ value }));
}

function xLabel(kind: CurveScene['xKind'], value: number, ticks: readonly number[]): string {
  switch (kind) {
    case 'step':
      return formatCount(value);
    case 'relative':
      return relativeLabel(value);
    case 'wall':
      return wallLabel(value, ticks);
    case 'metric':
      return valueLabel(value, ticks);
  }
}

function canvasIn(holder: HTMLElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  holder.append(canvas);
  return canvas;
}
