/** How many there are of something, in words: `1 row`, `4 000 rows`. */
import { formatCount } from './format.ts';

/** `counted(rows, t('1 row'), (n) => t('{0} rows', n))`: both are sentences of their own, since languages differ in this. */
export function counted(count: number, one: string, others: (count: string) => string): string {
  return count === 1 ? one : others(formatCount(count));
}
