/** What trees and pages ask of registered models: their files, the runs that are here, and what of their evidence still holds. */
import path from 'node:path';
import { modelRow } from '../models/shapeModel.ts';
import type { modelThread } from '../protocol/modelThread.ts';
import type { Handlers } from '../protocol/rpcShape.ts';
import type { CairnConfig } from '../records/config.ts';
import { policyStamp } from '../storage/policyStamp.ts';
import type { Layout } from '../storage/layout.ts';
import type { CatalogSession } from './catalogSession.ts';
import { describeModel } from './describeModel.ts';
import type { IndexSession } from './session.ts';

export interface ModelParts {
  readonly session: IndexSession;
  readonly layout: Layout;
  readonly catalog: CatalogSession;
}

export function modelAnswersOf({ session, layout, catalog }: ModelParts): Handlers<typeof modelThread> {
  const { registry } = catalog;
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
      return await session.ask(({ table, scanner }) => {
        const policy = stampOf(scanner.config);
        const nameOfRun = (id: string) => table.byId(id)?.name;
        return {
          models: [...models.values()].map((model) => modelRow(model, { nameOfRun, policy })),
          problems,
        };
      });
    },
    modelsOfRun: async ({ run }) => {
      const { models } = await read();
      return [...models.values()].flatMap(({ name, versions, aliases }) =>
        versions
          .filter((version) => version.run === run)
          .map(({ version }) => ({
            ...{ name, version },
            aliases: Object.keys(aliases).filter((alias) => aliases[alias] === version),
          })),
      );
    },
    model: async ({ name, version, outside }) => {
      const { models, problems } = await read();
      const model = models.get(name);
      if (model === undefined) return null;
      const file = `.cairn/models/${path.basename(registry.fileOf(name) ?? '')}`;
      const known = await catalog.catalog();
      const around = await session.ask(({ table, scanner }) => ({
        ...{ layout, catalog: known, disk: (dataset: string) => catalog.disk(dataset) },
        nameOfRun: (id: string) => table.byId(id)?.name,
        objective: scanner.config.objective?.metric,
        policy: stampOf(scanner.config),
      }));
      return {
        ...(await describeModel(model, { version, outside }, around)),
        problems: problems.filter(({ where }) => where === file),
      };
    },
  };
}

function stampOf({ fairness }: CairnConfig): string | undefined {
  return fairness && policyStamp(fairness);
}
