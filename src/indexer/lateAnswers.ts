/** Answers that are loaded when the first is asked for: they need the YAML parser, which most windows do not. */
import { existsSync } from 'node:fs';
import { systemClock } from '../base/clock.ts';
import type { catalogTextThread } from '../protocol/catalogTextThread.ts';
import type { catalogThread } from '../protocol/catalogThread.ts';
import type { reviewThread } from '../protocol/reviewThread.ts';
import type { modelThread } from '../protocol/modelThread.ts';
import type { featureThread } from '../protocol/featureThread.ts';
import type { Handlers } from '../protocol/rpcShape.ts';
import type { Layout } from '../storage/layout.ts';
import type { CatalogSession } from './catalogSession.ts';
import type { ReviewSession } from './reviewSession.ts';
import type { IndexSession } from './session.ts';
import type { UsageSource } from './usageSource.ts';

type Answers = Handlers<typeof featureThread>;

export interface LateParts {
  readonly session: IndexSession;
  readonly layout: Layout;
  readonly catalog: () => Promise<CatalogSession>;
  readonly usage: () => Promise<UsageSource>;
  readonly reviews: () => Promise<ReviewSession>;
}

/** Who uses features, found out when it is first asked for. */
export function lateUsage({
  session,
  layout,
  catalog,
}: Omit<LateParts, 'usage' | 'reviews'>): LateParts['usage'] {
  let opened: Promise<UsageSource> | undefined;
  const open = async () => {
    const { UsageSource } = await import('./usageSource.ts');
    return new UsageSource({
      foreign: {
        records: () => session.foreign.records(),
        ofServer: () => session.server?.uses?.known ?? nothing,
        pause: session.pause,
      },
      layout,
      ask: (question) => session.ask(question),
      catalog: async () => await (await catalog()).catalog(),
      models: async () => await (await catalog()).models(),
      pause: session.pause,
    });
  };
  return async () => await (opened ??= open());
}

export function lateCatalogAnswers({ session, catalog, usage }: LateParts): Handlers<typeof catalogThread> {
  let opened: Promise<Handlers<typeof catalogThread>> | undefined;
  const load = async () => {
    const { catalogAnswersOf } = await import('./catalogAnswers.ts');
    return catalogAnswersOf({
      catalog: await catalog(),
      runs: async (ask) => await session.ask(ask),
      usage: async () => await (await usage()).read(),
      unusedDays: async () => await unusedDays(session),
      now: () => systemClock.now(),
    });
  };
  const open = async () => await (opened ??= load());
  return {
    catalogDatasets: async (asked) => await (await open()).catalogDatasets(asked),
    catalogDataset: async (asked) => await (await open()).catalogDataset(asked),
    dataFiles: async (asked) => await (await open()).dataFiles(asked),
    featureGroups: async (asked) => await (await open()).featureGroups(asked),
    featureRows: async (asked) => await (await open()).featureRows(asked),
    unknownData: async (asked) => await (await open()).unknownData(asked),
    catalogNames: async (asked) => await (await open()).catalogNames(asked),
    readData: async (asked) => await (await open()).readData(asked),
    cancelReading: async (asked) => await (await open()).cancelReading(asked),
    allowData: async (asked) => await (await open()).allowData(asked),
  };
}

export function lateModelAnswers({ session, layout, catalog }: LateParts): Handlers<typeof modelThread> {
  let opened: Promise<Handlers<typeof modelThread>> | undefined;
  const load = async () =>
    (await import('./modelAnswers.ts')).modelAnswersOf({ session, layout, catalog: await catalog() });
  const open = async () => await (opened ??= load());
  return {
    models: async (query) => await (await open()).models(query),
    // A page of a run asks often, mostly where there is none.
    modelsOfRun: async (query) => (existsSync(layout.models) ? await (await open()).modelsOfRun(query) : []),
    model: async (query) => await (await open()).model(query),
  };
}

export function lateFeatureAnswers(parts: LateParts): Answers {
  let opened: Promise<Answers> | undefined;
  const open = async () => await (opened ??= openAnswers(parts));
  return {
    catalogWords: async (params) => await (await open()).catalogWords(params),
    features: async (params) => await (await open()).features(params),
    feature: async (params) => await (await open()).feature(params),
    featuresByName: async (params) => await (await open()).featuresByName(params),
    featuresInScript: async (params) => await (await open()).featuresInScript(params),
    columnsOfDataset: async (params) => await (await open()).columnsOfDataset(params),
    filesNaming: async (params) => await (await open()).filesNaming(params),
    featuresOfRun: async (params) => await (await open()).featuresOfRun(params),
    unusedFeatures: async (params) => await (await open()).unusedFeatures(params),
  };
}

async function openAnswers({ session, usage }: LateParts): Promise<Answers> {
  const { featureAnswersOf } = await import('./featureAnswers.ts');
  return featureAnswersOf({
    source: await usage(),
    unusedDays: async () => await unusedDays(session),
    askServer: async () => (await session.server?.learnUses()) ?? [],
    now: () => systemClock.now(),
  });
}

const nothing = { runs: [], versions: [] };

async function unusedDays(session: IndexSession): Promise<number> {
  const config = await session.ask(({ scanner }) => scanner.config);
  return config.features?.unusedAfter ?? 90;
}

export function lateCatalogTexts({
  layout,
  catalog,
}: Omit<LateParts, 'session'>): Handlers<typeof catalogTextThread> {
  const open = async () => (await import('./catalogTexts.ts')).catalogTextAnswersOf(layout, await catalog());
  return {
    catalogProblems: async (texts) => await (await open()).catalogProblems(texts),
    textProblems: async (text) => await (await open()).textProblems(text),
    changeYaml: async (change) => await (await open()).changeYaml(change),
    renameEntry: async (entry) => await (await open()).renameEntry(entry),
  };
}

/** Reviews, read when something first asks for them. */
export function lateReviewAnswers({ reviews }: Pick<LateParts, 'reviews'>): Handlers<typeof reviewThread> {
  return {
    reviews: async () => await (await reviews()).rows(),
    review: async ({ script }) => await (await reviews()).row(script),
    unsavedText: async ({ path, text }) => {
      await (await reviews()).setUnsaved(path, text ?? undefined);
      return null;
    },
    lookAtReviews: async () => {
      await (await reviews()).look();
      return null;
    },
  };
}
