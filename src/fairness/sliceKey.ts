/** A slice by its columns and their values. */
import type { SliceKey } from '../protocol/fairnessReport.ts';

export function sliceKey(columns: readonly string[], values: readonly (string | null)[]): SliceKey {
  return Object.fromEntries(columns.map((column, at) => [column, values[at] ?? null]));
}
