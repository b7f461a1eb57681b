/** Slices, measures and gaps in the order that the page shows them. */
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { GapSettings, GapSpec } from '../../../src/fairness/attributeGaps.ts';
import { signalsOf } from '../../../src/fairness/gaps.ts';
import { finding } from '../../../src/fairness/headline.ts';
import { measuredRate, sliceReport } from '../../../src/fairness/fairnessReport.ts';
import { sliceKey } from '../../../src/fairness/sliceKey.ts';
import type { AttributeCounts, FairnessCounts, SliceCounts } from '../../../src/protocol/fairnessCounts.ts';
import type { Rate, SliceReport } from '../../../src/protocol/fairnessReport.ts';
import type { FairnessPolicy } from '../../../src/records/fairnessPolicy.ts';
import {
  aggregateNames,
  errorNames,
  rateNames,
  type Against,
  type MeasureName,
} from '../../../src/records/fairnessNames.ts';

export interface ShownSlice {
  /** Key of the slice in JSON. */
  readonly key: string;
  /** Without the names of columns, which the heading tells. */
  readonly name: string;
  readonly counts: SliceCounts;
  readonly n: number;
  /** Too small to judge. */
  readonly suppressed: boolean;
  /** All numbers. */
  readonly report: () => SliceReport;
  /** One rate alone: a slider moves thousands of slices a frame. */
  readonly rate: (measure: MeasureName) => Rate | undefined;
}

export interface ShownAttribute {
  readonly key: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly slices: readonly ShownSlice[];
}

export function slicesOf(counts: FairnessCounts, settings: GapSettings): ShownAttribute[] {
  return counts.attributes.map(({ columns, slices }) => ({
    key: JSON.stringify(columns),
    name: columns.join(' × '),
    columns,
    slices: slices.map((slice) => ({
      ...nameOf(columns, slice),
      counts: slice,
      n: slice.rows,
      suppressed: slice.rows < settings.minSize,
      report: () => sliceReport(counts, columns, slice, settings),
      rate: rateReader((measure) => measuredRate(counts, columns, slice, { settings, measure })),
    })),
  }));
}

/** Remembers the last one. */
function rateReader(read: (measure: MeasureName) => Rate | undefined): ShownSlice['rate'] {
  let known: { readonly measure: MeasureName; readonly rate: Rate | undefined } | undefined;
  return (measure) => {
    if (known?.measure !== measure) known = { measure, rate: read(measure) };
    return known.rate;
  };
}

type Name = Pick<ShownSlice, 'key' | 'name'>;

/** By the values, which stay the same at every threshold. */
const names = new WeakMap<SliceCounts['values'], Name>();

function nameOf(columns: AttributeCounts['columns'], { values }: SliceCounts): Name {
  const known = names.get(values);
  if (known !== undefined) return known;
  const name = {
    key: JSON.stringify(sliceKey(columns, values)),
    name: values.map((value) => value ?? t('no value')).join(', '),
  };
  names.set(values, name);
  return name;
}

/** Those that its task has. */
export function measuresOf({ task, overall }: FairnessCounts): MeasureName[] {
  if (task === 'regression') return [...errorNames];
  return [...rateNames, ...(overall.curve ? (['auc'] as const) : [])];
}

/** Of each row its difference and its ratio. */
export function gapRows(
  { task, overall }: FairnessCounts,
  against: Against,
): (readonly [GapSpec, GapSpec])[] {
  const metrics =
    task === 'regression'
      ? errorNames
      : // Of several classes there is no selection rate.
        task === 'classes'
        ? aggregateNames.filter((name) => name !== 'demographicParity')
        : [...aggregateNames, ...(overall.curve ? (['auc'] as const) : [])];
  return metrics.map((metric) => [
    { metric, kind: 'difference', against },
    { metric, kind: 'ratio', against },
  ]);
}

/** The error that the sentence on top tells of; where it tells of none, what the policy limits first. */
export function moreUnequal(
  counts: FairnessCounts,
  settings: GapSettings,
  policy: FairnessPolicy | null | undefined,
): MeasureName {
  const { about } = finding(counts, settings, policy);
  const limited = policy?.limits?.flatMap(({ metric }) => signalsOf(metric)) ?? [];
  return (
    about?.measure ??
    measuresOf(counts).find((name) => limited[0] === name) ??
    (counts.task === 'binary' ? 'fpr' : counts.task === 'classes' ? 'accuracy' : 'meanError')
  );
}

export function isErrorMeasure(name: MeasureName): boolean {
  return name === 'meanError' || name === 'meanAbsoluteError' || name === 'rmse';
}

export function rowsText(count: number): string {
  return count === 1 ? t('1 row') : t('{0} rows', formatCount(count));
}

export function upper(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
