/** Holds a run against what config.yaml asks: targets of metrics, and limits on data, size and speed. */
import type { CairnConfig } from '../../records/config.ts';
import { bestOf, guessDirection, type Direction, type MetricSummary } from '../../records/metric.ts';
import type { GoalCheck, GoalVerdict } from '../../protocol/runShape.ts';
import { toJsonNumber } from '../../protocol/jsonNumber.ts';
import { sizeOf } from './modelSize.ts';

export interface JudgedRun {
  readonly summaries: readonly MetricSummary[];
  readonly params: ReadonlyMap<string, string>;
  /** Bytes of the model artifacts; undefined without one. */
  readonly modelBytes: number | undefined;
  /** ms since 1970; undefined: not recorded. */
  readonly dataModified: number | undefined;
  /** ms since 1970. */
  readonly started: number;
}

/** In the order of config.yaml. What the run does not tell is not judged; NaN misses every limit. */
export function goalsOf(run: JudgedRun, { objective, objectives = [] }: CairnConfig): GoalCheck[] {
  const goals = [...(objective === undefined ? [] : [objective]), ...objectives];
  const targets = goals.flatMap(({ metric, direction = guessDirection(metric), target }) =>
    target === undefined ? [] : [targetOf(run, metric, direction, target)],
  );
  const { dataAgeDays, parameters, modelMB, latencyMs, metrics = {} } = objective?.constraints ?? {};
  const size = sizeOf(run);
  const atMost = (kind: Exclude<GoalCheck['kind'], 'metric'>, limit?: number, found?: number) =>
    limit === undefined ? [] : [check({ what: names[kind], kind, sense: 'atMost', limit, found })];
  return [
    ...targets,
    ...atMost('dataAge', dataAgeDays, run.dataModified && (run.started - run.dataModified) / day),
    ...atMost('parameters', parameters, size.parameters),
    ...atMost('modelSize', modelMB, size.modelBytes === undefined ? undefined : size.modelBytes / 1e6),
    ...atMost('latency', latencyMs, size.latencyMs),
    ...Object.entries(metrics).flatMap(([metric, { min, max }]) => [
      ...(min === undefined ? [] : [targetOf(run, metric, 'maximize', min)]),
      ...(max === undefined ? [] : [targetOf(run, metric, 'minimize', max)]),
    ]),
  ];
}

/** One missed is missed; else one that is not judged leaves the whole open. Null: nothing is asked. */
export function verdictOf(goals: readonly GoalCheck[]): GoalVerdict | null {
  if (goals.length === 0) return null;
  if (goals.some(({ verdict }) => verdict === 'missed')) return 'missed';
  return goals.every(({ verdict }) => verdict === 'met') ? 'met' : 'notJudged';
}

function targetOf(run: JudgedRun, metric: string, direction: Direction, limit: number): GoalCheck {
  const summary = run.summaries.find(({ key }) => key === metric);
  const found = summary && (bestOf(summary, direction)?.value ?? NaN);
  return check({
    what: metric,
    kind: 'metric',
    sense: direction === 'maximize' ? 'atLeast' : 'atMost',
    limit,
    found,
  });
}

interface Asked extends Pick<GoalCheck, 'what' | 'kind' | 'sense' | 'limit'> {
  readonly found: number | undefined;
}

function check({ found, ...asked }: Asked): GoalCheck {
  if (found === undefined) return { ...asked, found: null, verdict: 'notJudged' };
  const isMet = asked.sense === 'atLeast' ? found >= asked.limit : found <= asked.limit;
  return { ...asked, found: toJsonNumber(found), verdict: isMet ? 'met' : 'missed' };
}

const names = {
  dataAge: 'data age',
  parameters: 'parameters',
  modelSize: 'model size',
  latency: 'latency',
} as const;

const day = 86_400_000;
