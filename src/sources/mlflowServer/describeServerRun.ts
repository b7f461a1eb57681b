/** A run of a tracking server in the words of all other runs. */
import type { MetricSummary } from '../../records/metric.ts';
import type { Problem } from '../../base/errors.ts';
import { addPoint, emptyTally, toSummary } from '../../storage/series/tally.ts';
import { columnNames } from '../datasetColumns.ts';
import { detailsOf, isRecent, isShownTag, statusOf, tagNames } from '../mlflowWords.ts';
import type { ForeignRun } from '../source.ts';
import type { ServerRun } from './serverShapes.ts';

export interface AboutRun {
  /** Name of its experiment. */
  readonly experiment: string | undefined;
  /** Of whole histories; absent: only what the server tells in a list, the last value of each metric. */
  readonly metrics?: readonly MetricSummary[];
  readonly problems?: readonly Problem[];
  /** ms since 1970. */
  readonly now: number;
}

export function describeServerRun({ info, data, inputs }: ServerRun, about: AboutRun): ForeignRun {
  const tags = new Map(data.tags.map(({ key, value }) => [key, value]));
  const started = info.start_time ?? 0;
  const latest = Math.max(started, ...data.metrics.map(({ timestamp }) => timestamp));
  // Many a script that died says RUNNING for ever.
  const status = statusOf(info.status, isRecent(latest, about.now));
  const isOpen = status === 'running' || status === 'starting';
  return {
    id: info.run_id,
    name: info.run_name || tags.get(tagNames.runName) || info.run_id,
    experiment: about.experiment,
    status,
    started,
    ended: isOpen ? undefined : (info.end_time ?? undefined),
    user: info.user_id || (tags.get(tagNames.user) ?? ''),
    params: new Map(data.params.map(({ key, value }) => [key, value])),
    tags: new Map([...tags].filter(([key]) => isShownTag(key))),
    metrics: about.metrics ?? lastValues({ data }),
    datasets: inputs.dataset_inputs.map(({ dataset, tags: said }) => ({
      name: dataset.name,
      version: dataset.digest || undefined,
      role: said.find(({ key }) => key === tagNames.datasetContext)?.value,
      columns: columnNames(dataset.schema),
    })),
    problems: about.problems ?? [],
    noted: detailsOf((name) => tags.get(name)),
  };
}

/** As if the last point of each metric were its only one. */
function lastValues({ data }: Pick<ServerRun, 'data'>): MetricSummary[] {
  return data.metrics.map(({ key, step, timestamp, value }) => {
    const tally = emptyTally();
    addPoint(tally, step, timestamp, value);
    return toSummary(key, 'mlflow', tally);
  });
}
