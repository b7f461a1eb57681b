/** Everything that is known of one run that another tool recorded. */
import type { RunDetail, RunRow } from '../protocol/runShape.ts';
import type { CairnConfig } from '../records/config.ts';
import { metricShapeOf, recordOf } from '../runs/shapeRun.ts';
import type { Finding } from '../sources/findSources.ts';
import type { ForeignDetails, ForeignRun } from '../sources/source.ts';
import { foreignGit, toldOf } from './foreignFacts.ts';
import { foreignGoals } from './foreignRow.ts';

export function foreignDetail(of: {
  readonly row: RunRow;
  readonly run: ForeignRun;
  readonly details: ForeignDetails | undefined;
  readonly params: RunDetail['params'];
  readonly finding: Finding;
  readonly config: CairnConfig;
  /** Of the workspace. */
  readonly folder: string;
}): RunDetail {
  const { row, run, details, params, finding, config, folder } = of;
  return {
    ...row,
    params,
    metrics: recordOf(run.metrics.map((summary) => [summary.key, metricShapeOf(summary, config)])),
    tags: recordOf([...run.tags]),
    command: [...(details?.command ?? [])],
    cwd: finding.location,
    scriptHash: null,
    created: run.started,
    user: run.user,
    host: '',
    origin: finding.kind.id,
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
    datasets: run.datasets.map(({ name, role, version }) => ({
      name,
      role: role ?? null,
      version: version ?? null,
    })),
    predictions: [],
    problemList: run.problems.map(({ where, message, line }) => ({
      where,
      message,
      ...(line !== undefined && { line }),
    })),
    goals: [...foreignGoals(run, config, toldOf(details).modelBytes)],
    paramSources: recordOf([...run.params.keys()].map((key) => [key, finding.kind.id])),
  };
}
