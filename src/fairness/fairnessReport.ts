/** A fairness report from counts: the same counts and settings always give the same digits. */
import { t } from '../base/l10n.ts';
import type { AttributeCounts, FairnessCounts, SliceCounts } from '../protocol/fairnessCounts.ts';
import type { FairnessReport, Rate, SliceReport } from '../protocol/fairnessReport.ts';
import {
  aggregateNames,
  errorNames,
  gapKinds,
  type Against,
  type MeasureName,
} from '../records/fairnessNames.ts';
import { attributeGaps, type GapSettings, type GapSpec } from './attributeGaps.ts';
import { aucInterval } from './aucInterval.ts';
import { errorMeasures } from './errorMeasures.ts';
import { macroRates } from './macroRates.ts';
import { sliceKey } from './sliceKey.ts';
import { isError } from './measuredTables.ts';
import { countsOf, rateOf, sliceRates, undefinedRate } from './sliceRates.ts';
import { worstSlices } from './worstSlices.ts';

export interface ReportSettings extends GapSettings {
  readonly against: Against;
  /** Gaps to tell of each attribute; without them the aggregates (of regressions the measures) as difference and ratio. */
  readonly specs?: readonly GapSpec[];
  /** Search for the slices that are worst by this measure. */
  readonly worst?: MeasureName;
}

export const defaultSettings = { minSize: 30, against: 'groups', reference: {}, seed: 'cairn' } as const;

/** Without the policy's verdict; see `policyVerdict`. */
export function fairnessReport(counts: FairnessCounts, settings: ReportSettings): FairnessReport {
  const { task, classes, weighted, threshold, problems, overall, attributes } = counts;
  const { minSize, against, reference, seed, worst } = settings;
  const specs = settings.specs ?? defaultSpecs(counts, against);
  return {
    n: counts.rows,
    ...{ task, classes, weighted, threshold, problems: [...problems] },
    settings: { minSize, against, reference, seed, confidence: 0.95 },
    overall: sliceReport(counts, [], overall, settings),
    slices: attributes.flatMap(({ columns, slices }) =>
      slices.map((slice) => sliceReport(counts, columns, slice, settings)),
    ),
    aggregates: attributes.flatMap((attribute) => attributeGaps(counts, attribute, specs, settings)),
    worst: worst === undefined ? null : worstSlices(counts, worst, minSize),
    policy: null,
  };
}

export function defaultSpecs({ task, overall }: FairnessCounts, against: Against): GapSpec[] {
  const metrics =
    task === 'regression'
      ? errorNames
      : [...aggregateNames, ...(overall.curve === undefined ? [] : (['auc'] as const))];
  return metrics.flatMap((metric) => gapKinds.map((kind) => ({ metric, kind, against })));
}

export function sliceReport(
  counts: Pick<FairnessCounts, 'task' | 'classes'>,
  columns: AttributeCounts['columns'],
  slice: SliceCounts,
  { minSize, seed }: Pick<GapSettings, 'minSize' | 'seed'>,
): SliceReport {
  const { cells, errors, curve, rows } = slice;
  const isBinary = counts.task === 'binary';
  const [tn = 0, fp = 0, fn = 0, tp = 0] = cells === undefined ? [] : countsOf(cells);
  return {
    slice: sliceKey(columns, slice.values),
    n: rows,
    ...(cells && isBinary && { tp, fp, tn, fn }),
    ...(cells && !isBinary && { confusion: matrixOf(countsOf(cells), counts.classes.length) }),
    rates: {
      ...(cells && isBinary && sliceRates(cells)),
      ...(cells &&
        !isBinary &&
        macroRates(cells, counts.classes.length, `${seed}/${JSON.stringify([columns, slice.values])}`)),
      ...(curve && { auc: areaOf(curve) }),
      ...(errors && errorMeasures(errors)),
    },
    ...(curve && { calibration: curve.calibration }),
    suppressed: columns.length > 0 && rows < minSize,
  };
}

/** One of the rates of `sliceReport`, without the others where it needs none of them. */
export function measuredRate(
  counts: Pick<FairnessCounts, 'task' | 'classes'>,
  columns: AttributeCounts['columns'],
  slice: SliceCounts,
  { settings, measure }: { settings: Pick<GapSettings, 'minSize' | 'seed'>; measure: MeasureName },
): Rate | undefined {
  const { cells, curve } = slice;
  if (measure === 'auc') return curve && areaOf(curve);
  if (counts.task !== 'binary') return sliceReport(counts, columns, slice, settings).rates[measure];
  return cells === undefined || isError(measure) ? undefined : rateOf(measure, cells);
}

function areaOf({ auc, totals }: NonNullable<SliceCounts['curve']>): Rate {
  const [negatives = 0, positives = 0] = totals.rows;
  const n = negatives + positives;
  if (auc === null)
    return undefinedRate(n, n === 0 ? t('no rows') : positives === 0 ? t('no positives') : t('no negatives'));
  const [low, high] = aucInterval(auc);
  return { value: auc.value, low, high, n };
}

function matrixOf(counts: readonly number[], classes: number): number[][] {
  return Array.from({ length: classes }, (_, label) => counts.slice(label * classes, (label + 1) * classes));
}
