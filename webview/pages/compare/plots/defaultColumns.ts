/** What plots show before anyone chose: the objective, what it costs, and the params that vary. */
import type { CatalogEntry, ColumnRef, RecordKey } from '../../../../src/protocol/compare/compareShape.ts';
import type { CompareScope } from '../../../../src/protocol/compare/comparePage.ts';
import type { ParetoGoal } from '../../../../src/protocol/compare/plotsState.ts';
import { guessObjective } from '../../../../src/records/metric.ts';
import { usualDirection } from '../directionOf.ts';

type Known = {
  readonly catalog: readonly CatalogEntry[];
  readonly scope: CompareScope | undefined;
};

/** config.yaml's objective, else a guess from the names of the metrics that most runs have; undefined without metrics. */
export function defaultObjective({ catalog, scope }: Known): ParetoGoal | undefined {
  const objective = scope?.objective ?? null;
  const metrics = catalog.filter(({ group }) => group === 'metrics');
  const stated = metrics.find(({ key }) => key === objective?.metric);
  if (objective && stated) return goalOf(objective.metric, objective.direction);
  const most = Math.max(0, ...metrics.filter(({ key }) => !isSystem(key)).map(({ runs }) => runs));
  const common = metrics.filter(({ runs }) => runs >= most / 2).map(({ key }) => key);
  const key = guessObjective(common) ?? common[0] ?? metrics[0]?.key;
  return key === undefined ? undefined : goalOf(key, usualDirection(key, scope));
}

function goalOf(key: string, goal: ParetoGoal['goal']): ParetoGoal {
  return { column: { group: 'metrics', key, value: 'best' }, goal };
}

/** Facts of a run that are costs, the first that any run has before the others. */
export const costs = ['modelBytes', 'parameters', 'latencyMs'] as const satisfies readonly RecordKey[];

/** What is paid for the objective: one of these, else a metric or param that is called like a cost, else the time of training. */
export function defaultCost({ catalog }: Known, has: (key: RecordKey) => boolean): ParetoGoal {
  const record = costs.find(has);
  if (record !== undefined) return { column: { group: 'record', key: record }, goal: 'minimize' };
  const named = (wanted: CatalogEntry['group']) =>
    catalog.find(({ group, key }) => group === wanted && costly.test(key) && !isSystem(key));
  const [metric, param] = [named('metrics'), named('params')];
  if (metric) return { column: { group: 'metrics', key: metric.key, value: 'last' }, goal: 'minimize' };
  if (param) return { column: { group: 'params', key: param.key }, goal: 'minimize' };
  return { column: { group: 'record', key: 'duration' }, goal: 'minimize' };
}

const costly =
  /(^|[^a-z])(latency|inference|n_?params|num_?params|parameters|flops|macs|model_?size|size_?mb)([^a-z]|$)/i;

/** Params in which the runs differ, those that most runs have first. */
export function varyingParams({ catalog }: Known, most: number): ColumnRef[] {
  return catalog
    .filter(({ group, differs }) => group === 'params' && differs)
    .sort((a, b) => b.runs - a.runs)
    .slice(0, most)
    .map(({ key }): ColumnRef => ({ group: 'params', key }));
}

function isSystem(key: string): boolean {
  return key.startsWith('system/');
}
