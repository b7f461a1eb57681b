/** What is done to the datasets of a catalog: added with their first version, given another one, taken out. */
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { formatOf } from '../catalog/locate.ts';
import type { DatasetDetail } from '../protocol/catalogThread.ts';
import type { YamlEdit } from '../storage/yamlEdit.ts';
import type { CatalogStore, RunStore } from './runStore.ts';

/** What is needed of a project; the command line has it too. */
export interface DatasetHost {
  readonly store: Pick<RunStore, 'onDidChangeCatalog'> & {
    readonly catalog: Pick<CatalogStore, 'catalogDatasets' | 'catalogDataset' | 'readData'>;
  };
  editCatalog(which: 'datasets', change: (edit: YamlEdit) => void): Promise<void>;
}

/** Keys in the order in which they are written. */
export const datasetKeys = [
  'description',
  'owner',
  'location',
  'format',
  'time',
  'label',
  'sensitive',
  'licence',
  'tags',
  'freshness',
  'access',
  'versions',
] as const;

export interface NewDataset {
  /** From the workspace folder, with forward slashes; absolute when it lies elsewhere; or a URL. */
  readonly location: string;
  readonly owner?: string | undefined;
  /** Absent: that of its file. */
  readonly name?: string | undefined;
}

/** Its name: that of its file. A location that is in the catalog already keeps its name and stays as it is. */
export async function addDataset(
  project: DatasetHost,
  { location, owner, name: wanted }: NewDataset,
): Promise<{ readonly name: string; readonly isNew: boolean }> {
  const known = await project.store.catalog.catalogDatasets({});
  const same = known.find((row) => row.location === location);
  if (same !== undefined) return { name: same.name, isNew: false };
  let name = '';
  await project.editCatalog('datasets', (edit) => {
    name = wanted ?? freeName(nameOf(location), new Set(edit.keys()));
    if (edit.has([name])) throw new UserError('taken', t('There is a dataset {0} already.', name));
    const format = formatOf(location);
    edit.set([name], {
      ...(owner !== undefined && { owner }),
      location,
      ...(format !== undefined && { format }),
    });
  });
  return { name, isNew: true };
}

/** Resolves when its content is known; rejects with UserError `unread` when it cannot be. */
export async function knownContent(
  project: DatasetHost,
  name: string,
): Promise<DatasetDetail & { hash: string }> {
  const { store } = project;
  await store.catalog.readData({ names: [name] });
  for (;;) {
    // Before the question, so that no change is missed between the two.
    const next = nextChange(project);
    const detail = await store.catalog.catalogDataset({ name });
    if (detail === null) throw new UserError('unread', t('There is no dataset {0} any more.', name));
    const { state, hash, why } = detail.disk;
    if (hash !== null) {
      next.dispose();
      return { ...detail, hash };
    }
    if (state === 'lost' || state === 'refused') {
      next.dispose();
      throw new UserError('unread', why ?? t('{0} cannot be read.', detail.location));
    }
    await next.fired;
  }
}

/** The number of the version that is on disk now: a new one, unless it has one. */
export async function recordVersion(project: DatasetHost, name: string, rows?: number): Promise<number> {
  const { hash, disk, versions } = await knownContent(project, name);
  const known = versions.find((version) => version.hash === hash);
  if (known !== undefined) return known.version;
  const version = 1 + versions.reduce((highest, one) => Math.max(highest, one.version), 0);
  await project.editCatalog('datasets', (edit) =>
    edit.append(
      [name, 'versions'],
      {
        version,
        hash,
        seen: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
        ...(disk.files > 1 && { files: disk.files }),
        size: disk.size,
        ...(rows !== undefined && { rows }),
      },
      datasetKeys,
    ),
  );
  return version;
}

/** Whether its files are one table that can be profiled: all of them known by path, and of one format. */
export function isTable({ files, disk, format }: DatasetDetail): boolean {
  if (files.length === 0 || files.length < disk.files) return false;
  return format !== null || new Set(files.map((file) => formatOf(file))).size === 1;
}

function nextChange({ store }: DatasetHost): { fired: Promise<void>; dispose(): void } {
  let listening = { dispose: () => undefined as unknown };
  const fired = new Promise<void>((resolve) => {
    listening = store.onDidChangeCatalog(() => {
      listening.dispose();
      resolve();
    });
  });
  return { fired, dispose: () => listening.dispose() };
}

/** `loans` of `data/loans.csv` and of `data/loans/*.parquet`. */
function nameOf(location: string): string {
  const parts = location.split('/').filter((part) => part !== '' && !/[*?[{]/.test(part));
  const last = parts.at(-1) ?? location;
  const stem = path.posix.basename(last).replace(/(?:\.[a-z0-9]+){1,2}$/i, '');
  return stem === '' ? last : stem;
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}-${String(number)}`;
    if (!taken.has(name)) return name;
  }
}
