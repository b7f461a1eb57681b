/** Groups that predictions lack: the sensitive columns of catalogued datasets that know the same ids, offered beside those of the file. */
import { UserError } from '../../../base/errors.ts';
import { t } from '../../../base/l10n.ts';
import { usualBins, type ColumnFacts } from '../../../fairness/proposeColumns.ts';
import { joinedDataset, type JoinedDataset } from '../../../project/joinedDataset.ts';
import type { Project } from '../../../project/project.ts';
import type { FairnessColumns } from '../../../protocol/fairnessPage.ts';
import { lateProgress } from '../../ui/lateProgress.ts';

interface JoinOffer {
  readonly dataset: string;
  /** Of the predictions, and of the dataset. */
  readonly id: string;
  readonly itsId: string;
  readonly columns: readonly ColumnFacts[];
}

/** An entry of the list of groups. */
export interface JoinItem {
  readonly label: string;
  readonly description: string;
  readonly picked: boolean;
  readonly of: JoinOffer;
}

/** `before`: the columns as they were chosen last. Datasets that cannot be read offer nothing. */
export async function joinItems(
  project: Project,
  facts: readonly ColumnFacts[],
  { before, hasGroups }: { readonly before: FairnessColumns | undefined; readonly hasGroups: boolean },
): Promise<JoinItem[]> {
  const ids = facts.filter(({ name, kind }) => kind !== 'nested' && isIdName(name)).map(({ name }) => name);
  if (ids.length === 0) return [];
  const { catalog } = project.store;
  const offers: JoinOffer[] = [];
  for (const { name } of (await catalog.catalogDatasets({})).slice(0, mostDatasets)) {
    try {
      const offer = await offerOf(project, await joinedDataset(catalog, name), { ids, facts });
      if (offer) offers.push(offer);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return offers.flatMap((of, at) =>
    of.columns.map(({ name }) => ({
      ...{ label: name, description: t('from {0}, by {1}', of.dataset, of.id), of },
      picked: before
        ? before.join?.dataset === of.dataset &&
          before.groups.some(({ column, joined }) => joined === true && column === name)
        : at === 0 && !hasGroups,
    })),
  );
}

/** With what was picked of a dataset on top of groups of the file. */
export function withJoined(columns: FairnessColumns, picked: readonly JoinItem[]): FairnessColumns {
  const [first] = picked;
  if (first === undefined) return columns;
  const datasets = [...new Set(picked.map(({ of }) => of.dataset))];
  if (datasets.length > 1)
    throw new UserError(
      'groups',
      t('Groups can come from one dataset at a time, not from {0}.', datasets.join(', ')),
      t('Pick columns of one of them.'),
    );
  const joined = picked.map(({ label, of }) => {
    const found = of.columns.find(({ name }) => name === label);
    return { column: label, joined: true, ...usualBins(found) };
  });
  const groups = [...columns.groups, ...joined];
  return {
    ...columns,
    ...{ groups, cross: Math.min(3, groups.length, Math.max(2, columns.cross)) },
    ...{ id: first.of.id, join: { dataset: first.of.dataset, id: first.of.itsId } },
  };
}

async function offerOf(
  project: Project,
  { name, sensitive, detail }: JoinedDataset,
  { ids, facts }: { readonly ids: readonly string[]; readonly facts: readonly ColumnFacts[] },
): Promise<JoinOffer | undefined> {
  const { files, format, disk } = detail;
  const wanted = sensitive.filter((column) => !facts.some((fact) => fact.name === column));
  if (wanted.length === 0) return undefined;
  const profiles = await project.profiles();
  const here = { files, hash: disk.hash, format };
  const columns = await lateProgress({
    title: t('Looking at the columns of {0}', name),
    work: async (asking) => {
      const kept = disk.hash === null ? undefined : await profiles.kept(disk.hash);
      const known = kept?.columns ?? (await profiles.rows(here, 1, asking)).columns;
      // Only of data that has such an id is more to be known.
      const isThere = known.some((column) => ids.some((id) => isSame(id, column.name)));
      return isThere ? (kept ?? (await profiles.of(here, asking))).columns : [];
    },
  });
  const id = ids.find((one) => columns.some((column) => isSame(one, column.name)));
  const itsId = columns.find((column) => id !== undefined && isSame(id, column.name))?.name;
  const found = columns.filter((column) => wanted.includes(column.name) && column.kind !== 'nested');
  if (id === undefined || itsId === undefined || found.length === 0) return undefined;
  return { dataset: name, id, itsId, columns: found };
}

function isIdName(name: string): boolean {
  return /(^|[_\s.-])(id|uuid|guid|key|nr|no)$/i.test(name) || /[a-z](Id|ID|Uuid|Key|Nr)$/.test(name);
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

const mostDatasets = 200;
