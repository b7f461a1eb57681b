/** What a column is called on a plot, and how its values are written. */
import {
  formatCount,
  formatDuration,
  formatMoment,
  formatNumber,
  formatSize,
  missing,
  nbsp,
} from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { ColumnRef, MetricValue, RecordKey } from '../../../../src/protocol/compare/compareShape.ts';

export function columnTitle(column: ColumnRef): string {
  if (column.group === 'record') return recordTitles[column.key]?.() ?? column.key;
  if (column.group !== 'metrics' || column.value === 'last') return column.key;
  return `${column.key} (${valueTitle(column.value)})`;
}

export function valueTitle(value: MetricValue): string {
  if (typeof value === 'object') return t('at step {0}', formatNumber(value.at));
  return valueTitles[value]();
}

const valueTitles: Record<Extract<MetricValue, string>, () => string> = {
  last: () => t('last'),
  best: () => t('best'),
  min: () => t('min'),
  max: () => t('max'),
  count: () => t('points'),
  step: () => t('step'),
};

/** Facts of every run that a plot can use. */
export const recordTitles: Partial<Record<RecordKey, () => string>> = {
  duration: () => t('Duration'),
  started: () => t('Started'),
  parameters: () => t('Parameters'),
  modelBytes: () => t('Model size'),
  latencyMs: () => t('Latency'),
  artifactBytes: () => t('Artifact size'),
  status: () => t('Status'),
  script: () => t('Script'),
  experiment: () => t('Experiment'),
  user: () => t('User'),
  host: () => t('Host'),
};

export function isTime(column: ColumnRef): boolean {
  return column.group === 'record' && column.key === 'started';
}

/** A number of the column in words: a size, a duration, a moment, or the number itself. */
export function valueText(column: ColumnRef, value: number): string {
  if (Number.isNaN(value)) return missing;
  if (column.group !== 'record') return formatNumber(value);
  switch (column.key) {
    case 'duration':
      return formatDuration(value);
    case 'started':
      return formatMoment(value, Date.now());
    case 'modelBytes':
    case 'artifactBytes':
      return formatSize(value);
    case 'parameters':
      return formatCount(value);
    case 'latencyMs':
      return `${formatNumber(value)}${nbsp}ms`;
    default:
      return formatNumber(value);
  }
}
