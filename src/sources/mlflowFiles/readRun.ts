/** Reads the folder of one run of an MLflow file store: whatever can be read, and what could not. */
import { codeOf, messageOf } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { MetricSummary } from '../../records/metric.ts';
import { toSummary } from '../../storage/series/tally.ts';
import { detailsOf, isAlive, isId, isShownTag, statusOf, tagNames } from '../mlflowWords.ts';
import type { PlainFolder } from '../plainFolder.ts';
import type { ProblemList } from '../problemList.ts';
import type { ForeignRun } from '../source.ts';
import { type Meta, parseMeta } from './metaFile.ts';
import { type MetricState, mostBytes, readMetric } from './metricFile.ts';
import { metaName, type RunLook } from './runLook.ts';

export interface RunReading {
  readonly run: ForeignRun;
  /** As MLflow notes it, so that signs of life can be judged again later. */
  readonly status: string | undefined;
  /** ms of the latest record. */
  readonly recorded: number;
  readonly artifactUri: string | undefined;
  readonly metrics: ReadonlyMap<string, MetricState>;
}

export interface ReadRunOptions {
  /** Its problems go to `problems`. */
  readonly folder: PlainFolder;
  readonly problems: ProblemList;
  readonly id: string;
  readonly experiment: string;
  /** How far metrics were read before. */
  readonly before: ReadonlyMap<string, MetricState> | undefined;
  /** A dataset of the run's experiment. */
  readonly dataset: (id: string) => Promise<Dataset | undefined>;
  /** ms when it was seen to change. */
  readonly grew: number;
  /** ms since 1970. */
  readonly now: number;
  readonly pause: () => Promise<void>;
}

export interface Dataset {
  readonly name: string;
  readonly digest: string | undefined;
  readonly columns: readonly string[];
}

/** `deleted`: MLflow's own trash. `unready`: its meta.yaml is being written at this moment. */
export async function readRun(
  look: RunLook,
  options: ReadRunOptions,
): Promise<RunReading | 'deleted' | 'unready'> {
  const { folder, problems, id, now } = options;
  const meta = await readMeta(folder, `${look.place}/${metaName}`, runKeys, problems);
  if (meta?.get('lifecycle_stage') === 'deleted') return 'deleted';
  if (meta?.get('start_time') === undefined && look.meta !== undefined && isFresh(look.meta.mtimeMs, now))
    return 'unready';
  const tags = textsOf(
    folder,
    look.tags.map(({ path }) => path),
    `${look.place}/tags/`,
  );
  const metrics = await readMetrics(look, options);
  const shownMetrics = summaries(metrics);
  const started = timeOf('start_time', meta, look, problems) ?? firstTime(metrics) ?? look.written;
  const recorded = Math.max(started, ...shownMetrics.map(({ last }) => last.time));
  const noted = meta?.get('status');
  const status = statusOf(noted, isAlive({ written: look.written, recorded, grew: options.grew }, now));
  const open = status === 'running' || status === 'starting';
  if (!open) sayUnfinished(look, metrics, problems);
  const run: ForeignRun = {
    id,
    name: textIn(meta, 'run_name') ?? textIn(meta, 'name') ?? tags.get(tagNames.runName) ?? id,
    experiment: options.experiment,
    status,
    started,
    ended: open ? undefined : timeOf('end_time', meta, look, problems),
    user: meta?.get('user_id') ?? tags.get(tagNames.user) ?? '',
    params: textsOf(folder, look.params, `${look.place}/params/`),
    tags: new Map([...tags].filter(([key]) => isShownTag(key))),
    metrics: shownMetrics,
    datasets: await readDatasets(look, options),
    problems: problems.list(),
    noted: detailsOf((name) => tags.get(name)),
  };
  return { run, status: noted, recorded, artifactUri: meta?.get('artifact_uri'), metrics };
}

/** Undefined when there is none or it says nothing; what is wrong with it becomes a problem. */
export async function readMeta(
  folder: PlainFolder,
  place: string,
  keys: ReadonlySet<string>,
  problems: Pick<ProblemList, 'add'>,
): Promise<Meta | undefined> {
  const text = folder.text(place, mostMetaBytes);
  if (text === undefined) {
    problems.add({ where: place, message: t('This file is missing; what it says is not known.') });
    return undefined;
  }
  // The last line of a file that was cut may be half a number.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length || text === '')
    problems.add({ where: place, message: t('This file is cut off; what is missing is not known.') });
  try {
    const meta = await parseMeta(whole, keys);
    return meta.size === 0 ? undefined : meta;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    problems.add({ where: place, message: t('This is no YAML that can be read: {0}', firstLine(error)) });
    return undefined;
  }
}

/** A file written so lately may still be written, and a second write may leave its time as it is. */
export function isFresh(written: number, now: number): boolean {
  return Math.abs(now - written) < freshFor;
}

async function readMetrics(
  look: RunLook,
  { folder, problems, before, pause }: ReadRunOptions,
): Promise<Map<string, MetricState>> {
  const found = new Map<string, MetricState>();
  for (const { path, stats } of look.metrics) {
    const key = path.slice(look.place.length + '/metrics/'.length);
    try {
      const state = await readMetric(folder.absolute(path), before?.get(key), pause);
      if (state === undefined) continue;
      found.set(key, state);
      const { bad, firstBad } = state;
      if (bad > 0)
        problems.add({
          where: path,
          line: firstBad,
          message: t('Lines that are not "time value step" are left out: {0}.', bad),
        });
      if (stats.size > mostBytes)
        problems.add({ where: path, message: t('Only its first {0} MB are read.', mostBytes / 1024 / 1024) });
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
      problems.add({ where: path, message: messageOf(error) });
    }
  }
  return found;
}

/** Half a line is half a number: left out, and spoken of once nobody is going to write the rest. */
function sayUnfinished(
  look: RunLook,
  metrics: ReadonlyMap<string, MetricState>,
  problems: ProblemList,
): void {
  for (const [key, { lines, unfinished }] of metrics)
    if (unfinished > 0)
      problems.add({
        where: `${look.place}/metrics/${key}`,
        line: lines + 1,
        message: t('Its last line is cut off and left out.'),
      });
}

/** In the order they were first logged, as far as their times tell. */
function summaries(metrics: ReadonlyMap<string, MetricState>): MetricSummary[] {
  return [...metrics]
    .filter(([, { tally }]) => tally.count > 0)
    .sort(([a, x], [b, y]) => x.firstTime - y.firstTime || (a < b ? -1 : 1))
    .map(([key, { tally }]) => toSummary(key, 'mlflow', tally));
}

function firstTime(metrics: ReadonlyMap<string, MetricState>): number | undefined {
  const times = [...metrics.values()].filter(({ tally }) => tally.count > 0).map((state) => state.firstTime);
  return times.length === 0 ? undefined : Math.min(...times);
}

async function readDatasets(look: RunLook, options: ReadRunOptions): Promise<ForeignRun['datasets']> {
  const { folder, problems, dataset } = options;
  const found: ForeignRun['datasets'][number][] = [];
  for (const input of look.inputs) {
    const meta = await readMeta(folder, `${look.place}/inputs/${input}/${metaName}`, inputKeys, problems);
    const id = meta?.get('source_id');
    if (id === undefined || meta?.get('source_type') !== 'DATASET') continue;
    const known = isId(id) ? await dataset(id) : undefined;
    if (known === undefined) continue;
    found.push({
      name: known.name,
      version: known.digest,
      role: meta.get(`tags.${tagNames.datasetContext}`),
      columns: known.columns,
    });
  }
  return found;
}

function textIn(meta: Meta | undefined, key: string): string | undefined {
  const text = meta?.get(key);
  return text === '' ? undefined : text;
}

function textsOf(folder: PlainFolder, paths: readonly string[], before: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const path of paths) {
    const text = folder.text(path, mostTextBytes);
    if (text !== undefined) found.set(path.slice(before.length), text);
  }
  return found;
}

function timeOf(
  key: string,
  meta: Meta | undefined,
  look: RunLook,
  problems: ProblemList,
): number | undefined {
  const text = meta?.get(key);
  if (text === undefined) return undefined;
  const time = /^-?\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(time)) return time;
  problems.add({
    where: `${look.place}/${metaName}`,
    message: t('{0} is not a time: {1}', key, text.slice(0, 40)),
  });
  return undefined;
}

function firstLine(error: Error): string {
  return error.message.split('\n', 1)[0] ?? '';
}

const runKeys: ReadonlySet<string> = new Set([
  'artifact_uri',
  'end_time',
  'lifecycle_stage',
  'name',
  'run_name',
  'start_time',
  'status',
  'user_id',
]);
const inputKeys: ReadonlySet<string> = new Set(['source_id', 'source_type', 'tags']);
const mostMetaBytes = 1024 * 1024;
const mostTextBytes = 64 * 1024;
const freshFor = 2000;
