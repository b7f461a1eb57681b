/** What trees and pages ask of registered models: their files, the runs that are here, and what of their evidence still holds. */
import { createHash } from 'node:crypto';
import { stat, readFile } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../base/errors.ts';
import { readCatalog } from '../catalog/readCatalog.ts';
import { lookAtArtifact } from '../models/artifactPlace.ts';
import { ModelRegistry } from '../models/modelRegistry.ts';
import { modelDetailOf, modelRow, versionDetailOf, versionToShow } from '../models/shapeModel.ts';
import { staleness } from '../models/staleness.ts';
import type { modelThread } from '../protocol/modelThread.ts';
import type { Handlers } from '../protocol/rpcShape.ts';
import type { ModelVersion } from '../records/modelVersion.ts';
import type { Layout } from '../storage/layout.ts';
import type { IndexSession } from './session.ts';

export function modelAnswersOf(session: IndexSession, layout: Layout): Handlers<typeof modelThread> {
  const registry = new ModelRegistry(layout.models);
  const read = async () => {
    await registry.warm(session.pause);
    const { models, problems } = registry.shown();
    return {
      models,
      problems: problems.map(({ where, message, line }) => ({
        where: `.cairn/models/${where}`,
        message,
        ...(line !== undefined && { line }),
      })),
    };
  };
  return {
    models: async () => {
      const { models, problems } = await read();
      return await session.ask(({ table }) => {
        const hasRun = (id: string) => table.byId(id) !== undefined;
        return { models: [...models.values()].map((model) => modelRow(model, { hasRun })), problems };
      });
    },
    model: async ({ name, version: wanted, outside }) => {
      const { models, problems } = await read();
      const model = models.get(name);
      if (model === undefined) return null;
      const file = `.cairn/models/${path.basename(registry.fileOf(name) ?? '')}`;
      const version = versionToShow(model, wanted);
      const { hasRun, objective } = await session.ask(({ table, scanner }) => ({
        hasRun: (id: string) => table.byId(id) !== undefined,
        objective: scanner.config.objective?.metric,
      }));
      const shown =
        version === undefined
          ? null
          : versionDetailOf(model, version, {
              hasRun,
              ...(await evidenceOf(version, { layout, hasRun, outside })),
            });
      return {
        ...modelDetailOf(model, shown, { hasRun, objective }),
        problems: problems.filter(({ where }) => where === file),
      };
    },
  };
}

async function evidenceOf(
  version: ModelVersion,
  { layout, hasRun, outside }: { layout: Layout; hasRun: (id: string) => boolean; outside: boolean },
) {
  const { datasets, features } = await readCatalog(layout);
  const stale = staleness(version, {
    run: version.run !== undefined && !hasRun(version.run) ? 'gone' : 'here',
    script: await hashOfScript(layout.folder, version.script?.path),
    artifact: await lookAtArtifact(version, { folder: layout.folder, outside }),
    datasets: new Map(
      [...datasets].map(([name, { versions }]) => [
        name,
        versions.reduce<(typeof versions)[number] | undefined>(
          (newest, next) => (newest === undefined || next.version > newest.version ? next : newest),
          undefined,
        ),
      ]),
    ),
    deprecated: new Set(
      [...features].flatMap(([name, { deprecated }]) => (deprecated === undefined ? [] : [name])),
    ),
  });
  return {
    stale,
    hasDataset: (name: string) => datasets.has(name),
    feature: (name: string) => features.get(name),
  };
}

/** Null: it is gone. Undefined: there is none, or it is not in this folder. */
async function hashOfScript(folder: string, script: string | undefined): Promise<string | null | undefined> {
  const file = path.resolve(folder, script ?? '');
  if (script === undefined || !file.startsWith(folder + path.sep)) return undefined;
  try {
    const { size } = await stat(file);
    if (size > mostScript) return undefined;
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

/** Bytes. */
const mostScript = 20_000_000;
