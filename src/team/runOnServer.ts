/** Finds a run on a server that may have it already, by the journal, then by its tag; else creates it there. */
import { t } from '../base/l10n.ts';
import { UserError } from '../base/errors.ts';
import { api, experimentByName, runById, runsPage } from '../sources/mlflowServer/serverCalls.ts';
import type { ServerConnection } from '../sources/mlflowServer/serverConnection.ts';
import { isMissing, ServerError } from '../sources/mlflowServer/serverError.ts';
import { createdExperiment, runAnswer, type ServerRun } from '../sources/mlflowServer/serverShapes.ts';
import type { PublishJournal } from './publishJournal.ts';
import type { Sent } from './publishing.ts';
import { idTag, type RunToPublish } from './runToPublish.ts';

export async function runOnServer(
  server: ServerConnection,
  of: { run: RunToPublish; journal: PublishJournal; sent: Sent },
): Promise<ServerRun> {
  const { run, journal, sent } = of;
  const known = journal.known?.run;
  if (known !== undefined) {
    const told = await there(server, known);
    if (told !== undefined) return told;
  }
  const experiment = await experimentOf(server, run.experiment);
  const { items } = await runsPage(server, {
    experiment,
    filter: `tags.\`${idTag}\` = '${run.id}'`,
    limit: 1,
  });
  const [found] = items;
  if (found !== undefined) {
    journal.begin(found.info.run_id, false);
    return await runById(server, found.info.run_id);
  }
  const body = {
    experiment_id: experiment,
    user_id: run.user,
    run_name: run.name,
    start_time: run.started,
    tags: [{ key: idTag, value: run.id }],
  };
  const { run: told } = await server.json({ method: 'POST', path: `${api}/runs/create`, body }, runAnswer);
  journal.begin(told.info.run_id, true);
  journal.note({ name: run.name });
  sent.runs += 1;
  return told;
}

/** Undefined: it was deleted, so that publishing makes a new one. */
async function there(server: ServerConnection, run: string): Promise<ServerRun | undefined> {
  try {
    const told = await runById(server, run);
    return told.info.lifecycle_stage === 'deleted' ? undefined : told;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Its id; it is made when there is none of this name. Rejects with UserError `deletedExperiment`. */
async function experimentOf(server: ServerConnection, name: string): Promise<string> {
  try {
    return usable(await experimentByName(server, name));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  try {
    const call = { method: 'POST', path: `${api}/experiments/create`, body: { name } } as const;
    return (await server.json(call, createdExperiment)).experiment_id;
  } catch (error) {
    // Somebody else was quicker.
    if (!(error instanceof ServerError) || error.apiCode !== 'RESOURCE_ALREADY_EXISTS') throw error;
    return usable(await experimentByName(server, name));
  }
}

function usable(found: { experiment_id: string; name: string; lifecycle_stage: string }): string {
  if (found.lifecycle_stage !== 'deleted') return found.experiment_id;
  throw new UserError(
    'deletedExperiment',
    t('The experiment {0} was deleted on the server.', found.name),
    t('Restore it there, or put the run into another.'),
  );
}
