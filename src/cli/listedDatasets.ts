/** Datasets with what is on disk and who used which version, as `cairn catalog ls|show` print them. */
import { formatSize } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { datasetShapeOf } from '../catalog/catalogShapes.ts';
import type { Catalog } from '../catalog/readCatalog.ts';
import type { ListedDataset } from '../protocol/catalogShape.ts';
import type { DatasetDetail, DiskShape, UsingModel } from '../protocol/catalogThread.ts';
import type { Call } from './command.ts';
import { openCatalog } from './openCatalog.ts';

/** Reads the data of these, or of all; a folder without datasets asks nothing of its runs. */
export async function listedDatasets(
  call: Call,
  { datasets }: Catalog,
  names: readonly string[] | null,
): Promise<ListedDataset[]> {
  const wanted = [...datasets].filter(([name]) => names === null || names.includes(name));
  if (wanted.length === 0) return [];
  const catalog = await openCatalog(call);
  try {
    await catalog.read(names);
    const listed: ListedDataset[] = [];
    const details = await catalog.details(wanted.map(([name]) => name));
    for (const [name, entry] of wanted) {
      const detail = details.get(name);
      if (detail !== undefined) listed.push(listedOf(datasetShapeOf(name, entry), detail));
    }
    return listed;
  } finally {
    catalog.dispose();
  }
}

function listedOf(
  { versions, ...entry }: ReturnType<typeof datasetShapeOf>,
  { disk, behind, copies, otherRuns, versions: used }: DatasetDetail,
): ListedDataset {
  return {
    ...{ ...entry, disk, behind, copies, otherRuns },
    versions: versions.map((version) => {
      const { runs = [], models = [] } = used.find((one) => one.version === version.version) ?? {};
      return { ...version, runs, models };
    }),
  };
}

/** `v2, 1.4 MB`, `changed since v2, 1.4 MB`, or that there is nothing. */
export function diskText({
  disk,
  location,
  versions,
}: Pick<ListedDataset, 'disk' | 'location'> & { versions: { version: number }[] }): string {
  const [newest] = versions;
  if (disk.state === 'lost') return t('not found');
  if (disk.state === 'url' || (disk.state === 'refused' && location.includes('://')))
    return t('on the network');
  if (disk.state === 'refused') return t('outside of this folder');
  if (disk.hash === null) return t('not read');
  const which =
    disk.version !== null
      ? [`v${String(disk.version)}`]
      : newest === undefined
        ? []
        : [t('changed since v{0}', newest.version)];
  return [...which, formatSize(disk.size), ...(disk.isStale ? [t('too old')] : [])].join(', ');
}

export function changedText({ modified }: DiskShape): string | null {
  return modified === null ? null : new Date(modified).toISOString();
}

/** `churn v7 (champion)` */
export function modelText({ model, version, aliases }: UsingModel): string {
  return `${model} v${String(version)}${aliases.length === 0 ? '' : ` (${aliases.join(', ')})`}`;
}
