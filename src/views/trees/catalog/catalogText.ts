/** What the rows of the Catalog view say; plain functions, so that they are tested without VS Code. */
import { formatAge, formatCount, formatShort, formatSize } from '../../../base/format.ts';
import { t } from '../../../base/l10n.ts';
import type {
  DatasetRow,
  DatasetVersionShape,
  FeatureRow,
  UnknownData,
} from '../../../protocol/catalogThread.ts';
import type { ModelRow, VersionRow } from '../../../protocol/modelShape.ts';
import { fairnessSign } from '../fairnessText.ts';
import type { ServerModelsPage } from '../../../protocol/serverShape.ts';

/** `v4 · 1 204 318 rows · risk-ml`; what is wrong comes first. */
export function datasetDescription(row: DatasetRow, now: number): string {
  return [...datasetWarnings(row, now), versionText(row), sizeText(row), row.owner ?? '']
    .filter((part) => part !== '')
    .join(' · ');
}

/** Short ones, for the row. */
export function datasetWarnings(
  { disk, latest, owner, freshness, behind, copies, location }: DatasetRow,
  now: number,
): string[] {
  return [
    ...(disk.state === 'lost' ? [t('not found')] : []),
    ...(disk.state === 'refused'
      ? [location.includes('://') ? t('on the network') : t('outside of this folder')]
      : []),
    ...(disk.state === 'known' && disk.version === null && latest !== null
      ? [t('changed since v{0}', latest)]
      : []),
    ...(disk.isStale && disk.modified !== null && freshness !== null
      ? [t('{0} old (limit {1})', formatShort(now - disk.modified), formatShort(freshness))]
      : []),
    ...(behind.length > 0 ? [t('not what was trained on')] : []),
    ...(copies.length > 0 ? [copies.length === 1 ? t('1 copy') : t('{0} copies', copies.length)] : []),
    ...(owner === null ? [t('no owner')] : []),
  ];
}

/** Whole sentences, for the tooltip. */
export function datasetSentences({ disk, latest, name, behind, copies, location }: DatasetRow): string[] {
  return [
    ...(disk.why === null ? [] : [disk.why]),
    ...(disk.state === 'known' && disk.version === null && latest !== null
      ? [t('What is on disk is no version of {0} yet; “Record Version” makes it one.', name)]
      : []),
    ...behind,
    ...copies.map((copy) =>
      t('{0} has the same content as {1}: read one shared file instead of a copy.', copy, location),
    ),
  ];
}

function versionText({ disk, latest }: DatasetRow): string {
  if (disk.state === 'unread') return t('not read yet');
  if (disk.state === 'changing') return t('changing');
  if (disk.state === 'url') return t('on the network');
  const version = disk.version ?? (disk.state === 'known' ? null : latest);
  return version === null ? '' : `v${String(version)}`;
}

function sizeText({ disk, rows }: DatasetRow): string {
  if (rows !== null && disk.version !== null)
    return rows === 1 ? t('1 row') : t('{0} rows', formatCount(rows));
  return disk.files === 0 ? '' : formatSize(disk.size);
}

export function versionDescription(
  { runs, models, seen }: DatasetVersionShape,
  isOnDisk: boolean,
  now: number,
): string {
  const used = [
    ...(runs.length === 0 ? [] : [runs.length === 1 ? t('1 run') : t('{0} runs', formatCount(runs.length))]),
    ...models.map(({ model, version }) => `${model} v${String(version)}`),
  ];
  return [
    ...(isOnDisk ? [t('on disk')] : []),
    used.length === 0 ? t('not used yet') : used.join(', '),
    ...(seen === null ? [] : [formatAge(seen, now)]),
  ].join(' · ');
}

/** `risk-ml · used by 2 models`. */
export function featureDescription(row: FeatureRow, now: number): string {
  const { owner, models, runs, lastUsed, isUnused, deprecated } = row;
  const used =
    models.length > 0
      ? models.length === 1
        ? t('used by {0}', models[0] ?? '')
        : t('used by {0} models', models.length)
      : runs === 0
        ? t('used by no run')
        : lastUsed !== null && isUnused
          ? t('not used for {0}', formatShort(now - lastUsed))
          : runs === 1
            ? t('1 run')
            : t('{0} runs', formatCount(runs));
  return [...(deprecated === null ? [] : [t('deprecated')]), owner ?? t('no owner'), used].join(' · ');
}

export function unknownDescription({ runs, lastUsed }: UnknownData, now: number): string {
  const count = runs === 1 ? t('1 run') : t('{0} runs', formatCount(runs));
  return t('{0}, last {1} · not in the catalog', count, formatAge(lastUsed, now));
}

/** `champion v7 · challenger v8`. */
export function modelDescription({ versions }: ModelRow): string {
  const aliases = versions.flatMap(({ version, aliases: names }) =>
    names.map((name) => `${name} v${String(version)}`),
  );
  const [newest] = versions;
  if (newest === undefined) return t('no version yet');
  return aliases.length > 0 ? aliases.join(' · ') : `v${String(newest.version)}`;
}

/** The same of a model on a server, of which a list names only the newest version. */
export function serverModelDescription({ aliases, newest }: ServerModelsPage['models'][number]): string {
  if (aliases.length > 0)
    return aliases.map(({ alias, version }) => `${alias} v${String(version)}`).join(' · ');
  return newest === null ? t('no version yet') : `v${String(newest)}`;
}

/** `champion · quiet-heron · 2 days ago` */
export function modelVersionDescription(
  { aliases, runName, runHere, created, fairness }: Pick<VersionRow, 'aliases'> & Partial<VersionRow>,
  now: number,
): string {
  const run = runName ?? undefined;
  return [
    ...aliases,
    ...(run === undefined ? [] : [runHere === false ? t('{0}, which is gone', run) : run]),
    ...(fairness ? [fairnessSign(fairness, now)] : []),
    ...(typeof created === 'string' ? [formatAge(Date.parse(created), now)] : []),
  ].join(' · ');
}
