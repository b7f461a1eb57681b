/** Courses of metrics for the rows in view: asked for together when scrolling rests, and kept until the value changes. */
import type { ColumnRef, CurveShape, CurvesResult } from '../../../../src/protocol/compare/compareShape.ts';
import type { ComparePageCall } from '../runFrame.ts';
import { sparkPath } from './sparkPath.ts';

export interface SparkWish {
  /** Ids of one run, or of a group: its mean is drawn. */
  readonly runs: readonly string[];
  readonly key: string;
  /** Another one when the course has gone on. */
  readonly stamp: string;
}

interface Known {
  readonly stamp: string;
  /** Undefined: asked for, or nothing to draw. */
  readonly course: string | undefined;
}

export class Sparks {
  readonly #call: ComparePageCall;
  readonly #changed: () => void;
  readonly #known = new Map<string, Known>();
  #wishes: () => readonly SparkWish[] = () => [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;

  constructor(call: ComparePageCall, changed: () => void) {
    this.#call = call;
    this.#changed = changed;
  }

  /** Path within 48 × 16 px: the last that was drawn, also while a newer one is on its way. */
  get(runs: readonly string[], key: string): string | undefined {
    return this.#known.get(nameOf(runs, key))?.course;
  }

  /** Called when scrolling rests, for what is in view then; earlier wishes that have not been asked for are forgotten. */
  want(wishes: () => readonly SparkWish[]): void {
    this.#wishes = wishes;
    if (this.#asking) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), restMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    const missing = this.#wishes().filter(
      ({ runs, key, stamp }) => this.#known.get(nameOf(runs, key))?.stamp !== stamp,
    );
    if (missing.length === 0) return;
    this.#asking = true;
    const lines = new Map(missing.map(({ runs }) => [runs.join(), runs]));
    const keys = [...new Set(missing.map(({ key }) => key))].slice(0, 200);
    try {
      const { curves, numbers } = await this.#call('curves', {
        lines: [...lines.values()].slice(0, 2000).map((runs) => ({ runs: runs.slice(0, 5000) })),
        keys,
        ...{ axis: { kind: 'step' }, from: null, to: null, logX: false },
        ...{ columns: 24, smoothing: 0, band: 'range', spread: false },
      });
      this.#keep(missing, [...lines.values()], { curves, numbers });
    } catch {
      // A table without sparklines is a table still; the next look asks again.
      this.#wishes = () => [];
    } finally {
      this.#asking = false;
    }
    this.#changed();
  }

  #keep(
    missing: readonly SparkWish[],
    lines: readonly (readonly string[])[],
    { curves, numbers }: Pick<CurvesResult, 'curves' | 'numbers'>,
  ): void {
    if (this.#known.size > mostKept) this.#known.clear();
    const found = new Map<string, CurveShape>();
    for (const curve of curves) found.set(nameOf(lines[curve.line] ?? [], curve.key), curve);
    for (const { runs, key, stamp } of missing) {
      const curve = found.get(nameOf(runs, key));
      const course = curve && sparkPath(...pointsOf(curve, numbers));
      this.#known.set(nameOf(runs, key), { stamp, course });
    }
  }
}

function pointsOf({ at, count }: CurveShape, numbers: ArrayBuffer): readonly [Float64Array, Float64Array] {
  const all = new Float64Array(numbers);
  return [all.subarray(at, at + count), all.subarray(at + count, at + 2 * count)];
}

/** Metrics whose courses are drawn: not those of which a count or a step is shown. */
export function hasCourse(column: ColumnRef): column is Extract<ColumnRef, { group: 'metrics' }> {
  return column.group === 'metrics' && column.value !== 'count' && column.value !== 'step';
}

function nameOf(runs: readonly string[], key: string): string {
  return `${runs.join()} ${key}`;
}

/** ms without scrolling before curves are asked for. */
const restMs = 120;
const mostKept = 20_000;
