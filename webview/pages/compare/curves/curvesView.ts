/** The charts of the picked runs: what each of them shows, who is in view, and the crosshair over all of them. */
import type { AxisRange } from '../../../charts/axisScale.ts';
import { xLimits, yLimits } from '../../../charts/axisLimits.ts';
import type { CurveScene, SceneLine } from '../../../charts/curveScene.ts';
import type { Range } from '../../../charts/plotGestures.ts';
import type { UnpackedCurve } from '../../../charts/unpackCurves.ts';
import type { CompareModel } from '../compareModel.ts';
import { chartKeys } from './chartKeys.ts';
import { ChartMount } from './chartMount.ts';
import { Crosshair } from './crosshair.ts';
import { CurveStore, type CurveView } from './curveStore.ts';
import { pickedLines, type PickedLine, type PickedLines } from './pickedLines.ts';
import { ReadoutBoard } from './readoutBoard.ts';

export class CurvesView {
  readonly model: CompareModel;
  readonly store: CurveStore;
  readonly crosshair = new Crosshair();
  readonly #mounts = new Map<string, ChartMount>();
  readonly #elements = new Map<Element, string>();
  readonly #observer: IntersectionObserver;
  readonly #refs = new Map<string, (element: Element | undefined) => void>();
  readonly openFlyouts = new Set<string>();
  #picked: PickedLines = { lines: [], suggested: false };

  constructor(model: CompareModel) {
    this.model = model;
    this.store = new CurveStore((query) => model.call('curves', query), {
      changed: () => model.redraw(),
      failed: (error) =>
        model.act(() => Promise.reject(error instanceof Error ? error : new Error(String(error)))),
    });
    model.onRunsChanged((runs) => {
      this.store.touch(runs);
      model.redraw();
    });
    this.#observer = new IntersectionObserver((entries) => this.#look(entries), { rootMargin: '200px' });
    const board = new ReadoutBoard({ mount: (key) => this.mount(key), axis: () => model.state.curves.axis });
    this.crosshair.onMoved((place) => {
      for (const { chart } of this.#mounts.values()) chart?.setCrosshair(place?.x ?? null);
      board.show(place);
    });
  }

  /** As of the last `update`. */
  get picked(): PickedLines {
    return this.#picked;
  }

  get keys(): readonly string[] {
    const { large } = this.model.state.curves;
    return large === null ? chartKeys(this.model) : [large];
  }

  /** Called with every drawing of the page, before its template. */
  update(): void {
    this.#picked = drawnLines(pickedLines(this.model));
    const keys = new Set(this.keys);
    this.store.forget(keys);
    for (const key of keys) this.#update(key);
  }

  mount(key: string): ChartMount | undefined {
    return this.#mounts.get(key);
  }

  /** The same function for the same key, as lit wants it. */
  refOf(key: string): (element: Element | undefined) => void {
    const known = this.#refs.get(key);
    if (known !== undefined) return known;
    const attach = (element: Element | undefined) => this.#attach(key, element);
    this.#refs.set(key, attach);
    return attach;
  }

  isZoomed(key: string): boolean {
    return this.model.state.curves.zoom !== null || this.#zoomedY(key) !== undefined;
  }

  zoom(key: string, x: Range, y?: Range): void {
    if (!(x.to > x.from) || !Number.isFinite(x.from) || !Number.isFinite(x.to)) return;
    const { zoomY } = this.model.state.curves;
    const dragged = y === undefined ? zoomY : [...zoomY.filter((one) => one.key !== key), { key, ...y }];
    this.model.setCurves({ zoom: { from: x.from, to: x.to }, zoomY: dragged });
  }

  resetZoom(): void {
    this.model.setCurves({ zoom: null, zoomY: [] });
  }

  isTable(key: string): boolean {
    return this.model.state.curves.tables.includes(key);
  }

  showAsTable(key: string, on: boolean): void {
    const others = this.model.state.curves.tables.filter((one) => one !== key);
    this.model.setCurves({ tables: on ? [...others, key] : others });
  }

  curvesOf(key: string): { line: PickedLine; curve: UnpackedCurve }[] {
    return this.#picked.lines.flatMap((line) => {
      const curve = this.store.curve(key, line.id);
      return curve ? [{ line, curve }] : [];
    });
  }

  viewOf(key: string): CurveView {
    const { axis, smoothing, band, logX, robust, zoom } = this.model.state.curves;
    // Hundreds of lines share their pixels: each keeps its extremes, of wider columns.
    const share = this.#picked.lines.length > 300 ? 4 : this.#picked.lines.length > 60 ? 2 : 1;
    const width = this.#mounts.get(key)?.width ?? 600;
    const columns = Math.min(4000, Math.max(50, Math.ceil(width / share / 50) * 50));
    const range = { from: zoom?.from ?? null, to: zoom?.to ?? null };
    return { axis, smoothing, band, logX, columns, spread: robust, ...range };
  }

  #update(key: string): void {
    const mount = this.#mounts.get(key);
    const isTable = this.isTable(key);
    if (mount?.chart === undefined && !isTable) return;
    const { lines } = this.#picked;
    const view = this.viewOf(key);
    this.store.want(key, lines, view);
    if (isTable) return;
    const { logY } = this.model.state.curves;
    const stamp = [
      this.store.version(key),
      JSON.stringify([view, logY.includes(key), this.#zoomedY(key)]),
      lines.map(({ id, slot, label }) => `${id} ${String(slot)} ${label}`).join(),
    ].join();
    mount?.draw(stamp, () => this.#sceneOf(key));
  }

  /** The range of y that was dragged. */
  #zoomedY(key: string): Range | undefined {
    return this.model.state.curves.zoomY.find((one) => one.key === key);
  }

  #sceneOf(key: string): CurveScene {
    const { axis, logX, logY, robust, zoom } = this.model.state.curves;
    const found = this.curvesOf(key);
    const curves = found.map(({ curve }) => curve);
    const all = xLimits(curves, logX);
    const x: AxisRange | undefined =
      all && zoom !== null
        ? { min: logX ? Math.max(zoom.from, Number.MIN_VALUE) : zoom.from, max: zoom.to, log: logX }
        : all;
    const log = logY.includes(key);
    const dragged = this.#zoomedY(key);
    const y =
      x === undefined
        ? undefined
        : dragged && (!log || dragged.from > 0)
          ? { min: dragged.from, max: dragged.to, log }
          : yLimits(curves, { from: x.min, to: x.max, log, robust });
    const lines = found.map(({ line, curve }): SceneLine => ({
      id: line.id,
      label: line.label,
      slot: line.slot,
      curve,
    }));
    return { lines, x, y, xKind: axis.kind };
  }

  #attach(key: string, element: Element | undefined): void {
    const known = this.#mounts.get(key);
    if (!(element instanceof HTMLElement)) {
      if (known?.element !== undefined) {
        this.#observer.unobserve(known.element);
        this.#elements.delete(known.element);
      }
      known?.attach(undefined);
      this.#mounts.delete(key);
      return;
    }
    const mount = known ?? this.#newMount(key);
    this.#mounts.set(key, mount);
    mount.attach(element);
    this.#elements.set(element, key);
    this.#observer.observe(element);
  }

  #newMount(key: string): ChartMount {
    return new ChartMount({
      resized: () => this.model.redraw(),
      handlers: {
        point: (x, pointer) => {
          const { place } = this.crosshair;
          // A pointer that leaves takes its own crosshair away, not one that was put by keyboard.
          if (x === null && place?.pointer === null) return;
          this.crosshair.moveTo(x === null ? null : { x, key, pointer });
        },
        zoom: (x, y) => this.zoom(key, x, y),
        reset: () => this.resetZoom(),
        escape: () => {
          if (this.crosshair.place !== null) this.crosshair.moveTo(null);
          else this.resetZoom();
        },
        at: () => this.crosshair.place?.x ?? null,
        asked: () => this.model.state.curves.zoom,
      },
    });
  }

  #look(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const key = this.#elements.get(target);
      const mount = key === undefined ? undefined : this.#mounts.get(key);
      if (key === undefined || mount === undefined) continue;
      if (!isIntersecting) mount.hide();
      else {
        mount.show();
        mount.chart?.setCrosshair(this.crosshair.place?.x ?? null);
      }
    }
    this.model.redraw();
  }
}

/** Lines that one chart draws at most: more are said, not drawn. */
export const mostLines = 2000;

function drawnLines(picked: PickedLines): PickedLines {
  return picked.lines.length <= mostLines ? picked : { ...picked, lines: picked.lines.slice(0, mostLines) };
}
