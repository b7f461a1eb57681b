/**
 * Numbers sorted into a million cells of which none holds a smaller number than the cell before it.
 *
 * A cell is the sign, the exponent and the first eight bits of the fraction of the difference to an origin (IEEE 754-2008, 3.4):
 * near the origin cells are small, and far from it they are 0.4 % of the distance. Rounding a difference never changes an
 * order, so neither do cells.
 */
export interface Grid {
  /** A typical value. */
  readonly origin: number;
  /** A power of two by which all is multiplied first, so that no difference and no square of one overflows. */
  readonly factor: number;
}

export const cellCount = 1 << 20;
/** Those before and after hold NaN and infinities. */
export const firstCell = 256;
export const endCell = cellCount - 256;

/** Greater numbers are divided first. */
const greatestPlain = 1e150;

export function gridOf(origin: number, { low, high }: { low: number; high: number }): Grid {
  const size = Math.max(Math.abs(low), Math.abs(high));
  return { origin, factor: size > greatestPlain ? 2 ** -Math.ceil(Math.log2(size)) : 1 };
}

export interface Cells {
  readonly of: Int32Array;
  /** What was sorted: differences to the origin, multiplied by the factor. */
  readonly differences: Float64Array;
}

/** Sorts blocks into cells; what it answers is written over by the next block. */
export function cellSorter(): (values: Float64Array, grid: Grid) => Cells {
  let differences = new Float64Array(0);
  let words = new Int32Array(0);
  let of = new Int32Array(0);
  return (values, { origin, factor }) => {
    const { length } = values;
    if (differences.length < length) {
      differences = new Float64Array(length);
      words = new Int32Array(differences.buffer);
      of = new Int32Array(length);
    }
    const start = origin * factor;
    // Adding zero makes the negative zero a positive one: both are the same number.
    for (let at = 0; at < length; at++) differences[at] = (values[at] ?? NaN) * factor - start + 0;
    for (let at = 0; at < length; at++) {
      const word = words[2 * at + upperWord] ?? 0;
      // Of negative numbers the greater bits are the smaller number.
      of[at] = ((word ^ ((word >> 31) & 0x7fffffff)) >> 12) + cellCount / 2;
    }
    return { of, differences };
  };
}

/** Which half of a double holds its sign. */
const upperWord = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** The cell of one number. */
export function cellOf(value: number, grid: Grid): number {
  return cellSorter()(Float64Array.of(value), grid).of[0] ?? 0;
}

/** How many numbers of a column are in each cell, and their sums. */
export class CellCounts {
  readonly counts = new Uint32Array(cellCount);
  #finite = 0;
  #sum = 0;
  #squares = 0;
  readonly #grid: Grid;

  constructor(grid: Grid) {
    this.#grid = grid;
  }

  add(length: number, { of, differences }: Cells): void {
    const { counts } = this;
    let [finite, sum, squares] = [0, 0, 0];
    for (let at = 0; at < length; at++) {
      const cell = of[at] ?? 0;
      counts[cell] = (counts[cell] ?? 0) + 1;
      const difference = differences[at] ?? NaN;
      if (difference - difference === 0) {
        finite += 1;
        sum += difference;
        squares += difference * difference;
      }
    }
    // Block by block, so that what is added stays near in size to what it is added to.
    this.#finite += finite;
    this.#sum += sum;
    this.#squares += squares;
  }

  get finite(): number {
    return this.#finite;
  }

  get mean(): number | null {
    const { origin, factor } = this.#grid;
    return this.#finite === 0 ? null : (this.#sum / this.#finite + origin * factor) / factor;
  }

  /** Standard deviation of a sample, from differences to a typical value, so that nothing is lost to cancellation. */
  get std(): number | null {
    const n = this.#finite;
    if (n < 2) return null;
    return Math.sqrt(Math.max(0, this.#squares - (this.#sum * this.#sum) / n) / (n - 1)) / this.#grid.factor;
  }
}
