/**
 * How many lines were changed between two texts, and which. A diff of our own, since that of `diff` takes seconds where thousands of lines
 * differ: it always looks for the shortest way, and does not leave out first what one side does not have at all.
 */
import { plainText } from './textHash.ts';

export interface ChangedLines {
  /** As a person counts them: one that was edited is one, also where a diff shows it twice. 0 only for the same text. */
  readonly count: number;
  /** In order, with lines that are the same between them. */
  readonly places: readonly ChangedPlace[];
}

export interface ChangedPlace {
  /** 1-based, of the new text: the first that is new, or the one that follows those that were removed. */
  readonly line: number;
  readonly added: number;
  /** 1-based, of the old text, in the same way. */
  readonly oldLine: number;
  readonly removed: number;
}

/** Line ends and byte order marks do not count. Text without a line end at its end differs from one that has it. */
export function changedLines(before: string, after: string): ChangedLines {
  const [oldLines, newLines] = [plainText(before).split('\n'), plainText(after).split('\n')];
  // Most changes are small: what is the same before and after them is left out first.
  let start = 0;
  let [oldEnd, newEnd] = [oldLines.length, newLines.length];
  while (start < oldEnd && start < newEnd && oldLines[start] === newLines[start]) start++;
  while (oldEnd > start && newEnd > start && oldLines[oldEnd - 1] === newLines[newEnd - 1]) {
    oldEnd--;
    newEnd--;
  }
  const [left, right] = numbered(oldLines.slice(start, oldEnd), newLines.slice(start, newEnd));
  const isRemoved = new Uint8Array(left.length);
  const isAdded = new Uint8Array(right.length);
  align({ left, right, isRemoved, isAdded, steps: mostSteps });
  const places: ChangedPlace[] = [];
  let count = 0;
  for (let [i, j] = [0, 0]; i < left.length || j < right.length; i++, j++) {
    const [fromLeft, fromRight] = [i, j];
    while (isRemoved[i] === 1) i++;
    while (isAdded[j] === 1) j++;
    const [removed, added] = [i - fromLeft, j - fromRight];
    if (removed === 0 && added === 0) continue;
    places.push({ line: start + fromRight + 1, added, oldLine: start + fromLeft + 1, removed });
    count += Math.max(added, removed);
  }
  return { count, places };
}

interface Sides {
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** What is found: 1 for each line that the other side does not have at its place. */
  readonly isRemoved: Uint8Array;
  readonly isAdded: Uint8Array;
  /** How much may still be looked for the shortest difference. */
  steps: number;
}

/** Equal lines get equal numbers: comparing lines is then comparing numbers. */
function numbered(...texts: readonly [readonly string[], readonly string[]]): [Int32Array, Int32Array] {
  const numbers = new Map<string, number>();
  const numberOf = (line: string) => {
    const known = numbers.get(line) ?? numbers.size;
    numbers.set(line, known);
    return known;
  };
  return [Int32Array.from(texts[0], numberOf), Int32Array.from(texts[1], numberOf)];
}

/** What the other side has nowhere is changed for certain; only the rest needs to be looked at. */
function align(sides: Sides): void {
  const { left, right, isRemoved, isAdded } = sides;
  const [inLeft, inRight] = [new Set(left), new Set(right)];
  const keptOf = (lines: Int32Array, other: ReadonlySet<number>, isChanged: Uint8Array) => {
    const kept: number[] = [];
    for (const [at, number] of lines.entries())
      if (other.has(number)) kept.push(at);
      else isChanged[at] = 1;
    return Int32Array.from(kept);
  };
  const lefts = keptOf(left, inRight, isRemoved);
  const rights = keptOf(right, inLeft, isAdded);
  alignPart(sides, lefts, rights);
}

/** `lefts` and `rights`: places of lines, in order. */
function alignPart(sides: Sides, lefts: Int32Array, rights: Int32Array): void {
  const same = (i: number, j: number) => sides.left[lefts[i] ?? -1] === sides.right[rights[j] ?? -1];
  let start = 0;
  let [endLeft, endRight] = [lefts.length, rights.length];
  while (start < endLeft && start < endRight && same(start, start)) start++;
  while (endLeft > start && endRight > start && same(endLeft - 1, endRight - 1)) {
    endLeft--;
    endRight--;
  }
  const [ownLefts, ownRights] = [lefts.subarray(start, endLeft), rights.subarray(start, endRight)];
  if (ownLefts.length === 0 || ownRights.length === 0) markAll(sides, ownLefts, ownRights);
  else if (!markShortest(sides, ownLefts, ownRights)) alignByUnique(sides, ownLefts, ownRights);
}

function markAll({ isRemoved, isAdded }: Sides, lefts: Int32Array, rights: Int32Array): void {
  for (const at of lefts) isRemoved[at] = 1;
  for (const at of rights) isAdded[at] = 1;
}

/** Myers' greedy way to the shortest difference. False, and nothing marked, when it is too far. */
function markShortest(sides: Sides, lefts: Int32Array, rights: Int32Array): boolean {
  const { left, right, isRemoved, isAdded } = sides;
  const [a, b] = [
    Int32Array.from(lefts, (at) => left[at] ?? -1),
    Int32Array.from(rights, (at) => right[at] ?? -1),
  ];
  const most = Math.min(mostDistance, a.length + b.length);
  // Of each diagonal how far along the left side one is; the borders are one wider than the diagonals in use.
  const reached = new Int32Array(2 * most + 3);
  const middle = most + 1;
  const history: Int32Array[] = [];
  for (let distance = 0; distance <= most; distance++) {
    sides.steps -= distance + 1;
    if (sides.steps < 0) return false;
    history.push(reached.slice(middle - distance, middle + distance + 1));
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      const [below, above] = [reached[middle + diagonal + 1] ?? 0, reached[middle + diagonal - 1] ?? 0];
      const isDown = diagonal === -distance || (diagonal !== distance && above < below);
      let x = isDown ? below : above + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++;
      reached[middle + diagonal] = x;
      if (x < a.length || x - diagonal < b.length) continue;
      walkBack(history, diagonal, (isLeft, at) => {
        if (isLeft) isRemoved[lefts[at] ?? -1] = 1;
        else isAdded[rights[at] ?? -1] = 1;
      });
      return true;
    }
  }
  return false;
}

/** `history[d]`: what was reached with d − 1 changes, from diagonal −d on. */
function walkBack(
  history: readonly Int32Array[],
  endDiagonal: number,
  mark: (isLeft: boolean, at: number) => void,
): void {
  let diagonal = endDiagonal;
  for (let distance = history.length - 1; distance > 0; distance--) {
    const reached = history[distance];
    const at = (wanted: number) => reached?.[wanted + distance] ?? 0;
    const isDown = diagonal === -distance || (diagonal !== distance && at(diagonal - 1) < at(diagonal + 1));
    diagonal += isDown ? 1 : -1;
    const x = at(diagonal);
    mark(!isDown, isDown ? x - diagonal : x);
  }
}

/** Lines that stand once on either side hold the rest in place: the most of them that are in the same order. */
function alignByUnique(sides: Sides, lefts: Int32Array, rights: Int32Array): void {
  const pairs = longestRising(uniquePairs(sides, lefts, rights));
  if (pairs.length === 0) {
    markAll(sides, lefts, rights);
    return;
  }
  let [i, j] = [0, 0];
  for (const [nextI, nextJ] of [...pairs, [lefts.length, rights.length] as const]) {
    alignPart(sides, lefts.subarray(i, nextI), rights.subarray(j, nextJ));
    [i, j] = [nextI + 1, nextJ + 1];
  }
}

type Pair = readonly [left: number, right: number];

function uniquePairs({ left, right }: Sides, lefts: Int32Array, rights: Int32Array): Pair[] {
  const placesIn = (lines: Int32Array, places: Int32Array) => {
    const found = new Map<number, number | undefined>();
    for (const [at, place] of places.entries()) {
      const number = lines[place] ?? -1;
      found.set(number, found.has(number) ? undefined : at);
    }
    return found;
  };
  const inRight = placesIn(right, rights);
  const pairs: Pair[] = [];
  for (const [number, i] of placesIn(left, lefts)) {
    const j = inRight.get(number);
    if (i !== undefined && j !== undefined) pairs.push([i, j]);
  }
  return pairs.sort((a, b) => a[0] - b[0]);
}

/** The longest list of them in which the right sides rise, too. */
function longestRising(pairs: readonly Pair[]): Pair[] {
  const ends: number[] = [];
  const previous = new Int32Array(pairs.length);
  const rightOf = (at: number | undefined) => pairs[at ?? -1]?.[1] ?? -1;
  for (const [at, [, right]] of pairs.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const half = (low + high) >> 1;
      if (rightOf(ends[half]) < right) low = half + 1;
      else high = half;
    }
    previous[at] = ends[low - 1] ?? -1;
    ends[low] = at;
  }
  const rising: Pair[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) {
    const pair = pairs[at];
    if (pair !== undefined) rising.push(pair);
  }
  return rising.reverse();
}

/** Changes after which the shortest way is no longer looked for. */
const mostDistance = 1000;
const mostSteps = 4_000_000;
