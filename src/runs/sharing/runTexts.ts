/** Runs as text for other programs and for people: the list as a table, one run with its points. */
import { formatDuration, formatNumber } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import type { RunDetail, RunShape } from '../../protocol/runShape.ts';
import { fromJsonNumber } from '../../protocol/jsonNumber.ts';
import type { PointColumns } from '../../storage/series/seriesFormat.ts';
import { toCsv, toMarkdown } from './delimited.ts';

export const textFormats = ['csv', 'json', 'md'] as const;
export type TextFormat = (typeof textFormats)[number];

type Cell = string | number | null;

/** One row a run; params, last values of metrics, and tags as columns named `params.lr`, `metrics.val_auc`, `tags.stage`. */
export function runsAsText(runs: readonly RunShape[], format: TextFormat): string {
  if (format === 'json') return `${JSON.stringify(runs, null, 2)}\n`;
  const names = (of: (run: RunShape) => object) => [...new Set(runs.flatMap((run) => Object.keys(of(run))))];
  const params = names((run) => run.params);
  const metrics = names((run) => run.metrics);
  const tags = names((run) => run.tags);
  const head = [
    ...['id', 'name', 'status', 'script', 'experiment', 'started', 'seconds', 'exit_code', 'star'],
    ...metrics.map((key) => `metrics.${key}`),
    ...params.map((key) => `params.${key}`),
    ...tags.map((key) => `tags.${key}`),
  ];
  const rows = runs.map((run): Cell[] => [
    ...[run.id, run.name, run.status, run.script, run.experiment, new Date(run.started).toISOString()],
    ...[run.ended === null ? null : (run.ended - run.started) / 1000, run.exitCode, run.star ? 'yes' : 'no'],
    ...metrics.map((key) => own(run.metrics, key, (metric) => fromJsonNumber(metric.last))),
    ...params.map((key) => own(run.params, key, (value) => value)),
    ...tags.map((key) => own(run.tags, key, (value) => value)),
  ]);
  return format === 'csv' ? toCsv([head, ...rows]) : toMarkdown(head, rows, (value) => formatNumber(value));
}

export interface RunSeries {
  readonly key: string;
  readonly points: PointColumns;
}

/** CSV holds every point of every metric; JSON all that is recorded with them; Markdown what a person reads. */
export function runAsText(run: RunDetail, series: readonly RunSeries[], format: TextFormat): string {
  if (format === 'csv') {
    const rows = series.flatMap(({ key, points }) =>
      Array.from(points.steps, (step, at): Cell[] => [
        ...[key, step, new Date(points.times[at] ?? 0).toISOString()],
        points.values[at] ?? NaN,
      ]),
    );
    return toCsv([['metric', 'step', 'time', 'value'], ...rows]);
  }
  if (format === 'json') return `${JSON.stringify({ ...run, series: series.map(asJson) }, null, 2)}\n`;
  return asMarkdown(run);
}

function asJson({ key, points }: RunSeries) {
  const value = (at: number) => {
    const number = points.values[at] ?? NaN;
    return Number.isFinite(number) ? number : String(number);
  };
  return { key, points: Array.from(points.steps, (step, at) => [step, points.times[at], value(at)]) };
}

function asMarkdown(run: RunDetail): string {
  const took = run.ended === null ? '' : formatDuration(run.ended - run.started);
  const facts: (readonly [string, string | null])[] = [
    [t('Status'), run.status],
    [t('Script'), run.script],
    [t('Command'), run.command.join(' ')],
    [t('Started'), new Date(run.started).toISOString()],
    [t('Took'), took],
    [t('Commit'), run.git?.commit ?? null],
    [t('Environment'), run.interpreter?.version ?? null],
    [t('By'), run.user],
  ];
  const metrics = Object.entries(run.metrics).map(([key, metric]): Cell[] => [
    key,
    fromJsonNumber(metric.last),
    metric.best === null ? null : fromJsonNumber(metric.best),
    metric.bestStep,
    metric.min === null ? null : fromJsonNumber(metric.min),
    metric.max === null ? null : fromJsonNumber(metric.max),
  ]);
  const heads = [t('Metric'), t('Last'), t('Best'), t('at step'), t('Min'), t('Max')];
  const number = (value: number) => formatNumber(value);
  const part = (title: string, body: string) => (body === '' ? '' : `\n## ${title}\n\n${body}`);
  const known = facts.flatMap(([name, value]): Cell[][] =>
    value === null || value === '' ? [] : [[name, value]],
  );
  return [
    `# ${run.name.replace(/\s+/g, ' ')}\n\n\`${run.id}\`\n\n`,
    toMarkdown(['', ''], known, number),
    part(t('Metrics'), metrics.length === 0 ? '' : toMarkdown(heads, metrics, number)),
    part(
      t('Params'),
      Object.keys(run.params).length === 0
        ? ''
        : toMarkdown([t('Param'), t('Value')], Object.entries(run.params), number),
    ),
    part(t('Note'), run.note === '' ? '' : `${run.note}\n`),
  ].join('');
}

/** Outside names may be `__proto__`: only what an object has itself counts. */
function own<V>(record: Readonly<Record<string, V>>, key: string, read: (value: V) => Cell): Cell {
  const value = Object.hasOwn(record, key) ? record[key] : undefined;
  return value === undefined ? null : read(value);
}
