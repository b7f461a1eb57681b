/** The row of a run that another tool recorded. */
import type { CairnConfig } from '../records/config.ts';
import type { GoalCheck, RunRow } from '../protocol/runShape.ts';
import { goalsOf, verdictOf } from '../runs/objective/goalsOf.ts';
import { rowObjective } from '../runs/shapeRun.ts';
import type { ForeignRun } from '../sources/source.ts';

export function foreignRow(
  run: ForeignRun,
  of: {
    readonly id: string;
    readonly place: RunRow['place'];
    readonly config: CairnConfig;
    readonly change: number | null;
  },
): RunRow {
  return {
    id: of.id,
    name: run.name,
    status: run.status,
    script: null,
    experiment: run.experiment ?? null,
    started: run.started,
    ended: run.ended ?? null,
    exitCode: null,
    reason: null,
    star: false,
    progress: null,
    objective: rowObjective(run.metrics, of.config, of.change),
    isBest: false,
    problems: run.problems.length,
    meets: verdictOf(foreignGoals(run, of.config)),
    place: of.place,
  };
}

/** What the compare page shows besides what is filtered and sorted by. */
export function foreignFacts({ meets, problems }: RunRow): (readonly [string, string])[] {
  return [
    ...(meets === null ? [] : [['record.meets', meets] as const]),
    ...(problems === 0 ? [] : [['record.problems', String(problems)] as const]),
  ];
}

/** What config.yaml asks of it; the age of its data and the size of its model are not told in a list. */
export function foreignGoals(
  { metrics, params, started }: ForeignRun,
  config: CairnConfig,
): readonly GoalCheck[] {
  return goalsOf(
    { summaries: metrics, params, modelBytes: undefined, dataModified: undefined, started },
    config,
  );
}
