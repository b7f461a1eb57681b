/** Colours of the picked runs by ordinal; −1 for all others. */
import type { CompareModel } from '../compareModel.ts';

export function pickedSlots(model: CompareModel): (n: number) => number {
  const slots = new Map(model.picked.map(({ n, slot }) => [n, slot]));
  return (n) => slots.get(n) ?? -1;
}

/** The same text while the same runs have the same colours. */
export function pickedStamp(model: CompareModel): string {
  return model.picked.map(({ n, slot }) => `${String(n)}:${String(slot)}`).join(' ');
}
