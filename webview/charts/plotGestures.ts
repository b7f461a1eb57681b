/** What a hand does on a chart: point, drag a range, pan, turn the wheel, press keys. */
import { movedRange, scaledRange, type AxisRange } from './axisScale.ts';
import type { CurveChart } from './curveChart.ts';
import { nextX, xUnderPointer } from './curveReading.ts';
import { keyMoves } from './keyMoves.ts';

export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface PlotHandlers {
  /** Null: the pointer left. */
  readonly point: (x: number | null, pointer: { x: number; y: number } | null) => void;
  /** `y` absent: as it is. */
  readonly zoom: (x: Range, y?: Range) => void;
  readonly reset: () => void;
  /** Esc: the crosshair goes first, then the zoom. */
  readonly escape: () => void;
  /** The range that was asked for last, which may not be drawn yet; null: all. */
  readonly asked: () => Range | null;
  /** Where the crosshair is. */
  readonly at: () => number | null;
}

export function plotGestures(
  element: HTMLElement,
  chart: CurveChart,
  handlers: PlotHandlers,
): { dispose(): void } {
  const gestures = new PlotGestures(element, chart, handlers);
  const ended = new AbortController();
  const on = <K extends keyof HTMLElementEventMap>(type: K, hear: (event: HTMLElementEventMap[K]) => void) =>
    element.addEventListener(type, hear, { signal: ended.signal, passive: false });
  on('pointermove', (event) => gestures.move(event));
  on('pointerleave', () => gestures.leave());
  on('pointerdown', (event) => gestures.down(event));
  on('pointerup', (event) => gestures.up(event));
  on('pointercancel', () => gestures.cancel());
  on('dblclick', () => handlers.reset());
  on('wheel', (event) => gestures.wheel(event));
  on('keydown', (event) => gestures.key(event));
  return { dispose: () => ended.abort() };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

class PlotGestures {
  readonly #element: HTMLElement;
  readonly #chart: CurveChart;
  readonly #handlers: PlotHandlers;
  #drag: { readonly start: Point; last: Point; readonly pans: boolean } | undefined;

  constructor(element: HTMLElement, chart: CurveChart, handlers: PlotHandlers) {
    this.#element = element;
    this.#chart = chart;
    this.#handlers = handlers;
  }

  down(event: PointerEvent): void {
    const start = this.#pointOf(event);
    if (event.button !== 0 || !this.#isInside(start)) return;
    this.#drag = { start, last: start, pans: event.shiftKey };
    this.#element.setPointerCapture(event.pointerId);
  }

  move(event: PointerEvent): void {
    const point = this.#pointOf(event);
    const drag = this.#drag;
    if (drag === undefined) {
      this.#point(point);
      return;
    }
    if (drag.pans) this.#pan((drag.last.x - point.x) / this.#width);
    else this.#chart.setSelection(this.#selectionOf(drag.start, point));
    drag.last = point;
  }

  up(event: PointerEvent): void {
    const drag = this.#drag;
    this.cancel();
    if (drag === undefined || drag.pans) return;
    const [end, scales] = [this.#pointOf(event), this.#chart.scales];
    const selection = this.#selectionOf(drag.start, end);
    if (scales === undefined || selection.right - selection.left < leastDrag) return;
    const x = { from: scales.x.value(selection.left), to: scales.x.value(selection.right) };
    if (selection.top === null || selection.bottom === null) this.#handlers.zoom(x);
    else
      this.#handlers.zoom(x, { from: scales.y.value(selection.bottom), to: scales.y.value(selection.top) });
  }

  cancel(): void {
    this.#drag = undefined;
    this.#chart.setSelection(null);
  }

  leave(): void {
    if (this.#drag === undefined) this.#handlers.point(null, null);
  }

  /** A plain wheel scrolls the page: only sideways, Shift and Ctrl (also what two fingers do) are ours. */
  wheel(event: WheelEvent): void {
    const scales = this.#chart.scales;
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (scales === undefined || !(event.ctrlKey || sideways)) return;
    event.preventDefault();
    const turned = event.deltaY === 0 || (sideways && event.deltaX !== 0) ? event.deltaX : event.deltaY;
    if (event.ctrlKey) this.#scale(Math.exp(turned / 200), scales.x.value(this.#pointOf(event).x));
    else this.#pan(turned / this.#width);
  }

  key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const points = keyMoves[event.key];
    if (points !== undefined && event.shiftKey) this.#pan(Math.sign(points) * 0.1);
    else if (points !== undefined) {
      const x = nextX(this.#chart.scene, this.#handlers.at(), points);
      if (x !== null) this.#handlers.point(x, null);
    } else if (event.key === '+' || event.key === '=') this.#scale(1 / 1.5, this.#middle());
    else if (event.key === '-') this.#scale(1.5, this.#middle());
    else if (event.key === '0') this.#handlers.reset();
    else if (event.key === 'Escape') this.#handlers.escape();
    else return;
    event.preventDefault();
  }

  #point(point: Point): void {
    const { scales, scene } = this.#chart;
    const x = scales === undefined || !this.#isInside(point) ? null : xUnderPointer(scene, scales, point);
    this.#handlers.point(x, x === null ? null : point);
  }

  #pan(share: number): void {
    const range = this.#range();
    if (range !== undefined && share !== 0) this.#handlers.zoom(movedRange(range, share));
  }

  /** Keys and wheels come faster than charts are drawn: each goes on from where the one before it went. */
  #range(): AxisRange | undefined {
    const drawn = this.#chart.scene.x;
    const asked = this.#handlers.asked();
    return drawn && asked ? { ...drawn, min: asked.from, max: asked.to } : drawn;
  }

  #scale(factor: number, around: number): void {
    const range = this.#range();
    if (range !== undefined) this.#handlers.zoom(scaledRange(range, factor, around));
  }

  /** Of the zoom by keyboard: the crosshair, or the middle of the chart. */
  #middle(): number {
    const { box, scales } = this.#chart;
    return this.#handlers.at() ?? scales?.x.value((box.left + box.right) / 2) ?? 0;
  }

  #selectionOf(start: Point, end: Point) {
    const { left, right, top, bottom } = this.#chart.box;
    const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
    const xs = [within(start.x, left, right), within(end.x, left, right)].sort((a, b) => a - b);
    const ys = [within(start.y, top, bottom), within(end.y, top, bottom)].sort((a, b) => a - b);
    const flat = (ys[1] ?? 0) - (ys[0] ?? 0) < leastHeight;
    return {
      left: xs[0] ?? left,
      right: xs[1] ?? right,
      top: flat ? null : (ys[0] ?? top),
      bottom: flat ? null : (ys[1] ?? bottom),
    };
  }

  get #width(): number {
    const { left, right } = this.#chart.box;
    return Math.max(1, right - left);
  }

  #isInside({ x, y }: Point): boolean {
    const { left, right, top, bottom } = this.#chart.box;
    return x >= left && x <= right && y >= top && y <= bottom;
  }

  #pointOf({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.#element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }
}

/** px; less is a click. */
const leastDrag = 4;
/** px; a flatter rectangle means a range of x over the whole height. */
const leastHeight = 24;
