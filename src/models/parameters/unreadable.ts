/** Thrown within the readers of model files where a file is not what its name says: its parameters are then unknown. */
export class Unreadable extends Error {}

/** Product of the sides of a tensor. Throws Unreadable for what no tensor has. */
export function elementsOf(sides: readonly number[]): number {
  const product = sides.reduce((elements, side) => elements * side, 1);
  if (!Number.isSafeInteger(product) || sides.some((side) => side < 0)) throw new Unreadable();
  return product;
}
