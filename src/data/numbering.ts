/** Gives numbers below a known one the places 0, 1, 2 … in the order in which they are first met. */
export class Numbering {
  /** By place. */
  readonly numbers: number[] = [];
  readonly #table: Int32Array | undefined;
  readonly #map = new Map<number, number>();

  constructor(below: number) {
    if (below <= mostInTable) this.#table = new Int32Array(below);
  }

  of(number: number): number {
    const known = this.#table ? (this.#table[number] ?? 0) - 1 : (this.#map.get(number) ?? -1);
    if (known >= 0) return known;
    const place = this.numbers.push(number) - 1;
    if (this.#table) this.#table[number] = place + 1;
    else this.#map.set(number, place);
    return place;
  }
}

const mostInTable = 1 << 22;
