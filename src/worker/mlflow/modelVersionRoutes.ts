/** Calls of the versions of MLflow's registered models. */
import * as z from 'zod';
import { flag, list, pageSize } from './fields.ts';
import { t } from '../../base/l10n.ts';
import { invalid } from './limits.ts';
import { pageToken } from './pages.ts';
import { readOrder, searchModels, type Searched } from './modelSearch.ts';
import { downloadUriOf, readModelSource, sourceOf } from './modelSource.ts';
import { answering, named, numbered, tagList, tagsOf, tagValue, text } from './registryCalls.ts';
import { moverOf, registryOf } from './registryOf.ts';
import {
  createdAt,
  latestOfStages,
  stageAliases,
  stageOf,
  versionShape,
  type Stage,
  type VersionOf,
} from './registryShapes.ts';
import { jsonRoute, type Route } from './route.ts';
import { versionFacts } from './versionFacts.ts';
import type { MlflowContext } from './context.ts';

const place = '/api/2.0/mlflow/model-versions';

const create = jsonRoute({
  method: 'POST',
  path: `${place}/create`,
  input: named.extend({ source: z.string(), run_id: text, model_id: text, description: text, tags: tagList }),
  async handle({ name, source, run_id, model_id, description, tags }, context) {
    const found = readModelSource(context, { source, runId: run_id, modelId: model_id });
    const kept = {
      ...(await versionFacts(context, found)),
      ...found,
      created: new Date(context.clock.now()).toISOString(),
      by: context.runs.read(found.run ?? '').state.record.user,
      description: context.redactor.text(description),
      tags: tagsOf(tags, context),
    };
    const added = await answering(() => registryOf(context).addVersion(name, kept));
    return { model_version: versionShape(context, added) };
  },
});

const get = jsonRoute({
  method: 'GET',
  path: `${place}/get`,
  input: numbered,
  async handle({ name, version }, context) {
    const found = await answering(() => registryOf(context).getVersion(name, version));
    return { model_version: versionShape(context, found) };
  },
});

const update = jsonRoute({
  method: 'PATCH',
  path: `${place}/update`,
  input: numbered.extend({ description: text }),
  async handle({ name, version, description }, context) {
    const words = context.redactor.text(description);
    const changed = await answering(() =>
      registryOf(context).changeVersion(name, version, (edit) =>
        edit.setInVersion(version, 'description', words),
      ),
    );
    return { model_version: versionShape(context, changed) };
  },
});

const remove = jsonRoute({
  method: 'DELETE',
  path: `${place}/delete`,
  input: numbered,
  async handle({ name, version }, context) {
    await answering(() => registryOf(context).deleteVersion(name, version, moverOf(context)));
    return {};
  },
});

const download = jsonRoute({
  method: 'GET',
  path: `${place}/get-download-uri`,
  input: numbered,
  async handle({ name, version }, context) {
    const found = await answering(() => registryOf(context).getVersion(name, version));
    return { artifact_uri: downloadUriOf(context, name, found.version) };
  },
});

const setTag = jsonRoute({
  method: 'POST',
  path: `${place}/set-tag`,
  input: numbered.extend({ key: z.string(), value: text }),
  async handle({ name, version, key, value }, context) {
    const kept = tagValue(key, value, context);
    await answering(() =>
      registryOf(context).changeVersion(name, version, (edit) => edit.setVersionTag(version, key, kept)),
    );
    return {};
  },
});

const deleteTag = jsonRoute({
  method: 'DELETE',
  path: `${place}/delete-tag`,
  input: numbered.extend({ key: z.string() }),
  async handle({ name, version, key }, context) {
    await answering(() =>
      registryOf(context).changeVersion(name, version, (edit) => edit.setVersionTag(version, key, undefined)),
    );
    return {};
  },
});

const search = jsonRoute({
  method: 'GET',
  path: `${place}/search`,
  input: z.object({
    filter: text,
    max_results: pageSize(10_000, 200_000),
    order_by: list(z.string()).nullish(),
    page_token: pageToken,
  }),
  handle(asked, context) {
    const searched = searchedIn(context);
    const models = [...registryOf(context).all().models.values()];
    const versions = models.flatMap((model) => model.versions.map((version) => ({ model, version })));
    const lastly = ['last_updated_timestamp DESC', 'name', 'version_number DESC'];
    const page = searchModels(versions, searched, {
      filter: asked.filter,
      order: [...(asked.order_by ?? []), ...lastly].map((order) => readOrder(order, searched)),
      size: asked.max_results,
      token: asked.page_token,
    });
    return {
      model_versions: page.items.map((found) => versionShape(context, found)),
      next_page_token: page.token,
    };
  },
});

function searchedIn(context: MlflowContext): Searched<VersionOf> {
  return {
    attributes: {
      name: 'text',
      run_id: 'text',
      source_path: 'text',
      model_id: 'text',
      version_number: 'number',
      creation_timestamp: 'number',
      last_updated_timestamp: 'number',
    },
    aliases: { version: 'version_number' },
    attribute({ model, version }, name) {
      switch (name) {
        case 'name':
          return model.name;
        case 'run_id':
          return version.run;
        case 'source_path':
          return sourceOf(context, version);
        case 'model_id':
          return version.model;
        case 'version_number':
          return version.version;
        default:
          return createdAt(version);
      }
    },
    tag: ({ version }, key) => version.tags[key],
  };
}

/** Sets or takes away the aliases that stand for stages. An alias is one version's, so the one before leaves the stage. */
const transition = jsonRoute({
  method: 'POST',
  path: `${place}/transition-stage`,
  input: numbered.extend({ stage: z.string(), archive_existing_versions: flag.nullish() }),
  async handle({ name, version, stage }, context) {
    const wanted = readStage(stage);
    const mover = moverOf(context);
    const changed = await answering(() =>
      registryOf(context).changeVersion(name, version, (edit, { aliases }) => {
        for (const alias of Object.values(stageAliases)) {
          const leaves = wanted === 'None' || alias !== stageAliases[wanted];
          if (leaves && aliases[alias] === version) edit.moveAlias(alias, undefined, mover);
        }
        if (wanted !== 'None') edit.moveAlias(stageAliases[wanted], version, mover);
      }),
    );
    return { model_version: versionShape(context, changed) };
  },
});

function latestBy(method: 'GET' | 'POST'): Route {
  return jsonRoute({
    method,
    path: '/api/2.0/mlflow/registered-models/get-latest-versions',
    input: named.extend({ stages: list(z.string()).nullish() }),
    async handle({ name, stages }, context) {
      const wanted = new Set((stages ?? []).map(readStage));
      const model = await answering(() => registryOf(context).get(name));
      const latest = latestOfStages(model).filter(
        (version) => wanted.size === 0 || wanted.has(stageOf(model, version)),
      );
      return { model_versions: latest.map((version) => versionShape(context, { model, version })) };
    },
  });
}

export const modelVersionRoutes: readonly Route[] = [
  create,
  get,
  update,
  remove,
  download,
  setTag,
  deleteTag,
  search,
  transition,
  latestBy('GET'),
  latestBy('POST'),
];

/** What is archived has no stage any more. */
function readStage(stage: string): Stage {
  switch (stage.toLowerCase()) {
    case 'production':
      return 'Production';
    case 'staging':
      return 'Staging';
    case 'archived':
    case 'none':
      return 'None';
    default:
      throw invalid(t('“{0}” is no stage; there are None, Staging, Production and Archived.', stage));
  }
}
