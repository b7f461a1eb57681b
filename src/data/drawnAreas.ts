/**
 * The bootstrap of areas under ROC curves: rows of each slice are drawn with replacement, those of each class by themselves (Efron and
 * Tibshirani, An Introduction to the Bootstrap, 1993, ch. 8), from the steps of its curve. One row fewer is drawn than there are: n
 * would give a variance that is too small by (n − 1) / n (Rao and Wu, JASA 83, 1988; Hesterberg, The American Statistician 69,
 * 2015). Every slice has a generator of its own, seeded by its place, so the digits are the same however rows were read.
 */
import { sumOfWeights, sumsOf, type DrawnSums } from '../base/drawnSums.ts';
import { binomialDraw, seededRandom, type Random } from '../base/seededRandom.ts';
import { areaUnit, type AucEstimate } from '../protocol/fairnessCounts.ts';
import type { FoundArea, RocSteps, StepClass } from './rocSteps.ts';

/** As many as pay: the more slices, the fewer. */
export function areaDraws(slices: number): number {
  const many = Math.max(100_000 / slices, Math.min(300, 400_000 / slices));
  return Math.round(Math.max(100, Math.min(2000, many)));
}

export interface DrawnAreas {
  readonly slices: readonly (AucEstimate | null)[];
  /** Of all rows in the same draws; absent where one of both classes is missing. */
  readonly whole: number[] | undefined;
}

/** `whole` are all rows, of which the slices are parts; its steps are those that theirs lie in. */
export function drawAreas(
  slices: readonly RocSteps[],
  whole: RocSteps,
  { seed, times }: { readonly seed: string; readonly times: number },
): DrawnAreas {
  const width = whole.shares.length;
  const sums = { positives: new Float64Array(width * times), negatives: new Float64Array(width * times) };
  const drawn = slices.map((steps, slice): AucEstimate | null => {
    const found = steps.area;
    const random = seededRandom(`${seed}/${String(slice)}`);
    const draws = new Float64Array(times);
    const [positives, negatives] = [classDrawer(steps.positives), classDrawer(steps.negatives)];
    const [p, n] = [positives.drawn, negatives.drawn];
    for (let time = 0; time < times; time++) {
      positives.draw(random);
      negatives.draw(random);
      if (found !== null) draws[time] = areaOf(p, n, steps.shares) ?? found.value;
      for (let at = 0; at < p.length; at++) {
        const place = time * width + (steps.places[at] ?? 0);
        sums.positives[place] = (sums.positives[place] ?? 0) + (p[at] ?? 0) * positives.scale;
        sums.negatives[place] = (sums.negatives[place] ?? 0) + (n[at] ?? 0) * negatives.scale;
      }
    }
    if (found === null) return null;
    const isAlone = Math.min(positives.rows, negatives.rows) <= 1;
    for (let time = 0; time < times; time++)
      draws[time] = unknownSpread(found, draws[time] ?? NaN, { random, isAlone });
    return { ...found, error: spread(draws, found.value), draws: asDrawn(draws, found.value) };
  });
  if (whole.area === null) return { slices: drawn, whole: undefined };
  const { value } = whole.area;
  const all = Float64Array.from({ length: times }, (_, time) => {
    const of = (list: Float64Array) => list.subarray(time * width, (time + 1) * width);
    return areaOf(of(sums.positives), of(sums.negatives), whole.shares) ?? value;
  });
  return { slices: drawn, whole: asDrawn(all, value) };
}

function asDrawn(draws: Float64Array, value: number): number[] {
  return Array.from(draws, (draw) => Math.round((draw - value) / areaUnit));
}

/** Standard deviation, exactly 0 where none of them differs from `value`. */
function spread(draws: Float64Array, value: number): number {
  let [sum, squares] = [0, 0];
  for (const draw of draws) {
    sum += draw - value;
    squares += (draw - value) ** 2;
  }
  return Math.sqrt(Math.max(0, squares - (sum * sum) / draws.length) / (draws.length - 1));
}

/** Undefined where nothing that was drawn of a class has a weight. */
function areaOf(positives: Float64Array, negatives: Float64Array, shares: Float64Array): number | undefined {
  let [above, p, n] = [0, 0, 0];
  for (let at = 0; at < shares.length; at++) {
    const [own, other] = [positives[at] ?? 0, negatives[at] ?? 0];
    above += own * (n + (shares[at] ?? 0) * other);
    p += own;
    n += other;
  }
  return p > 0 && n > 0 ? above / (p * n) : undefined;
}

/**
 * What drawing rows cannot tell. Classes that are wholly parted stay so in every draw: how far the truth may be from that follows the
 * rule of three (Hanley and Lippman-Hand, JAMA 249, 1983), an exponential distribution with the mean 1 / n. A class of one row is the same in every
 * draw: its spread is taken as large as it may be.
 */
function unknownSpread(
  { value, n }: FoundArea,
  draw: number,
  { random, isAlone }: { readonly random: Random; readonly isAlone: boolean },
): number {
  if (value <= 0 || value >= 1) {
    const away = Math.min(1, -Math.log(1 - random.uniform()) / n);
    return value > 0.5 ? 1 - away : away;
  }
  return isAlone ? Number(random.uniform() < draw) : draw;
}

/** Draws weights by step, always into the same list. */
function classDrawer({ rows, weights, squares }: StepClass) {
  const total = rows.reduce((sum, count) => sum + count, 0);
  const times = Math.max(1, total - 1);
  const places = [...rows.keys()].filter((at) => (rows[at] ?? 0) > 0);
  const counts = Float64Array.from(places, (at) => rows[at] ?? 0);
  const sums = places.map((at) => sumOf(rows[at] ?? 0, weights[at] ?? 0, squares[at] ?? 0));
  const hasWeights = sums.some((sum) => sum !== undefined);
  const drawn = new Float64Array(rows.length);
  // Few rows are drawn one by one, each from the list of the steps that rows are in.
  const owners =
    total <= 6 * places.length ? places.flatMap((at) => Array<number>(rows[at] ?? 0).fill(at)) : [];
  const steps = Int32Array.from(owners);
  const draw = (random: Random) => {
    if (total === 0) return;
    if (steps.length > 0) {
      drawn.fill(0);
      for (let time = 0; time < times; time++) {
        const at = steps[Math.floor(random.uniform() * total)] ?? 0;
        drawn[at] = (drawn[at] ?? 0) + 1;
      }
    } else {
      let [left, rest] = [times, total];
      for (let at = 0; at < counts.length; at++) {
        const count = counts[at] ?? 0;
        const k = left === 0 ? 0 : binomialDraw(random, left, count / rest);
        drawn[places[at] ?? 0] = k;
        left -= k;
        rest -= count;
      }
    }
    if (!hasWeights) return;
    for (const [at, place] of places.entries()) {
      const sum = sums[at];
      if (sum) drawn[place] = sumOfWeights(random, drawn[place] ?? 0, sum);
    }
  };
  return { draw, drawn, rows: total, scale: total / times };
}

/** Undefined: each row weighs 1. */
function sumOf(rows: number, weight: number, square: number): DrawnSums | undefined {
  return weight === rows && square === rows ? undefined : sumsOf(rows, weight, square);
}
