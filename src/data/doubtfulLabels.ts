/** Labels that can be read in more ways than the one they are counted by: said, never changed. */
import { t } from '../base/l10n.ts';
import type { FairnessQuery } from '../protocol/fairnessCounts.ts';
import { byValue, canonical, listed, pairs, type FoundValues, type LabelScheme } from './labelScheme.ts';

export function doubtfulLabels(
  query: Pick<FairnessQuery, 'label' | 'prediction' | 'task'>,
  found: FoundValues,
  { task }: Pick<LabelScheme, 'task'>,
): string[] {
  if (task !== 'regression') return severalWays(query, found);
  return query.task === undefined ? isItOne(query, found) : [];
}

/** Yes, yes and true are three classes as long as nobody says otherwise. */
function severalWays({ label }: Pick<FairnessQuery, 'label'>, { labels = [] }: FoundValues): string[] {
  const alike = new Map<string, string[]>();
  for (const value of new Set(labels.map(canonical))) {
    const plain = value.normalize('NFKC').replace(/\s+/g, ' ').toLowerCase();
    const key = meaningOf(plain) ?? plain;
    alike.set(key, [...(alike.get(key) ?? []), value]);
  }
  return [...alike.values()]
    .filter((values) => values.length > 1)
    .map((values) =>
      t('Labels of “{0}” may mean the same and are counted apart: {1}.', label, listed(values.sort(byValue))),
    );
}

function meaningOf(value: string): string | undefined {
  const place = pairs.find((pair) => pair.includes(value))?.indexOf(value);
  return place === undefined ? undefined : `pair ${String(place)}`;
}

function isItOne(
  { label, prediction = '' }: Pick<FairnessQuery, 'label' | 'prediction'>,
  { labels, predictions }: FoundValues,
): string[] {
  const few = (values: readonly string[] | undefined) => values !== undefined && values.length <= fewValues;
  if (few(labels))
    return [
      t(
        'Labels of “{0}” are numbers with decimals ({1}), so this is judged as a regression: say the task or the favourable label if they are classes.',
        label,
        listed([...(labels ?? [])].sort(byValue)),
      ),
    ];
  if (few(predictions))
    return [
      t(
        '“{0}” holds many numbers and “{1}” only {2}, so this is judged as a regression: check that they are label and prediction.',
        label,
        prediction,
        listed([...(predictions ?? [])].sort(byValue)),
      ),
    ];
  return [];
}

const fewValues = 5;
