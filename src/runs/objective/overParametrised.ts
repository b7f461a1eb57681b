/** Hints about models that are much larger or slower than one that is as good. */
import type { Direction } from '../../records/metric.ts';
import type { ModelSize } from './modelSize.ts';

export interface SizedModel extends ModelSize {
  readonly id: string;
  /** Best value of the objective. */
  readonly value: number;
}

export interface SizeHint {
  /** The smaller (or faster) run that is at least as good. */
  readonly than: string;
  readonly by: keyof ModelSize;
  /** How many times as large or slow, at least `muchLarger`. */
  readonly times: number;
}

/**
 * By id, for runs with the same objective: the smallest run that is at least as good, by parameters, else by bytes, else
 * by latency, where that is much smaller. Best first, the least size so far is the rival of each: O(n log n).
 */
export function overParametrised(models: readonly SizedModel[], direction: Direction): Map<string, SizeHint> {
  const hints = new Map<string, SizeHint>();
  const sign = direction === 'maximize' ? -1 : 1;
  for (const by of ['parameters', 'modelBytes', 'latencyMs'] as const) {
    const sized = models.flatMap((model) => {
      const size = model[by];
      return size !== undefined && size > 0 && Number.isFinite(model.value)
        ? [{ id: model.id, value: model.value, size }]
        : [];
    });
    // Of equal values the smallest first: each is as good as the other.
    sized.sort((a, b) => sign * (a.value - b.value) || a.size - b.size);
    let least: { id: string; size: number } | undefined;
    for (const { id, size } of sized) {
      if (least === undefined || size < least.size) least = { id, size };
      else if (size / least.size >= muchLarger && !hints.has(id))
        hints.set(id, { than: least.id, by, times: size / least.size });
    }
  }
  return hints;
}

/** Less than twice as large is no reason to change a model. */
export const muchLarger = 2;
