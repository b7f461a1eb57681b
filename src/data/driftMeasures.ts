/** How far two distributions over the same bins are apart. */

/** What stands for an empty bin's share, so that its logarithm is finite (as Evidently does). */
const emptyShare = 0.0001;

/**
 * Population stability index of two lists of counts: Σ (a − b) · ln(a / b) over the bins' shares a and b, empty ones being
 * 0.0001. 0.1 is called moderate, 0.25 large (Siddiqi, Credit Risk Scorecards, 2006). null where one side has no values.
 */
export function stabilityIndex(before: readonly number[], after: readonly number[]): number | null {
  return overShares(before, after, (a, b) => {
    if (a === b) return 0;
    const [old, now] = [a === 0 ? emptyShare : a, b === 0 ? emptyShare : b];
    return (old - now) * Math.log(old / now);
  });
}

/**
 * Jensen–Shannon distance: √(½ Σ a · ln(a / m) + ½ Σ b · ln(b / m)) with m = (a + b) / 2, natural logarithm (Endres and
 * Schindelin, 2003; as scipy.spatial.distance.jensenshannon); 0 … √ln 2 ≈ 0.833. null where one side has no values.
 */
export function shannonDistance(before: readonly number[], after: readonly number[]): number | null {
  const divergence = overShares(before, after, (a, b) => {
    const middle = (a + b) / 2;
    return (a === 0 ? 0 : (a / 2) * Math.log(a / middle)) + (b === 0 ? 0 : (b / 2) * Math.log(b / middle));
  });
  return divergence === null ? null : Math.sqrt(Math.max(0, divergence));
}

function overShares(
  before: readonly number[],
  after: readonly number[],
  term: (a: number, b: number) => number,
): number | null {
  const [all, allAfter] = [sum(before), sum(after)];
  if (all === 0 || allAfter === 0) return null;
  return sum(before.map((count, at) => term(count / all, (after[at] ?? 0) / allAfter)));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
