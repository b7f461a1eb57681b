/** The questions of protocol/indexThread.ts, answered by a session. */
import { existsSync } from 'node:fs';
import { messageOf, UserError, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { problemShapeOf } from '../catalog/judgeCatalog.ts';
import type { Handlers } from '../protocol/rpcShape.ts';
import type { indexThread } from '../protocol/indexThread.ts';
import type { modelThread } from '../protocol/modelThread.ts';
import { groups, names, rows, scriptRuns } from '../runs/query.ts';
import { detail } from '../runs/runDetails.ts';
import { folderSize } from '../storage/folderSize.ts';
import type { Layout } from '../storage/layout.ts';
import { decimate } from '../storage/series/decimate.ts';
import { compareAnswersOf } from './compareAnswers.ts';
import { checkServer } from '../sources/mlflowServer/serverCalls.ts';
import { ConnectedServer } from './connectedServer.ts';
import type { CatalogSession } from './catalogSession.ts';
import type { IndexSession } from './session.ts';

export interface AnswerParts {
  readonly session: IndexSession;
  readonly layout: Layout;
  /** Loaded with the YAML parser when somebody first asks for the catalog. */
  readonly catalog: () => Promise<CatalogSession>;
}

export function answersOf({
  session,
  layout,
  catalog,
}: AnswerParts): Handlers<(typeof indexThread)['methods']> {
  const answered = async () => {
    const { catalogAnswersOf } = await import('./catalogAnswers.ts');
    return catalogAnswersOf({ catalog: await catalog(), runs: async (ask) => await session.ask(ask) });
  };
  let modelAnswers: Promise<Handlers<typeof modelThread>> | undefined;
  // With the YAML parser, for those who have registered models.
  const models = async () =>
    await (modelAnswers ??= import('./modelAnswers.ts').then(async ({ modelAnswersOf }) =>
      modelAnswersOf({ session, layout, catalog: await catalog() }),
    ));
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
    hold: async ({ ids }) => {
      await session.hold(ids);
      return null;
    },
    script: ({ script }) => session.ask((runs) => scriptRuns(runs, script)),
    scripts: () => session.ask((runs) => names(runs).scripts),
    names: () => session.ask(names),
    problems: async () => [...(await session.problems())],
    catalogProblems: async () => {
      const opened = await catalog();
      await opened.look();
      return (await opened.catalog()).problems.map(problemShapeOf);
    },
    diskUse: async () => ({ runs: await folderSize(layout.runs), trash: await folderSize(layout.trash) }),
    import: ({ ids }) => importAll(session, layout, ids),
    ...compareAnswersOf(session),
    catalogDatasets: async (asked) => await (await answered()).catalogDatasets(asked),
    catalogDataset: async (asked) => await (await answered()).catalogDataset(asked),
    featureGroups: async (asked) => await (await answered()).featureGroups(asked),
    featureRows: async (asked) => await (await answered()).featureRows(asked),
    catalogNames: async (asked) => await (await answered()).catalogNames(asked),
    readData: async (asked) => await (await answered()).readData(asked),
    cancelReading: async (asked) => await (await answered()).cancelReading(asked),
    allowData: async (asked) => await (await answered()).allowData(asked),
    models: async (query) => await (await models()).models(query),
    // A page of a run asks often, mostly where there is none.
    modelsOfRun: async (query) =>
      existsSync(layout.models) ? await (await models()).modelsOfRun(query) : [],
    model: async (query) => await (await models()).model(query),
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

/** As first logged, the machine's own metrics last. */
function inOrder<T extends { readonly key: string }>(summaries: readonly T[]): T[] {
  const system = (summary: T) => summary.key.startsWith('system/');
  return [...summaries.filter((summary) => !system(summary)), ...summaries.filter(system)];
}
