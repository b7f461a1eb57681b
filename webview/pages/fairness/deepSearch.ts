/** Counts with crossings of up to three columns: asked for when they are cheap, or when a person wants them. */
import { atThreshold, thresholdPlace } from '../../../src/fairness/thresholds.ts';
import type { FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import type { FairnessColumns } from '../../../src/protocol/fairnessPage.ts';
import { failureOf, type Failure } from '../../failure.ts';

export interface DeepSearchParts {
  ask(): Promise<FairnessCounts>;
  redraw(): void;
}

export class DeepSearch {
  readonly #parts: DeepSearchParts;
  #counts: FairnessCounts | undefined;
  /** Whether there are crossings that were not counted. */
  isOffered = false;
  isLooking = false;
  failure: Failure | undefined;
  #turn = 0;
  #shown:
    { readonly of: FairnessCounts; readonly threshold: number; readonly counts: FairnessCounts } | undefined;

  constructor(parts: DeepSearchParts) {
    this.#parts = parts;
  }

  /** Of counts that are new. */
  start(counts: FairnessCounts, columns: FairnessColumns | undefined): void {
    this.#turn += 1;
    this.#counts = undefined;
    this.failure = undefined;
    this.isLooking = false;
    const { groups = [], cross = 1 } = columns ?? {};
    this.isOffered = cross < Math.min(deepest, groups.length);
    if (this.isOffered && isCheap(counts)) void this.look();
  }

  async look(): Promise<void> {
    const turn = (this.#turn += 1);
    this.isLooking = true;
    this.failure = undefined;
    this.#parts.redraw();
    try {
      const counts = await this.#parts.ask();
      if (turn !== this.#turn) return;
      this.#counts = counts;
      this.isOffered = false;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.failure = failureOf(error);
    }
    this.isLooking = false;
    this.#parts.redraw();
  }

  /** Columns that are crossed at once. */
  depth(shown: FairnessCounts): number {
    return Math.max(1, ...(this.#counts ?? shown).attributes.map(({ columns }) => columns.length));
  }

  /** What is searched, with the threshold that is shown. */
  searched(shown: FairnessCounts): FairnessCounts {
    const deep = this.#counts;
    if (deep === undefined) return shown;
    const { threshold } = shown;
    if (threshold === null || deep.threshold === threshold) return deep;
    if (this.#shown?.of !== deep || this.#shown.threshold !== threshold)
      this.#shown = { of: deep, threshold, counts: atThreshold(deep, thresholdPlace(deep, threshold)) };
    return this.#shown.counts;
  }
}

/** Few rows, and few crossings that could be. */
function isCheap({ rows, attributes }: FairnessCounts): boolean {
  const sizes = attributes
    .filter(({ columns }) => columns.length === 1)
    .map(({ slices }) => slices.length)
    .sort((a, b) => b - a)
    .slice(0, deepest);
  return rows <= fewRows && sizes.reduce((all, one) => all * one, 1) <= fewSlices;
}

const deepest = 3;
const fewRows = 1_000_000;
const fewSlices = 500;
