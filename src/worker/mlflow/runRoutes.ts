/** `runs/…`: how runs begin, end, are read, deleted and restored. */
import * as z from 'zod';
import { t } from '../../base/l10n.ts';
import type { MlflowContext } from './context.ts';
import { findExperiment } from './experimentNames.ts';
import { int64, list, pair } from './fields.ts';
import { invalid } from './limits.ts';
import { jsonRoute, type Answer, type Route } from './route.ts';
import { runIdOf, runRef } from './runRef.ts';
import { runInfo, runJson } from './runJson.ts';
import { endOf, mlflowStatus } from './statusWords.ts';
import { cleanTags } from './tags.ts';

const time = int64.refine((value) => value >= 0, 'expected a time in ms since 1970');

const createRun = z.object({
  experiment_id: z.string().nullish(),
  user_id: z.string().nullish(),
  run_name: z.string().nullish(),
  start_time: time.nullish(),
  tags: list(pair).nullish(),
});

async function create(input: z.infer<typeof createRun>, context: MlflowContext): Promise<Answer> {
  const { runs, experiments, clock, redactor } = context;
  const experiment = await findExperiment(input.experiment_id ?? '0', context);
  if (experiment.deleted) throw invalid(t('The experiment {0} is deleted.', experiment.name));
  const { tags, problems } = cleanTags(input.tags ?? [], redactor);
  const named = tags['mlflow.runName'];
  const name = input.run_name ?? undefined;
  if (name !== undefined && name !== '' && named !== undefined && named !== redactor.text(name))
    throw invalid(t('run_name and the tag mlflow.runName name the run differently.'));
  const chosen = (name === undefined || name === '' ? named : redactor.text(name)) ?? '';
  const user = input.user_id ?? tags['mlflow.user'] ?? '';
  const run = await runs.create({
    name: chosen === '' ? undefined : chosen.slice(0, 200),
    experiment: experiments.runName(experiment),
    tags,
    user: user === '' ? undefined : user,
    created: input.start_time ?? clock.now(),
  });
  for (const message of problems) run.problem('MLflow', message);
  await run.commit();
  return { run: runJson(run, context) };
}

const updateRun = runRef.extend({
  status: mlflowStatus.nullish(),
  end_time: time.nullish(),
  run_name: z.string().nullish(),
});

async function update(input: z.infer<typeof updateRun>, context: MlflowContext): Promise<Answer> {
  const { runs, clock, redactor } = context;
  const id = runIdOf(input);
  const { status } = input;
  const end = status === undefined || status === null ? undefined : endOf[status];
  let run;
  if (status === undefined || status === null) run = await runs.write(id);
  else if (end === undefined) run = await runs.resume(id);
  else run = await runs.tellEnd(id, end, input.end_time ?? clock.now());
  const name = redactor.text(input.run_name ?? '').slice(0, 200);
  if (name !== '') run.event({ type: 'named', name });
  await run.commit();
  return { run_info: runInfo(run, context) };
}

export const runRoutes: readonly Route[] = [
  jsonRoute({ method: 'POST', path: '/api/2.0/mlflow/runs/create', input: createRun, handle: create }),
  jsonRoute({ method: 'POST', path: '/api/2.0/mlflow/runs/update', input: updateRun, handle: update }),
  jsonRoute({
    method: 'GET',
    path: '/api/2.0/mlflow/runs/get',
    input: runRef,
    handle: (input, context) => ({ run: runJson(context.runs.read(runIdOf(input)), context) }),
  }),
  jsonRoute({
    method: 'POST',
    path: '/api/2.0/mlflow/runs/delete',
    input: runRef,
    handle: async (input, { runs }) => {
      await runs.remove(runIdOf(input));
      return {};
    },
  }),
  jsonRoute({
    method: 'POST',
    path: '/api/2.0/mlflow/runs/restore',
    input: runRef,
    handle: async (input, { runs }) => {
      await runs.restore(runIdOf(input));
      return {};
    },
  }),
];
