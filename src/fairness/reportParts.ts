/** What both kinds of exported report tell in the same words: how it was counted, and which slices are worst. */
import { formatCount, formatNumber } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { FairnessColumns } from '../protocol/fairnessPage.ts';
import type { FairnessReport, WorstSlices } from '../protocol/fairnessReport.ts';
import { metricText, sliceText } from './fairnessWords.ts';
import { intervalText, rateText, signed } from './rateText.ts';

type Fact = readonly [name: string, value: string];

export function settingFacts(
  { against, reference }: FairnessReport['settings'],
  { split, weight, groups }: FairnessColumns,
): Fact[] {
  const chosen = Object.entries(reference).map(([column, value]) => sliceText({ [column]: value }));
  const binned = groups.flatMap(({ column, bins }) =>
    bins === undefined ? [] : [`${column}: ${binsText(bins)}`],
  );
  return [
    ...(split === undefined ? [] : [[t('Only rows with'), `${split.column} = ${split.value}`] as const]),
    ...(weight === undefined ? [] : [[t('Weights'), weight] as const]),
    ...(binned.length === 0 ? [] : [[t('Bins'), binned.join('; ')] as const]),
    ...(against === 'groups'
      ? []
      : [
          [
            t('Groups held against'),
            against === 'overall' ? t('all rows') : t('a reference group: {0}', chosen.join(', ')),
          ] as const,
        ]),
  ];
}

export function binsText(bins: NonNullable<FairnessColumns['groups'][number]['bins']>): string {
  switch (bins.kind) {
    case 'quantile':
      return t('{0} with equally many rows', bins.count);
    case 'equal':
      return t('{0} of equal width', bins.count);
    case 'edges':
      return t('cut at {0}', bins.edges.map((edge) => formatNumber(edge)).join(', '));
  }
}

export function worstSentence({ found, looked, measure }: WorstSlices): string {
  const metric = metricText(measure);
  if (looked === 0) return t('Nothing could be searched: no slice and its rest are large enough.');
  return found.length === 0
    ? t(
        'None: {0} slices were looked at by {1}, and no gap to all other rows is larger than chance explains among so many.',
        formatCount(looked),
        metric,
      )
    : t(
        '{0} of {1} slices differ in {2} from all other rows by more than chance explains, corrected for how many were looked at (Holm, 5 %).',
        formatCount(found.length),
        formatCount(looked),
        metric,
      );
}

export function worstTitles(name: string): string[] {
  return [t('Slice'), t('Rows'), name, t('all others'), t('Gap'), t('95 % interval')];
}

/** The largest gaps. */
export function worstRows({ found }: WorstSlices): string[][] {
  return found
    .slice(0, mostTold)
    .map(({ slice, n, value, rest, gap, low, high }) => [
      sliceText(slice),
      formatCount(n),
      rateText(value),
      rateText(rest),
      signed(gap),
      intervalText({ low, high }),
    ]);
}

const mostTold = 20;
