/** Where a model is kept that a client gives without naming a run. */
import type { MlflowContext, OpenMlflowRun } from './context.ts';

/** The run of the script; where there is no script, a run that is made for the model. */
export async function homeRun(
  { runs, experiments, clock }: MlflowContext,
  experimentId: string,
  name: string,
): Promise<OpenMlflowRun> {
  if (runs.main !== undefined) return runs.main;
  const experiment = experiments.byId(experimentId);
  return await runs.create({
    name,
    experiment: experiment === undefined || experiment.id === '0' ? undefined : experiment.name,
    tags: {},
    user: undefined,
    created: clock.now(),
  });
}

/** Nobody else would say that a run is over which was made for a model alone. */
export async function leaveHome(
  { runs, clock }: MlflowContext,
  runId: string,
  status: 'ready' | 'failed',
): Promise<void> {
  if (runs.main?.id === runId) return;
  const run = await runs.tellEnd(runId, status === 'ready' ? 'finished' : 'failed', clock.now());
  await run.commit();
}
