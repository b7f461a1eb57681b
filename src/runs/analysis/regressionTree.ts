/** One tree of the forest that importance is measured with: splits binned values where the two sides vary least. */
import { mostBins } from './bins.ts';

/** What a forest is grown on: `bins[feature * rows + row]` is the number of the value's bin, see bins.ts. */
export interface BinnedTable {
  readonly rows: number;
  readonly features: number;
  readonly bins: Uint8Array;
  readonly y: Float64Array;
}

export interface TreeOptions {
  /** Features that are tried at each split. */
  readonly tried: number;
  /** A leaf has at least so many samples. */
  readonly smallest: number;
  readonly random: () => number;
}

/** Nodes as columns, the root first. A leaf has feature −1; `left` and `right` are its children's numbers. */
export interface Tree {
  readonly feature: Int32Array;
  readonly threshold: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly value: Float64Array;
}

/**
 * CART for regression (Breiman et al. 1984) on the samples given, which may repeat and are put in another order; splits
 * minimize the squared error. Sums by bin are enough to judge every split of a feature, so a node costs one look at its
 * samples for each feature tried.
 */
export function growTree(table: BinnedTable, samples: Int32Array, options: TreeOptions): Tree {
  const growth = new Growth(table, samples, options);
  growth.grow(0, samples.length);
  return growth.tree;
}

/** Values of one row; `strange` takes that feature's value from another row. */
export function predict(
  { feature, threshold, left, right, value }: Tree,
  { bins, rows }: BinnedTable,
  row: number,
  strange: { readonly feature: number; readonly row: number } = none,
): number {
  let node = 0;
  for (;;) {
    const split = feature[node] ?? -1;
    if (split < 0) return value[node] ?? NaN;
    const from = split === strange.feature ? strange.row : row;
    const goesLeft = (bins[split * rows + from] ?? 0) <= (threshold[node] ?? 0);
    node = (goesLeft ? left[node] : right[node]) ?? 0;
  }
}

const none = { feature: -1, row: 0 };

class Growth {
  readonly tree: Tree;
  readonly #table: BinnedTable;
  readonly #samples: Int32Array;
  readonly #options: TreeOptions;
  readonly #features: Int32Array;
  readonly #sums = new Float64Array(mostBins);
  readonly #counts = new Int32Array(mostBins);
  #nodes = 0;
  #splitFeature = -1;
  #splitBin = 0;

  constructor(table: BinnedTable, samples: Int32Array, options: TreeOptions) {
    this.#table = table;
    this.#samples = samples;
    this.#options = options;
    this.#features = Int32Array.from({ length: table.features }, (_, feature) => feature);
    const most = 2 * Math.max(1, Math.floor(samples.length / options.smallest)) + 1;
    this.tree = {
      feature: new Int32Array(most).fill(-1),
      threshold: new Uint8Array(most),
      left: new Int32Array(most),
      right: new Int32Array(most),
      value: new Float64Array(most),
    };
  }

  /** The number of the node that holds samples [from, to). */
  grow(from: number, to: number): number {
    const { y } = this.#table;
    const { tree } = this;
    const node = this.#nodes;
    this.#nodes += 1;
    let sum = 0;
    for (let at = from; at < to; at += 1) sum += y[this.#samples[at] ?? 0] ?? 0;
    tree.value[node] = sum / (to - from);
    if (to - from < 2 * this.#options.smallest || !this.#findSplit(from, to, sum)) return node;
    const middle = this.#part(from, to);
    tree.feature[node] = this.#splitFeature;
    tree.threshold[node] = this.#splitBin;
    tree.left[node] = this.grow(from, middle);
    tree.right[node] = this.grow(middle, to);
    return node;
  }

  /** The squared error falls by what Σ²/n of both sides is more than that of the whole. */
  #findSplit(from: number, to: number, total: number): boolean {
    const { smallest, random, tried } = this.#options;
    const features = this.#features;
    const size = to - from;
    let most = (total * total) / size + 1e-12;
    let isFound = false;
    for (let at = 0; at < Math.min(tried, features.length); at += 1) {
      const other = at + Math.floor(random() * (features.length - at));
      const feature = features[other] ?? 0;
      features[other] = features[at] ?? 0;
      features[at] = feature;
      const [lowest, highest] = this.#count(feature, from, to);
      let [sum, count] = [0, 0];
      for (let bin = lowest; bin < highest; bin += 1) {
        const here = this.#counts[bin] ?? 0;
        if (here === 0) continue;
        sum += this.#sums[bin] ?? 0;
        count += here;
        const rest = size - count;
        if (rest < smallest) break;
        if (count < smallest) continue;
        const gain = (sum * sum) / count + ((total - sum) * (total - sum)) / rest;
        if (gain <= most) continue;
        most = gain;
        isFound = true;
        this.#splitFeature = feature;
        this.#splitBin = bin;
      }
    }
    return isFound;
  }

  /** Sums and counts of one feature's bins; the lowest and highest bin that has a sample. */
  #count(feature: number, from: number, to: number): [number, number] {
    const { bins, rows, y } = this.#table;
    const [samples, sums, counts] = [this.#samples, this.#sums, this.#counts];
    sums.fill(0);
    counts.fill(0);
    const start = feature * rows;
    let [lowest, highest] = [mostBins, 0];
    for (let at = from; at < to; at += 1) {
      const sample = samples[at] ?? 0;
      const bin = bins[start + sample] ?? 0;
      sums[bin] = (sums[bin] ?? 0) + (y[sample] ?? 0);
      counts[bin] = (counts[bin] ?? 0) + 1;
      if (bin < lowest) lowest = bin;
      if (bin > highest) highest = bin;
    }
    return [lowest, highest];
  }

  /** Puts the samples that go left before those that go right; the place where those begin. */
  #part(from: number, to: number): number {
    const samples = this.#samples;
    const { bins, rows } = this.#table;
    const start = this.#splitFeature * rows;
    let [low, high] = [from, to];
    while (low < high) {
      const sample = samples[low] ?? 0;
      if ((bins[start + sample] ?? 0) <= this.#splitBin) low += 1;
      else {
        high -= 1;
        samples[low] = samples[high] ?? 0;
        samples[high] = sample;
      }
    }
    return low;
  }
}
