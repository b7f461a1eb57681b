/** Registered models of the connected MLflow server, read when somebody opens them; what goes wrong is a row. */
import { messageOf } from '../../../base/errors.ts';
import { t } from '../../../base/l10n.ts';
import type { Project } from '../../../project/project.ts';
import type { TeamServers } from '../../team/teamServers.ts';
import { folderUri } from '../../projects.ts';
import { serverLabel } from '../serverItems.ts';
import type { CatalogNode, ModelServerNode, ServerModelNode } from './catalogNodes.ts';

interface Page {
  readonly nodes: readonly CatalogNode[];
  readonly next: string | null;
  readonly problems: readonly { readonly message: string }[];
}

type Ready = Pick<TeamServers, 'ready'>;

export async function serverModels(
  { project, uri }: ModelServerNode,
  servers: Ready,
): Promise<CatalogNode[]> {
  const of = { folder: folderUri(project), server: serverLabel(uri) };
  return await readAll(project, t('No registered models there'), async (page) => {
    await servers.ready(project);
    const { models, next, problems } = await project.store.server.models(page);
    return {
      nodes: models.map((row): CatalogNode => ({
        ...{ kind: 'serverModel', project, row },
        ref: { ...of, kind: 'model', name: row.name },
      })),
      ...{ next, problems },
    };
  });
}

export async function serverVersions(
  { project, ref }: ServerModelNode,
  servers: Ready,
): Promise<CatalogNode[]> {
  return await readAll(project, t('No version yet'), async (page) => {
    await servers.ready(project);
    const { versions, next, problems } = await project.store.server.versions(ref.name, page);
    return {
      nodes: versions.map((row): CatalogNode => ({
        ...{ kind: 'serverVersion', project, row },
        ref: { ...ref, kind: 'modelVersion', version: row.version },
      })),
      ...{ next, problems },
    };
  });
}

async function readAll(
  project: Project,
  nothing: string,
  read: (page: string | null) => Promise<Page>,
): Promise<CatalogNode[]> {
  const note = (text: string, isWrong: boolean): CatalogNode => ({ kind: 'note', project, text, isWrong });
  const nodes: CatalogNode[] = [];
  try {
    let page: string | null = null;
    for (let pages = 0; pages === 0 || (page !== null && pages < mostPages); pages += 1) {
      const found: Page = await read(page);
      nodes.push(...found.nodes, ...found.problems.map(({ message }) => note(message, true)));
      page = found.next;
    }
    if (page !== null) nodes.push(note(t('More than can be listed here are on the server.'), false));
    return nodes.length > 0 ? nodes : [note(nothing, false)];
  } catch (error) {
    return [...nodes, note(messageOf(error), true)];
  }
}

const mostPages = 20;
