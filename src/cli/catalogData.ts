/** `cairn catalog add|record|diff`: datasets and their versions from the terminal. */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { counted } from '../base/counted.ts';
import { messageOf, UserError } from '../base/errors.ts';
import { formatCount, formatNumber, missing } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { isGlob } from '../base/glob.ts';
import { isUrl } from '../catalog/locate.ts';
import { openDataProcess } from '../data/dataProcess.ts';
import { DataProfiles } from '../project/dataProfiles.ts';
import { addDataset, isTable, knownContent, recordVersion } from '../project/datasetActions.ts';
import type { CatalogAdded, CatalogDiff } from '../protocol/catalogShape.ts';
import type { DatasetDetail } from '../protocol/catalogThread.ts';
import { lastOf, type Call } from './command.ts';
import { openCatalog, type FolderCatalog } from './openCatalog.ts';
import { cellText, textTable } from './textTable.ts';

export async function add(call: Call, operands: readonly string[]): Promise<number> {
  const [given = '', ...others] = operands;
  if (given === '' || others.length > 0) throw new UserError('usage', t('Name one file, folder or pattern.'));
  const location = await locationOf(call, given);
  return await withCatalog(call, async (catalog) => {
    const { name, isNew } = await addDataset(catalog, {
      location,
      owner: lastOf(call, 'owner'),
      name: lastOf(call, 'name'),
    });
    if (!isNew || (isUrl(location) && !call.flags.has('network')))
      return await tell(call, { name, version: null, isNew });
    return await tell(call, { name, ...(await record(call, catalog, name)), isNew });
  });
}

export async function recordOf(call: Call, operands: readonly string[]): Promise<number> {
  const [name = '', ...others] = operands;
  if (name === '' || others.length > 0) throw new UserError('usage', t('Name one dataset.'));
  return await withCatalog(call, async (catalog) => {
    await known(catalog, name);
    const { version, isNew } = await record(call, catalog, name);
    return await tell(call, { name, version, isNew });
  });
}

export async function diff(call: Call, operands: readonly string[]): Promise<number> {
  const [name = '', first, second, ...others] = operands;
  if (name === '' || others.length > 0)
    throw new UserError('usage', t('Name one dataset, and at most two versions.'));
  return await withCatalog(call, async (catalog) => {
    await known(catalog, name);
    await catalog.read([name]);
    const detail = await known(catalog, name);
    const before = first === undefined ? lastOther(detail) : numbered(detail, first);
    const after = second === undefined ? undefined : numbered(detail, second);
    const afterHash = after?.hash ?? (await knownContent(catalog, name)).hash;
    const { comparison } = await withProfiles(
      call,
      async (profiles, asking) => await profiles.compare(before.hash, afterHash, hereOf(detail), asking),
    );
    const result: CatalogDiff = {
      ...{ name, before: before.version, after: after?.version ?? detail.disk.version },
      ...comparison,
    };
    await call.terminal.print(call.json ? `${JSON.stringify(result)}\n` : textOf(result));
    return 0;
  });
}

async function withCatalog(call: Call, work: (catalog: FolderCatalog) => Promise<number>): Promise<number> {
  const catalog = await openCatalog(call);
  try {
    return await work(catalog);
  } finally {
    catalog.dispose();
  }
}

/** Rejects with UserError `dataset`. */
async function known(catalog: FolderCatalog, name: string): Promise<DatasetDetail> {
  const detail = await catalog.store.catalog.catalogDataset({ name });
  if (detail !== null) return detail;
  throw new UserError(
    'dataset',
    t('There is no dataset “{0}”.', name),
    t('cairn catalog ls lists what there is.'),
  );
}

/** The version on disk, which is written when it has none; with its rows where DuckDB can tell them. */
async function record(call: Call, catalog: FolderCatalog, name: string) {
  const detail = await knownContent(catalog, name);
  const isNew = detail.disk.version === null;
  const rows = isNew && isTable(detail) ? await rowsOf(call, detail) : undefined;
  return { version: await recordVersion(catalog, name, rows), isNew };
}

async function rowsOf(call: Call, detail: DatasetDetail): Promise<number | undefined> {
  try {
    const ask = async (profiles: DataProfiles, asking: { readonly signal: AbortSignal }) =>
      (await profiles.of(hereOf(detail), asking)).rows;
    return await withProfiles(call, ask);
  } catch (error) {
    // The version is told by its content.
    if (!(error instanceof UserError)) throw error;
    await call.terminal.tell(
      `cairn: ${t('The rows of {0} were not counted: {1}', detail.name, messageOf(error))}\n`,
    );
    return undefined;
  }
}

async function withProfiles<T>(
  { layout, terminal }: Call,
  work: (profiles: DataProfiles, asking: { readonly signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const { execPath, out, env } = terminal;
  const program = path.join(out, 'data.js');
  const data = openDataProcess({ execPath, program, env, log: () => undefined });
  const cancel = new AbortController();
  const interrupts = terminal.onInterrupt(() => cancel.abort());
  try {
    return await work(new DataProfiles(layout, () => Promise.resolve(data)), { signal: cancel.signal });
  } finally {
    interrupts.dispose();
    data.dispose();
  }
}

function hereOf({ files, disk, format }: DatasetDetail) {
  return { files, hash: disk.hash, format };
}

/** As the catalog writes it: from the folder where it lies in there. Rejects with UserError `missing`, `outside`. */
async function locationOf({ cwd, layout, flags }: Call, given: string): Promise<string> {
  if (isUrl(given)) return given;
  const place = path.resolve(cwd, given);
  const isThere = await stat(place).then(
    () => true,
    () => false,
  );
  if (!isThere && !isGlob(given))
    throw new UserError('missing', t('There is no {0}.', given), t('Check the name.'));
  const relative = path.relative(await realpath(layout.folder), isThere ? await realpath(place) : place);
  if (relative.split(path.sep)[0] === '..' || path.isAbsolute(relative)) {
    if (flags.has('outside')) return place.replaceAll(path.sep, '/');
    throw new UserError(
      'outside',
      t('{0} is outside of this folder.', given),
      t('--outside lets Cairn read it.'),
    );
  }
  return relative === '' ? '.' : relative.replaceAll(path.sep, '/');
}

function numbered({ name, versions }: DatasetDetail, given: string): DatasetDetail['versions'][number] {
  const number = Number(given.replace(/^v/i, ''));
  const found = versions.find(({ version }) => version === number);
  if (found !== undefined) return found;
  const there = versions.map(({ version }) => `v${String(version)}`).join(', ');
  throw new UserError(
    'version',
    t('{0} has no version {1}.', name, given),
    t('There are: {0}.', there || missing),
  );
}

/** The newest version that is not what is on disk. */
function lastOther({ name, versions, disk }: DatasetDetail): DatasetDetail['versions'][number] {
  const found = versions.find(({ hash }) => hash !== disk.hash);
  if (found !== undefined) return found;
  throw new UserError('version', t('{0} has no version but what is on disk.', name));
}

async function tell({ json, terminal }: Call, added: CatalogAdded): Promise<number> {
  const { name, version, isNew } = added;
  const which = version === null ? name : `${name} v${String(version)}`;
  const sentence = isNew ? t('Recorded {0}.', which) : t('{0} is in the catalog already.', which);
  await terminal.print(json ? `${JSON.stringify(added)}\n` : `${sentence}\n`);
  return 0;
}

function textOf({ name, before, after, rows, columns, approximate, reordered }: CatalogDiff): string {
  const called = (version: number | null) =>
    version === null ? t('what is on disk') : `v${String(version)}`;
  const lines = columns.map(
    ({ name: column, change, type, typeChanged, psi, js, missing: lacks, ...rest }) => [
      cellText(column),
      change === 'added' ? t('new') : change === 'removed' ? t('gone') : '',
      typeChanged
        ? `${type.before ?? missing} → ${type.after ?? missing}`
        : (type.after ?? type.before ?? missing),
      lacks.before === lacks.after
        ? ''
        : t('missing {0} → {1}', formatCount(lacks.before), formatCount(lacks.after)),
      psi === null ? '' : `PSI ${formatNumber(psi)}`,
      js === null ? '' : `JS ${formatNumber(js)}`,
      [
        ...(rest.newCategoryCount > 0
          ? [counted(rest.newCategoryCount, t('1 new category'), (n) => t('{0} new categories', n))]
          : []),
        ...(rest.lostCategoryCount > 0 ? [t('{0} lost', rest.lostCategoryCount)] : []),
      ].join(', '),
    ],
  );
  return [
    `${name}: ${called(before)} → ${called(after)}`,
    t('rows {0} → {1}', formatCount(rows.before), formatCount(rows.after)),
    ...(reordered ? [t('The columns are in another order.')] : []),
    ...(approximate ? [t('Both are known by their profiles only: PSI and JS are estimates.')] : []),
    textTable(lines),
    '',
  ].join('\n');
}
