/** What config.yaml says about goals, whatever the runs are: which metrics have a direction, and whether anything is asked. */
import type { CairnConfig } from '../../records/config.ts';
import type { Direction } from '../../records/metric.ts';
import { goalsOf } from './goalsOf.ts';

export interface StatedGoals {
  /** The objective first; of a metric that is named twice the first counts. */
  readonly directions: { metric: string; direction: Direction }[];
  /** Something that a run can meet or miss. */
  readonly asksGoals: boolean;
}

export function statedGoals(config: CairnConfig): StatedGoals {
  const { objective, objectives = [] } = config;
  return {
    directions: [...(objective === undefined ? [] : [objective]), ...objectives].flatMap(
      ({ metric, direction }) => (direction === undefined ? [] : [{ metric, direction }]),
    ),
    asksGoals: goalsOf(noRun, config).length > 0,
  };
}

const noRun = {
  summaries: [],
  params: new Map<string, string>(),
  modelBytes: undefined,
  dataModified: undefined,
  started: 0,
};
