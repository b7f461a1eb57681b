/** All that the run page shows of a run of another tool, in the shape that Cairn's own runs have. */
import type { CairnConfig } from '../records/config.ts';
import type { RunDetail, RunRow } from '../protocol/runShape.ts';
import { metricShapeOf, recordOf } from '../runs/shapeRun.ts';
import type { ForeignDetails, ForeignRun } from '../sources/source.ts';
import { foreignGit, toldOf } from './foreignFacts.ts';
import { foreignGoals } from './foreignRow.ts';

export interface ForeignPlace {
  /** As the lists show it. */
  readonly row: RunRow;
  readonly params: RunDetail['params'];
  readonly config: CairnConfig;
  /** Workspace folder, absolute. */
  readonly folder: string;
  /** Where its tool keeps it. */
  readonly location: string;
  /** Id of the kind of source. */
  readonly tool: string;
}

export function foreignDetail(
  run: ForeignRun,
  details: ForeignDetails | undefined,
  { row, params, config, folder, location, tool }: ForeignPlace,
): RunDetail {
  return {
    ...row,
    params,
    metrics: recordOf(run.metrics.map((summary) => [summary.key, metricShapeOf(summary, config)])),
    tags: recordOf([...run.tags]),
    command: [...(details?.command ?? [])],
    cwd: location,
    scriptHash: null,
    created: run.started,
    user: run.user,
    host: '',
    origin: tool,
    environment: {},
    machine: { os: '', arch: '', cpu: '', cores: 0, memory: 0 },
    git: foreignGit(details, folder),
    interpreter: null,
    gpus: [],
    signal: null,
    note: details?.note ?? '',
    notes: [],
    artifacts: (details?.artifacts ?? []).map(({ path: name, size, time, kind, file, start }) => ({
      path: name,
      kind: kind ?? null,
      size,
      sha256: null,
      linked: false,
      t: time,
      ...(file !== undefined && { file }),
      ...(start !== undefined && { start }),
    })),
    artifactFolder: details?.artifactFolder ?? null,
    features: [],
    datasets: run.datasets.map(({ name, role, version }) => ({
      name,
      role: role ?? null,
      version: version ?? null,
      location: null,
      hash: null,
    })),
    predictions: [],
    fairnessReports: [],
    problemList: run.problems.map(({ where, message, line }) => ({
      where,
      message,
      ...(line !== undefined && { line }),
    })),
    goals: [...foreignGoals(run, config, toldOf(details).modelBytes)],
    paramSources: recordOf([...run.params.keys()].map((key) => [key, tool])),
  };
}
