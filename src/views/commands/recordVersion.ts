/** Gives what is on disk a version, and keeps what its columns hold, so that later versions can be held against it. */
import { messageOf, UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import type { DatasetDetail } from '../../protocol/catalogThread.ts';
import type { Cairn } from '../cairn.ts';
import { lateProgress } from '../ui/lateProgress.ts';

/** The number of the version. */
export async function recordVersion(cairn: Cairn, project: Project, name: string): Promise<number> {
  const actions = await import('../../project/datasetActions.ts');
  const detail = await actions.knownContent(project, name);
  const rows = actions.isTable(detail) ? await rowsOf(cairn, project, detail) : undefined;
  return await actions.recordVersion(project, name, rows);
}

/** Undefined for what cannot be read as a table, and when the person did not want to wait. */
async function rowsOf(cairn: Cairn, project: Project, detail: DatasetDetail): Promise<number | undefined> {
  const { name, files, disk } = detail;
  const profiles = await project.profiles();
  try {
    const { rows } = await lateProgress({
      title: t('Profiling {0}', name),
      work: async (asking) => await profiles.of({ files, hash: disk.hash, format: detail.format }, asking),
    });
    return rows;
  } catch (error) {
    // The version is told by its content; that it cannot be read as a table is said on its page.
    if (!(error instanceof UserError)) throw error;
    cairn.log.info(`${name}: ${messageOf(error)}`);
    return undefined;
  }
}
