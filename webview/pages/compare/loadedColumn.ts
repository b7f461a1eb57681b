/** One column of all runs as the page holds it: typed arrays by ordinal, patched in place when runs change. */
import type { ColumnData } from '../../../src/protocol/compare/compareShape.ts';

export interface LoadedColumn {
  readonly kind: 'number' | 'text';
  /** Different texts, once each; none of numbers. */
  readonly texts: readonly string[];
  /** Undefined where the run does not have it; NaN is a value. */
  at(n: number): number | string | undefined;
  /** Values of these ordinals are now those. */
  patch(ordinals: readonly number[], data: ColumnData): void;
}

export function loadedColumn(data: ColumnData): LoadedColumn {
  return data.kind === 'number' ? new NumberColumn(data) : new TextColumn(data);
}

type Data<K extends ColumnData['kind']> = Extract<ColumnData, { kind: K }>;

class NumberColumn implements LoadedColumn {
  readonly kind = 'number';
  readonly texts = [];
  #values: Float64Array;
  #has: Uint8Array;

  constructor({ values, has }: Data<'number'>) {
    this.#values = new Float64Array(values);
    this.#has = new Uint8Array(has);
  }

  at(n: number): number | undefined {
    return this.#has[n] === 1 ? this.#values[n] : undefined;
  }

  patch(ordinals: readonly number[], data: ColumnData): void {
    if (data.kind !== 'number') return;
    const [values, has] = [new Float64Array(data.values), new Uint8Array(data.has)];
    const span = Math.max(this.#has.length, ...ordinals.map((n) => n + 1));
    this.#values = grown(this.#values, new Float64Array(span));
    this.#has = grown(this.#has, new Uint8Array(span));
    for (const [place, n] of ordinals.entries()) {
      this.#values[n] = values[place] ?? NaN;
      this.#has[n] = has[place] ?? 0;
    }
  }
}

class TextColumn implements LoadedColumn {
  readonly kind = 'text';
  #codes: Int32Array;
  readonly texts: string[];

  constructor({ codes, texts }: Data<'text'>) {
    this.#codes = new Int32Array(codes);
    this.texts = [...texts];
  }

  at(n: number): string | undefined {
    return this.texts[this.#codes[n] ?? -1];
  }

  patch(ordinals: readonly number[], data: ColumnData): void {
    if (data.kind !== 'text') return;
    const codes = new Int32Array(data.codes);
    const span = Math.max(this.#codes.length, ...ordinals.map((n) => n + 1));
    const before = this.#codes.length;
    this.#codes = grown(this.#codes, new Int32Array(span));
    this.#codes.fill(-1, before);
    for (const [place, n] of ordinals.entries()) {
      const text = data.texts[codes[place] ?? -1];
      this.#codes[n] = text === undefined ? -1 : this.#codeOf(text);
    }
  }

  #codeOf(text: string): number {
    const known = this.texts.indexOf(text);
    return known < 0 ? this.texts.push(text) - 1 : known;
  }
}

function grown<T extends Float64Array | Int32Array | Uint8Array>(old: T, larger: T): T {
  if (larger.length === old.length) return old;
  larger.set(old);
  return larger;
}
