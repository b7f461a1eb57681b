/** A canvas in two layers that fills its box: drawn again when the box, the theme or what is shown becomes another. */
import { onThemeChange, readThemeColors, type ThemeColors } from '../../../charts/themeColors.ts';
import { readStops } from './sequence.ts';

export interface SurfaceColors extends ThemeColors {
  /** Of the sequence from low to high. */
  readonly stops: readonly string[];
}

export interface Sheet {
  readonly context: CanvasRenderingContext2D;
  /** px. */
  readonly width: number;
  readonly height: number;
  readonly colors: SurfaceColors;
}

export interface Painter {
  /** All that costs time. */
  paint(sheet: Sheet): void;
  /** What follows the pointer. */
  paintOver(sheet: Sheet): void;
}

export class PlotSurface {
  /** Goes into the page as it is, and keeps its canvases between drawings. */
  readonly element: HTMLElement;
  readonly #layers: readonly [HTMLCanvasElement, HTMLCanvasElement];
  readonly #painter: Painter;
  #colors: SurfaceColors | undefined;
  #due: 'all' | 'over' | undefined;
  width = 0;
  height = 0;

  constructor(className: string, painter: Painter) {
    this.#painter = painter;
    this.element = document.createElement('div');
    this.element.className = `plot ${className}`;
    const layer = () => {
      const canvas = document.createElement('canvas');
      canvas.setAttribute('aria-hidden', 'true');
      this.element.append(canvas);
      return canvas;
    };
    this.#layers = [layer(), layer()];
    new ResizeObserver(() => this.redraw()).observe(this.element);
    // For as long as the page is there, like the surface itself.
    onThemeChange(() => {
      this.#colors = undefined;
      this.redraw();
    });
  }

  get colors(): SurfaceColors {
    this.#colors ??= { ...readThemeColors(), stops: readStops() };
    return this.#colors;
  }

  redraw(): void {
    this.#ask('all');
  }

  redrawOver(): void {
    this.#ask('over');
  }

  #ask(what: 'all' | 'over'): void {
    if (this.#due === undefined) requestAnimationFrame(() => this.#draw());
    if (this.#due !== 'all') this.#due = what;
  }

  #draw(): void {
    const due = this.#due;
    this.#due = undefined;
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === 0 || height === 0) return;
    this.width = width;
    this.height = height;
    const [base, over] = this.#layers;
    if (due === 'all') this.#on(base, (sheet) => this.#painter.paint(sheet));
    this.#on(over, (sheet) => this.#painter.paintOver(sheet));
  }

  #on(canvas: HTMLCanvasElement, paint: (sheet: Sheet) => void): void {
    const { width, height, colors } = this;
    const ratio = window.devicePixelRatio;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high];
    const context = canvas.getContext('2d');
    if (context === null) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    paint({ context, width, height, colors });
  }
}
