/** Which params move the objective: permutation importance of a random forest, with its uncertainty, or why it says nothing. */
import { binned } from './bins.ts';
import { rankCorrelation } from './rankCorrelation.ts';
import { growTree, predict, type BinnedTable, type Tree } from './regressionTree.ts';
import { seededRandom, shuffle } from './seededRandom.ts';

export interface ParamColumn {
  readonly key: string;
  /** One text for each run, as logged; undefined where the run does not have it. */
  readonly values: readonly (string | undefined)[];
}

export interface ParamImportance {
  readonly key: string;
  /** How much of the objective's variance is no longer explained when the param is shuffled; 0: it says nothing. */
  readonly importance: number;
  /** 95 % interval of that over the trees. */
  readonly low: number;
  readonly high: number;
  /** Spearman's ρ for numbers; null for words. */
  readonly correlation: number | null;
}

export type Importance =
  | {
      readonly kind: 'importance';
      /** Runs that were used. */
      readonly runs: number;
      /** Share of the variance that the forest explains of runs it has not seen (out of bag), at most 1. */
      readonly explained: number;
      /** Most important first. */
      readonly params: readonly ParamImportance[];
    }
  | { readonly kind: 'tooFew'; readonly runs: number; readonly needed: number }
  /** No two runs differ in a param, or all reached the same value. */
  | { readonly kind: 'nothingVaries'; readonly runs: number }
  /** The forest predicts unseen runs no better than their mean would. */
  | { readonly kind: 'unexplained'; readonly runs: number; readonly explained: number };

/** All steps of `importanceSteps` at once. */
export function importance(params: readonly ParamColumn[], objective: readonly number[]): Importance {
  const steps = importanceSteps(params, objective);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/**
 * Breiman's permutation importance (Random Forests, Machine Learning 45, 2001, part 10): a forest of CART trees is
 * grown on bootstrap samples; for each tree the error on its out-of-bag runs is taken before and after one param is
 * shuffled among them; the mean increase over the trees, as a share of the objective's variance, is the importance,
 * and its standard error over the trees gives the interval. Runs without a finite objective are left out. The same
 * runs always give the same answer. Yields after each tree, so that a thread can see to other things.
 */
export function* importanceSteps(
  params: readonly ParamColumn[],
  objective: readonly number[],
): Generator<undefined, Importance, undefined> {
  const used = objective.flatMap((value, place) => (Number.isFinite(value) ? place : []));
  const runs = used.length;
  if (runs < fewest) return { kind: 'tooFew', runs, needed: fewest };
  const y = centred(used.map((place) => objective[place] ?? 0));
  const varying = params.flatMap(({ key, values }) => {
    const texts = used.map((place) => values[place]);
    return new Set(texts).size > 1 ? { key, ...encode(texts) } : [];
  });
  const variance = varianceOf(y);
  if (varying.length === 0 || !(variance > 0)) return { kind: 'nothingVaries', runs };
  const bins = new Uint8Array(varying.length * runs);
  varying.forEach(({ numbers }, feature) => bins.set(binned(numbers), feature * runs));
  const forest = new Forest({ rows: runs, features: varying.length, bins, y });
  for (let tree = 0; tree < trees; tree += 1) {
    forest.grow();
    yield;
  }
  const explained = 1 - forest.outOfBagError() / variance;
  if (!(explained > 0)) return { kind: 'unexplained', runs, explained };
  const found = varying.map(({ key, numbers, isNumeric }, feature): ParamImportance => {
    const { mean, error } = forest.increaseOf(feature);
    const [share, margin] = [mean / variance, (normal95 * error) / variance];
    const correlation = isNumeric ? finiteOrNull(rankCorrelation(numbers, y)) : null;
    return { key, importance: share, low: share - margin, high: share + margin, correlation };
  });
  return { kind: 'importance', runs, explained, params: found.sort((a, b) => b.importance - a.importance) };
}

/** Below it a forest of trees says more about chance than about params. */
const fewest = 20;
const trees = 100;
const smallestLeaf = 3;
const normal95 = 1.959964;
const seed = 20_011_001;

/** Numbers as they are; words by their order of first appearance; what is missing is a value of its own, below all. */
function encode(texts: readonly (string | undefined)[]): { numbers: Float64Array; isNumeric: boolean } {
  const present = texts.filter((text) => text !== undefined);
  const isNumeric = present.every((text) => text.trim() !== '' && Number.isFinite(Number(text)));
  const words = new Map([...new Set(present)].map((word, place) => [word, place]));
  const numberOf = (text: string) => (isNumeric ? Number(text) : (words.get(text) ?? 0));
  const known = present.map(numberOf);
  const below = known.reduce((least, value) => Math.min(least, value), 0) - 1;
  return {
    numbers: Float64Array.from(texts, (text) => (text === undefined ? below : numberOf(text))),
    isNumeric: isNumeric && present.length === texts.length,
  };
}

/** Trees are thrown away once they have been asked: what is kept is their errors. */
class Forest {
  readonly #table: BinnedTable;
  readonly #random = seededRandom(seed);
  /** Sum of the predictions of each run by trees that have not seen it, and how many these are. */
  readonly #sum: Float64Array;
  readonly #votes: Uint32Array;
  /** By feature: how much the mean squared error of each tree grew. */
  readonly #increases: number[][];

  constructor(table: BinnedTable) {
    this.#table = table;
    this.#sum = new Float64Array(table.rows);
    this.#votes = new Uint32Array(table.rows);
    this.#increases = Array.from({ length: table.features }, () => []);
  }

  grow(): void {
    const { rows, features } = this.#table;
    const random = this.#random;
    const seen = new Uint8Array(rows);
    const samples = Int32Array.from({ length: rows }, () => Math.floor(random() * rows));
    for (const sample of samples) seen[sample] = 1;
    const unseen = Int32Array.from(seen.keys()).filter((row) => seen[row] === 0);
    // A third of the features, as Breiman advises for regression; all of them when there are few.
    const tried = Math.max(Math.min(features, 3), Math.ceil(features / 3));
    const tree = growTree(this.#table, samples, { tried, smallest: smallestLeaf, random });
    this.#ask(tree, unseen, unseen.length < 2 ? undefined : touchedBy(tree, this.#table, unseen));
  }

  #ask(tree: Tree, unseen: Int32Array, touched: Uint8Array | undefined): void {
    const { y, features } = this.#table;
    const own = Float64Array.from(unseen, (row) => predict(tree, this.#table, row));
    for (const [place, row] of unseen.entries()) {
      this.#sum[row] = (this.#sum[row] ?? 0) + (own[place] ?? 0);
      this.#votes[row] = (this.#votes[row] ?? 0) + 1;
    }
    if (touched === undefined) return;
    const donors = unseen.slice();
    for (let feature = 0; feature < features; feature += 1) {
      const first = feature * unseen.length;
      let increase = 0;
      if (touched.subarray(first, first + unseen.length).includes(1)) {
        shuffle(donors, this.#random);
        for (let place = 0; place < unseen.length; place += 1) {
          if (touched[first + place] !== 1) continue;
          const row = unseen[place] ?? 0;
          const strange = predict(tree, this.#table, row, { feature, row: donors[place] ?? row });
          const value = y[row] ?? 0;
          increase += (value - strange) ** 2 - (value - (own[place] ?? 0)) ** 2;
        }
      }
      this.#increases[feature]?.push(increase / unseen.length);
    }
  }

  /** Mean squared error of each run as predicted by the trees that have not seen it. */
  outOfBagError(): number {
    let [error, runs] = [0, 0];
    for (const [row, value] of this.#table.y.entries()) {
      const votes = this.#votes[row] ?? 0;
      if (votes === 0) continue;
      error += (value - (this.#sum[row] ?? 0) / votes) ** 2;
      runs += 1;
    }
    return error / runs;
  }

  /** Of the mean squared error when a feature is shuffled: over the trees, with its standard error. */
  increaseOf(feature: number): { mean: number; error: number } {
    const values = Float64Array.from(this.#increases[feature] ?? []);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, error: Math.sqrt(varianceOf(values) / values.length) };
  }
}

/** Which rows meet a split on which feature, by feature and row: all others are predicted as before when it is shuffled. */
function touchedBy(tree: Tree, { bins, rows, features }: BinnedTable, of: Int32Array): Uint8Array {
  const touched = new Uint8Array(features * of.length);
  for (const [place, row] of of.entries())
    for (let node = 0; ;) {
      const feature = tree.feature[node] ?? -1;
      if (feature < 0) break;
      touched[feature * of.length + place] = 1;
      const goesLeft = (bins[feature * rows + row] ?? 0) <= (tree.threshold[node] ?? 0);
      node = (goesLeft ? tree.left[node] : tree.right[node]) ?? 0;
    }
  return touched;
}

/** Around zero and at most one away, so that neither a large offset nor a tiny scale drowns what differs. */
function centred(values: readonly number[]): Float64Array {
  const middle = values.reduce((sum, value) => sum + value / values.length, 0);
  const most = values.reduce((greatest, value) => Math.max(greatest, Math.abs(value - middle)), 0);
  const isConstant = values.every((value) => value === values[0]);
  return Float64Array.from(values, (value) => (isConstant ? 0 : (value - middle) / most));
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Unbiased. */
function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
}
