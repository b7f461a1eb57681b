/** What of a run is held against config.yaml. */
import type { MetricSummary } from '../../records/metric.ts';
import type { RunState } from '../reduceRun.ts';
import type { JudgedRun } from './goalsOf.ts';

export function judgedRun(state: RunState, summaries: readonly MetricSummary[]): JudgedRun {
  const models = [...state.artifacts.values()].filter(({ kind }) => kind === 'model');
  const modified = [...state.datasets.values()].flatMap((use) => use.modified ?? []);
  return {
    summaries,
    params: new Map([...state.params].map(([key, { value }]) => [key, value])),
    modelBytes: models.length === 0 ? undefined : models.reduce((sum, { size }) => sum + size, 0),
    // Data are as old as the oldest of them.
    dataModified: modified.length === 0 ? undefined : Math.min(...modified),
    started: state.started ?? state.record.created,
  };
}
