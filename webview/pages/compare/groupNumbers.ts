/** Which group of the table each run is in, for who asks about many of them. */
import type { RunFrame } from './runFrame.ts';

/** Group by ordinal, of the matching runs; null without grouping. */
export function groupNumbers({ ordinals, groups }: RunFrame): ReadonlyMap<number, number> | null {
  if (groups === null) return null;
  const known = numbered.get(groups);
  if (known !== undefined) return known;
  const numbers = new Map<number, number>();
  for (let place = 0; place < ordinals.length; place += 1)
    numbers.set(ordinals[place] ?? -1, groups[place] ?? -1);
  numbered.set(groups, numbers);
  return numbers;
}

const numbered = new WeakMap<Uint32Array, ReadonlyMap<number, number>>();
