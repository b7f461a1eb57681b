/** A line chart of metrics over steps: true steps on a linear axis, gaps for NaN, and a crosshair for mouse and keyboard. */
import { Chart, LineController, LineElement, LinearScale, PointElement } from 'chart.js';
import type { ChartDataset, ScatterDataPoint } from 'chart.js';
import { formatCount } from '../../src/base/format.ts';
import { tickStyle, valueLabel, xStyle, yStyle } from './axisStyle.ts';
import { nearestIndex } from './curve.ts';
import type { Curve } from './curve.ts';
import { onThemeChange, readThemeColors } from './themeColors.ts';
import type { ThemeColors } from './themeColors.ts';

// Only what a line needs. The decimation plugin is left out on purpose: it loses spikes and NaN (see CONTRIBUTING.md).
Chart.register(LineController, LineElement, LinearScale, PointElement);

export interface ChartLine {
  readonly label: string;
  readonly curve: Curve;
  /** 1 … 8, or `reference` for the dim line in the background. */
  readonly color: number | 'reference';
}

export class LineChart {
  readonly #chart: Chart<'line', ScatterDataPoint[]>;
  readonly #theme: { dispose(): void };
  #colors: ThemeColors;
  #lines: readonly ChartLine[] = [];
  #crosshair: number | null = null;
  readonly #onCrosshair: (step: number | null) => void;

  /** `onCrosshair` hears the step under the crosshair, null when it is gone. */
  constructor(canvas: HTMLCanvasElement, onCrosshair: (step: number | null) => void) {
    this.#onCrosshair = onCrosshair;
    this.#colors = readThemeColors();
    this.#chart = new Chart(canvas, {
      type: 'line',
      data: { datasets: [] },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        parsing: false,
        normalized: true,
        events: ['mousemove', 'mouseout'],
        onHover: (event) => this.#point(event.x),
        layout: { padding: { top: 8, right: 8 } },
      },
      plugins: [
        {
          id: 'crosshair',
          afterDraw: (chart) => this.#drawCrosshair(chart.ctx),
          afterEvent: (_chart, { event }) => {
            if (event.type === 'mouseout') this.moveTo(null);
          },
        },
      ],
    });
    this.#theme = onThemeChange(() => {
      this.#colors = readThemeColors();
      this.#draw();
    });
  }

  setLines(lines: readonly ChartLine[]): void {
    this.#lines = lines;
    this.#draw();
  }

  /** Puts the crosshair on the point nearest to a step; null takes it away. */
  moveTo(step: number | null): void {
    const steps = this.#lines[0]?.curve.steps ?? new Float64Array();
    const index = step === null ? undefined : nearestIndex(steps, step);
    const found = index === undefined ? null : (steps[index] ?? null);
    if (found === this.#crosshair) return;
    this.#crosshair = found;
    this.#chart.draw();
    this.#onCrosshair(found);
  }

  /** Moves the crosshair by a number of points; it starts at the last point. */
  moveBy(points: number): void {
    const steps = this.#lines[0]?.curve.steps ?? new Float64Array();
    const at = this.#crosshair === null ? undefined : nearestIndex(steps, this.#crosshair);
    const next = at === undefined ? steps.length - 1 : Math.min(steps.length - 1, Math.max(0, at + points));
    this.moveTo(steps[next] ?? null);
  }

  dispose(): void {
    this.#theme.dispose();
    this.#chart.destroy();
  }

  #point(x: number | null): void {
    const scale = this.#chart.scales['x'];
    const inside = x !== null && scale !== undefined && x >= scale.left && x <= scale.right;
    this.moveTo(inside ? (scale.getValueForPixel(x) ?? null) : null);
  }

  #draw(): void {
    const ticks = tickStyle(this.#colors);
    this.#chart.data.datasets = this.#lines.map((line) => this.#dataset(line)).reverse();
    this.#chart.options.scales = {
      x: {
        type: 'linear',
        ...this.#range(),
        ...xStyle(this.#colors),
        ticks: {
          ...ticks,
          callback: (value) => formatCount(Number(value)),
          autoSkipPadding: 24,
          precision: 0,
          includeBounds: false,
        },
      },
      y: {
        type: 'linear',
        grace: '4%',
        ...yStyle(this.#colors),
        ticks: {
          ...ticks,
          callback: (value, _index, all) =>
            valueLabel(
              Number(value),
              all.map((tick) => tick.value),
            ),
          maxTicksLimit: 6,
          padding: 8,
        },
      },
    };
    this.#chart.update('none');
  }

  /** From the first to the last step, with ticks on round numbers; a single step is left to the chart. */
  #range(): { min?: number; max?: number } {
    const steps = this.#lines.flatMap(({ curve }) => [curve.steps[0], curve.steps.at(-1)]);
    const ends = steps.filter((step) => step !== undefined);
    const [min, max] = [Math.min(...ends), Math.max(...ends)];
    return min < max ? { min, max } : {};
  }

  #dataset({ label, curve, color }: ChartLine): ChartDataset<'line', ScatterDataPoint[]> {
    const stroke =
      color === 'reference' ? this.#colors.dim : (this.#colors.series[color - 1] ?? this.#colors.text);
    const data = Array.from(curve.steps, (x, index) => {
      const y = curve.values[index] ?? NaN;
      return { x, y: Number.isFinite(y) ? y : NaN };
    });
    return {
      label,
      data,
      borderColor: stroke,
      backgroundColor: stroke,
      borderWidth: color === 'reference' ? 1 : 1.5,
      borderJoinStyle: 'round',
      spanGaps: false,
      // A point with a gap on both sides has no line to show it.
      pointRadius: ({ dataIndex }) => (isAlone(data, dataIndex) ? 2 : 0),
      pointHoverRadius: 0,
      pointHitRadius: 0,
    };
  }

  #drawCrosshair(context: CanvasRenderingContext2D): void {
    const [x, y] = [this.#chart.scales['x'], this.#chart.scales['y']];
    if (this.#crosshair === null || !x || !y) return;
    const at = Math.round(x.getPixelForValue(this.#crosshair)) + 0.5;
    context.save();
    context.strokeStyle = this.#colors.axis;
    context.beginPath();
    context.moveTo(at, y.top);
    context.lineTo(at, y.bottom);
    context.stroke();
    for (const { curve, color } of [...this.#lines].reverse()) {
      const index = nearestIndex(curve.steps, this.#crosshair);
      const value = index === undefined ? NaN : (curve.values[index] ?? NaN);
      if (index === undefined || !Number.isFinite(value)) continue;
      context.fillStyle = color === 'reference' ? this.#colors.dim : (this.#colors.series[color - 1] ?? '');
      context.strokeStyle = this.#colors.background;
      context.beginPath();
      context.arc(x.getPixelForValue(curve.steps[index] ?? 0), y.getPixelForValue(value), 4, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
    context.restore();
  }
}

function isAlone(data: readonly ScatterDataPoint[], index: number): boolean {
  const finite = (at: number) => Number.isFinite(data[at]?.y ?? NaN);
  return finite(index) && !finite(index - 1) && !finite(index + 1);
}
