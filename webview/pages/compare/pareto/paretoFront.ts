/** The runs that no other run beats: where one gives up nothing to gain somewhere, the best small model is found at a glance. */

export type Goal = 'maximize' | 'minimize';

/**
 * Places of the points that no other point dominates, in the order given. A point dominates another when it is at least
 * as good in every goal and better in one (Pareto dominance); of equal points all stay. A point with a value that is
 * missing or not finite is no candidate. Sorted by the first goal, each point is held against the front so far only,
 * since a later one can never dominate an earlier one.
 */
export function paretoFront(points: readonly (readonly number[])[], goals: readonly Goal[]): number[] {
  const signs = goals.map((goal) => (goal === 'minimize' ? 1 : -1));
  const costs = points.map((point) => signs.map((sign, at) => sign * (point[at] ?? NaN)));
  const order = costs.flatMap((cost, place) => (cost.every(Number.isFinite) ? place : []));
  order.sort((a, b) => compare(costs[a] ?? [], costs[b] ?? []));
  const front: number[] = [];
  for (const place of order) {
    const cost = costs[place] ?? [];
    if (!front.some((member) => dominates(costs[member] ?? [], cost))) front.push(place);
  }
  return front.sort((a, b) => a - b);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, value] of a.entries()) {
    const difference = value - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function dominates(a: readonly number[], b: readonly number[]): boolean {
  let isBetter = false;
  for (const [at, value] of a.entries()) {
    const other = b[at] ?? 0;
    if (value > other) return false;
    if (value < other) isBetter = true;
  }
  return isBetter;
}
