/**
 * Sorts scores together with what belongs to them. Scores are spread over buckets by their value, buckets that are still large
 * again, and small ones are sorted by insertion: five million take a third of what sorting them by comparison would.
 */

export interface ScorePart {
  /** Of all its rows, or one for each. */
  readonly code: number | Int32Array;
  readonly scores: Float64Array;
  readonly weights?: Float64Array | undefined;
}

/** Growing by score, equal ones by code and weight; entry by entry the code of the part it came from. */
export interface SortedScores {
  readonly scores: Float64Array;
  readonly codes: Int32Array;
  readonly weights: Float64Array | undefined;
}

const smallBucket = 24;
/** As many as fit the processor's caches: more at once took twice the time. */
const mostBuckets = 1 << 11;
/** Values that crowd at one end part slowly; then comparing is faster. */
const deepest = 6;

/** Scores must be finite. */
export function sortScores(parts: readonly ScorePart[]): SortedScores {
  const count = parts.reduce((sum, { scores }) => sum + scores.length, 0);
  const isWeighted = parts.some(({ weights }) => weights !== undefined);
  let [least, most] = [Infinity, -Infinity];
  for (const { scores } of parts)
    for (let at = 0; at < scores.length; at++) {
      const score = scores[at] ?? NaN;
      if (score < least) least = score;
      if (score > most) most = score;
    }
  const sorted = {
    scores: new Float64Array(count),
    codes: new Int32Array(count),
    weights: isWeighted ? new Float64Array(count) : undefined,
  };
  const buckets = bucketCount(count);
  const scale = scaleOf(buckets, least, most);
  const ends = new Int32Array(buckets + 1);
  for (const { scores } of parts)
    for (let at = 0; at < scores.length; at++) {
      const bucket = ((((scores[at] ?? 0) - least) * scale) | 0) + 1;
      ends[bucket] = (ends[bucket] ?? 0) + 1;
    }
  for (let bucket = 0; bucket < buckets; bucket++)
    ends[bucket + 1] = (ends[bucket + 1] ?? 0) + (ends[bucket] ?? 0);
  const next = ends.slice();
  for (const { code, scores, weights } of parts) {
    const [own, all] = typeof code === 'number' ? [undefined, code] : [code, 0];
    for (let at = 0; at < scores.length; at++) {
      const score = scores[at] ?? 0;
      const bucket = ((score - least) * scale) | 0;
      const place = next[bucket] ?? 0;
      next[bucket] = place + 1;
      sorted.scores[place] = score;
      sorted.codes[place] = own ? (own[at] ?? 0) : all;
      if (sorted.weights) sorted.weights[place] = weights?.[at] ?? 1;
    }
  }
  for (let bucket = 0; bucket < buckets; bucket++)
    sortRange(sorted, ends[bucket] ?? 0, ends[bucket + 1] ?? 0, 1);
  if (sorted.weights) orderTies(sorted, sorted.weights);
  return sorted;
}

/** Rows come in the order of threads; sums of weights have the same digits only when they are added in the same order. */
function orderTies({ scores, codes }: SortedScores, weights: Float64Array): void {
  for (let from = 0; from < scores.length;) {
    let to = from + 1;
    while (to < scores.length && scores[to] === scores[from]) to += 1;
    if (to - from > 1) orderTie(codes.subarray(from, to), weights.subarray(from, to));
    from = to;
  }
}

function orderTie(codes: Int32Array, weights: Float64Array): void {
  const own = new Map<number, number>();
  for (const code of codes) own.set(code, (own.get(code) ?? 0) + 1);
  const byCode = [...own].sort(([a], [b]) => a - b);
  const lists = new Map(byCode.map(([code, count]) => [code, { at: 0, list: new Float64Array(count) }]));
  for (const [at, code] of codes.entries()) {
    const of = lists.get(code);
    if (of) of.list[of.at++] = weights[at] ?? 1;
  }
  let place = 0;
  for (const [code, { list }] of lists) {
    weights.set(list.sort(), place);
    codes.fill(code, place, place + list.length);
    place += list.length;
  }
}

function bucketCount(rows: number): number {
  let buckets = 16;
  while (buckets < mostBuckets && buckets * 8 < rows) buckets *= 2;
  return buckets;
}

/** 0 puts everything into the first bucket: all are equal, or too near to each other to be told apart. */
function scaleOf(buckets: number, least: number, most: number): number {
  const scale = (buckets - 1) / (most - least);
  return Number.isFinite(scale) && scale < 2 ** 1000 ? scale : 0;
}

function sortRange(sorted: SortedScores, from: number, to: number, depth: number): void {
  if (to - from < 2) return;
  if (to - from <= smallBucket) {
    insert(sorted, from, to);
    return;
  }
  const { scores } = sorted;
  let least = scores[from] ?? 0;
  let most = least;
  for (let at = from + 1; at < to; at++) {
    const score = scores[at] ?? 0;
    if (score < least) least = score;
    else if (score > most) most = score;
  }
  if (least === most) return;
  const buckets = Math.min(bucketCount(to - from) * 2, mostBuckets);
  const scale = scaleOf(buckets, least, most);
  if (depth >= deepest || scale === 0) {
    compare(sorted, from, to);
    return;
  }
  const ends = new Int32Array(buckets + 1);
  for (let at = from; at < to; at++) {
    const bucket = ((((scores[at] ?? 0) - least) * scale) | 0) + 1;
    ends[bucket] = (ends[bucket] ?? 0) + 1;
  }
  for (let bucket = 0; bucket < buckets; bucket++)
    ends[bucket + 1] = (ends[bucket + 1] ?? 0) + (ends[bucket] ?? 0);
  const next = ends.slice();
  rearrange(sorted, from, to, (score) => {
    const bucket = ((score - least) * scale) | 0;
    const place = next[bucket] ?? 0;
    next[bucket] = place + 1;
    return place;
  });
  for (let bucket = 0; bucket < buckets; bucket++)
    sortRange(sorted, from + (ends[bucket] ?? 0), from + (ends[bucket + 1] ?? 0), depth + 1);
}

/** Moves each entry to the place (from `from` on) that is told for it. */
function rearrange(
  { scores, codes, weights }: SortedScores,
  from: number,
  to: number,
  placeOf: (score: number, at: number) => number,
): void {
  const old = {
    scores: scores.slice(from, to),
    codes: codes.slice(from, to),
    weights: weights?.slice(from, to),
  };
  for (let at = 0; at < to - from; at++) {
    const score = old.scores[at] ?? 0;
    const place = from + placeOf(score, at);
    scores[place] = score;
    codes[place] = old.codes[at] ?? 0;
    if (weights) weights[place] = old.weights?.[at] ?? 1;
  }
}

function insert({ scores, codes, weights }: SortedScores, from: number, to: number): void {
  for (let at = from + 1; at < to; at++) {
    const score = scores[at] ?? 0;
    let place = at - 1;
    if (!((scores[place] ?? 0) > score)) continue;
    const code = codes[at] ?? 0;
    const weight = weights?.[at] ?? 1;
    while (place >= from && (scores[place] ?? 0) > score) {
      scores[place + 1] = scores[place] ?? 0;
      codes[place + 1] = codes[place] ?? 0;
      if (weights) weights[place + 1] = weights[place] ?? 1;
      place -= 1;
    }
    scores[place + 1] = score;
    codes[place + 1] = code;
    if (weights) weights[place + 1] = weight;
  }
}

function compare(sorted: SortedScores, from: number, to: number): void {
  const { scores } = sorted;
  const order = Uint32Array.from({ length: to - from }, (_, at) => at).sort(
    (a, b) => (scores[from + a] ?? 0) - (scores[from + b] ?? 0),
  );
  const places = new Uint32Array(order.length);
  for (const [place, at] of order.entries()) places[at] = place;
  rearrange(sorted, from, to, (_, at) => places[at] ?? 0);
}
