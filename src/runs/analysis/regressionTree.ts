/** One tree of the forest that importance is measured with: splits binned values where the two sides vary least. */
import { mostBins } from './bins.ts';

/** By feature, then by sample: the number of the value's bin, see bins.ts. */
export type Features = readonly Uint8Array[];

export interface TreeOptions {
  /** Features that are tried at each split. */
  readonly tried: number;
  /** A node with fewer samples is a leaf. */
  readonly smallest: number;
  readonly random: () => number;
}

/** Nodes as columns: a leaf has feature −1 and its value in `value`. */
export interface Tree {
  readonly feature: number[];
  readonly threshold: number[];
  readonly left: number[];
  readonly right: number[];
  readonly value: number[];
}

/**
 * CART for regression (Breiman et al. 1984) on the samples given, which may repeat; splits minimize the squared error.
 * Sums by bin are enough to judge every split of a feature, so a node costs one look at its samples.
 */
export function growTree(x: Features, y: Float64Array, samples: Int32Array, options: TreeOptions): Tree {
  const tree: Tree = { feature: [], threshold: [], left: [], right: [], value: [] };
  grow(tree, { x, y, options }, samples);
  return tree;
}

/** `at(feature)` is the sample's value of a feature. */
export function predict(tree: Tree, at: (feature: number) => number): number {
  let node = 0;
  for (;;) {
    const feature = tree.feature[node] ?? -1;
    if (feature < 0) return tree.value[node] ?? NaN;
    const goesLeft = at(feature) <= (tree.threshold[node] ?? 0);
    node = (goesLeft ? tree.left[node] : tree.right[node]) ?? 0;
  }
}

interface Given {
  readonly x: Features;
  readonly y: Float64Array;
  readonly options: TreeOptions;
}

function grow(tree: Tree, given: Given, samples: Int32Array): number {
  const node = tree.feature.length;
  const { y, options } = given;
  let sum = 0;
  for (const sample of samples) sum += y[sample] ?? 0;
  tree.feature.push(-1);
  tree.threshold.push(0);
  tree.left.push(-1);
  tree.right.push(-1);
  tree.value.push(sum / samples.length);
  if (samples.length < 2 * options.smallest) return node;
  const split = bestSplit(given, samples, sum);
  if (split === undefined) return node;
  const column = given.x[split.feature];
  if (column === undefined) return node;
  const isLeft = (sample: number) => (column[sample] ?? 0) <= split.threshold;
  const left = samples.filter(isLeft);
  const right = samples.filter((sample) => !isLeft(sample));
  tree.feature[node] = split.feature;
  tree.threshold[node] = split.threshold;
  tree.left[node] = grow(tree, given, left);
  tree.right[node] = grow(tree, given, right);
  return node;
}

interface Split {
  readonly feature: number;
  readonly threshold: number;
}

/** The squared error falls by what Σ²/n of both sides is more than that of the whole. */
function bestSplit({ x, y, options }: Given, samples: Int32Array, total: number): Split | undefined {
  let best: Split | undefined;
  let most = (total * total) / samples.length + 1e-12;
  for (const feature of someOf(x.length, options)) {
    const column = x[feature];
    if (column === undefined) continue;
    const sums = new Float64Array(mostBins);
    const counts = new Uint32Array(mostBins);
    for (const sample of samples) {
      const bin = column[sample] ?? 0;
      sums[bin] = (sums[bin] ?? 0) + (y[sample] ?? 0);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    let [sum, count] = [0, 0];
    for (let bin = 0; bin < mostBins - 1; bin += 1) {
      const here = counts[bin] ?? 0;
      if (here === 0) continue;
      sum += sums[bin] ?? 0;
      count += here;
      const rest = samples.length - count;
      if (rest < options.smallest) break;
      if (count < options.smallest) continue;
      const gain = (sum * sum) / count + (total - sum) ** 2 / rest;
      if (gain <= most) continue;
      most = gain;
      best = { feature, threshold: bin };
    }
  }
  return best;
}

function someOf(features: number, { tried, random }: TreeOptions): number[] {
  const all = Array.from({ length: features }, (_, feature) => feature);
  for (let at = 0; at < Math.min(tried, features); at += 1) {
    const other = at + Math.floor(random() * (features - at));
    [all[at], all[other]] = [all[other] ?? 0, all[at] ?? 0];
  }
  return all.slice(0, tried);
}
