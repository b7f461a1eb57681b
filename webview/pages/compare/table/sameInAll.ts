/** Whether the matching runs agree in a column of their record; the catalog tells it of all other columns. */
import type { RecordKey } from '../../../../src/protocol/compare/compareShape.ts';
import type { RunFrame } from '../runFrame.ts';

export class SameInAll {
  readonly #frame: RunFrame;
  readonly #known = new Map<RecordKey, boolean>();
  #version = -1;

  constructor(frame: RunFrame) {
    this.#frame = frame;
  }

  /** False also where the column has not come yet, and of one run alone. */
  has(key: RecordKey): boolean {
    const { version } = this.#frame;
    if (version !== this.#version) this.#known.clear();
    this.#version = version;
    const known = this.#known.get(key) ?? this.#look(key);
    this.#known.set(key, known);
    return known;
  }

  #look(key: RecordKey): boolean {
    const column = this.#frame.column({ group: 'record', key });
    const { ordinals } = this.#frame;
    if (column === undefined || ordinals.length < 2) return false;
    const first = column.at(ordinals[0] ?? 0);
    return ordinals.every((n) => Object.is(column.at(n), first));
  }
}
