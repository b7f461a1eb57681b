/** One chart between drawings of the page: its canvas lives while it is in view, and is given away when it is not. */
import { CurveChart } from '../../../charts/curveChart.ts';
import type { CurveScene } from '../../../charts/curveScene.ts';
import { plotGestures, type PlotHandlers } from '../../../charts/plotGestures.ts';

export interface MountEffects {
  readonly handlers: PlotHandlers;
  /** The box of the lines has another width, in px. */
  readonly resized: () => void;
}

export class ChartMount {
  readonly #effects: MountEffects;
  #element: HTMLElement | undefined;
  #shown: { readonly chart: CurveChart; readonly gestures: { dispose(): void } } | undefined;
  #stamp = '';
  /** px; a guess until it has been drawn. */
  width = 600;

  constructor(effects: MountEffects) {
    this.#effects = effects;
  }

  get chart(): CurveChart | undefined {
    return this.#shown?.chart;
  }

  get element(): HTMLElement | undefined {
    return this.#element;
  }

  attach(element: HTMLElement | undefined): void {
    if (element === this.#element) return;
    this.hide();
    this.#element = element;
  }

  show(): void {
    const element = this.#element;
    if (element === undefined || this.#shown !== undefined) return;
    const chart = new CurveChart(element, (width) => {
      if (Math.abs(width - this.width) < 1) return;
      this.width = width;
      this.#effects.resized();
    });
    this.#shown = { chart, gestures: plotGestures(element, chart, this.#effects.handlers) };
    this.#stamp = '';
  }

  hide(): void {
    this.#shown?.gestures.dispose();
    this.#shown?.chart.dispose();
    this.#shown = undefined;
  }

  /** Draws only when the stamp is another one. */
  draw(stamp: string, scene: () => CurveScene): void {
    if (this.#shown === undefined || stamp === this.#stamp) return;
    this.#stamp = stamp;
    this.#shown.chart.setScene(scene());
  }
}
