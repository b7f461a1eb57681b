/** The gaps of an attribute without their intervals: quick enough for every frame while a threshold moves. */
import type { AttributeCounts, FairnessCounts } from '../protocol/fairnessCounts.ts';
import { isReference, type GapSettings, type GapSpec } from './attributeGaps.ts';
import { gapOf, signalsOf, signalValue, worstGap } from './gaps.ts';
import { foundTable } from './measuredTables.ts';

/** In the order of `specs`; NaN is undefined. */
export function liveGaps(
  counts: Pick<FairnessCounts, 'task' | 'classes' | 'overall'>,
  { columns, slices: all }: AttributeCounts,
  specs: readonly GapSpec[],
  { minSize, reference: values }: Pick<GapSettings, 'minSize' | 'reference'>,
): number[] {
  const slices = all.filter(({ rows }) => rows >= minSize);
  const reference = slices.findIndex((slice) => isReference(columns, slice, values));
  const { task, classes, overall } = counts;
  const table = foundTable({ task, classes: classes.length, slices, rest: [], overall });
  return specs.map(({ metric, kind, against }) => {
    const gaps = signalsOf(metric).map((signal) =>
      gapOf(kind, against, {
        values: slices.map((_, at) => signalValue(signal, (name) => table.value(name, at))),
        overall: signalValue(signal, table.overall),
        reference: reference < 0 ? undefined : reference,
      }),
    );
    return worstGap(kind, gaps).value;
  });
}
