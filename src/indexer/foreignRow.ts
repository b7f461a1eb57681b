/** The row of a run that another tool recorded. */
import type { CairnConfig } from '../records/config.ts';
import type { RunRow } from '../protocol/runShape.ts';
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
    place: of.place,
  };
}
