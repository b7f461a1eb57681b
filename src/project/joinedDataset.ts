/** A dataset of the catalog as what groups are joined in from: its files, and the columns that it calls sensitive. */
import { UserError } from '../base/errors.ts';
import { suggest } from '../base/suggest.ts';
import { t } from '../base/l10n.ts';
import type { DatasetDetail } from '../protocol/catalogThread.ts';
import type { DataSource } from '../protocol/dataSource.ts';
import { dataFormat } from '../records/dataset.ts';
import { isTable } from './datasetActions.ts';
import type { CatalogStore } from './runStore.ts';

export interface JoinedDataset {
  readonly name: string;
  readonly source: DataSource;
  readonly sensitive: readonly string[];
  readonly detail: DatasetDetail;
}

/** Rejects with a UserError where there is no such dataset, or no table of it on disk. */
export async function joinedDataset(
  catalog: Pick<CatalogStore, 'catalogDataset' | 'catalogDatasets'>,
  name: string,
): Promise<JoinedDataset> {
  const detail = await catalog.catalogDataset({ name });
  if (detail === null) {
    const names = (await catalog.catalogDatasets({})).map((row) => row.name);
    const meant = suggest(name, names);
    throw new UserError(
      'dataset',
      t('There is no dataset “{0}”.', name),
      meant === undefined ? t('Name one of the catalog.') : t('Did you mean “{0}”?', meant),
    );
  }
  const { files, disk, format, location } = detail;
  if (files.length === 0)
    throw disk.why === null
      ? new UserError(
          'unread',
          t('There is no file of {0} on disk.', name),
          t('Bring {0} back, or name another dataset.', location),
        )
      : new UserError('unread', disk.why);
  if (!isTable(detail))
    throw new UserError(
      'unread',
      t('The files of {0} are no single table.', name),
      t('Name the file that holds the groups.'),
    );
  const known = dataFormat.safeParse(format).data;
  const source = { files, ...(known !== undefined && { format: known }) };
  return { name, source, sensitive: detail.sensitive, detail };
}
