/** Which metrics are drawn, and what is said of them. */
import { isJudged } from '../../../../src/records/metric.ts';
import type { CompareModel } from '../compareModel.ts';

export interface MetricChoice {
  readonly key: string;
  readonly runs: number;
}

/** Metrics of the matching runs, those of the machine apart. */
export function metricChoices({ catalog }: CompareModel): { own: MetricChoice[]; system: MetricChoice[] } {
  const metrics = catalog.filter(({ group }) => group === 'metrics');
  return {
    own: metrics.filter(({ key }) => !isSystem(key)),
    system: metrics.filter(({ key }) => isSystem(key)),
  };
}

/** What a person chose; else the objective and what can be judged, the metrics of most runs first. */
export function chartKeys(model: CompareModel): readonly string[] {
  const { keys } = model.state.curves;
  if (keys !== null) return keys.slice(0, mostCharts);
  const { own } = metricChoices(model);
  const objective = model.scope?.objective?.metric;
  const rank = ({ key }: MetricChoice) => (key === objective ? 0 : isJudged(key) ? 1 : 2);
  return [...own]
    .sort((a, b) => rank(a) - rank(b) || b.runs - a.runs)
    .slice(0, firstCharts)
    .map(({ key }) => key);
}

function isSystem(key: string): boolean {
  return key.startsWith('system/');
}

const firstCharts = 4;
export const mostCharts = 200;
