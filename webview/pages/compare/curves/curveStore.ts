/** Lines as they came from the host: asked for once, again where a run went on, and anew when the question is another one. */
import type { CurvesQuery, CurvesResult } from '../../../../src/protocol/compare/compareShape.ts';
import { unpackCurves, type UnpackedCurve } from '../../../charts/unpackCurves.ts';
import type { PickedLine } from './pickedLines.ts';

/** What a chart shows of its lines. */
export type CurveView = Omit<CurvesQuery, 'lines' | 'keys'>;

export interface CurveStoreEffects {
  /** Lines of this metric are others than before. */
  readonly changed: (key: string) => void;
  readonly failed: (error: unknown) => void;
}

interface Chart {
  wanted: { readonly lines: readonly PickedLine[]; readonly view: CurveView };
  /** What the lines that are there were asked with. */
  view: CurveView | undefined;
  /** By id of the line; null: it has no point. */
  readonly curves: Map<string, UnpackedCurve | null>;
  readonly stale: Set<string>;
  busy: boolean;
  /** Counts changes of what is there, for who compares. */
  version: number;
  /** Counts changes of what is wanted. */
  stamp: number;
  failedAt: number;
}

export class CurveStore {
  readonly #ask: (query: CurvesQuery) => Promise<CurvesResult>;
  readonly #effects: CurveStoreEffects;
  readonly #charts = new Map<string, Chart>();

  constructor(ask: (query: CurvesQuery) => Promise<CurvesResult>, effects: CurveStoreEffects) {
    this.#ask = ask;
    this.#effects = effects;
  }

  /** What is shown stays until the answer is there. */
  want(key: string, lines: readonly PickedLine[], view: CurveView): void {
    const chart = this.#charts.get(key);
    const wanted = { lines, view };
    const now = chart ?? { ...nothingYet(), wanted };
    if (chart === undefined) this.#charts.set(key, now);
    if (!isSame(now.wanted.view, view) || !haveSameIds(now.wanted.lines, lines)) now.stamp += 1;
    now.wanted = wanted;
    void this.#fetch(key, now);
  }

  /** Undefined: not asked for, or not here yet. Null: no point. */
  curve(key: string, line: string): UnpackedCurve | null | undefined {
    return this.#charts.get(key)?.curves.get(line);
  }

  version(key: string): number {
    return this.#charts.get(key)?.version ?? 0;
  }

  /** True until all lines that are wanted have come. */
  isBusy(key: string): boolean {
    return this.#charts.get(key)?.busy ?? false;
  }

  /** Points that the lines of a metric stand for. */
  points(key: string): number {
    let points = 0;
    for (const curve of this.#charts.get(key)?.curves.values() ?? []) points += curve?.shape.total ?? 0;
    return points;
  }

  /** These runs went on: their lines are asked for again when they are wanted next. */
  touch(runs: readonly string[] | 'all'): void {
    const touched = runs === 'all' ? undefined : new Set(runs);
    for (const chart of this.#charts.values())
      for (const { id, runs: members } of chart.wanted.lines)
        if (touched === undefined || members.some((run) => touched.has(run))) {
          chart.stale.add(id);
          chart.stamp += 1;
        }
  }

  /** A chart that nobody looks at any more. */
  forget(keep: ReadonlySet<string>): void {
    for (const key of this.#charts.keys()) if (!keep.has(key)) this.#charts.delete(key);
  }

  async #fetch(key: string, chart: Chart): Promise<void> {
    if (chart.busy || chart.failedAt === chart.stamp || this.#missing(chart).length === 0) return;
    chart.busy = true;
    try {
      for (
        let missing = this.#missing(chart);
        missing.length > 0 && this.#charts.get(key) === chart;
        missing = this.#missing(chart)
      ) {
        for (const { id } of missing) chart.stale.delete(id);
        const asked = missing.map(({ runs }) => ({ runs: [...runs] }));
        const result = await this.#ask({ ...chart.wanted.view, lines: asked, keys: [key] });
        const found = new Map(unpackCurves(result).map((curve) => [curve.shape.line, curve]));
        for (const [place, { id }] of missing.entries()) chart.curves.set(id, found.get(place) ?? null);
        this.#change(key, chart);
      }
    } catch (error) {
      // Not again and again: only when something else is wished for, or the runs went on.
      chart.failedAt = chart.stamp;
      this.#effects.failed(error);
    } finally {
      chart.busy = false;
    }
    // The last word: nothing is on its way any more.
    this.#change(key, chart);
  }

  /** The next lines to ask for. */
  #missing(chart: Chart): readonly PickedLine[] {
    const { lines, view } = chart.wanted;
    this.#setView(chart, view);
    return lines.filter(({ id }) => !chart.curves.has(id) || chart.stale.has(id)).slice(0, batch);
  }

  /** Another question: all lines are old, and on another axis they are nothing. */
  #setView(chart: Chart, view: CurveView): void {
    const before = chart.view;
    chart.view = view;
    if (before === undefined || isSame(before, view)) return;
    if (JSON.stringify(before.axis) !== JSON.stringify(view.axis)) {
      chart.curves.clear();
      chart.stale.clear();
      chart.version += 1;
    } else for (const id of chart.curves.keys()) chart.stale.add(id);
  }

  #change(key: string, chart: Chart): void {
    chart.version += 1;
    if (this.#charts.get(key) === chart) this.#effects.changed(key);
  }
}

function nothingYet() {
  return {
    view: undefined,
    curves: new Map<string, UnpackedCurve | null>(),
    stale: new Set<string>(),
    ...{ busy: false, version: 0, stamp: 0, failedAt: -1 },
  };
}

function haveSameIds(a: readonly PickedLine[], b: readonly PickedLine[]): boolean {
  return a.length === b.length && a.every(({ id }, at) => id === b[at]?.id);
}

function isSame(a: CurveView, b: CurveView): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** Lines of one question: the first ones are drawn while the next are read. */
const batch = 200;
