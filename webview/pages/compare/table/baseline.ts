/** The run that the others are held against: the first starred row, else the first picked run. */
import type { CompareModel } from '../compareModel.ts';

export interface Baseline {
  readonly n: number;
  readonly name: string;
  readonly why: 'star' | 'picked';
}

export function baselineOf({ frame, picked }: CompareModel): Baseline | undefined {
  const stars = frame.column({ group: 'record', key: 'star' });
  const starred = frame.ordinals.find((n) => stars?.at(n) === 1);
  const n = starred ?? picked[0]?.n;
  if (n === undefined) return undefined;
  return { n, name: frame.text('name', n), why: starred === undefined ? 'picked' : 'star' };
}
