/** `cairn fairness --join`: where further groups are looked up, a file or a dataset of the catalog, and which columns they are. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { joinedDataset, type JoinedDataset } from '../project/joinedDataset.ts';
import type { DataSource } from '../protocol/dataSource.ts';
import { lastOf, type Call } from './command.ts';
import { openCatalog } from './openCatalog.ts';
import { listOf } from './parseArguments.ts';

export interface FairnessJoin {
  readonly source: DataSource;
  readonly groups: readonly string[];
}

/** Rejects with UserError `usage` where neither a file nor a dataset has that name, or no columns are groups. */
export async function fairnessJoin(call: Call): Promise<FairnessJoin | undefined> {
  const asked = lastOf(call, 'join');
  if (asked === undefined) return undefined;
  const named = listOf(call.values('join-group'));
  const file = path.resolve(call.cwd, asked);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) {
    if (named.length === 0) throw noGroups(t('Say which columns of {0} are groups.', asked));
    return { source: { files: [file] }, groups: named };
  }
  const { name, source, sensitive } = await datasetOf(call, asked);
  const own = listOf(call.values('group'));
  const groups = named.length > 0 ? named : sensitive.filter((column) => !own.includes(column));
  if (groups.length === 0)
    throw noGroups(t('The dataset {0} calls no other column sensitive, so none is a group.', name));
  return { source, groups };
}

async function datasetOf(call: Call, name: string): Promise<JoinedDataset> {
  const catalog = await openCatalog(call);
  try {
    return await joinedDataset(catalog.store.catalog, name);
  } catch (error) {
    if (!(error instanceof UserError && error.code === 'dataset')) throw error;
    throw new UserError(
      'usage',
      t('“{0}” is neither a file nor a dataset of the catalog.', name),
      error.next,
      {
        cause: error,
      },
    );
  } finally {
    catalog.dispose();
  }
}

function noGroups(message: string): UserError {
  return new UserError('usage', message, t('Name them: --join-group A,B.'));
}
