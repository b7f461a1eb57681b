/** Which params move the objective: permutation importance of a random forest, with its uncertainty, or why it says nothing. */
import { binned } from './bins.ts';
import { rankCorrelation } from './rankCorrelation.ts';
import { growTree, predict, type Features, type Tree } from './regressionTree.ts';
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

/**
 * Breiman's permutation importance (Random Forests, Machine Learning 45, 2001, part 10): a forest of CART trees is
 * grown on bootstrap samples; for each tree the error on its out-of-bag runs is taken before and after one param is
 * shuffled among them; the mean increase over the trees, as a share of the objective's variance, is the importance,
 * and its standard error over the trees gives the interval. Runs without a finite objective are left out. The same
 * runs always give the same answer.
 */
export function importance(params: readonly ParamColumn[], objective: readonly number[]): Importance {
  const used = objective.flatMap((value, place) => (Number.isFinite(value) ? place : []));
  if (used.length < fewest) return { kind: 'tooFew', runs: used.length, needed: fewest };
  const y = Float64Array.from(used, (place) => objective[place] ?? 0);
  const varying = params.flatMap(({ key, values }) => {
    const texts = used.map((place) => values[place]);
    return new Set(texts).size > 1 ? { key, ...encode(texts) } : [];
  });
  const variance = varianceOf(y);
  if (varying.length === 0 || variance === 0) return { kind: 'nothingVaries', runs: used.length };
  const x = varying.map(({ numbers }) => binned(numbers));
  const forest = growForest(x, y);
  const explained = 1 - outOfBagError(forest, x, y) / variance;
  if (!(explained > 0)) return { kind: 'unexplained', runs: used.length, explained };
  const found = varying.map(({ key, numbers, isNumeric }, feature): ParamImportance => {
    const { mean, error } = shuffled(forest, { x, y, feature });
    const [share, margin] = [mean / variance, (normal95 * error) / variance];
    return {
      key,
      importance: share,
      low: share - margin,
      high: share + margin,
      correlation: isNumeric ? finiteOrNull(rankCorrelation(numbers, y)) : null,
    };
  });
  return {
    kind: 'importance',
    runs: used.length,
    explained,
    params: found.sort((a, b) => b.importance - a.importance),
  };
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

interface Grown {
  readonly tree: Tree;
  /** Runs that the tree has not seen. */
  readonly unseen: Int32Array;
}

function growForest(x: Features, y: Float64Array): Grown[] {
  const random = seededRandom(seed);
  const { length } = y;
  // A third of the features, as Breiman advises for regression; all of them when there are few.
  const tried = Math.max(Math.min(x.length, 3), Math.ceil(x.length / 3));
  return Array.from({ length: trees }, () => {
    const seen = new Uint8Array(length);
    const samples = Int32Array.from({ length }, () => Math.floor(random() * length));
    for (const sample of samples) seen[sample] = 1;
    const unseen = Int32Array.from(Array.from(y.keys()).filter((sample) => seen[sample] === 0));
    return { tree: growTree(x, y, samples, { tried, smallest: smallestLeaf, random }), unseen };
  });
}

/** Mean squared error of each run as predicted by the trees that have not seen it. */
function outOfBagError(forest: readonly Grown[], x: Features, y: Float64Array): number {
  const sum = new Float64Array(y.length);
  const count = new Float64Array(y.length);
  for (const { tree, unseen } of forest)
    for (const sample of unseen) {
      sum[sample] = (sum[sample] ?? 0) + predict(tree, (feature) => x[feature]?.[sample] ?? 0);
      count[sample] = (count[sample] ?? 0) + 1;
    }
  let [error, runs] = [0, 0];
  for (const [sample, value] of y.entries()) {
    const votes = count[sample] ?? 0;
    if (votes === 0) continue;
    error += (value - (sum[sample] ?? 0) / votes) ** 2;
    runs += 1;
  }
  return error / runs;
}

function shuffled(
  forest: readonly Grown[],
  { x, y, feature }: { x: Features; y: Float64Array; feature: number },
): { mean: number; error: number } {
  const random = seededRandom(seed + feature + 1);
  const increases = forest.flatMap(({ tree, unseen }) => {
    if (unseen.length < 2) return [];
    const donors = unseen.slice();
    shuffle(donors, random);
    let increase = 0;
    for (const [place, sample] of unseen.entries()) {
      const value = y[sample] ?? 0;
      const donor = donors[place] ?? sample;
      const own = predict(tree, (one) => x[one]?.[sample] ?? 0);
      const strange = predict(tree, (one) => x[one]?.[one === feature ? donor : sample] ?? 0);
      increase += (value - strange) ** 2 - (value - own) ** 2;
    }
    return increase / unseen.length;
  });
  const values = Float64Array.from(increases);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, error: Math.sqrt(varianceOf(values) / values.length) };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Unbiased. */
function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
}
