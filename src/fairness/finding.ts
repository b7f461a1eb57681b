/** What the sentence on top of a fairness report says, and what it is about. */
import type { AttributeCounts } from '../protocol/fairnessCounts.ts';
import type { MeasureName } from '../records/fairnessNames.ts';

export interface Finding {
  readonly text: string;
  /** The gap that the sentence is about, where one was found beyond chance. */
  readonly about?: { readonly attribute: AttributeCounts; readonly measure: MeasureName };
}
