/** Publishes a run to a team's MLflow server: what is there already is not sent again, and what broke off goes on. */
import type { Problem } from '../base/errors.ts';
import { formatDuration } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { api } from '../sources/mlflowServer/serverCalls.ts';
import type { ServerConnection } from '../sources/mlflowServer/serverConnection.ts';
import { anything } from '../sources/mlflowServer/serverShapes.ts';
import type { Layout } from '../storage/layout.ts';
import { patiently, usualPauses } from './patiently.ts';
import { PublishJournal } from './publishJournal.ts';
import type { Progress, Publishing, Sent } from './publishing.ts';
import { runOnServer } from './runOnServer.ts';
import { runToPublish, type RunToPublish } from './runToPublish.ts';
import { sendArtifacts } from './sendArtifacts.ts';
import { sendDatasets } from './sendDatasets.ts';
import { sendParams, sendTags } from './sendPairs.ts';
import { sendPoints } from './sendPoints.ts';

export interface PublishTo {
  readonly layout: Layout;
  readonly server: ServerConnection;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
  /** ms between attempts; for tests that cannot wait. */
  readonly pauses?: readonly number[];
}

export interface PublishedRun {
  /** Its id here, and there. */
  readonly id: string;
  readonly run: string;
  readonly experiment: string;
  /** `mlflow-artifacts:/1/…/artifacts`: what a model version of it is made from. */
  readonly artifactUri: string;
  /** Where a browser shows it. */
  readonly url: string;
  readonly sent: Readonly<Sent>;
  /** Artifacts that are not there. */
  readonly missing: readonly string[];
  /** What could not be published, or not as it is. */
  readonly problems: readonly Problem[];
}

/**
 * Rejects with UserError `run`, `live` or `publishing`, with ServerError, and with AbortError; what has arrived until
 * then is not sent again by the next call.
 */
export async function publishRun(id: string, to: PublishTo): Promise<PublishedRun> {
  const { layout, server, progress, signal, pauses = usualPauses } = to;
  const run = runToPublish(layout, id);
  const journal = await PublishJournal.claim(run.paths.published, server.address.uri);
  const sent: Sent = { runs: 0, params: 0, tags: 0, points: 0, datasets: 0, artifacts: 0, bytes: 0 };
  let problems: Problem[] = [];
  try {
    const told = await patiently(
      async () => {
        problems = [...run.problems];
        return await attempt({ server, run, journal, sent, problems, progress });
      },
      {
        pauses,
        signal,
        arrived: () => sent.runs + sent.params + sent.tags + sent.points + sent.datasets + sent.artifacts,
        onPause: (error, ms) => progress(`${error.message} ${t('Going on in {0}.', formatDuration(ms))}`),
      },
    );
    const there = new Set(Object.keys(journal.known?.artifacts ?? {}));
    const { run_id, experiment_id, artifact_uri } = told.info;
    return {
      id,
      run: run_id,
      experiment: run.experiment,
      artifactUri: artifact_uri,
      url: `${server.address.uri}/#/experiments/${experiment_id}/runs/${run_id}`,
      sent,
      missing: run.artifacts.map(({ path }) => path).filter((path) => !there.has(path)),
      problems,
    };
  } finally {
    journal.release();
  }
}

/** True when nothing of the run had to be sent. */
export function wasThere({ runs, params, tags, points, datasets, artifacts }: Sent): boolean {
  return runs + params + tags + points + datasets + artifacts === 0;
}

async function attempt(parts: Omit<Publishing, 'told'>): Promise<Publishing['told']> {
  const { server, run, journal, sent } = parts;
  const told = await runOnServer(server, { run, journal, sent });
  const of: Publishing = { ...parts, told };
  await sendParams(of);
  await sendTags(of);
  await sendPoints(of);
  await sendDatasets(of);
  await sendArtifacts(of);
  await sendEnd(of, run);
  return told;
}

/** Last, so that a run that looks finished on the server is whole there. */
async function sendEnd({ server, journal, told, sent }: Publishing, run: RunToPublish): Promise<void> {
  const isRenamed = journal.known?.name !== run.name && told.info.run_name !== run.name;
  const isEnded = told.info.status === run.status && told.info.end_time === run.ended;
  if (isEnded && !isRenamed) return;
  const body = {
    run_id: told.info.run_id,
    run_uuid: told.info.run_id,
    status: run.status,
    end_time: run.ended,
    ...(isRenamed && { run_name: run.name }),
  };
  await server.json({ method: 'POST', path: `${api}/runs/update`, body }, anything);
  journal.note({ name: run.name });
  sent.runs += 1;
}
