/** Random numbers that are the same for the same seed, and the distributions that resampling draws from. */

export interface Random {
  /** In [0, 1), with 32 bits. */
  readonly uniform: () => number;
}

/** sfc32 (Doty-Humphrey, PractRand), seeded by a text. */
export function seededRandom(seed: string): Random {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  const uniform = () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let at = 0; at < seed.length; at++) {
    a = (a ^ Math.imul(seed.charCodeAt(at) + 1, 0x85ebca6b)) | 0;
    uniform();
  }
  for (let at = 0; at < 15; at++) uniform();
  return { uniform };
}

/** Standard normal, by the polar method (Marsaglia and Bray, 1964). */
export function normalDraw({ uniform }: Random): number {
  for (;;) {
    const [x, y] = [2 * uniform() - 1, 2 * uniform() - 1];
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

/** Gamma with scale 1 (Marsaglia and Tsang, 2000). */
export function gammaDraw(random: Random, shape: number): number {
  if (shape < 1) return gammaDraw(random, shape + 1) * (1 - random.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normalDraw(random);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** How many of `n` succeed, each with chance `p`. Exact: by inversion where few do, else by rejection. */
export function binomialDraw(random: Random, n: number, p: number): number {
  if (n <= 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomialDraw(random, n, 1 - p);
  return n * p < 10 ? byInversion(random, n, p) : byRejection(random, n, p);
}

function byInversion({ uniform }: Random, n: number, p: number): number {
  const odds = p / (1 - p);
  const first = Math.exp(n * Math.log1p(-p));
  for (;;) {
    let chance = first;
    let left = uniform();
    for (let k = 0; k <= n; k++) {
      if (left < chance) return k;
      left -= chance;
      chance *= (odds * (n - k)) / (k + 1);
      // Rounding left a rest that no k takes.
      if (chance < 1e-300) break;
    }
  }
}

/** Transformed rejection with squeeze, BTRS (Hörmann, The generation of binomial random variates, 1993). */
function byRejection({ uniform }: Random, n: number, p: number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const squeeze = 0.92 - 4.2 / b;
  const odds = p / (1 - p);
  const alpha = (2.83 + 5.1 / b) * spread;
  const mode = Math.floor((n + 1) * p);
  for (;;) {
    const u = uniform() - 0.5;
    const v = uniform();
    const away = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / away + b) * u + centre);
    if (away >= 0.07 && v <= squeeze) return k;
    if (k < 0 || k > n) continue;
    const height = Math.log((v * alpha) / (a / (away * away) + b));
    const limit =
      (mode + 0.5) * Math.log((mode + 1) / (odds * (n - mode + 1))) +
      (n + 1) * Math.log((n - mode + 1) / (n - k + 1)) +
      (k + 0.5) * Math.log((odds * (n - k + 1)) / (k + 1)) +
      (stirlingRest(mode) + stirlingRest(n - mode) - stirlingRest(k) - stirlingRest(n - k));
    if (height <= limit) return k;
  }
}

/** What Stirling's formula lacks of ln k! when it is written with k + 1. */
function stirlingRest(k: number): number {
  const exact = firstRests[k];
  if (exact !== undefined) return exact;
  const square = (k + 1) * (k + 1);
  return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (k + 1);
}

const firstRests = Array.from({ length: 10 }, (_, k) => {
  let logFactorial = 0;
  for (let factor = 2; factor <= k; factor++) logFactorial += Math.log(factor);
  return logFactorial - (0.5 * Math.log(2 * Math.PI) + (k + 0.5) * Math.log(k + 1) - (k + 1));
});
