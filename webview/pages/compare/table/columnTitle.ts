/** What columns are called, and the group above them. */
import { formatNumber } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { ColumnRef, MetricValue, RecordKey } from '../../../../src/protocol/compare/compareShape.ts';

export function columnTitle(column: ColumnRef): string {
  switch (column.group) {
    case 'record':
      return recordTitle(column.key);
    case 'metrics':
      return `${column.key}${metricValueText(column.value)}`;
    case 'code':
    case 'environment':
      return factTitles()[`${column.group}.${column.key}`] ?? column.key;
    default:
      return column.key;
  }
}

function metricValueText(value: MetricValue): string {
  if (typeof value === 'object') return ` ${t('at {0}', formatNumber(value.at))}`;
  return `, ${metricValueName(value)}`;
}

export function metricValueName(value: Exclude<MetricValue, object>): string {
  const names = {
    last: t('last'),
    best: t('best'),
    min: t('min'),
    max: t('max'),
    count: t('points'),
    step: t('step'),
  };
  return names[value];
}

export function isSystem(column: { readonly group: string; readonly key: string }): boolean {
  return column.group === 'metrics' && column.key.startsWith('system/');
}

/** `differing` of `known` params differ among the runs that match. */
export function bandTitle(column: ColumnRef, params: { differing: number; known: number }): string {
  switch (column.group) {
    case 'record':
      return column.key === 'name' || column.key === 'status' ? '' : t('Record');
    case 'metrics':
      return isSystem(column) ? t('System') : t('Metrics');
    case 'params':
      return t('Params, {0} of {1} differ', params.differing, params.known);
    case 'tags':
      return t('Tags');
    case 'data':
      return t('Data');
    case 'code':
      return t('Code');
    case 'environment':
      return t('Environment');
  }
}

function recordTitle(key: RecordKey): string {
  const titles: Readonly<Record<RecordKey, string>> = {
    id: t('Id'),
    name: t('Run'),
    status: t('Status'),
    progress: t('Progress'),
    script: t('Script'),
    experiment: t('Experiment'),
    started: t('Started'),
    duration: t('Duration'),
    exitCode: t('Exit code'),
    star: t('Star'),
    best: t('Best'),
    objective: t('Objective'),
    note: t('Note'),
    command: t('Command'),
    user: t('User'),
    host: t('Host'),
    origin: t('Started from'),
    place: t('Other tool'),
    artifactBytes: t('Artifacts'),
    modelBytes: t('Model size'),
    parameters: t('Parameters'),
    latencyMs: t('Latency'),
    problems: t('Problems'),
    meets: t('Meets goals'),
    fairness: t('Fairness'),
    hint: t('Hint'),
    baseline: t('Baseline'),
  };
  return titles[key];
}

function factTitles(): Readonly<Record<string, string>> {
  return {
    'code.commit': t('Commit'),
    'code.branch': t('Branch'),
    'code.changes': t('Changes'),
    'code.script': t('Script hash'),
    'environment.interpreter': t('Interpreter'),
    'environment.os': t('System'),
    'environment.cpu': t('CPU'),
    'environment.gpu': t('GPU'),
  };
}
