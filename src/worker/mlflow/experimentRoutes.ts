/** `experiments/…`. */
import * as z from 'zod';
import { t } from '../../base/l10n.ts';
import { appendShared } from '../../storage/appendLog.ts';
import { runDir, runPaths } from '../../storage/layout.ts';
import { ApiError } from './apiError.ts';
import type { MlflowContext } from './context.ts';
import { findExperiment, findExperimentByName } from './experimentNames.ts';
import type { Experiment } from './experiments.ts';
import { experimentJson, searchExperiments } from './experimentSearch.ts';
import { list, pair } from './fields.ts';
import { checkKey, checkLength, invalid, limits } from './limits.ts';
import { jsonRoute, type Answer, type Method, type Route } from './route.ts';

const createExperiment = z.object({
  name: z.string(),
  artifact_location: z.string().nullish(),
  tags: list(pair).nullish(),
});

async function create(input: z.infer<typeof createExperiment>, context: MlflowContext): Promise<Answer> {
  const name = checkName(context.redactor.text(input.name));
  if (
    input.artifact_location !== undefined &&
    input.artifact_location !== null &&
    input.artifact_location !== ''
  )
    throw invalid(t('Where artifacts lie cannot be chosen: they are part of the run.'));
  const known = await findExperimentByName(name, context).catch(unlessMissing);
  if (known?.deleted === true) {
    throw new ApiError(
      'RESOURCE_ALREADY_EXISTS',
      t('The experiment “{0}” is in the deleted state. Restore it, or take another name.', name),
    );
  }
  if (known !== undefined)
    throw new ApiError('RESOURCE_ALREADY_EXISTS', t('There is already an experiment “{0}”.', name));
  const tags = (input.tags ?? []).map(({ key, value }) => checkedTag(key, value, context));
  return { experiment_id: context.experiments.create(name, Object.fromEntries(tags)).id };
}

const byId = z.object({ experiment_id: z.string() });

async function rename(
  { experiment_id: id, new_name: given }: { experiment_id: string; new_name: string },
  context: MlflowContext,
): Promise<Answer> {
  const experiment = await changeable(id, context);
  const name = checkName(context.redactor.text(given));
  if (name === experiment.name) return {};
  if ((await findExperimentByName(name, context).catch(unlessMissing)) !== undefined)
    throw new ApiError('RESOURCE_ALREADY_EXISTS', t('There is already an experiment “{0}”.', name));
  for (const run of await runsOf(experiment, context)) {
    const { edits } = runPaths(runDir(context.layout, run));
    appendShared(edits, { t: context.clock.now(), experiment: name, by: 'MLflow' });
    context.runs.touch(run);
  }
  context.experiments.change(id, { name });
  return {};
}

async function remove({ experiment_id: id }: z.infer<typeof byId>, context: MlflowContext): Promise<Answer> {
  const experiment = await changeable(id, context);
  for (const run of await runsOf(experiment, context)) await context.runs.remove(run);
  context.experiments.change(id, { name: experiment.name, deleted: true });
  return {};
}

async function restore({ experiment_id: id }: z.infer<typeof byId>, context: MlflowContext): Promise<Answer> {
  const experiment = await findExperiment(id, context);
  context.experiments.change(id, { name: experiment.name, deleted: false });
  const { table } = await context.index.deleted();
  const runs = [...table.entries()].filter((entry) => entry.experiment === experiment.name);
  for (const run of runs) await context.runs.restore(run.id);
  return {};
}

async function changeable(id: string, context: MlflowContext): Promise<Experiment> {
  const experiment = await findExperiment(id, context);
  if (context.experiments.runName(experiment) === undefined)
    throw invalid(t('The experiment “{0}” is that of all runs without one; it stays.', experiment.name));
  if (experiment.deleted) throw invalid(t('The experiment “{0}” is deleted.', experiment.name));
  return experiment;
}

async function runsOf({ name }: Experiment, { index }: MlflowContext): Promise<string[]> {
  const { table } = await index.active();
  const runs = [...table.entries()].filter(
    ({ experiment, place }) => place === undefined && experiment === name,
  );
  return runs.map(({ id }) => id);
}

function checkName(name: string): string {
  if (name.trim() === '') throw invalid(t('An experiment needs a name.'));
  checkLength('name of the experiment', name, limits.experimentName);
  return name;
}

function checkedTag(key: string, value: string, { redactor }: MlflowContext): [string, string] {
  checkKey(key);
  checkLength('value', value, limits.experimentTag);
  return [key, redactor.value(key, value)];
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof ApiError && error.code === 'RESOURCE_DOES_NOT_EXIST') return undefined;
  throw error;
}

const at = (method: Method, name: string) => ({ method, path: `/api/2.0/mlflow/experiments/${name}` });

export const experimentRoutes: readonly Route[] = [
  jsonRoute({ ...at('POST', 'create'), input: createExperiment, handle: create }),
  jsonRoute({
    ...at('GET', 'get'),
    input: byId,
    handle: async ({ experiment_id: id }, context) => ({
      experiment: experimentJson(await findExperiment(id, context)),
    }),
  }),
  jsonRoute({
    ...at('GET', 'get-by-name'),
    input: z.object({ experiment_name: z.string() }),
    handle: async ({ experiment_name: name }, context) => ({
      experiment: experimentJson(await findExperimentByName(name, context)),
    }),
  }),
  jsonRoute({
    ...at('POST', 'update'),
    input: byId.extend({ new_name: z.string() }),
    handle: rename,
  }),
  jsonRoute({ ...at('POST', 'delete'), input: byId, handle: remove }),
  jsonRoute({ ...at('POST', 'restore'), input: byId, handle: restore }),
  jsonRoute({
    ...at('POST', 'set-experiment-tag'),
    input: byId.extend(pair.shape),
    handle: async ({ experiment_id: id, key, value }, context) => {
      const { name } = await findExperiment(id, context);
      context.experiments.change(id, { name, tags: Object.fromEntries([checkedTag(key, value, context)]) });
      return {};
    },
  }),
  jsonRoute({
    ...at('POST', 'delete-experiment-tag'),
    input: byId.extend({ key: z.string() }),
    handle: async ({ experiment_id: id, key }, context) => {
      const { name, tags } = await findExperiment(id, context);
      if (!tags.has(key))
        throw new ApiError('RESOURCE_DOES_NOT_EXIST', t('The experiment “{0}” has no tag {1}.', name, key));
      context.experiments.change(id, { name, tags: { [key]: null } });
      return {};
    },
  }),
  ...searchExperiments(['search', 'list'].flatMap((name) => [at('POST', name), at('GET', name)])),
];
