/** Pairs of rows of two sides in memory: which say the same of label, groups and weight, and what both predict of these. */
import type { RelationGroup } from './predictionRelation.ts';
import { Numbering } from './numbering.ts';
import type { PairedScores } from './pairAreas.ts';
import type { RowKind, SideArrays } from './sideArrays.ts';

/** Label and finest group. */
export interface PairKey {
  readonly label: number;
  readonly values: readonly (string | null)[];
}

export interface CountedPairs {
  /** That say the same. */
  readonly rows: number;
  readonly keys: readonly PairKey[];
  /** By key and both decisions (-1: none). */
  readonly cells: readonly {
    readonly key: number;
    readonly own: number;
    readonly other: number;
    rows: number;
    weight: number;
    squares: number;
  }[];
  /** Of a regression, by key. */
  readonly errors: readonly ErrorSums[];
  /** Only of own rows with scores; codes are places among `scoreKinds`. */
  readonly scores: PairedScores | undefined;
  /** `decided`: whether the other predicts the second class. */
  readonly scoreKinds: readonly { readonly key: number; readonly decided: boolean }[];
  /** Pairs of which one row does not count. */
  readonly lacking: number;
  /** Of label, each group and weight how many pairs differ, and the first own row. */
  readonly differing: readonly { count: number; first: number }[];
}

export interface ErrorSums {
  rows: number;
  weight: number;
  squares: number;
  /** Five values of both, their squares and products, as they are told. */
  readonly sums: Float64Array;
}

export interface RowPairs {
  /** Rows of the same place that differ in label or groups, and the first of them. */
  readonly unlike: () => { unlike: number; first: number };
  readonly count: (places: Int32Array | undefined) => CountedPairs;
}

export interface PairedSides {
  readonly own: SideArrays;
  readonly other: SideArrays;
  readonly classes: number;
  readonly groups: readonly RelationGroup[];
  /** Whether groups are numbers on the own side. */
  readonly areNumbers: readonly boolean[];
}

export function rowPairs(sides: PairedSides): RowPairs {
  const { own, other } = sides;
  const kinds = commonKinds(sides);
  const sameLabel = (row: number) => {
    if (own.numbers === undefined) return true;
    const [x = NaN, y = NaN] = [own.numbers.labels[row], other.numbers?.labels[row]];
    return x === y || (Number.isNaN(x) && Number.isNaN(y));
  };
  return {
    unlike: () => {
      let [unlike, first] = [0, 0];
      for (let row = 0; row < own.rows; row++) {
        const isLike = kinds.own[own.codes[row] ?? 0] === kinds.other[other.codes[row] ?? 0];
        if (isLike && sameLabel(row)) continue;
        if (unlike === 0) first = row;
        unlike += 1;
      }
      return { unlike, first };
    },
    count: (places) => countPairs(sides, kinds, places),
  };
}

interface Kinds {
  /** By code the key: rows with the same key say the same of label and groups. */
  readonly own: Int32Array;
  readonly other: Int32Array;
  readonly keys: readonly PairKey[];
  /** By code the other's groups as own places, -2: not there. */
  readonly groups: readonly (readonly number[])[];
}

function commonKinds({ own, other, groups, areNumbers }: PairedSides): Kinds {
  const numbers = new Map<string, number>();
  const keys: PairKey[] = [];
  const keyOf = ({ label }: RowKind, places: readonly number[]) => {
    const name = JSON.stringify([label, places]);
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, keys.length);
    const values = places.map((place, at) => own.groups[at]?.[place] ?? null);
    return keys.push({ label, values }) - 1;
  };
  const owns = Int32Array.from(own.kinds, (kind) => keyOf(kind, kind.groups));
  const ownPlaces = groups.map(({ isNumber, isBinned }, at) => {
    const mine = own.groups[at] ?? [];
    const byText = new Map(mine.map((text, place) => [text, place]));
    const isNative = !isBinned && isNumber && areNumbers[at] === true;
    const byNumber = new Map(isNative ? mine.map((text, place) => [Number(text), place]) : []);
    return (other.groups[at] ?? []).map((text) => {
      const number = Number(text);
      const same = Math.abs(number) <= Number.MAX_SAFE_INTEGER ? byNumber.get(number) : undefined;
      return byText.get(text) ?? same ?? -2;
    });
  });
  const places = other.kinds.map((kind) =>
    kind.groups.map((place, at) => (place < 0 ? -1 : (ownPlaces[at]?.[place] ?? -2))),
  );
  const others = Int32Array.from(other.kinds, (kind, code) => {
    const mapped = places[code] ?? [];
    return mapped.includes(-2) ? -1 : keyOf(kind, mapped);
  });
  return { own: owns, other: others, keys, groups: places };
}

function countPairs(sides: PairedSides, kinds: Kinds, places: Int32Array | undefined): CountedPairs {
  const { own, other, classes } = sides;
  const isWeighted = own.weights !== undefined || other.weights !== undefined;
  const decisions = classes + 1;
  const counts = [own, other].map(({ kinds: of }) => Uint8Array.from(of, (kind) => (kind.counts ? 1 : 0)));
  const [ownCounts = none, otherCounts = none] = counts;
  const [ownDecision, otherDecision] = [
    Int32Array.from(own.kinds, ({ decision }) => decision + 1),
    Int32Array.from(other.kinds, ({ decision }) => decision + 1),
  ];
  const numbering = new Numbering(kinds.keys.length * decisions * decisions);
  const scoreKinds = new Numbering(kinds.keys.length * 2);
  const cells: CountedPairs['cells'][number][] = [];
  const errors = own.numbers
    ? kinds.keys.map((): ErrorSums => ({ rows: 0, weight: 0, squares: 0, sums: new Float64Array(25) }))
    : [];
  const differing = Array.from({ length: sides.groups.length + 2 }, () => ({ count: 0, first: -1 }));
  const scored = own.scores && scoreLists(own.rows, { isWeighted, isBoth: other.scores !== undefined });
  let [rows, lacking] = [0, 0];
  for (let row = 0; row < own.rows; row++) {
    const its = places ? (places[row] ?? -1) : row;
    if (its < 0) continue;
    const [mine, theirs] = [own.codes[row] ?? 0, other.codes[its] ?? 0];
    if (ownCounts[mine] !== 1 || otherCounts[theirs] !== 1) {
      if (ownCounts[mine] !== otherCounts[theirs]) lacking += 1;
      continue;
    }
    const key = kinds.own[mine] ?? 0;
    const weight = own.weights ? (own.weights[row] ?? 0) : 1;
    const isSame =
      key === kinds.other[theirs] &&
      (!isWeighted || weight === (other.weights ? other.weights[its] : 1)) &&
      (own.numbers === undefined || own.numbers.labels[row] === other.numbers?.labels[its]);
    if (!isSame) {
      noteDifferences(differing, { sides, kinds, row, its, mine, theirs });
      continue;
    }
    rows += 1;
    const [p, o] = [ownDecision[mine] ?? 0, otherDecision[theirs] ?? 0];
    const place = numbering.of((key * decisions + p) * decisions + o);
    const cell = (cells[place] ??= { key, own: p - 1, other: o - 1, rows: 0, weight: 0, squares: 0 });
    cell.rows += 1;
    if (isWeighted) {
      cell.weight += weight;
      cell.squares += weight * weight;
    }
    const sums = errors[key];
    if (sums && own.numbers && other.numbers)
      addError(sums, weight, [
        (own.numbers.predictions[row] ?? 0) - (own.numbers.labels[row] ?? 0),
        (other.numbers.predictions[its] ?? 0) - (other.numbers.labels[its] ?? 0),
      ]);
    if (scored) {
      const at = rows - 1;
      scored.codes[at] = scoreKinds.of(key * 2 + (o === 2 ? 1 : 0));
      scored.scores[at] = own.scores[row] ?? 0;
      scored.others[at] = other.scores?.[its] ?? 0;
      if (scored.weights) scored.weights[at] = weight;
    }
  }
  const scores = scored && {
    codes: scored.codes.subarray(0, rows),
    scores: scored.scores.subarray(0, rows),
    others: scored.others.subarray(0, rows),
    weights: scored.weights?.subarray(0, rows),
  };
  return {
    ...{ rows, keys: kinds.keys, cells, errors, scores, lacking, differing },
    scoreKinds: scoreKinds.numbers.map((number) => ({ key: number >> 1, decided: (number & 1) === 1 })),
  };
}

const none = new Uint8Array(0);

function scoreLists(rows: number, { isWeighted, isBoth }: Record<'isWeighted' | 'isBoth', boolean>) {
  return {
    codes: new Int32Array(rows),
    scores: new Float64Array(rows),
    others: new Float64Array(isBoth ? rows : 0),
    weights: isWeighted ? new Float64Array(rows) : undefined,
  };
}

interface OnePair {
  readonly sides: PairedSides;
  readonly kinds: Kinds;
  readonly row: number;
  readonly its: number;
  readonly mine: number;
  readonly theirs: number;
}

function noteDifferences(
  differing: CountedPairs['differing'],
  { sides: { own, other }, kinds, row, its, mine, theirs }: OnePair,
): void {
  const note = (at: number) => {
    const one = differing[at];
    if (one === undefined) return;
    if (one.count === 0) one.first = row;
    one.count += 1;
  };
  const [a, b] = [own.kinds[mine], other.kinds[theirs]];
  if (a?.label !== b?.label || own.numbers?.labels[row] !== other.numbers?.labels[its]) note(0);
  const groups = kinds.groups[theirs] ?? [];
  for (const [at, place] of (a?.groups ?? []).entries()) if (place !== groups[at]) note(1 + at);
  if ((own.weights?.[row] ?? 1) !== (other.weights?.[its] ?? 1)) note(differing.length - 1);
}

const mine = new Float64Array(5);
const theirs = new Float64Array(5);

/** e, |e|, e², too high, too low: of both, their squares, then their products. */
function addError(into: ErrorSums, weight: number, [e, f]: readonly [number, number]): void {
  into.rows += 1;
  into.weight += weight;
  into.squares += weight * weight;
  valuesInto(mine, e);
  valuesInto(theirs, f);
  const { sums } = into;
  for (let at = 0; at < 5; at++) {
    const [x, y] = [mine[at] ?? 0, theirs[at] ?? 0];
    sums[at] = (sums[at] ?? 0) + weight * x;
    sums[5 + at] = (sums[5 + at] ?? 0) + weight * y;
    sums[10 + at] = (sums[10 + at] ?? 0) + weight * x * x;
    sums[15 + at] = (sums[15 + at] ?? 0) + weight * y * y;
    sums[20 + at] = (sums[20 + at] ?? 0) + weight * x * y;
  }
}

function valuesInto(values: Float64Array, error: number): void {
  values[0] = error;
  values[1] = Math.abs(error);
  values[2] = error * error;
  values[3] = error > 0 ? 1 : 0;
  values[4] = error < 0 ? 1 : 0;
}
