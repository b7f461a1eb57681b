/** The tracking server that a folder is connected to: browsed a page at a time, its runs fetched when they are looked at. */
import { UserError, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { CairnConfig } from '../records/config.ts';
import type {
  ServerExperimentsPage,
  ServerModelsPage,
  ServerRunsPage,
  ServerToConnect,
  ServerVersionsPage,
} from '../protocol/serverShape.ts';
import { mlflowFilter } from '../runs/filter/mlflowFilter.ts';
import type { Finding } from '../sources/findSources.ts';
import { MlflowServer } from '../sources/mlflowServer/mlflowServer.ts';
import { serverAddress } from '../sources/mlflowServer/serverAddress.ts';
import { checkServer, experimentsPage, runsPage } from '../sources/mlflowServer/serverCalls.ts';
import { ServerConnection } from '../sources/mlflowServer/serverConnection.ts';
import { runOnServer, serverKind } from '../sources/mlflowServer/serverKind.ts';
import type { ServerUses } from './serverUses.ts';
import { foreignRow } from './foreignRow.ts';

export class ConnectedServer {
  readonly uri: string;
  readonly finding: Finding;
  readonly source: MlflowServer;

  /** What its runs and model versions used, once that was asked for. */
  uses: ServerUses | undefined;

  /** Asks nothing yet. Throws UserError `serverAddress` or `serverPlain`. */
  constructor({ uri, credentials }: ServerToConnect) {
    const address = serverAddress(uri);
    this.uri = address.uri;
    this.source = new MlflowServer(new ServerConnection({ address, credentials, readsAgain: true }));
    const group = serverKind.remote.groupOf(address.uri);
    this.finding = { kind: serverKind, location: address.uri, group };
  }

  /** Rejects with ServerError. */
  async check(): Promise<void> {
    await checkServer(this.source.connection);
  }

  /** `name`: a part of the names, any case; empty: all. */
  async experiments(name: string, page: string | null): Promise<ServerExperimentsPage> {
    const filter = name === '' ? '' : `name ILIKE ${quotedPart(name)}`;
    const { items, next } = await experimentsPage(this.source.connection, {
      filter,
      page: page ?? undefined,
    });
    for (const { experiment_id: id, name: known } of items) this.source.learnExperiment(id, known);
    return {
      experiments: items.map(({ experiment_id: id, name: known }) => ({ id, name: known })),
      next: next ?? null,
      problems: [],
    };
  }

  /** `filter`: in Cairn's words. Rejects with UserError `filter` for what the server cannot do. */
  async runs(
    of: { experiment: string; filter: string; page: string | null },
    config: CairnConfig,
  ): Promise<ServerRunsPage> {
    const { items, next, problems } = await runsPage(this.source.connection, {
      experiment: of.experiment,
      filter: mlflowFilter(of.filter),
      page: of.page ?? undefined,
    });
    const place = { tool: serverKind.label, group: this.finding.group };
    const rows = items.map((item) => {
      const run = this.source.describe(item);
      const id = serverKind.remote.idOf(this.uri, run.id);
      return foreignRow(run, { id, place, config, change: null, modelBytes: undefined });
    });
    return { rows, next: next ?? null, problems: problems.map(bare) };
  }

  async models(page: string | null): Promise<ServerModelsPage> {
    const { listedModels } = await import('./serverVersions.ts');
    return await listedModels(this.source.connection, page ?? undefined);
  }

  /** Newest first. */
  async versions(name: string, page: string | null): Promise<ServerVersionsPage> {
    const { listedVersions } = await import('./serverVersions.ts');
    return await listedVersions(this.source.connection, { name, page: page ?? undefined });
  }

  /** Resolves to sentences of what is not known. */
  async learnUses(): Promise<readonly string[]> {
    const { ServerUses } = await import('./serverUses.ts');
    this.uses ??= new ServerUses(this.source);
    return await this.uses.learn();
  }

  /** Whether `id` is a run of this server. */
  has(id: string): boolean {
    return runOnServer(this.uri, id) !== undefined;
  }

  /** Fetches it unless it is here already. Rejects with ServerError. */
  async hold(id: string): Promise<void> {
    const run = runOnServer(this.uri, id);
    if (run !== undefined) await this.source.hold(run);
  }
}

function bare({ where, message }: Problem): { where: string; message: string } {
  return { where, message };
}

function quotedPart(text: string): string {
  if (!text.includes("'")) return `'%${text}%'`;
  if (!text.includes('"')) return `"%${text}%"`;
  throw new UserError('filter', t('A name with both kinds of quotes cannot be asked for.'));
}
