/** The sentence on top for several classes and for regressions: who is judged wrongly more often, or whose predictions lean or miss more. */
import { formatCount, formatNumber, formatShare, nbsp } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { AttributeCounts, FairnessCounts } from '../protocol/fairnessCounts.ts';
import type { Aggregate, SliceKey } from '../protocol/fairnessReport.ts';
import type { MeasureName } from '../records/fairnessNames.ts';
import { attributeGaps, type GapSettings } from './attributeGaps.ts';
import { sliceText } from './fairnessWords.ts';
import type { Finding } from './finding.ts';
import { worstSlices } from './worstSlices.ts';

/** Of columns alone. */
export function classesFinding(counts: FairnessCounts, settings: GapSettings): Finding {
  const { all, worst } = gapsOf(counts, ['accuracy'], settings);
  const told = worst ?? all[0];
  if (told === undefined) return { text: undecided() };
  if (told.gap.value === 0) return { text: t('All groups are judged wrongly equally often.') };
  const [right = 0, wrong = 0] = told.gap.values;
  // The pair names the group with more right answers first.
  const [better, worse] = told.gap.slices.map(sliceText);
  const text = t(
    '{0}: {2} are put into a wrong class, of {1}: {3} ({4}).',
    worse ?? '',
    better ?? '',
    formatShare(1 - wrong),
    formatShare(1 - right),
    interval(told.gap, told.attribute, formatShare),
  );
  return findingOf(text, worst);
}

const leanings = ['meanError', 'meanAbsoluteError'] as const;

/** Of columns alone. */
export function errorsFinding(counts: FairnessCounts, settings: GapSettings): Finding {
  const { all, worst } = gapsOf(counts, leanings, settings);
  const told = worst ?? all[0];
  if (told === undefined) return { text: undecided() };
  if (told.gap.value === 0) return { text: t('Predictions are equally far off in all groups.') };
  const [more, less] = told.gap.slices.map(sliceText);
  const [high = 0, low = 0] = told.gap.values;
  const [a, b, found] = [more ?? '', less ?? '', interval(told.gap, told.attribute, formatNumber)];
  const text =
    told.measure === 'meanError'
      ? t('{0}: predictions are {1} on average; {2}: {3} ({4}).', b, leaning(low), a, leaning(high), found)
      : t(
          '{0}: predictions are off by {2} on average, for {1} by {3} ({4}).',
          a,
          b,
          formatNumber(high),
          formatNumber(low),
          found,
        );
  return findingOf(text, worst);
}

export function notBeyondChance(largest: string): string {
  return t(
    'No group is judged worse than the others by more than chance may do, corrected for how many were looked at. The largest gap: {0}',
    largest,
  );
}

function findingOf(text: string, worst: GroupGap | undefined): Finding {
  if (worst === undefined) return { text: notBeyondChance(text) };
  return { text, about: { attribute: worst.attribute, measure: worst.measure } };
}

function undecided(): string {
  return t('Not enough data: the errors of no two groups can be held against each other.');
}

function leaning(error: number): string {
  if (error === 0) return t('neither too high nor too low');
  const size = formatNumber(Math.abs(error));
  return error > 0 ? t('{0} too high', size) : t('{0} too low', size);
}

interface GroupGap {
  readonly attribute: AttributeCounts;
  readonly measure: MeasureName;
  readonly gap: Aggregate;
}

/** The surest gap first, and the first in whose column a group differs from all others beyond chance. */
function gapsOf(
  counts: FairnessCounts,
  measures: readonly MeasureName[],
  settings: GapSettings,
): { readonly all: readonly GroupGap[]; readonly worst: GroupGap | undefined } {
  const specs = measures.map((metric) => ({ metric, kind: 'difference', against: 'groups' }) as const);
  const all = counts.attributes
    .flatMap((attribute) =>
      attributeGaps(counts, attribute, specs, settings).flatMap((gap, at): GroupGap[] => {
        const measure = measures[at];
        return gap.value === null || measure === undefined ? [] : [{ attribute, measure, gap }];
      }),
    )
    .sort((a, b) => surety(b.gap) - surety(a.gap));
  const known = measures.map((measure) => worstSlices(counts, measure, settings.minSize).found);
  const worst = all.find(({ attribute: { columns }, measure }) =>
    known[measures.indexOf(measure)]?.some(
      ({ slice, adjusted }) =>
        adjusted < 0.05 / measures.length && columns.every((column) => Object.hasOwn(slice, column)),
    ),
  );
  return { all, worst };
}

/** How many times its own uncertainty a gap is, whatever its unit. */
function surety({ value, low, high }: Aggregate): number {
  if (value === null || low === null || high === null) return 0;
  return value / (high - low || Number.EPSILON);
}

function interval(gap: Aggregate, attribute: AttributeCounts, write: (value: number) => string): string {
  const rows = gap.slices.map((slice) => formatCount(rowsOf(slice, attribute))).join(`${nbsp}+${nbsp}`);
  const n = `n${nbsp}=${nbsp}${rows}`;
  const by = write(gap.value ?? NaN);
  if (gap.low === null || gap.high === null) return t('difference {0}, {1}', by, n);
  return t('difference {0}, 95 % interval {1} to {2}, {3}', by, write(gap.low), write(gap.high), n);
}

function rowsOf(slice: SliceKey, { columns, slices }: AttributeCounts): number {
  const found = slices.find(({ values }) =>
    columns.every((column, at) => slice[column] === (values[at] ?? null)),
  );
  return found?.rows ?? 0;
}
