/** Calls of MLflow's logged models. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { t } from '../../base/l10n.ts';
import { ApiError } from './apiError.ts';
import { partsInRun } from './artifactAddress.ts';
import { listArtifacts } from './artifactFiles.ts';
import { checkArtifactPath } from './artifactPaths.ts';
import type { MlflowContext, OpenMlflowRun } from './context.ts';
import { list, pair } from './fields.ts';
import { homeRun, leaveHome } from './homeRun.ts';
import { checkCount, checkLength, invalid, limits } from './limits.ts';
import {
  experimentIdOf,
  findModel,
  freeModelPath,
  modelShape,
  modelUriOf,
  modelVersionsTag,
  newModelId,
  runOfModelId,
} from './loggedModels.ts';
import { loggedModelSearch } from './loggedModelSearch.ts';
import { jsonRoute, type Answer, type Route } from './route.ts';
import { cleanParams, cleanTags } from './tags.ts';

const place = '/api/2.0/mlflow/logged-models';
const ofModel = z.object({ model_id: z.string() });
const pairs = list(pair)
  .nullish()
  .transform((found) => found ?? []);
type Pairs = z.infer<typeof pairs>;

/** Clients send the name, or the number that stands for it. */
const status = z
  .enum(['LOGGED_MODEL_PENDING', 'LOGGED_MODEL_READY', 'LOGGED_MODEL_UPLOAD_FAILED', '1', '2', '3'])
  .or(z.literal([1, 2, 3]).transform(String))
  .transform((name) => {
    if (name === 'LOGGED_MODEL_READY' || name === '2') return 'ready';
    return name === 'LOGGED_MODEL_UPLOAD_FAILED' || name === '3' ? 'failed' : 'pending';
  });

const create = jsonRoute({
  method: 'POST',
  path: place,
  input: z.object({
    experiment_id: z.string().nullish(),
    name: z.string().nullish(),
    model_type: z.string().nullish(),
    source_run_id: z.string().nullish(),
    params: pairs,
    tags: pairs,
  }),
  async handle(asked, context) {
    const name = asked.name ?? 'model';
    checkName(name);
    const source = asked.source_run_id ?? '';
    const { params, tags, problems } = cleaned(asked, context);
    const run =
      source === ''
        ? await homeRun(context, asked.experiment_id ?? '0', name)
        : await context.runs.own(source);
    const folder = freeModelPath(run, name);
    const id = newModelId(run.id);
    const modelType = asked.model_type ?? '';
    const kept = {
      id,
      name,
      path: folder,
      modelType,
      ofRun: source !== '',
      status: 'pending',
      params,
      tags,
    } as const;
    // Recorded before anything is waited for, or another request would choose the same folder.
    run.event({ type: 'loggedModel', ...kept });
    for (const problem of problems) run.problem('MLflow', problem);
    // Searches look for models only in runs that have such a folder.
    await mkdir(path.join(run.paths.artifacts, folder), { recursive: true, mode: 0o700 });
    await run.commit();
    return shapeOf(context, id);
  },
});

const get = jsonRoute({
  method: 'GET',
  path: `${place}/:model_id`,
  input: ofModel,
  handle: ({ model_id }, context) => shapeOf(context, model_id),
});

const finalize = jsonRoute({
  method: 'PATCH',
  path: `${place}/:model_id`,
  input: ofModel.extend({ status }),
  async handle({ model_id, status }, context) {
    const { run, model } = findModel(context, model_id);
    await changeModel(context, model_id, { status });
    if (!model.ofRun && status !== 'pending') await leaveHome(context, run.id, status);
    return shapeOf(context, model_id);
  },
});

const remove = jsonRoute({
  method: 'DELETE',
  path: `${place}/:model_id`,
  input: ofModel,
  async handle({ model_id }, context) {
    findModel(context, model_id);
    await append(await context.runs.write(runOfModelId(model_id) ?? ''), model_id, { deleted: true });
    return {};
  },
});

const logParams = jsonRoute({
  method: 'POST',
  path: `${place}/:model_id/params`,
  input: ofModel.extend({ params: pairs }),
  async handle({ model_id, params }, context) {
    const given = cleaned({ params }, context).params;
    const known = findModel(context, model_id).model.params;
    for (const [key, value] of Object.entries(given)) {
      if ((known.get(key) ?? value) === value) continue;
      throw invalid(
        t('The param {0} of the model is {1} already; params do not change.', key, known.get(key) ?? ''),
      );
    }
    await changeModel(context, model_id, { params: given });
    return {};
  },
});

const setTags = jsonRoute({
  method: 'PATCH',
  path: `${place}/:model_id/tags`,
  input: ofModel.extend({ tags: pairs }),
  handle: ({ model_id, tags }, context) =>
    changeModel(context, model_id, { tags: cleaned({ tags }, context).tags }),
});

const deleteTag = jsonRoute({
  method: 'DELETE',
  path: `${place}/:model_id/tags/:tag_key`,
  input: ofModel.extend({ tag_key: z.string() }),
  async handle({ model_id, tag_key }, context) {
    if (!findModel(context, model_id).model.tags.has(tag_key)) {
      throw new ApiError('RESOURCE_DOES_NOT_EXIST', t('The model {0} has no tag {1}.', model_id, tag_key));
    }
    await changeModel(context, model_id, { tags: { [tag_key]: null } });
    return {};
  },
});

const listFiles = jsonRoute({
  method: 'GET',
  path: `${place}/:model_id/artifacts/directories`,
  input: ofModel.extend({ artifact_directory_path: z.string().nullish() }),
  async handle({ model_id, artifact_directory_path }, context) {
    const { run, model } = findModel(context, model_id);
    const folder = checkArtifactPath(artifact_directory_path ?? '');
    const files = await listArtifacts(run.paths.artifacts, partsInRun({ base: model.path, parts: folder }));
    return {
      root_uri: modelUriOf(experimentIdOf(context, run), model_id),
      files: files.map(({ name, isFolder, size }) => ({
        path: [...folder, name].join('/'),
        is_dir: isFolder,
        file_size: size,
      })),
    };
  },
});

export const loggedModelRoutes: readonly Route[] = [
  create,
  loggedModelSearch,
  get,
  finalize,
  remove,
  logParams,
  setTags,
  deleteTag,
  listFiles,
];

type Change = Parameters<typeof append>[2];

async function changeModel(context: MlflowContext, id: string, change: Change): Promise<Answer> {
  const { run } = findModel(context, id);
  // A model may be registered while the run that made it is still going on elsewhere; then there is nothing to write.
  if (Object.values(change).some((value) => typeof value !== 'object' || Object.keys(value).length > 0))
    await append(await context.runs.write(run.id), id, change);
  return shapeOf(context, id);
}

async function append(
  run: OpenMlflowRun,
  id: string,
  change: Pick<
    Extract<Parameters<OpenMlflowRun['event']>[0], { type: 'loggedModel' }>,
    'params' | 'tags' | 'status' | 'deleted'
  >,
): Promise<void> {
  run.event({ type: 'loggedModel', id, ...change });
  await run.commit();
}

function shapeOf(context: MlflowContext, id: string): Answer {
  return { model: modelShape(context, findModel(context, id)) };
}

function checkName(name: string): void {
  if (name === '' || /[/:.%"']/.test(name)) {
    throw invalid(t('“{0}” cannot be the name of a model: it is empty or holds one of / : . % " \'.', name));
  }
  checkLength('name', name, limits.experimentName);
}

/** Throws ApiError. What was cut is told by the run. */
function cleaned(
  { params = [], tags = [] }: { readonly params?: Pairs; readonly tags?: Pairs },
  { redactor }: MlflowContext,
): {
  readonly params: Record<string, string>;
  readonly tags: Record<string, string>;
  readonly problems: string[];
} {
  checkCount('params', params.length, limits.allAtOnce);
  checkCount('tags', tags.length, limits.allAtOnce);
  const cleanedParams = cleanParams(params, redactor);
  const cleanedTags = cleanTags(tags, redactor);
  // The registry itself tells which versions a model has.
  const { [modelVersionsTag]: _, ...ownTags } = cleanedTags.tags;
  return {
    params: Object.fromEntries(cleanedParams.params),
    tags: ownTags,
    problems: [...cleanedParams.problems, ...cleanedTags.problems],
  };
}
