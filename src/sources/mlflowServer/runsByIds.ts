/** Many runs of a tracking server with few requests: an experiment is searched for all that may be in it. */
import { UserError } from '../../base/errors.ts';
import { api, runById } from './serverCalls.ts';
import type { ServerConnection } from './serverConnection.ts';
import { isMissing, ServerError } from './serverError.ts';
import { runsAnswer, serverRun, type ServerRun } from './serverShapes.ts';

export interface FoundRuns {
  /** As a list tells them: of each metric the last value. */
  readonly runs: ReadonlyMap<string, ServerRun>;
  /** The server has these no more. */
  readonly gone: ReadonlySet<string>;
  /** Why some could not be asked for. */
  readonly problem: UserError | undefined;
}

/** The first ids count most: where runs are of more experiments than there is patience for, those are found. */
export async function runsByIds(server: ServerConnection, ids: readonly string[]): Promise<FoundRuns> {
  const runs = new Map<string, ServerRun>();
  const gone = new Set<string>();
  const waiting = new Set(ids.filter((id) => isPlain(id)));
  try {
    for (let round = 0; round < mostExperiments; round += 1) {
      const [next] = waiting;
      if (next === undefined) break;
      waiting.delete(next);
      const first = await orGone(server, next, gone);
      if (first === undefined) continue;
      runs.set(next, first);
      const { experiment_id: experiment } = first.info;
      for (const run of await searched(server, experiment, [...waiting].slice(0, mostAtOnce))) {
        runs.set(run.info.run_id, run);
        waiting.delete(run.info.run_id);
      }
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { runs, gone, problem: error };
  }
  return { runs, gone, problem: undefined };
}

async function orGone(
  server: ServerConnection,
  id: string,
  gone: Set<string>,
): Promise<ServerRun | undefined> {
  try {
    return await runById(server, id);
  } catch (error) {
    if (!isMissing(error)) throw error;
    gone.add(id);
    return undefined;
  }
}

/** Those of `ids` that are in an experiment, MLflow's trash included. */
async function searched(
  server: ServerConnection,
  experiment: string,
  ids: readonly string[],
): Promise<readonly ServerRun[]> {
  if (ids.length === 0) return [];
  const body = {
    experiment_ids: [experiment],
    run_view_type: 'ALL',
    max_results: ids.length,
    filter: `attributes.run_id IN (${ids.map((id) => `'${id}'`).join(', ')})`,
  };
  try {
    const { runs } = await server.json({ method: 'POST', path: `${api}/runs/search`, body }, runsAnswer);
    return runs.flatMap((raw) => {
      const read = serverRun.safeParse(raw);
      return read.success ? [read.data] : [];
    });
  } catch (error) {
    // An old server does not know IN: the others are asked for one by one, as far as there are rounds.
    if (error instanceof ServerError && error.code === 'serverRefused') return [];
    throw error;
  }
}

/** It stands between quotes in a filter. */
function isPlain(id: string): boolean {
  return /^[a-zA-Z0-9][\w-]{0,255}$/.test(id);
}

/** Runs of one model are mostly of one experiment. */
const mostExperiments = 8;
const mostAtOnce = 300;
