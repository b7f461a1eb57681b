/** Two models side by side: every rate of every slice with its difference, every gap with its change, and a sentence. */
import { t } from '../base/l10n.ts';
import type { FairnessCounts, SliceCounts } from '../protocol/fairnessCounts.ts';
import type { FairnessComparison, RateChange, SliceComparison } from '../protocol/fairnessComparison.ts';
import type { VersusCounts } from '../protocol/fairnessVersus.ts';
import type { SliceReport } from '../protocol/fairnessReport.ts';
import { measureNames, type MeasureName } from '../records/fairnessNames.ts';
import { defaultSpecs, sliceReport, type ReportSettings } from './fairnessReport.ts';
import { gapChanges, unevenSlices } from './gapChanges.ts';
import { pairedCounts, type PairedCounts, type PairedSlice } from './pairedCounts.ts';
import { pairedDifference } from './pairedDifference.ts';
import { sliceText } from './fairnessWords.ts';
import { sliceKey } from './sliceKey.ts';
import { versusSentence } from './versusSentence.ts';

export function comparison(
  own: FairnessCounts,
  versus: VersusCounts,
  settings: ReportSettings,
  name: string,
): FairnessComparison {
  const counts = pairedCounts(own, versus);
  const specs = settings.specs ?? defaultSpecs(own, settings.against);
  return {
    ...{ other: name, n: versus.other.rows, threshold: versus.other.threshold, pairing: versus.pairing },
    sentence: versusSentence(counts, settings, name) ?? null,
    overall: sliceComparison(counts, [], counts.overall, settings),
    slices: counts.attributes.flatMap(({ columns, slices }) =>
      slices.map((slice) => sliceComparison(counts, columns, slice, settings)),
    ),
    aggregates: counts.attributes.flatMap((attribute) => gapChanges(counts, attribute, specs, settings)),
    problems: [...versus.other.problems, ...unevenProblems(counts, settings.minSize, name)],
  };
}

export function sliceComparison(
  counts: PairedCounts,
  columns: readonly string[],
  slice: PairedSlice,
  settings: Pick<ReportSettings, 'minSize' | 'seed'>,
): SliceComparison {
  const report = (side: 'own' | 'other', one: SliceCounts | undefined): SliceReport | undefined =>
    one && sliceReport(counts[side], [...columns], one, settings);
  const [own, other] = [report('own', slice.own), report('other', slice.other)];
  const changes: Partial<Record<MeasureName, RateChange>> = {};
  for (const measure of measureNames)
    if (own?.rates[measure] && other?.rates[measure])
      changes[measure] = pairedDifference(counts, slice, measure, {
        own: own.rates[measure],
        other: other.rates[measure],
      });
  return {
    slice: sliceKey([...columns], [...slice.values]),
    ...{ n: slice.own?.rows ?? 0, otherN: slice.other?.rows ?? 0, pairs: slice.joint?.rows ?? 0 },
    ...{ rates: other?.rates ?? {}, changes },
    suppressed:
      columns.length > 0 && Math.min(slice.own?.rows ?? 0, slice.other?.rows ?? 0) < settings.minSize,
  };
}

export function unevenProblems({ attributes }: PairedCounts, minSize: number, name: string) {
  return attributes
    .filter(({ columns }) => columns.length === 1)
    .flatMap(({ columns, slices }) => {
      const uneven = unevenSlices(slices, minSize).map(({ values }) =>
        sliceText(sliceKey([...columns], [...values])),
      );
      if (uneven.length === 0) return [];
      const shown = uneven.slice(0, 5).join('; ');
      return [
        {
          where: name,
          message: t(
            'Large enough to judge in one of both only, so gaps are not between the same slices: {0}.',
            uneven.length > 5 ? t('{0} and {1} more', shown, uneven.length - 5) : shown,
          ),
        },
      ];
    });
}
