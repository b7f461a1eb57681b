/** Fetches one run of a tracking server with its metric histories, as far as memory and patience go. */
import type { Problem } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { MetricSummary } from '../../records/metric.ts';
import type { PointColumns } from '../../storage/series/seriesFormat.ts';
import { addPoint, emptyTally, toSummary } from '../../storage/series/tally.ts';
import { PointList } from '../pointList.ts';
import type { ForeignRun } from '../source.ts';
import { describeServerRun } from './describeServerRun.ts';
import { artifactFiles, eachPoint, type ServerArtifact } from './serverCalls.ts';
import type { ServerConnection } from './serverConnection.ts';
import { ServerError } from './serverError.ts';
import type { ServerRun } from './serverShapes.ts';

export interface FetchedRun {
  /** As the server told it when its points were fetched. */
  readonly told: ServerRun;
  readonly run: ForeignRun;
  readonly points: ReadonlyMap<string, PointColumns>;
  readonly artifacts: readonly ServerArtifact[];
}

export async function fetchRun(
  server: ServerConnection,
  of: { told: ServerRun; experiment: string | undefined; now: () => number },
): Promise<FetchedRun> {
  const { told, experiment } = of;
  const problems: Problem[] = [];
  const points = new Map<string, PointColumns>();
  const summaries = new Map<string, MetricSummary>();
  let room = mostPoints;
  let cut = 0;
  const waiting = [...told.data.metrics];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { key, step, timestamp, value } = next;
      const list = new PointList();
      const tally = emptyTally();
      const add = (at: number, time: number, number: number) => {
        list.add(at, time, number);
        addPoint(tally, at, time, number);
      };
      const most = Math.min(room, mostOfMetric);
      if (most > 0)
        await eachPoint(server, { run: told.info.run_id, key, most }, (point) =>
          add(point.step, point.time, point.value),
        );
      room -= tally.count;
      // The last value is known in any case.
      if (tally.count === 0) add(step, timestamp, value);
      if (tally.count >= most || tally.lastStep < step) cut += 1;
      points.set(key, list.columns());
      summaries.set(key, toSummary(key, 'mlflow', tally));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (cut > 0)
    problems.push({
      where: server.address.label,
      message: t('Of {0} metrics only a part of the points was fetched; import the run to have all.', cut),
    });
  const artifacts = await artifactsOf(server, told.info.run_id, problems);
  // In the order the server has them, whichever came first.
  const metrics = told.data.metrics.flatMap(({ key }) => summaries.get(key) ?? []);
  const run = describeServerRun(told, { experiment, metrics, problems, now: of.now() });
  return { told, run, points, artifacts };
}

/** A store of artifacts that cannot be read hides nothing else. */
async function artifactsOf(
  server: ServerConnection,
  run: string,
  problems: Problem[],
): Promise<readonly ServerArtifact[]> {
  try {
    const { files, isWhole } = await artifactFiles(server, { run, most: mostArtifacts });
    if (!isWhole)
      problems.push({
        where: server.address.label,
        message: t('Only the first {0} artifacts are listed.', mostArtifacts),
      });
    return files;
  } catch (error) {
    if (!(error instanceof ServerError) || error.code === 'serverUnreachable') throw error;
    problems.push({
      where: server.address.label,
      message: t('The artifacts could not be listed: {0}', error.message),
    });
    return [];
  }
}

/** Requests under way; a server has few workers, and others use it too. */
const atOnce = 4;
/** Points of one run in memory: 48 MB. */
const mostPoints = 2_000_000;
const mostOfMetric = 500_000;
const mostArtifacts = 2000;
