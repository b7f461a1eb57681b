/** A plot of points that one can point at: with the mouse, or with the arrows from run to run; Enter picks. */
import { paintHover, paintPoints, pointBox } from './paintPoints.ts';
import { PlotSurface } from './plotSurface.ts';
import { nearestPoint, pixelOf, type PointScene } from './pointScene.ts';

export interface PointEffects {
  /** Lines that are shown beside a point, and told to a screen reader. */
  readonly describe: (run: number) => readonly string[];
  readonly pick: (run: number) => void;
}

export class PointPlot {
  readonly surface: PlotSurface;
  readonly #effects: PointEffects;
  readonly #tip = document.createElement('div');
  #scene: PointScene | undefined;
  /** Places of the points from left to right, for the arrows. */
  #order: readonly number[] | undefined;
  #at: number | undefined;

  constructor(effects: PointEffects) {
    this.#effects = effects;
    this.surface = new PlotSurface('points', {
      paint: (sheet) => this.#scene && paintPoints(sheet, this.#scene),
      paintOver: (sheet) => {
        if (this.#scene && this.#at !== undefined) paintHover(sheet, this.#scene, this.#at);
      },
    });
    const { element } = this.surface;
    element.tabIndex = 0;
    element.setAttribute('role', 'application');
    this.#tip.className = 'tip';
    this.#tip.setAttribute('role', 'status');
    this.#tip.hidden = true;
    element.append(this.#tip);
    element.addEventListener('pointermove', (event) => this.#go(this.#under(event)));
    element.addEventListener('pointerleave', () => this.#go(undefined));
    element.addEventListener('click', (event) => this.#pick(this.#under(event)));
    element.addEventListener('keydown', (event) => this.#key(event));
    element.addEventListener('blur', () => this.#go(undefined));
  }

  show(scene: PointScene, label: string): void {
    this.surface.element.setAttribute('aria-label', label);
    if (scene === this.#scene) return;
    const run = this.#at === undefined ? undefined : this.#scene?.runs[this.#at];
    this.#scene = scene;
    this.#order = undefined;
    const at = run === undefined ? -1 : scene.runs.indexOf(run);
    this.#at = undefined;
    this.surface.redraw();
    this.#go(at < 0 ? undefined : at);
  }

  #under(event: MouseEvent): number | undefined {
    if (this.#scene === undefined) return undefined;
    const { left, top } = this.surface.element.getBoundingClientRect();
    const at = { x: event.clientX - left, y: event.clientY - top };
    return nearestPoint(this.#scene, pointBox(this.surface), at, 14);
  }

  #pick(place: number | undefined): void {
    const run = place === undefined ? undefined : this.#scene?.runs[place];
    if (run !== undefined) this.#effects.pick(run);
  }

  #key(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10 }[event.key];
    const scene = this.#scene;
    if (scene === undefined || scene.runs.length === 0) return;
    if (by !== undefined || event.key === 'Home' || event.key === 'End') {
      this.#order ??= Array.from(scene.runs.keys()).sort(
        (a, b) => (scene.px[a] ?? 0) - (scene.px[b] ?? 0) || (scene.py[a] ?? 0) - (scene.py[b] ?? 0),
      );
      const last = this.#order.length - 1;
      const from = this.#at === undefined ? ((by ?? 1) > 0 ? -1 : last + 1) : this.#order.indexOf(this.#at);
      const to = event.key === 'Home' ? 0 : event.key === 'End' ? last : from + (by ?? 0);
      this.#go(this.#order[Math.min(last, Math.max(0, to))]);
    } else if (event.key === 'Enter' || event.key === ' ') this.#pick(this.#at);
    else if (event.key === 'Escape') this.#go(undefined);
    else return;
    event.preventDefault();
  }

  #go(place: number | undefined): void {
    if (place === this.#at) return;
    this.#at = place;
    this.surface.redrawOver();
    const run = place === undefined ? undefined : this.#scene?.runs[place];
    this.#tip.hidden = run === undefined;
    this.surface.element.classList.toggle('pointing', run !== undefined);
    if (run === undefined || place === undefined || this.#scene === undefined) return;
    this.#tip.replaceChildren(
      ...this.#effects.describe(run).map((line) => {
        const row = document.createElement('div');
        row.textContent = line;
        return row;
      }),
    );
    const { width, height } = this.surface;
    const { x, y } = pixelOf(this.#scene, pointBox(this.surface), place);
    const { offsetWidth, offsetHeight } = this.#tip;
    const left = x + 12 + offsetWidth > width ? x - 12 - offsetWidth : x + 12;
    this.#tip.style.left = `${String(Math.max(0, left))}px`;
    this.#tip.style.top = `${String(Math.max(0, Math.min(height - offsetHeight, y + 8)))}px`;
  }
}
