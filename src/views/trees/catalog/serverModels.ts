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

/** Kept for a while: the tree is drawn anew whenever runs change, and the server need not be asked each time. */
export class ServerRows {
  readonly #servers: Pick<TeamServers, 'ready'>;
  readonly #kept = new Map<string, { readonly at: number; readonly rows: Promise<CatalogNode[]> }>();

  constructor(servers: Pick<TeamServers, 'ready'>) {
    this.#servers = servers;
  }

  forget(): void {
    this.#kept.clear();
  }

  async models({ project, uri }: ModelServerNode): Promise<CatalogNode[]> {
    const of = { folder: folderUri(project), server: serverLabel(uri) };
    return await this.#keep(JSON.stringify(of), project, t('No registered models there'), async (page) => {
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

  async versions({ project, ref }: ServerModelNode): Promise<CatalogNode[]> {
    return await this.#keep(JSON.stringify(ref), project, t('No version yet'), async (page) => {
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

  async #keep(
    key: string,
    project: Project,
    nothing: string,
    read: (page: string | null) => Promise<Page>,
  ): Promise<CatalogNode[]> {
    const known = this.#kept.get(key);
    if (known !== undefined && performance.now() - known.at < freshFor) return await known.rows;
    const rows = readAll(project, nothing, async (page) => {
      await this.#servers.ready(project);
      return await read(page);
    });
    this.#kept.set(key, { at: performance.now(), rows });
    return await rows;
  }
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

/** ms. */
const freshFor = 60_000;
