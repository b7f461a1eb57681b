/**
 * A ROC curve as a few steps, gathered while scores grow, from which the area under it can be drawn anew.
 *
 * A step holds rows of both classes that follow each other, and the share of their pairs in which the positive scores higher. Rows of
 * one class, equal scores, and negatives below positives make a step that loses nothing. Where steps become too many, neighbours are
 * joined where that loses least: the variance of the area is Σ (rank − mean rank)² over the positives among the negatives and the
 * other way round (DeLong, DeLong and Clarke-Pearson, Biometrics 44, 1988), and what lies within steps is what drawing by steps
 * leaves out of it. So they are fine where the classes lie among each other, wherever that is, and k of them lose about 1 / k².
 */
import type { AucEstimate } from '../protocol/fairnessCounts.ts';

/** What a step is made of: of each class rows, Σ weight and Σ weight². */
export const positives = 0;
export const negatives = 3;
/** Σ weight × rank of the positives among the negatives of the step (ties half), and with rank². */
const below = 6;
const below2 = 7;
/** Σ weight × rank² of the negatives among the positives. */
const among2 = 8;
/** The last step of all rows that had begun by then. */
const place = 9;
export const stepWidth = 10;

export interface StepClass {
  readonly rows: Float64Array;
  readonly weights: Float64Array;
  readonly squares: Float64Array;
}

/** Growing by score. */
export interface RocSteps {
  readonly positives: StepClass;
  readonly negatives: StepClass;
  /** Of the pairs within a step those in which the positive scores higher; ties half. */
  readonly shares: Float64Array;
  /** The steps of all rows that these lie in. */
  readonly places: Int32Array;
  /** The share of the area's variance that lies within steps. */
  readonly lost: number;
  readonly area: FoundArea | null;
}

export type FoundArea = Pick<AucEstimate, 'value' | 'variance' | 'n'>;

/** Rows of one score; `positives` and `negatives` are filled in. */
export function fillTie(tie: Float64Array): void {
  const [p, n] = [tie[positives + 1] ?? 0, tie[negatives + 1] ?? 0];
  tie[below] = (p * n) / 2;
  tie[below2] = (p * n * n) / 4;
  tie[among2] = (n * p * p) / 4;
}

export class StepList {
  readonly #most: number;
  /** Every step lies in one of these. */
  readonly #all: StepList | undefined;
  #steps = new Float64Array(stepWidth * 2);
  #count = 0;
  /** What a step may lose. */
  #limit = 0;
  /** Negatives, then positives above them: such rows lose nothing, so they are added together. */
  readonly #run = new Float64Array(stepWidth);
  #runPlace = 0;

  constructor(most: number, all?: StepList) {
    this.#most = most;
    this.#all = all;
  }

  /** Of a higher score than all before. */
  addRow(isPositive: boolean, weight: number, inPlace: number): void {
    const run = this.#run;
    if (inPlace !== this.#runPlace || (!isPositive && run[positives] !== 0)) this.#endRun();
    this.#runPlace = inPlace;
    const at = isPositive ? positives : negatives;
    run[at] = (run[at] ?? 0) + 1;
    run[at + 1] = (run[at + 1] ?? 0) + weight;
    run[at + 2] = (run[at + 2] ?? 0) + weight * weight;
  }

  /** Of one score, higher than all before. */
  addTie(rows: Float64Array, inPlace: number): boolean {
    this.#endRun();
    return this.add(rows, inPlace);
  }

  #endRun(): void {
    const run = this.#run;
    if (run[positives] === 0 && run[negatives] === 0) return;
    const [p, n] = [run[positives + 1] ?? 0, run[negatives + 1] ?? 0];
    run[below] = p * n;
    run[below2] = p * n * n;
    this.add(run, this.#runPlace);
    run.fill(0);
  }

  /** Of higher scores than all before. True: they begin a step. */
  add(rows: Float64Array, inPlace: number): boolean {
    const last = (this.#count - 1) * stepWidth;
    const mayJoin = last >= 0 && (this.#all === undefined || this.#steps[last + place] === inPlace);
    if (mayJoin && join(this.#steps, last, rows, 0, this.#limit)) return false;
    if (this.#count === this.#most) this.#joinSome();
    const at = this.#count * stepWidth;
    if (at === this.#steps.length) {
      const more = new Float64Array(Math.min(at * 2, this.#most * stepWidth));
      more.set(this.#steps);
      this.#steps = more;
    }
    this.#steps.set(rows, at);
    this.#steps[at + place] = inPlace;
    this.#count += 1;
    return true;
  }

  end(): RocSteps {
    this.#endRun();
    this.#joinSome();
    const steps = this.#steps;
    const column = (of: number) =>
      Float64Array.from({ length: this.#count }, (_, at) => steps[at * stepWidth + of] ?? 0);
    const sums = (of: number) => ({
      ...{ rows: column(of), weights: column(of + 1), squares: column(of + 2) },
    });
    const ranks = column(below);
    const whole = steps.slice(0, stepWidth);
    let within = 0;
    for (let at = 0; at < this.#count; at++) {
      within += lossOf(steps, at * stepWidth);
      if (at > 0) join(whole, 0, steps, at * stepWidth, Infinity);
    }
    const all = lossOf(whole, 0);
    const [p, n] = [sums(positives), sums(negatives)];
    return {
      ...{ positives: p, negatives: n },
      shares: ranks.map((rank, at) => {
        const pairs = (p.weights[at] ?? 0) * (n.weights[at] ?? 0);
        return pairs > 0 ? rank / pairs : 0;
      }),
      places: Int32Array.from(column(place), (one) => this.#placeOf(one)),
      lost: all > 0 ? within / all : 0,
      area: areaOf(whole),
    };
  }

  /** Until a quarter is free again, which it always is: all rows have half as many steps at most. */
  #joinSome(): void {
    this.#joinWithin(this.#limit);
    while (this.#count > this.#most * 0.75) {
      if (this.#limit === 0) this.#limit = this.#leastLoss();
      else this.#limit *= 2;
      if (this.#limit === Infinity) return;
      this.#joinWithin(this.#limit);
    }
  }

  #joinWithin(limit: number): void {
    const steps = this.#steps;
    let last = 0;
    for (let at = 1; at < this.#count; at++) {
      if (this.#areTogether(last, at) && join(steps, last * stepWidth, steps, at * stepWidth, limit))
        continue;
      last += 1;
      steps.copyWithin(last * stepWidth, at * stepWidth, (at + 1) * stepWidth);
    }
    this.#count = Math.min(this.#count, last + 1);
  }

  #leastLoss(): number {
    const both = new Float64Array(stepWidth);
    let least = Infinity;
    for (let at = 1; at < this.#count; at++) {
      if (!this.#areTogether(at - 1, at)) continue;
      both.set(this.#steps.subarray((at - 1) * stepWidth, at * stepWidth));
      join(both, 0, this.#steps, at * stepWidth, Infinity);
      least = Math.min(least, lossOf(both, 0));
    }
    return least;
  }

  #areTogether(one: number, other: number): boolean {
    const [a, b] = [this.#steps[one * stepWidth + place] ?? 0, this.#steps[other * stepWidth + place] ?? 0];
    return a === b || this.#placeOf(a) === this.#placeOf(b);
  }

  /** Steps of all rows are joined later on, so the one that something lies in is looked up. */
  #placeOf(begun: number): number {
    const all = this.#all;
    if (all === undefined) return 0;
    let [low, high] = [0, all.#count - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((all.#steps[middle * stepWidth + place] ?? 0) <= begun) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Adds the step at `other` of `from` to the one at `at`, which lies below, unless that loses more than `limit`. */
function join(steps: Float64Array, at: number, from: Float64Array, other: number, limit: number): boolean {
  const p = steps[at + positives + 1] ?? 0;
  const n = steps[at + negatives + 1] ?? 0;
  const p2 = from[other + positives + 1] ?? 0;
  const n2 = from[other + negatives + 1] ?? 0;
  const ranks2 = from[other + below] ?? 0;
  const ranks = (steps[at + below] ?? 0) + ranks2 + n * p2;
  const squares = (steps[at + below2] ?? 0) + (from[other + below2] ?? 0) + 2 * n * ranks2 + n * n * p2;
  const others =
    (steps[at + among2] ?? 0) + (from[other + among2] ?? 0) + 2 * p * (p2 * n2 - ranks2) + p * p * n2;
  if (
    limit !== Infinity &&
    loss(p + p2, n + n2, ranks, squares, others) > limit + rounding * (squares + others)
  )
    return false;
  for (let of = 0; of < below; of++) steps[at + of] = (steps[at + of] ?? 0) + (from[other + of] ?? 0);
  steps[at + below] = ranks;
  steps[at + below2] = squares;
  steps[at + among2] = others;
  return true;
}

const rounding = 1e-12;

function lossOf(steps: Float64Array, at: number): number {
  return loss(
    steps[at + positives + 1] ?? 0,
    steps[at + negatives + 1] ?? 0,
    steps[at + below] ?? 0,
    steps[at + below2] ?? 0,
    steps[at + among2] ?? 0,
  );
}

/** Σ (rank − mean rank)² of both classes. */
function loss(p: number, n: number, ranks: number, squares: number, others: number): number {
  const among = p * n - ranks;
  return Math.max(
    0,
    (p > 0 ? squares - (ranks * ranks) / p : 0) + (n > 0 ? others - (among * among) / n : 0),
  );
}

/** The area under the curve whose rows are all in one step. */
function areaOf(whole: Float64Array): FoundArea | null {
  const [p, n] = [whole[positives + 1] ?? 0, whole[negatives + 1] ?? 0];
  if (!(p > 0) || !(n > 0)) return null;
  const [ranks, squares, others] = [whole[below] ?? 0, whole[below2] ?? 0, whole[among2] ?? 0];
  const share = ranks / (p * n);
  // Sums of weights are rounded: classes that are wholly parted are so all the same.
  const value = Math.abs(share - 0.5) > 0.5 - 1e-12 ? Math.round(share) : share;
  const spread = (first: number, second: number, own: number, other: number) =>
    Math.max(0, second / own - (first / own) ** 2) / (other * other);
  const effective = [(p * p) / (whole[positives + 2] ?? 1), (n * n) / (whole[negatives + 2] ?? 1)] as const;
  // A single row has no spread of its own: then as large as it may be.
  const part = (variance: number, rows: number) => (rows > 1 ? variance / (rows - 1) : value * (1 - value));
  return {
    value,
    variance:
      part(spread(ranks, squares, p, n), effective[0]) +
      part(spread(p * n - ranks, others, n, p), effective[1]),
    n: Math.min(...effective),
  };
}
