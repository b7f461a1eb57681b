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
    /** As far as it is known yet. */
    readonly modelBytes: number | undefined;
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
    fairness: null,
    meets: verdictOf(foreignGoals(run, of.config, of.modelBytes)),
    place: of.place,
  };
}

/** What config.yaml asks of it; the age of its data is not told. */
export function foreignGoals(
  { metrics, params, started }: ForeignRun,
  config: CairnConfig,
  modelBytes: number | undefined,
): readonly GoalCheck[] {
  return goalsOf({ summaries: metrics, params, modelBytes, dataModified: undefined, started }, config);
}
