/** Who uses the features of a folder, for one subcommand. */
import { setImmediate as pause } from 'node:timers/promises';
import { featureShapeOf } from '../catalog/catalogShapes.ts';
import { modelNames, type FeatureUsage } from '../catalog/featureUsage.ts';
import type { Catalog } from '../catalog/readCatalog.ts';
import { UsageSource } from '../indexer/usageSource.ts';
import { ModelRegistry } from '../models/modelRegistry.ts';
import type { ListedFeature } from '../protocol/catalogShape.ts';
import type { Call } from './command.ts';
import { foreignRecords } from './foreignRecords.ts';
import { openRuns } from './openRuns.ts';

/** Brings the index of the runs up to date. */
export async function readUsage(call: Call, catalog: Catalog): Promise<FeatureUsage> {
  const { layout } = call;
  const models = new ModelRegistry(layout.models).all();
  const runs = await openRuns(call);
  const foreign = foreignRecords(call, runs);
  try {
    const source = new UsageSource({
      layout,
      ask: (question) => Promise.resolve(runs.ask(question)),
      catalog: () => Promise.resolve(catalog),
      models: () => Promise.resolve(models),
      foreign,
      pause,
    });
    return (await source.read()).usage;
  } finally {
    foreign.dispose();
    runs.dispose();
  }
}

/** With who uses it. A folder without features asks nothing of its runs. */
export async function listedFeatures(call: Call, catalog: Catalog): Promise<ListedFeature[]> {
  if (catalog.features.size === 0) return [];
  const usage = await readUsage(call, catalog);
  return [...catalog.features].map(([name, entry]) => {
    const { runCount, modelCount, lastUsed, runs, models, children } = usage.of(name);
    return {
      ...featureShapeOf(name, entry),
      usedBy: {
        ...{ runs: runCount, models: modelCount, lastUsed, children },
        newestRuns: runs.slice(0, mostRuns),
        newestModels: models.slice(0, mostRuns).map(({ evidence, ...version }) => ({ ...version, evidence })),
        modelNames: modelNames({ models }),
      },
    };
  });
}

const mostRuns = 10;
