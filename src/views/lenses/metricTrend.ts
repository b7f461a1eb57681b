/** Where a metric of the newest run stands and which way it goes, for the lens above the call that logs it. */
import { formatNumber } from '../../base/format.ts';
import type { RunStore, ScriptSummary } from '../../project/runStore.ts';
import type { LogCall } from './logCalls.ts';

export interface MetricStand {
  readonly last: number;
  readonly trend: Trend | undefined;
}

/** Of the newest run: its objective, and the metrics that the calls log. */
export async function readStands(
  store: Pick<RunStore, 'metrics' | 'series'>,
  { latest }: ScriptSummary,
  calls: readonly LogCall[],
): Promise<ReadonlyMap<string, MetricStand>> {
  if (latest === null) return new Map();
  const named = new Set(calls.flatMap(({ keys }) => keys));
  if (latest.objective !== null) named.add(latest.objective.key);
  const metrics = (await store.metrics(latest.id)).filter(({ key }) => named.has(key)).slice(0, mostRead);
  const keys = metrics.map(({ key }) => key);
  const series = new Map(
    (await store.series(latest.id, keys, buckets)).map(({ key, values }) => [key, values]),
  );
  return new Map(
    metrics.map(({ key, last }) => [key, { last: last.value, trend: trendOf(series.get(key) ?? []) }]),
  );
}

/** A script that logs more names by hand is no longer read by its lenses. */
const mostRead = 100;
const buckets = 50;

export type Trend = 'up' | 'down' | 'level';

/**
 * The way of the last quarter of the points: from the mean of its first half to that of its second, level when that
 * is less than a hundredth of the range of all points. Fewer than four finite values have no way.
 */
export function trendOf(values: ArrayLike<number>): Trend | undefined {
  const finite = Array.from(values).filter((value) => Number.isFinite(value));
  if (finite.length < 4) return undefined;
  const last = finite.slice(-Math.max(4, Math.ceil(finite.length / 4)));
  const half = Math.floor(last.length / 2);
  const mean = (part: readonly number[]) => part.reduce((sum, value) => sum + value, 0) / part.length;
  const change = mean(last.slice(half)) - mean(last.slice(0, half));
  const range =
    finite.reduce((most, value) => Math.max(most, value), -Infinity) -
    finite.reduce((least, value) => Math.min(least, value), Infinity);
  if (Math.abs(change) <= range / 100) return 'level';
  return change > 0 ? 'up' : 'down';
}

const arrows: Readonly<Record<Trend, string>> = { up: '↗', down: '↘', level: '→' };

/** `val_auc 0.8912 ↗`. */
export function trendText(key: string, last: number, trend: Trend | undefined): string {
  return `${key} ${formatNumber(last)}${trend === undefined ? '' : ` ${arrows[trend]}`}`;
}
