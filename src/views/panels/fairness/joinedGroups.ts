/** What a fairness page counts, and what it says of a dataset that groups are joined in from. */
import path from 'node:path';
import { UserError } from '../../../base/errors.ts';
import { t } from '../../../base/l10n.ts';
import { joinedDataset } from '../../../project/joinedDataset.ts';
import type { Project } from '../../../project/project.ts';
import type { FairnessQuery } from '../../../protocol/fairnessCounts.ts';
import type { FairnessColumns } from '../../../protocol/fairnessPage.ts';
import type { RunDetail } from '../../../protocol/runShape.ts';

export type Asked = Omit<FairnessQuery, 'files'>;

/** Rejects with UserError where the joined dataset is not there any more. */
export async function askedOf(project: Project, { join, ...columns }: FairnessColumns): Promise<Asked> {
  if (join === undefined) return columns;
  const { source } = await joinedDataset(project.store.catalog, join.dataset);
  return { ...columns, join: { ...source, id: join.id } };
}

/** As it is kept: files as somebody in the folder would write them. */
export function keptAs(project: Project, { join, ...asked }: Asked): Asked {
  if (join === undefined) return asked;
  const files = join.files.map((file) => path.relative(project.folder, file).split(path.sep).join('/'));
  return { ...asked, join: { ...join, files } };
}

export interface JoinedFacts {
  /** For the header. */
  readonly data: readonly string[];
  /** Another one means that counts are of what it was before. */
  readonly content: string;
  readonly stale: readonly string[];
}

export async function joinedFacts(
  project: Project,
  { join }: FairnessColumns,
  run: RunDetail | undefined,
): Promise<JoinedFacts> {
  if (join === undefined) return { data: [], content: '', stale: [] };
  const { dataset } = join;
  try {
    const { detail } = await joinedDataset(project.store.catalog, dataset);
    const { hash, version, modified, size } = detail.disk;
    const name = version === null ? dataset : `${dataset} v${String(version)}`;
    return {
      data: [t('{0} (groups)', name)],
      content: `${String(modified)} ${String(size)}`,
      stale: staleText(dataset, {
        now: hash,
        then: run?.datasets.find((one) => one.name === dataset)?.hash ?? null,
        latest: version === null ? detail.latest : null,
      }),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { data: [t('{0} (groups)', dataset)], content: '', stale: [error.message] };
  }
}

function staleText(
  name: string,
  { now, then, latest }: { now: string | null; then: string | null; latest: number | null },
): string[] {
  if (now === null) return [];
  if (then !== null && then !== now)
    return [t('The dataset {0}, which groups are joined in from, changed since the run read it.', name)];
  if (then === null && latest !== null)
    return [
      t(
        'The dataset {0}, which groups are joined in from, changed since version {1} was recorded.',
        name,
        latest,
      ),
    ];
  return [];
}
