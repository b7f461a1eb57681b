/** Registered models of the connected MLflow server, read when somebody opens them; what goes wrong is a row. */
import { messageOf } from '../../../base/errors.ts';
import { t } from '../../../base/l10n.ts';
import type { Project } from '../../../project/project.ts';
import type { TeamServers } from '../../team/teamServers.ts';
import type { CatalogNode } from './catalogNodes.ts';

interface Page {
  readonly nodes: readonly CatalogNode[];
  readonly next: string | null;
  readonly problems: readonly { readonly message: string }[];
}

export async function serverModels(
  project: Project,
  servers: Pick<TeamServers, 'ready'>,
): Promise<CatalogNode[]> {
  return await readAll(project, t('No registered models there'), async (page) => {
    await servers.ready(project);
    const { models, next, problems } = await project.store.server.models(page);
    return {
      nodes: models.map((model): CatalogNode => ({ kind: 'serverModel', project, model })),
      next,
      problems,
    };
  });
}

export async function serverVersions(project: Project, model: string): Promise<CatalogNode[]> {
  return await readAll(project, t('No version yet'), async (page) => {
    const { versions, next, problems } = await project.store.server.versions(model, page);
    const nodes = versions.map((row): CatalogNode => ({ kind: 'serverVersion', project, model, row }));
    return { nodes, next, problems };
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
