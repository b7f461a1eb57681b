/**
 * ROC and precision–recall curves of a binary score. AUC is the area by trapezoids, which with ties counted as half is the
 * Mann–Whitney statistic; average precision is the sum over thresholds of (Rₙ − Rₙ₋₁)·Pₙ, as scikit-learn defines it.
 */
export interface ScoreCurve {
  readonly auc: number;
  readonly averagePrecision: number;
  /** x, y, x, y …: false positive rate, true positive rate. */
  readonly roc: Float64Array;
  /** Recall, precision; starts at recall 0 with precision 1, as scikit-learn draws it. */
  readonly precisionRecall: Float64Array;
}

/** Scores of the positive and of the negative class: both finite, at least one each. Sorts them in place. */
export function scoreCurve(positives: Float64Array, negatives: Float64Array): ScoreCurve {
  positives.sort();
  negatives.sort();
  const [P, N] = [positives.length, negatives.length];
  const roc = new Path(0, 0);
  const precisionRecall = new Path(0, 1);
  let [p, n, auc, averagePrecision] = [P, N, 0, 0];
  while (p > 0 || n > 0) {
    // All of the same score pass the threshold together.
    const threshold = Math.max(positives[p - 1] ?? -Infinity, negatives[n - 1] ?? -Infinity);
    const [hitsBefore, alarmsBefore] = [P - p, N - n];
    while (p > 0 && positives[p - 1] === threshold) p--;
    while (n > 0 && negatives[n - 1] === threshold) n--;
    const [hits, alarms] = [P - p, N - n];
    auc += ((alarms - alarmsBefore) * (hits + hitsBefore)) / 2;
    averagePrecision += ((hits - hitsBefore) / P) * (hits / (hits + alarms));
    roc.add(alarms / N, hits / P);
    precisionRecall.add(hits / P, hits / (hits + alarms));
  }
  return { auc: auc / P / N, averagePrecision, roc: roc.points(), precisionRecall: precisionRecall.points() };
}

/** Leaves out what moves less than half a pixel of a large chart; corners, first and last point stay. */
class Path {
  readonly #kept: number[];
  #x: number;
  #y: number;

  constructor(x: number, y: number) {
    this.#kept = [x, y];
    this.#x = x;
    this.#y = y;
  }

  add(x: number, y: number): void {
    const [keptX = 0, keptY = 0] = this.#kept.slice(-2);
    if (Math.abs(x - keptX) >= grain || Math.abs(y - keptY) >= grain) {
      // The point before is where a straight piece ended.
      if (this.#x !== keptX || this.#y !== keptY) this.#kept.push(this.#x, this.#y);
      this.#kept.push(x, y);
    }
    this.#x = x;
    this.#y = y;
  }

  points(): Float64Array {
    const [keptX, keptY] = this.#kept.slice(-2);
    if (this.#x !== keptX || this.#y !== keptY) this.#kept.push(this.#x, this.#y);
    return Float64Array.from(this.#kept);
  }
}

const grain = 1 / 1024;
