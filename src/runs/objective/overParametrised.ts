/** A hint about a model that is much larger or slower than one that is as good. */
import type { Direction } from '../../records/metric.ts';
import type { ModelSize } from './modelSize.ts';

export interface SizedModel extends ModelSize {
  readonly id: string;
  /** Best value of the objective. */
  readonly value: number;
}

export interface SizeHint {
  /** The smaller (or faster) run that is as good. */
  readonly than: string;
  readonly by: keyof ModelSize;
  /** How many times as large or slow, at least `muchLarger`. */
  readonly times: number;
}

/**
 * Among runs with the same objective: the smallest in parameters, else in bytes, else in latency, that is at least as
 * good. Undefined when none is much smaller. O(n) for one run.
 */
export function overParametrised(
  run: SizedModel,
  others: readonly SizedModel[],
  direction: Direction,
): SizeHint | undefined {
  if (!Number.isFinite(run.value)) return undefined;
  const isAsGood = ({ value }: SizedModel) =>
    direction === 'maximize' ? value >= run.value : value <= run.value;
  const rivals = others.filter((other) => other.id !== run.id && isAsGood(other));
  for (const by of ['parameters', 'modelBytes', 'latencyMs'] as const) {
    const own = run[by];
    if (own === undefined) continue;
    let best: { id: string; size: number } | undefined;
    for (const other of rivals) {
      const size = other[by];
      if (size === undefined || !(size > 0)) continue;
      if (best === undefined || size < best.size) best = { id: other.id, size };
    }
    if (best !== undefined && own / best.size >= muchLarger)
      return { than: best.id, by, times: own / best.size };
  }
  return undefined;
}

/** Less than twice as large is no reason to change a model. */
export const muchLarger = 2;
