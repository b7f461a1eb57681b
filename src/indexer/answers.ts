/** The questions of protocol/indexThread.ts, answered by a session. */
import { messageOf, UserError, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Handlers } from '../protocol/rpcShape.ts';
import type { indexThread } from '../protocol/indexThread.ts';
import { groups, names, rows, scriptRuns } from '../runs/query.ts';
import { detail } from '../runs/runDetails.ts';
import { folderSize } from '../storage/folderSize.ts';
import type { Layout } from '../storage/layout.ts';
import { decimate } from '../storage/series/decimate.ts';
import { compareAnswersOf } from './compareAnswers.ts';
import { checkServer } from '../sources/mlflowServer/serverCalls.ts';
import type { ServerConnection } from '../sources/mlflowServer/serverConnection.ts';
import { ConnectedServer } from './connectedServer.ts';
import {
  lateCatalogAnswers,
  lateCatalogTexts,
  lateFeatureAnswers,
  lateModelAnswers,
  lateReviewAnswers,
  lateUsage,
  type LateParts,
} from './lateAnswers.ts';
import type { IndexSession } from './session.ts';

export function answersOf(given: Omit<LateParts, 'usage'>): Handlers<(typeof indexThread)['methods']> {
  const { session, layout } = given;
  const parts = { ...given, usage: lateUsage(given) };
  return {
    rows: (query) => session.ask((runs) => rows(runs, query)),
    groups: (query) => session.ask((runs) => groups(runs, query)),
    detail: async ({ id }) => {
      await session.hold([id]);
      return await session.ask(
        (runs) => detail(runs, id) ?? session.foreign.detail(runs, id, runs.scanner.config) ?? null,
      );
    },
    metrics: async ({ id }) => {
      await session.hold([id]);
      return await session.ask(({ scanner }) =>
        inOrder(scanner.files(id)?.summaries() ?? session.foreign.summaries(id) ?? []),
      );
    },
    series: async ({ id, keys, buckets }) => {
      await session.hold([id]);
      return await session.ask(({ scanner }) => {
        const series = scanner.files(id)?.series;
        return keys.flatMap((key) => {
          const columns = series === undefined ? session.foreign.series(id, key) : series.read(key);
          if (columns === undefined) return [];
          return { key, ...decimate(columns, buckets), total: columns.steps.length };
        });
      });
    },
    setServer: async ({ server }) => {
      await session.setServer(server);
      return null;
    },
    checkServer: async ({ server }) => {
      const { source, ...asked } = new ConnectedServer(server);
      try {
        await checkServer(source.connection);
        return { uri: asked.uri };
      } finally {
        source.close();
      }
    },
    serverExperiments: async ({ name, page }) => await connected(session).experiments(name, page),
    serverRuns: async (of) =>
      await connected(session).runs(of, await session.ask(({ scanner }) => scanner.config)),
    serverModels: async ({ page }) => await connected(session).models(page),
    serverVersions: async ({ name, page }) => await connected(session).versions(name, page),
    serverModel: async ({ server, name, version }) => {
      const { describeServerModel } = await import('./serverModel.ts');
      const objective = await session.ask(({ scanner }) => scanner.config.objective?.metric);
      const catalog = await (await given.catalog()).catalog();
      return await describeServerModel(called(session, server), { name, version }, { catalog, objective });
    },
    hold: async ({ ids }) => {
      await session.hold(ids);
      return null;
    },
    script: ({ script }) => session.ask((runs) => scriptRuns(runs, script)),
    scripts: () => session.ask((runs) => names(runs).scripts),
    names: () => session.ask(names),
    problems: async () => [...(await session.problems())],
    ...lateCatalogTexts(parts),
    ...lateCatalogAnswers(parts),
    ...lateFeatureAnswers(parts),
    ...lateModelAnswers(parts),
    ...lateReviewAnswers(parts),
    diskUse: async () => ({ runs: await folderSize(layout.runs), trash: await folderSize(layout.trash) }),
    import: ({ ids }) => importAll(session, layout, ids),
    ...compareAnswersOf(session),
    setConfig: async ({ config }) => {
      await session.setConfig(config);
      return null;
    },
    refresh: async ({ ids }) => {
      await session.refresh(ids);
      return null;
    },
    close: async () => {
      await session.close();
      return null;
    },
  };
}

/** One after another; what is wrong with one run keeps none of the others back. */
async function importAll(session: IndexSession, layout: Layout, ids: readonly string[]) {
  const imported: { from: string; id: string; isNew: boolean }[] = [];
  const problems: Problem[] = [];
  const config = await session.ask(({ scanner }) => scanner.config);
  for (const from of ids) {
    try {
      await session.hold([from]);
      const done = await session.foreign.import(from, { layout, config });
      if (done === undefined) {
        problems.push({ where: from, message: t('This run is not listed any more.') });
        continue;
      }
      imported.push({ from, id: done.id, isNew: done.isNew });
      problems.push(...done.problems);
    } catch (error) {
      const next = error instanceof UserError && error.next !== undefined ? ` ${error.next}` : '';
      problems.push({ where: from, message: `${messageOf(error)}${next}` });
    }
  }
  await session.refresh(imported.map(({ id }) => id));
  return { imported, problems: problems.map(({ where, message }) => ({ where, message })) };
}

function connected({ server }: IndexSession): ConnectedServer {
  if (server !== undefined) return server;
  throw new UserError('noServer', t('No MLflow server is connected.'), t('Connect one first.'));
}

/** The connected server, if it is the one that is meant. */
function called(session: IndexSession, label: string): ServerConnection {
  const { connection } = connected(session).source;
  if (connection.address.label === label) return connection;
  throw new UserError(
    'noServer',
    t('This folder is connected to {0} now, not to {1}.', connection.address.label, label),
    t('Connect to that server again to see its models.'),
  );
}

/** As first logged, the machine's own metrics last. */
function inOrder<T extends { readonly key: string }>(summaries: readonly T[]): T[] {
  const system = (summary: T) => summary.key.startsWith('system/');
  return [...summaries.filter((summary) => !system(summary)), ...summaries.filter(system)];
}
