/** Answers the run page's questions from the run store: no vscode here, so that they can be tested on plain folders. */
import { access, readFile } from 'node:fs/promises';
import { codeOf } from '../../base/errors.ts';
import { bestOf, guessDirection, isJudged, type MetricSummary } from '../../records/metric.ts';
import type { MetricPage, PageMetric, PageSeries, Rival, RunView } from '../../protocol/runPage.ts';
import { toJsonNumber } from '../../protocol/jsonNumber.ts';
import { runDir, runPaths } from '../../storage/layout.ts';
import type { SeriesColumns } from '../../project/runStore.ts';
import type { RunPageHost } from './runPageHost.ts';

/** More artifacts than these are only counted. */
const artifactLimit = 500;
const rivalLimit = 30;
/** Enough to find the value at a step; decimated points keep their true steps. */
const rivalBuckets = 2000;

export interface MetricsAsk {
  readonly run: string;
  readonly against: string | null;
  readonly group: 'own' | 'system';
  readonly filter: string;
  readonly limit: number;
}

export async function viewOf(host: RunPageHost, run: string, trusted: boolean): Promise<RunView> {
  const paths = runPaths(runDir(host.layout, run));
  const [detail, registered, script, patch, packages, stopping] = await Promise.all([
    host.store.detail(run),
    host.store.models.ofRun(run),
    exists(paths.script),
    exists(paths.patch),
    exists(paths.packages),
    stopAsked(paths.stop),
  ]);
  const artifacts = detail?.artifacts ?? [];
  return {
    detail: detail === undefined ? null : { ...detail, artifacts: artifacts.slice(-artifactLimit) },
    artifactCount: artifacts.length,
    artifactBytes: artifacts.reduce((sum, artifact) => sum + artifact.size, 0),
    trusted,
    editable: detail?.place === null,
    stopping: stopping && (detail?.status === 'running' || detail?.status === 'starting'),
    registered: [...registered],
    kept: { script, patch, packages },
  };
}

export async function metricsOf(host: RunPageHost, ask: MetricsAsk): Promise<MetricPage> {
  const [own, theirs] = await Promise.all([
    host.store.metrics(ask.run),
    ask.against === null ? [] : host.store.metrics(ask.against),
  ]);
  const isSystem = (summary: MetricSummary) => summary.key.startsWith('system/');
  const group = own.filter((summary) => isSystem(summary) === (ask.group === 'system'));
  const wanted = ask.filter.toLowerCase();
  const matching = group.filter((summary) => summary.key.toLowerCase().includes(wanted));
  const shown = matching.slice(0, ask.limit);
  const rivals = ask.against === null ? noRivals : await rivalValues(host, ask.against, shown, theirs);
  return {
    rows: shown.map((summary) => rowOf(host, summary, rivals.get(summary.key) ?? null)),
    matching: matching.length,
    total: group.length,
    system: own.filter(isSystem).length,
  };
}

export async function seriesOf(
  host: RunPageHost,
  ask: { run: string; keys: readonly string[]; buckets: number },
): Promise<PageSeries[]> {
  const series = await host.store.series(ask.run, ask.keys, ask.buckets);
  return series.map(({ key, steps, times, values, total }) => ({
    key,
    steps: bufferOf(steps),
    times: bufferOf(times),
    values: bufferOf(values),
    total,
  }));
}

/** Other runs of the same script, the best first, then the newest. */
export async function rivalsOf(host: RunPageHost, run: string): Promise<Rival[]> {
  const detail = await host.store.detail(run);
  if (!detail) return [];
  const group = detail.script === null ? {} : { group: { by: 'script', key: detail.script } as const };
  const [{ rows }, best] = await Promise.all([
    host.store.rows({ ...group, orderBy: 'started desc', limit: rivalLimit + 1 }),
    detail.script === null ? null : host.store.script(detail.script).then((summary) => summary.best),
  ]);
  const others = [...(best ? [best] : []), ...rows.filter((row) => row.id !== best?.id)];
  return others
    .filter((row) => row.id !== run)
    .slice(0, rivalLimit)
    .map((row) => ({ id: row.id, name: row.name, started: row.started, isBest: row.id === best?.id }));
}

function rowOf(host: RunPageHost, summary: MetricSummary, rival: PageMetric['rival']): PageMetric {
  const objective = host.config.objective?.metric === summary.key ? host.config.objective : undefined;
  const direction = objective?.direction ?? guessDirection(summary.key);
  const best = bestOf(summary, direction);
  const number = (point: { value: number } | undefined) => (point ? toJsonNumber(point.value) : null);
  return {
    key: summary.key,
    source: summary.source,
    count: summary.count,
    step: summary.last.step,
    last: toJsonNumber(summary.last.value),
    best: number(best),
    bestStep: best?.step ?? null,
    min: number(summary.min),
    max: number(summary.max),
    direction,
    judged: objective !== undefined || isJudged(summary.key),
    rival,
  };
}

type RivalValues = ReadonlyMap<string, NonNullable<PageMetric['rival']>>;
const noRivals: RivalValues = new Map();

/** What the other run had at the step where this run is now; only metrics that went on longer there are read. */
async function rivalValues(
  host: RunPageHost,
  against: string,
  shown: readonly MetricSummary[],
  theirs: readonly MetricSummary[],
): Promise<RivalValues> {
  const summaries = new Map(theirs.map((summary) => [summary.key, summary]));
  const values = new Map<string, NonNullable<PageMetric['rival']>>();
  const steps = new Map<string, number>();
  for (const { key, last } of shown) {
    const other = summaries.get(key);
    if (!other) continue;
    if (other.last.step <= last.step)
      values.set(key, { step: other.last.step, value: toJsonNumber(other.last.value) });
    else steps.set(key, last.step);
  }
  const series = steps.size === 0 ? [] : await host.store.series(against, [...steps.keys()], rivalBuckets);
  for (const columns of series) {
    const point = lastAt(columns, steps.get(columns.key) ?? -Infinity);
    if (point) values.set(columns.key, { step: point.step, value: toJsonNumber(point.value) });
  }
  return values;
}

/** The point with the greatest step that is not beyond `step`, the later one of equals; points may go back in steps. */
export function lastAt(
  { steps, values }: Pick<SeriesColumns, 'steps' | 'values'>,
  step: number,
): { step: number; value: number } | undefined {
  let found = -1;
  for (const [index, at] of steps.entries())
    if (at <= step && (found < 0 || at >= (steps[found] ?? -Infinity))) found = index;
  const [at, value] = [steps[found], values[found]];
  return at === undefined || value === undefined ? undefined : { step: at, value };
}

/** A buffer of exactly these numbers: a view into a larger one would send all of it. */
function bufferOf(column: Float64Array): ArrayBuffer {
  const copy = new ArrayBuffer(column.byteLength);
  new Float64Array(copy).set(column);
  return copy;
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}

async function stopAsked(file: string): Promise<boolean> {
  try {
    return (await readFile(file, 'utf8')).includes('{');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}
