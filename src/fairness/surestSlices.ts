/** The groups of single columns that differ from all other rows beyond chance, the surest gap first. */
import type { AttributeCounts, FairnessCounts, SliceCounts } from '../protocol/fairnessCounts.ts';
import type { WorstSlice } from '../protocol/fairnessReport.ts';
import type { MeasureName } from '../records/fairnessNames.ts';
import { sliceKey } from './sliceKey.ts';
import { worstSlices } from './worstSlices.ts';

export interface SureSlice {
  readonly attribute: AttributeCounts;
  readonly slice: SliceCounts;
  readonly found: WorstSlice;
}

/** By several measures at once: each has its part of the level. */
export function surestSlices(
  counts: FairnessCounts,
  measures: readonly MeasureName[],
  minSize: number,
): SureSlice[] {
  const attributes = counts.attributes.filter(({ columns }) => columns.length === 1);
  return measures
    .flatMap((measure) => worstSlices({ ...counts, attributes }, measure, minSize).found)
    .filter(({ adjusted }) => adjusted < level / measures.length)
    .sort((a, b) => sure(b) - sure(a))
    .flatMap((found) => {
      const key = JSON.stringify(found.slice);
      for (const attribute of attributes)
        for (const slice of attribute.slices)
          if (JSON.stringify(sliceKey(attribute.columns, slice.values)) === key)
            return [{ attribute, slice, found }];
      return [];
    });
}

/** How large the gap is at least. */
function sure({ low, high }: WorstSlice): number {
  return low > 0 ? low : high < 0 ? -high : 0;
}

const level = 0.05;
