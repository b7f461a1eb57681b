/** Turns a run's state and its metric summaries into the shapes that the command line, trees and pages share. */
import { t } from '../base/l10n.ts';
import type { CairnConfig } from '../records/config.ts';
import { bestOf, guessDirection, guessObjective } from '../records/metric.ts';
import type { Direction, MetricSummary } from '../records/metric.ts';
import { toJsonNumber } from '../protocol/jsonNumber.ts';
import type { MetricShape, RunDetail, RunRow, RunShape, RunStatus } from '../protocol/runShape.ts';
import { fairnessStand } from './fairnessStand.ts';
import { goalsOf, verdictOf } from './objective/goalsOf.ts';
import { judgedRun } from './objective/judgedRun.ts';
import type { RunState } from './reduceRun.ts';

/** Proof about the processes of a run that has no `ended` event; `starting` before its process.json exists. */
export type Liveness = 'starting' | 'alive' | 'dead' | 'unknown';

export function statusOf(state: RunState, liveness: Liveness): RunStatus {
  if (state.ended !== undefined) return state.ended.status;
  if (liveness === 'alive') return state.started === undefined ? 'starting' : 'running';
  if (liveness === 'starting') return 'starting';
  return liveness === 'dead' ? 'interrupted' : 'unknown';
}

/** One sentence for runs that did not finish, null for all others. */
export function reasonOf(state: RunState, liveness: Liveness): string | null {
  if (state.ended?.status === 'finished') return null;
  if (state.ended !== undefined) {
    if (state.ended.reason !== undefined) return state.ended.reason;
    if (state.ended.signal !== undefined) return t('Ended by {0}.', state.ended.signal);
    return state.ended.exitCode === undefined ? null : t('exit {0}', state.ended.exitCode);
  }
  if (liveness === 'dead') return t('What recorded it is gone; cairn recover closes it.');
  return liveness === 'unknown' ? t('Its process cannot be seen from here.') : null;
}

export function directionOf(key: string, config: CairnConfig): Direction {
  const stated = [config.objective, ...(config.objectives ?? [])].find((goal) => goal?.metric === key);
  return stated?.direction ?? guessDirection(key);
}

/** The metric a run is judged by: config.yaml's when the run has it, else by the rule in records/metric.ts. */
export function objectiveOf(
  summaries: readonly MetricSummary[],
  config: CairnConfig,
): { key: string; direction: Direction; value: number } | null {
  const keys = summaries.map((summary) => summary.key);
  const wanted = config.objective?.metric;
  const key = wanted !== undefined && keys.includes(wanted) ? wanted : guessObjective(keys);
  const summary = summaries.find((candidate) => candidate.key === key);
  if (summary === undefined) return null;
  const direction = directionOf(summary.key, config);
  return { key: summary.key, direction, value: bestOf(summary, direction)?.value ?? summary.last.value };
}

export function metricShapeOf(summary: MetricSummary, config: CairnConfig): MetricShape {
  const best = bestOf(summary, directionOf(summary.key, config));
  const orNull = (point: { value: number } | undefined) =>
    point === undefined ? null : toJsonNumber(point.value);
  return {
    last: toJsonNumber(summary.last.value),
    best: orNull(best),
    min: orNull(summary.min),
    max: orNull(summary.max),
    step: summary.last.step,
    bestStep: best?.step ?? null,
    count: summary.count,
    source: summary.source,
  };
}

export interface ShapeInput {
  readonly state: RunState;
  readonly summaries: readonly MetricSummary[];
  readonly liveness: Liveness;
  /** ms; asked only of a run whose processes are gone before it was closed. */
  readonly lastSeen: () => number;
  readonly config: CairnConfig;
  /** What only the other runs of the script can tell. */
  readonly standing: { readonly change: number | null; readonly isBest: boolean };
}

export function rowOf({ state, summaries, liveness, lastSeen, config, standing }: ShapeInput): RunRow {
  const started = state.started ?? state.record.created;
  const isUnclosed = state.ended === undefined && liveness === 'dead';
  return {
    id: state.record.id,
    name: state.name,
    status: statusOf(state, liveness),
    script: state.record.script ?? null,
    experiment: state.experiment ?? null,
    started,
    ended: isUnclosed ? Math.max(started, lastSeen()) : (state.ended?.t ?? null),
    ...(isUnclosed && { unclosed: true }),
    exitCode: state.ended?.exitCode ?? null,
    reason: reasonOf(state, liveness),
    star: state.star,
    progress: state.progress ?? null,
    objective: rowObjective(summaries, config, standing.change),
    isBest: standing.isBest,
    problems: state.problemCount,
    meets: verdictOf(goalsOf(judgedRun(state, summaries), config)),
    fairness: fairnessStand(state.fairness.values(), config.fairness),
    place: null,
  };
}

export function shapeOf(input: ShapeInput): RunShape {
  const { state, summaries, config } = input;
  return {
    ...rowOf(input),
    params: recordOf([...state.params].map(([key, { value }]) => [key, value])),
    metrics: recordOf(summaries.map((summary) => [summary.key, metricShapeOf(summary, config)])),
    tags: recordOf([...state.tags]),
  };
}

export function detailOf(input: ShapeInput): RunDetail {
  const { state } = input;
  const { record } = state;
  return {
    ...shapeOf(input),
    command: [...record.command],
    cwd: record.cwd,
    scriptHash: record.scriptHash ?? null,
    created: record.created,
    user: record.user,
    host: record.host,
    origin: record.origin,
    environment: record.environment,
    machine: record.machine,
    git: state.git ?? null,
    interpreter: state.interpreter ?? null,
    gpus: [...state.gpus],
    signal: state.ended?.signal ?? null,
    note: state.note,
    notes: state.notes.map((note) => ({ ...note })),
    artifacts: [...state.artifacts.values()].map((artifact) => ({
      path: artifact.path,
      kind: artifact.kind ?? null,
      size: artifact.size,
      sha256: artifact.sha256 ?? null,
      linked: artifact.linked ?? false,
      t: artifact.t,
    })),
    datasets: [...state.datasets.values()].map((use) => ({
      name: use.name,
      role: use.role ?? null,
      version: use.version ?? null,
      location: use.location ?? null,
      hash: use.hash ?? null,
    })),
    features: [...state.features],
    predictions: [...state.predictions.values()].map((file) => ({
      path: file.path,
      label: file.label,
      prediction: file.prediction ?? null,
      score: file.score ?? null,
      groups: [...file.groups],
      ...(file.weight !== undefined && { weight: file.weight }),
      ...(file.id !== undefined && { id: file.id }),
      ...(file.split !== undefined && { split: file.split }),
    })),
    fairnessReports: [...state.fairness.values()],
    problemList: state.problems.map(({ where, message, line, column }) => ({
      where,
      message,
      ...(line !== undefined && { line }),
      ...(column !== undefined && { column }),
    })),
    goals: goalsOf(judgedRun(state, input.summaries), input.config),
    paramSources: recordOf([...state.params].map(([key, { source }]) => [key, source])),
    artifactFolder: null,
  };
}

/** The objective as a row says it, before the other runs are looked at. */
export function rowObjective(
  summaries: readonly MetricSummary[],
  config: CairnConfig,
  change: number | null = null,
): RunRow['objective'] {
  const objective = objectiveOf(summaries, config);
  return (
    objective && {
      key: objective.key,
      direction: objective.direction,
      value: toJsonNumber(objective.value),
      change: change === null ? null : toJsonNumber(change),
    }
  );
}

/** A record of outside names: defined, never assigned, so that `__proto__` is a name like any other. */
export function recordOf<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries(entries);
}
