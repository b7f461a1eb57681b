/** Calls of MLflow's registered models: their names, words, tags and aliases. */
import * as z from 'zod';
import { t } from '../../base/l10n.ts';
import type { RegisteredModel } from '../../records/modelVersion.ts';
import { list, pageSize } from './fields.ts';
import { invalid } from './limits.ts';
import { pageToken } from './pages.ts';
import { readOrder, searchModels, type Searched } from './modelSearch.ts';
import {
  answering,
  checkAlias,
  checkModelName,
  named,
  numbered,
  promptTag,
  tagList,
  tagsOf,
  tagValue,
  text,
} from './registryCalls.ts';
import { moverOf, registryOf } from './registryOf.ts';
import { createdAt, registeredModelShape, updatedAt, versionShape } from './registryShapes.ts';
import { jsonRoute, type Route } from './route.ts';

const place = '/api/2.0/mlflow/registered-models';

const create = jsonRoute({
  method: 'POST',
  path: `${place}/create`,
  input: named.extend({ description: text, tags: tagList }),
  async handle({ name, description, tags }, context) {
    checkModelName(name);
    const created = new Date(context.clock.now()).toISOString();
    const kept = {
      name,
      description: context.redactor.text(description),
      created,
      tags: tagsOf(tags, context),
    };
    const model = await answering(() => registryOf(context).create(kept));
    return { registered_model: registeredModelShape(context, model) };
  },
});

const rename = jsonRoute({
  method: 'POST',
  path: `${place}/rename`,
  input: named.extend({ new_name: z.string() }),
  async handle({ name, new_name }, context) {
    checkModelName(new_name);
    const model = await answering(() => registryOf(context).rename(name, new_name));
    return { registered_model: registeredModelShape(context, model) };
  },
});

const update = jsonRoute({
  method: 'PATCH',
  path: `${place}/update`,
  input: named.extend({ description: text }),
  async handle({ name, description }, context) {
    const words = context.redactor.text(description);
    const change = await answering(() =>
      registryOf(context).change(name, (edit) => edit.set('description', words)),
    );
    return { registered_model: registeredModelShape(context, change.model) };
  },
});

const remove = jsonRoute({
  method: 'DELETE',
  path: `${place}/delete`,
  input: named,
  async handle({ name }, context) {
    await answering(() => registryOf(context).delete(name));
    return {};
  },
});

const get = jsonRoute({
  method: 'GET',
  path: `${place}/get`,
  input: named,
  async handle({ name }, context) {
    const model = await answering(() => registryOf(context).get(name));
    return { registered_model: registeredModelShape(context, model) };
  },
});

const search = jsonRoute({
  method: 'GET',
  path: `${place}/search`,
  input: z.object({
    filter: text,
    max_results: pageSize(100, 1000),
    order_by: list(z.string()).nullish(),
    page_token: pageToken,
  }),
  handle(asked, context) {
    const models = [...registryOf(context).all().models.values()];
    const page = searchModels(models, searched, {
      filter: asked.filter,
      order: [...(asked.order_by ?? []), 'name'].map((order) => readOrder(order, searched)),
      size: asked.max_results,
      token: asked.page_token,
    });
    return {
      registered_models: page.items.map((model) => registeredModelShape(context, model)),
      next_page_token: page.token,
    };
  },
});

const searched: Searched<RegisteredModel> = {
  attributes: { name: 'text', creation_timestamp: 'number', last_updated_timestamp: 'number' },
  attribute(model, name) {
    if (name === 'name') return model.name;
    return name === 'creation_timestamp' ? createdAt(model) : updatedAt(model);
  },
  // The client asks for all that are no prompts; a model without the tag is none.
  tag: ({ tags }, key) => tags[key] ?? (key === promptTag ? 'false' : undefined),
};

const setTag = jsonRoute({
  method: 'POST',
  path: `${place}/set-tag`,
  input: named.extend({ key: z.string(), value: text }),
  async handle({ name, key, value }, context) {
    const kept = tagValue(key, value, context);
    await answering(() => registryOf(context).change(name, (edit) => edit.setTag(key, kept)));
    return {};
  },
});

const deleteTag = jsonRoute({
  method: 'DELETE',
  path: `${place}/delete-tag`,
  input: named.extend({ key: z.string() }),
  async handle({ name, key }, context) {
    await answering(() => registryOf(context).change(name, (edit) => edit.setTag(key, undefined)));
    return {};
  },
});

const setAlias = jsonRoute({
  method: 'POST',
  path: `${place}/alias`,
  input: numbered.extend({ alias: z.string() }),
  async handle({ name, version, alias }, context) {
    checkAlias(alias);
    await answering(() =>
      registryOf(context).changeVersion(name, version, (edit) =>
        edit.moveAlias(alias, version, moverOf(context)),
      ),
    );
    return {};
  },
});

const deleteAlias = jsonRoute({
  method: 'DELETE',
  path: `${place}/alias`,
  input: named.extend({ alias: z.string() }),
  async handle({ name, alias }, context) {
    await answering(() =>
      registryOf(context).change(name, (edit) => edit.moveAlias(alias, undefined, moverOf(context))),
    );
    return {};
  },
});

const getAlias = jsonRoute({
  method: 'GET',
  path: `${place}/alias`,
  input: named.extend({ alias: z.string() }),
  async handle({ name, alias }, context) {
    const model = await answering(() => registryOf(context).get(name));
    const version = model.versions.find(({ version: number }) => number === model.aliases[alias]);
    if (version === undefined) throw invalid(t('The model {0} has no alias {1}.', name, alias));
    return { model_version: versionShape(context, { model, version }) };
  },
});

export const registeredModelRoutes: readonly Route[] = [
  create,
  rename,
  update,
  remove,
  get,
  search,
  setTag,
  deleteTag,
  setAlias,
  deleteAlias,
  getAlias,
];
