/** The questions of protocol/featureThread.ts, answered from what UsageSource knows. */
import { findFunction } from '../base/pythonCode.ts';
import { modelNames } from '../catalog/featureUsage.ts';
import { featureShapeOf } from '../catalog/catalogShapes.ts';
import type { FeatureBrief, FilePlace, featureThread } from '../protocol/featureThread.ts';
import type { Handlers } from '../protocol/rpcShape.ts';
import type { Feature } from '../records/feature.ts';
import type { KnownUsage, UsageSource } from './usageSource.ts';

export interface FeatureParts {
  readonly source: UsageSource;
  /** After how many days without a run a feature counts as unused. */
  readonly unusedDays: () => Promise<number>;
  /** Asks the connected server what its runs used; sentences of what is not known. */
  readonly askServer: () => Promise<readonly string[]>;
  readonly now: () => number;
}

export function featureAnswersOf({
  source,
  unusedDays,
  askServer,
  now,
}: FeatureParts): Handlers<typeof featureThread> {
  const chosen = async (wanted: (name: string, feature: Feature) => boolean) => {
    const known = await source.read();
    return [...known.catalog.features].flatMap(([name, feature]) =>
      wanted(name, feature) ? [briefOf(known, name, feature)] : [],
    );
  };
  return {
    catalogWords: async () => {
      const { catalog } = await source.read();
      const owners = new Map<string, number>();
      for (const { owner } of [...catalog.datasets.values(), ...catalog.features.values()])
        if (owner !== undefined) owners.set(owner, (owners.get(owner) ?? 0) + 1);
      return {
        datasets: [...catalog.datasets].map(([name, { owner, description, location }]) => ({
          ...{ name, owner: owner ?? null, description: description ?? null, location },
          line: catalog.datasetAt([name]).line,
        })),
        features: [...catalog.features.keys()],
        owners: [...owners].sort(([, a], [, b]) => b - a).map(([owner]) => owner),
      };
    },
    features: () => chosen(() => true),
    featuresByName: async ({ names }) => {
      const wanted = new Set(names);
      return await chosen((name) => wanted.has(name));
    },
    featuresInScript: ({ path }) => chosen((_, { function: made }) => made?.split('#')[0] === path),
    feature: async ({ name }) => {
      const notes = [...(await askServer())];
      const { catalog, usage } = await source.read();
      const feature = catalog.features.get(name);
      if (feature === undefined) return null;
      const line = catalog.featureAt([name]).line;
      return { ...featureShapeOf(name, feature), line, usage: usage.of(name), notes };
    },
    columnsOfDataset: async ({ name }) => {
      const { catalog } = await source.read();
      return [...(await source.columnsOf(name, catalog))];
    },
    filesNaming: async ({ name, files }) => {
      const naming: string[] = [];
      for (const file of files.slice(0, mostFiles)) {
        const code = await source.code(file);
        if (code?.words.some(({ text }) => text === name) === true) naming.push(file);
      }
      return naming;
    },
    featuresOfRun: async ({ run }) => (await source.read()).usage.ofRun(run),
    unusedFeatures: async () => {
      const known = await source.read();
      const days = await unusedDays();
      return await Promise.all(
        known.usage.unused(days, now()).flatMap(({ name, reasons }) => {
          const feature = known.catalog.features.get(name);
          return feature === undefined
            ? []
            : [
                (async () => ({
                  ...briefOf(known, name, feature),
                  reasons,
                  places: await placesOf(source, known, name, feature),
                }))(),
              ];
        }),
      );
    },
  };
}

function briefOf({ catalog, usage }: KnownUsage, name: string, feature: Feature): FeatureBrief {
  const used = usage.brief(name);
  const {
    owner,
    description,
    kind,
    dataset,
    columns,
    function: made,
    deprecated,
  } = featureShapeOf(name, feature);
  return {
    ...{ name, owner, description, kind, dataset, columns, function: made, deprecated },
    line: catalog.featureAt([name]).line,
    ...{
      runCount: used.runCount,
      lastUsed: used.lastUsed,
      newest: used.newest,
      modelCount: used.modelCount,
    },
    models: modelNames(used),
  };
}

/** Its entry, its function, and the first place in each script that names it. */
async function placesOf(
  source: UsageSource,
  { catalog, scripts }: KnownUsage,
  name: string,
  feature: Feature,
): Promise<FilePlace[]> {
  const line = catalog.featureAt([name]).line;
  const places: FilePlace[] = [{ file: '.cairn/features.yaml', line, column: 1 }];
  const [file, called] = feature.function?.split('#') ?? [];
  if (file !== undefined && called !== undefined) {
    const code = await source.code(file);
    const found = code && findFunction(code, called);
    if (found !== undefined) places.push({ file, line: found.line + 1, column: found.column + 1 });
  }
  for (const [script, texts] of scripts) {
    const at = texts.get(name);
    if (at !== undefined) places.push({ file: script, line: at, column: 1 });
  }
  return places;
}

/** Files that are looked into for a name. */
const mostFiles = 5000;
