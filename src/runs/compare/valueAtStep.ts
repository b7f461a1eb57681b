/** The value that a metric had at a step, or just before it; read from the points and kept while the run stays as it is. */
import type { PointColumns } from '../../storage/series/seriesFormat.ts';
import type { Runs } from '../query.ts';
import type { ValueAt } from './columnValues.ts';

/** By run, metric and step, with the state of the run's files the value was read from. */
const known = new WeakMap<
  object,
  Map<string, { readonly stamp: string; readonly value: number | undefined }>
>();

export function valueAtStep({ table }: Runs, series: (id: string, key: string) => PointColumns): ValueAt {
  const values = known.get(table) ?? new Map<string, { stamp: string; value: number | undefined }>();
  known.set(table, values);
  return (n, key, step) => {
    const entry = table.get(n);
    if (entry === undefined || table.metric(key)(n) === undefined) return undefined;
    const name = `${String(n)} ${String(step)} ${key}`;
    // Runs of other tools have no stamp: their live ones are read each time.
    const stamp = entry.stamp === '' ? String(entry.ended) : entry.stamp;
    const before = values.get(name);
    if (before?.stamp === stamp && !(entry.stamp === '' && entry.live)) return before.value;
    if (values.size > mostKept) values.clear();
    const value = valueBefore(series(entry.id, key), step);
    values.set(name, { stamp, value });
    return value;
  };
}

/** Of the points with the greatest step up to `step`, the last that was logged. */
export function valueBefore({ steps, values }: PointColumns, step: number): number | undefined {
  let best = -1;
  let bestStep = -Infinity;
  for (let at = 0; at < steps.length; at += 1) {
    const here = steps[at] ?? NaN;
    if (here > step || here < bestStep) continue;
    best = at;
    bestStep = here;
  }
  return best < 0 ? undefined : values[best];
}

const mostKept = 200_000;
