/**
 * Sums of doubles that have the same digits whichever thread adds which rows: each term is taken apart into two whole numbers, 61
 * bits below the largest term and 61 bits below those, and whole numbers are added without rounding.
 */
import { doubleText } from './sqlText.ts';

export interface ExactSum {
  /** Columns that are summed, and may be summed again. */
  readonly sql: readonly [high: string, low: string];
  /** The sum, of the sums of both columns. */
  readonly value: (high: number, low: number) => number;
}

/** `most`: no term is larger, with or without its sign. NaN or infinite: the sum is what the processor makes of it. */
export function exactSum(term: string, most: number): ExactSum {
  if (!Number.isFinite(most)) return { sql: [`sum(${term})`, '0'], value: (high) => high };
  // Of double-precision exponents the least and the largest leave no room for the scale.
  const exponent = most > 0 ? bits - Math.ceil(Math.log2(most)) : 0;
  const scale = 2 ** Math.max(-largest, Math.min(largest, exponent));
  const scaled = `((${term}) * ${doubleText(scale)})`;
  return {
    sql: [
      `sum(floor(${scaled})::BIGINT)`,
      `sum(((${scaled} - floor(${scaled})) * ${doubleText(2 ** bits)})::BIGINT)`,
    ],
    value: (high, low) => (high + low / 2 ** bits) / scale,
  };
}

const bits = 61;
const largest = 1000;
