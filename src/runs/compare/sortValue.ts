/** How two values of a column sort: numbers, then texts, then what differs within a group, and last what is missing or NaN. */
import { compareText } from '../runTable.ts';

export type SortValue = number | string | undefined;

/** Texts that read as numbers sort as numbers, before the others: of a param that is a number here and a word there. */
export function sortValue(value: SortValue): SortValue {
  if (typeof value !== 'string' || value.trim() === '') return value;
  const number = Number(value);
  return Number.isNaN(number) ? value : number;
}

/** Missing values and NaN come last in either direction. */
export function compareValues(x: SortValue, y: SortValue, sign: 1 | -1): number {
  const [noX, noY] = [isMissing(x), isMissing(y)];
  if (noX || noY) return Number(noX) - Number(noY);
  if (typeof x === 'number' && typeof y === 'number') return x === y ? 0 : sign * (x < y ? -1 : 1);
  if (typeof x === 'string' && typeof y === 'string') return sign * compareText(x, y);
  return typeof x === 'number' ? -1 : 1;
}

function isMissing(value: SortValue): boolean {
  return value === undefined || (typeof value === 'number' && Number.isNaN(value));
}
