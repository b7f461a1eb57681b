/** Answers that are loaded when the first is asked for: they need the YAML parser, which most windows do not. */
import { systemClock } from '../base/clock.ts';
import type { catalogTextThread } from '../protocol/catalogTextThread.ts';
import type { featureThread } from '../protocol/featureThread.ts';
import type { Handlers } from '../protocol/rpcShape.ts';
import type { Layout } from '../storage/layout.ts';
import type { CatalogSession } from './catalogSession.ts';
import type { IndexSession } from './session.ts';

export interface AnswerParts {
  readonly session: IndexSession;
  readonly layout: Layout;
  /** Loaded with the YAML parser when somebody first asks for the catalog. */
  readonly catalog: () => Promise<CatalogSession>;
}

type Answers = Handlers<typeof featureThread>;

export function lateFeatureAnswers({ session, layout, catalog }: AnswerParts): Answers {
  let opened: Promise<Answers> | undefined;
  const open = async () => await (opened ??= openAnswers({ session, layout, catalog }));
  return {
    catalogWords: async (params) => await (await open()).catalogWords(params),
    features: async (params) => await (await open()).features(params),
    feature: async (params) => await (await open()).feature(params),
    featuresByName: async (params) => await (await open()).featuresByName(params),
    featuresInScript: async (params) => await (await open()).featuresInScript(params),
    columnsOfDataset: async (params) => await (await open()).columnsOfDataset(params),
    filesNaming: async (params) => await (await open()).filesNaming(params),
    unusedFeatures: async (params) => await (await open()).unusedFeatures(params),
  };
}

async function openAnswers({ session, layout, catalog }: AnswerParts): Promise<Answers> {
  const { featureAnswersOf } = await import('./featureAnswers.ts');
  const { UsageSource } = await import('./usageSource.ts');
  const source = new UsageSource({
    layout,
    ask: (question) => session.ask(question),
    catalog: async () => await (await catalog()).catalog(),
    models: async () => await (await catalog()).models(),
    pause: session.pause,
  });
  const config = () => session.ask(({ scanner }) => scanner.config);
  return featureAnswersOf({ source, config, now: () => systemClock.now() });
}

export function lateCatalogTexts({
  layout,
  catalog,
}: Omit<AnswerParts, 'session'>): Handlers<typeof catalogTextThread> {
  const open = async () => (await import('./catalogTexts.ts')).catalogTextAnswersOf(layout, await catalog());
  return {
    catalogProblems: async (texts) => await (await open()).catalogProblems(texts),
    textProblems: async (text) => await (await open()).textProblems(text),
    changeYaml: async (change) => await (await open()).changeYaml(change),
    renameEntry: async (entry) => await (await open()).renameEntry(entry),
  };
}
