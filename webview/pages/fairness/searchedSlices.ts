/** The slices that are worst by the metric that is shown, searched once for each counts, metric and smallest slice. */
import { isSearched, worstSlices } from '../../../src/fairness/worstSlices.ts';
import type { FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import type { WorstSlices } from '../../../src/protocol/fairnessReport.ts';
import type { MeasureName } from '../../../src/records/fairnessNames.ts';
import type { DeepSearch } from './deepSearch.ts';

export interface Searching {
  readonly deep: DeepSearch;
  readonly measure: MeasureName;
  readonly settings: { readonly minSize: number };
}

let last: { readonly of: FairnessCounts; readonly key: string; readonly found: WorstSlices } | undefined;

/** While a threshold moves, those of where it rested last: thousands of slices are not searched in each frame. */
export function restingSlices(
  searching: Searching & { readonly isSettled: boolean },
  shown: FairnessCounts,
): WorstSlices | undefined {
  return !searching.isSettled && last?.key === keyOf(searching)
    ? last.found
    : searchedSlices(searching, shown);
}

function keyOf({ measure, settings: { minSize } }: Searching): string {
  return `${measure} ${String(minSize)}`;
}

/** Undefined where slices cannot be searched by the metric that is shown. */
export function searchedSlices(searching: Searching, shown: FairnessCounts): WorstSlices | undefined {
  const { deep, measure, settings } = searching;
  const of = deep.searched(shown);
  if (!isSearched(of, measure)) return undefined;
  const key = keyOf(searching);
  if (last?.of !== of || last.key !== key)
    last = { of, key, found: worstSlices(of, measure, settings.minSize) };
  return last.found;
}
