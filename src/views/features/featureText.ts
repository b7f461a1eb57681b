/** What lenses, hovers and lists say of a feature, as plain data. */
import { counted } from '../../base/counted.ts';
import { cutText, formatAge } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import type { FeatureBrief, UnusedFeature } from '../../protocol/featureThread.ts';
import type { Evidence } from '../../protocol/featureUse.ts';

type Told = Pick<
  FeatureBrief,
  'name' | 'owner' | 'description' | 'kind' | 'dataset' | 'columns' | 'function' | 'deprecated'
> &
  Pick<FeatureBrief, 'runCount' | 'lastUsed' | 'newest' | 'models' | 'modelCount'>;

/** `risk-ml · Monthly debt over monthly income · churn v3 (champion), loans v1` */
export function lensTitle({ name, owner, description, models, modelCount }: Told): string {
  const shown = models.slice(0, mostModels).join(', ');
  const used = modelCount > mostModels ? t('{0} and {1} more', shown, modelCount - mostModels) : shown;
  return [
    owner ?? t('{0}: no owner', name),
    description === null ? t('no description') : cutText(oneLine(description), longestDescription),
    used === '' ? t('in no model') : used,
  ].join(' · ');
}

/** Facts of a hover, one a line, the description left out. */
export function factsOf(feature: Told, now: number): string[] {
  const { owner, kind, dataset, columns, function: made, deprecated, runCount, lastUsed } = feature;
  const source = [
    ...(dataset === null ? [] : [columns.length === 0 ? dataset : `${dataset}: ${columns.join(', ')}`]),
    ...(made === null ? [] : [made]),
  ];
  return [
    owner === null ? t('No owner') : t('Owner: {0}', owner),
    ...(kind === null ? [] : [t('Kind: {0}', kind)]),
    ...(source.length === 0 ? [] : [t('From {0}', source.join(' · '))]),
    ...(deprecated === null ? [] : [t('Deprecated since {0}', deprecated)]),
    lastUsed === null
      ? t('Used by no run')
      : runCount === 1
        ? t('Used by 1 run, {0}', formatAge(lastUsed, now))
        : t('Used by {0} runs, last {1}', runCount, formatAge(lastUsed, now)),
    ...(feature.newest === null
      ? []
      : [t('{0}: {1}', feature.newest.name, evidenceText(feature.newest.evidence))]),
    ...(feature.models.length === 0 ? [] : [t('Models: {0}', feature.models.join(', '))]),
  ];
}

/** `no run used it · no champion uses it` */
export function reasonText({ reasons }: Pick<UnusedFeature, 'reasons'>): string {
  return reasons
    .map(({ why, days }) => {
      if (why === 'never') return t('no run used it');
      return why === 'old'
        ? counted(days ?? 0, t('not used for a day'), (n) => t('not used for {0} days', n))
        : t('no champion uses it');
    })
    .join(' · ');
}

/** How it is known that a run used a feature: `named by the script`; what other tools keep, with its place. */
export function evidenceText(evidence: readonly Evidence[]): string {
  const text = evidence.map(textOf).join(', ');
  const source = sourceOf(evidence);
  return source === undefined ? text : t('{0} ({1})', text, source);
}

/** Where another tool keeps what says so; all of a run is in one place. */
export function sourceOf(evidence: readonly Evidence[]): string | undefined {
  return evidence[0]?.source;
}

/** One piece of it, without the place. */
export function textOf({ by, where }: Evidence): string {
  const place = where ?? '';
  switch (by) {
    case 'inbox':
      return t('named by the script');
    case 'signature':
      return t('input of the model, by its MLflow signature');
    case 'schema':
      return t('column of {0}, logged with MLflow', place);
    case 'columns':
      return t('column of {0}', place);
    case 'script':
      return t('named in {0}', place);
    case 'model':
      return t('listed in its model file');
    case 'run':
      return t('used by its run {0}', place);
  }
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}

const mostModels = 3;
const longestDescription = 60;
