/** The gaps over the slices of one attribute, with the pair that causes each and its bootstrap interval. */
import { t } from '../base/l10n.ts';
import type { AttributeCounts, FairnessCounts, SliceCounts } from '../protocol/fairnessCounts.ts';
import type { Aggregate, SliceKey } from '../protocol/fairnessReport.ts';
import type { Against, GapKind, GapMetric } from '../records/fairnessNames.ts';
import { driftReader, gapInterval } from './gapIntervals.ts';
import { gapOf, overall, signalsOf, signalValue, worstGap, type Signal } from './gaps.ts';
import { drawnTables, foundTable, isError, type MeasuredTable, type TableInput } from './measuredTables.ts';
import { replicatesFor } from './resampling.ts';
import { seededRandom } from '../base/seededRandom.ts';
import { sliceKey } from './sliceKey.ts';

export interface GapSpec {
  readonly metric: GapMetric;
  readonly kind: GapKind;
  readonly against: Against;
}

export interface GapSettings {
  /** Slices with fewer rows drive nothing. */
  readonly minSize: number;
  /** Column → value; a crossing is held against the slice with all of them. */
  readonly reference: Readonly<Record<string, string | null>>;
  readonly seed: string;
  /** Tables that the bootstrap draws; 0: no intervals, for what is told while a slider moves. */
  readonly replicates?: number;
}

/** In the order of `specs`. All of them share the drawn tables, so their intervals belong together. */
export function attributeGaps(
  counts: Pick<FairnessCounts, 'task' | 'classes' | 'overall'>,
  attribute: AttributeCounts,
  specs: readonly GapSpec[],
  settings: GapSettings,
): Aggregate[] {
  if (specs.length === 0) return [];
  const slices = attribute.slices.filter(({ rows }) => rows >= settings.minSize);
  const input: TableInput = {
    ...{ task: counts.task, classes: counts.classes.length, overall: counts.overall, slices },
    rest: attribute.slices.filter(({ rows }) => rows < settings.minSize),
    wholeDraws: attribute.wholeDraws,
  };
  const reference = slices.findIndex((slice) => isReference(attribute.columns, slice, settings.reference));
  const place = reference < 0 ? undefined : reference;
  const read = gapReader(input, specs, place);
  // What was found is told before anything is drawn: drawn tables are read through lists that are reused.
  const found = read(foundTable(input)).map((gap) => ({
    ...gap,
    drifts: emptyDraws,
    pairValues: (gap.pair ?? []).map(gap.values),
    why: Number.isNaN(gap.value) ? whyUndefined(slices, gap.spec, gap.values, reference) : '',
  }));
  const cells = slices.reduce((sum, { cells: own }) => sum + (own?.rows.length ?? 4), 0);
  const replicates = settings.replicates ?? replicatesFor(cells);
  if (replicates > 0 && found.some(({ value }) => !Number.isNaN(value))) {
    // Of areas there are as many draws as came with the counts.
    const areas = Math.min(replicates, attribute.wholeDraws?.length ?? 0);
    for (const one of found) one.drifts = new Float64Array(one.spec.metric === 'auc' ? areas : replicates);
    const drift = driftReader(input, place);
    const draw = drawnTables(input, seededRandom(`${settings.seed}/${attribute.columns.join('/')}`));
    for (let replicate = 0; replicate < replicates; replicate++) {
      const of = drift(draw());
      for (const { spec, drifts } of found) drifts[replicate] = of(spec);
    }
  }
  const key = (at: number): SliceKey => {
    const slice = slices[at];
    return at === overall || slice === undefined ? {} : sliceKey(attribute.columns, slice.values);
  };
  return found.map(({ spec, value, pair, pairValues, why, measure, drifts }) => {
    const base = {
      ...{ attribute: attribute.columns.join(' × '), columns: attribute.columns, ...spec, measure },
    };
    if (Number.isNaN(value) || pair === undefined)
      return { ...base, value: null, low: null, high: null, why, slices: [], values: [] };
    const most = measure !== 'odds' && isError(measure) ? Infinity : 1;
    const [low, high] = gapInterval(spec.kind, value, { drifts, most }) ?? [null, null];
    return { ...base, value, low, high, slices: pair.map(key), values: pairValues };
  });
}

const emptyDraws = new Float64Array(0);

export interface ReadGap {
  readonly spec: GapSpec;
  readonly value: number;
  readonly pair: readonly [number, number] | undefined;
  readonly measure: Signal;
  /** Of the signal that causes it, by slice. */
  readonly values: (slice: number) => number;
}

export function gapReader(input: TableInput, specs: readonly GapSpec[], reference: number | undefined) {
  const signals = [...new Set(specs.flatMap(({ metric }) => signalsOf(metric)))];
  const read = new Map(signals.map((signal) => [signal, new Float64Array(input.slices.length)]));
  return (table: MeasuredTable): ReadGap[] => {
    const all = new Map<Signal, number>();
    for (const [signal, values] of read) {
      for (let slice = 0; slice < values.length; slice++)
        values[slice] = signalValue(signal, (name) => table.value(name, slice));
      all.set(signal, signalValue(signal, table.overall));
    }
    return specs.map((spec) => {
      const own = signalsOf(spec.metric);
      const gaps = own.map((signal) =>
        gapOf(spec.kind, spec.against, {
          values: read.get(signal) ?? emptyDraws,
          overall: all.get(signal) ?? NaN,
          reference,
        }),
      );
      const worst = worstGap(spec.kind, gaps);
      const measure = own[worst.at] ?? 'odds';
      const values = (slice: number) =>
        (slice === overall ? all.get(measure) : read.get(measure)?.[slice]) ?? NaN;
      return { spec, value: worst.value, pair: worst.pair, measure, values };
    });
  };
}

/** A crossing has a reference slice when each of its columns has a reference value. */
export function isReference(
  columns: readonly string[],
  { values }: Pick<SliceCounts, 'values'>,
  reference: GapSettings['reference'],
): boolean {
  return columns.every(
    (column, at) => Object.hasOwn(reference, column) && reference[column] === (values[at] ?? null),
  );
}

function whyUndefined(
  slices: readonly SliceCounts[],
  { kind, against }: GapSpec,
  values: (slice: number) => number,
  reference: number,
): string {
  if (against === 'reference' && reference < 0)
    return t('the reference group is not there or too small to judge');
  const defined = slices.filter((_, at) => !Number.isNaN(values(at))).length;
  if (slices.length < 2 && against !== 'overall') return t('fewer than two slices are large enough to judge');
  if (defined < 2 && against === 'groups') return t('it is defined for fewer than two slices');
  if (defined === 0) return t('it is defined for no slice');
  return kind === 'ratio' ? t('a ratio of zeros or of values with signs is none') : t('it is undefined');
}
