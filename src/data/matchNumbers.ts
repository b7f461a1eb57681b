/** Which rows of two lists have the same id, where ids are plain numbers (NaN: no id). */
export interface Matched {
  /** Of each row of the first list the row of the second, or -1; undefined: each row is that of the same place. */
  readonly places: Int32Array | undefined;
  readonly pairs: number;
  readonly own: NumberFacts;
  readonly other: NumberFacts;
}

export interface NumberFacts {
  /** That are there once. */
  readonly ids: number;
  readonly none: number;
  /** That are there several times, their rows, and the least of them. */
  readonly twice: number;
  readonly rows: number;
  readonly example: number;
  /** That are there once, but not in the other list, and the least of them. */
  readonly lacking: number;
  readonly lacked: number;
}

export function matchNumbers(own: Float64Array, other: Float64Array): Matched {
  if (isSame(own, other)) {
    const facts = factsOf(own, isGrowing(own) ? undefined : indexOf(own));
    if (facts.twice === 0) return { places: undefined, pairs: own.length, own: facts, other: facts };
  }
  const index = indexOf(other);
  const twice = isGrowing(own) ? undefined : indexOf(own);
  const places = new Int32Array(own.length).fill(-1);
  const met = new Uint8Array(other.length);
  const [mine, its] = [factsOf(own, twice), factsOf(other, index)];
  let [pairs, lacking, lacked] = [0, 0, NaN];
  for (let row = 0; row < own.length; row++) {
    const id = own[row] ?? NaN;
    if (Number.isNaN(id)) continue;
    const found = index.find(id);
    if (found >= 0) met[found] = 1;
    if (twice !== undefined && twice.times(twice.find(id)) > 1) continue;
    if (found < 0) {
      lacking += 1;
      if (!(lacked < id)) lacked = id;
    } else if (index.times(found) === 1) {
      places[row] = found;
      pairs += 1;
    }
  }
  let [absent, least] = [0, NaN];
  for (let row = 0; row < other.length; row++) {
    const id = other[row] ?? NaN;
    if (Number.isNaN(id) || met[row] === 1 || index.times(row) !== 1) continue;
    absent += 1;
    if (!(least < id)) least = id;
  }
  return {
    ...{ places, pairs, own: { ...mine, lacking, lacked } },
    other: { ...its, lacking: absent, lacked: least },
  };
}

function isSame(own: Float64Array, other: Float64Array): boolean {
  if (own.length !== other.length) return false;
  // NaN is not what it is, so these have no gaps.
  for (let row = 0; row < own.length; row++) if (own[row] !== other[row]) return false;
  return true;
}

function isGrowing(ids: Float64Array): boolean {
  for (let row = 1; row < ids.length; row++) if (!((ids[row] ?? NaN) > (ids[row - 1] ?? NaN))) return false;
  return ids.length !== 1 || !Number.isNaN(ids[0]);
}

interface Index {
  /** The first row with the id, or -1. */
  readonly find: (id: number) => number;
  /** How often the id of a row is there; 0 of rows that are not its first. */
  readonly times: (row: number) => number;
}

function indexOf(ids: Float64Array): Index {
  const times = new Int32Array(ids.length);
  const place = placing(ids);
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] ?? NaN;
    if (Number.isNaN(id)) continue;
    const first = place.of(id, row);
    times[first] = (times[first] ?? 0) + 1;
  }
  return { find: (id) => place.of(id, -1), times: (row) => times[row] ?? 0 };
}

/** The row that came first with an id; where none did, `row` is noted unless it is -1. */
function placing(ids: Float64Array): { of: (id: number, row: number) => number } {
  let [least, most, isWhole] = [Infinity, -Infinity, true];
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] ?? NaN;
    if (id < least) least = id;
    if (id > most) most = id;
    if (isWhole && !Number.isNaN(id)) isWhole = Number.isInteger(id);
  }
  const range = most - least + 1;
  return isWhole && range > 0 && range <= ids.length * 4 + 1024 ? inRange(least, range) : hashed(ids);
}

function inRange(least: number, range: number) {
  const rows = new Int32Array(range);
  return {
    of: (id: number, row: number) => {
      const at = id - least;
      if (!(at >= 0 && at < range && Number.isInteger(at))) return -1;
      const known = (rows[at] ?? 0) - 1;
      if (known >= 0 || row < 0) return known;
      rows[at] = row + 1;
      return row;
    },
  };
}

/** Open addressing, at most half full. */
function hashed(ids: Float64Array) {
  const size = 2 ** Math.ceil(Math.log2(Math.max(16, ids.length * 2)));
  const rows = new Int32Array(size);
  const shift = 32 - Math.log2(size);
  const number = new Float64Array(1);
  const halves = new Int32Array(number.buffer);
  return {
    of: (id: number, row: number) => {
      // 0 and -0 are the same.
      number[0] = id + 0;
      const mixed = Math.imul((halves[0] ?? 0) ^ Math.imul(halves[1] ?? 0, 0x85ebca6b), 0x9e3779b1);
      for (let at = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> shift; ; at = (at + 1) & (size - 1)) {
        const known = (rows[at] ?? 0) - 1;
        if (known < 0) {
          if (row >= 0) rows[at] = row + 1;
          return row;
        }
        if (ids[known] === id) return known;
      }
    },
  };
}

/** Without an index all are there once. */
function factsOf(ids: Float64Array, index: Index | undefined): NumberFacts {
  const facts = { ids: ids.length, none: 0, twice: 0, rows: 0, example: NaN, lacking: 0, lacked: NaN };
  if (index === undefined) return facts;
  facts.ids = 0;
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] ?? NaN;
    const times = index.times(row);
    if (Number.isNaN(id)) facts.none += 1;
    else if (times === 1) facts.ids += 1;
    else if (times > 1) {
      facts.twice += 1;
      facts.rows += times;
      if (!(facts.example < id)) facts.example = id;
    }
  }
  return facts;
}
