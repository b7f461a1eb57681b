/** Finds experiments, also those that only the runs of the folder know. */
import { t } from '../../base/l10n.ts';
import { ApiError } from './apiError.ts';
import type { MlflowContext } from './context.ts';
import type { Experiment } from './experiments.ts';

/** Throws ApiError RESOURCE_DOES_NOT_EXIST. */
export async function findExperiment(id: string, context: MlflowContext): Promise<Experiment> {
  const { experiments } = context;
  const known = experiments.byId(id);
  if (known !== undefined) return known;
  await knowThoseOfRuns(context);
  return experiments.byId(id) ?? missing(t('There is no experiment with the id {0}.', id));
}

/** Throws ApiError RESOURCE_DOES_NOT_EXIST. */
export async function findExperimentByName(name: string, context: MlflowContext): Promise<Experiment> {
  const { experiments } = context;
  const known = experiments.byName(name);
  if (known !== undefined) return known;
  await knowThoseOfRuns(context);
  return experiments.byName(name) ?? missing(t('There is no experiment “{0}”.', name));
}

export async function knowThoseOfRuns({ index, experiments }: MlflowContext): Promise<void> {
  const { table } = await index.active();
  const names = new Set<string>();
  for (const { experiment, place } of table.entries())
    if (experiment !== undefined && place === undefined) names.add(experiment);
  for (const name of names) experiments.ofRun(name);
}

function missing(message: string): never {
  throw new ApiError('RESOURCE_DOES_NOT_EXIST', message);
}
