/** What the compare page shows of a run besides what is filtered and sorted by: code, environment, note, sizes. */
import type { RunRow } from '../protocol/runShape.ts';
import type { MetricSummary } from '../records/metric.ts';
import { judgedRun } from './objective/judgedRun.ts';
import { sizeOf } from './objective/modelSize.ts';
import type { RunState } from './reduceRun.ts';

/** By names like `code.commit`; what is not known is left out. */
export function factsOf(
  state: RunState,
  {
    summaries,
    row,
  }: { readonly summaries: readonly MetricSummary[]; readonly row: Pick<RunRow, 'meets' | 'fairness'> },
): (readonly [string, string])[] {
  const { record, git, interpreter, gpus, note, problemCount } = state;
  const changes = git === undefined || git.changedFiles === 0 ? undefined : changesOf(git);
  const artifacts = [...state.artifacts.values()];
  const judged = judgedRun(state, summaries);
  const { parameters, latencyMs } = sizeOf(judged);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['record.note', note],
    ['record.command', record.command.join(' ')],
    ['record.artifactBytes', bytesOf(artifacts)],
    ['record.modelBytes', numberText(judged.modelBytes)],
    ['record.parameters', numberText(parameters)],
    ['record.latencyMs', numberText(latencyMs)],
    ['record.meets', row.meets ?? undefined],
    ['record.fairness', row.fairness?.isStale === true ? 'stale' : row.fairness?.verdict],
    ['record.problems', problemCount === 0 ? undefined : String(problemCount)],
    [
      'record.baseline',
      state.baseline === undefined ? undefined : `${String(state.baseline.t)} ${state.baseline.of}`,
    ],
    ['code.commit', git?.commit],
    ['code.branch', git?.branch],
    ['code.changes', changes],
    ['code.script', record.scriptHash],
    ['environment.interpreter', interpreter?.version],
    ...Object.entries(interpreter?.notable ?? {}).map(
      ([name, version]) => [`environment.${name}`, version] as const,
    ),
    ['environment.os', record.machine.os],
    ['environment.cpu', record.machine.cpu],
    ['environment.gpu', gpus.join(', ')],
  ];
  return facts.flatMap(([name, text]) => (text === undefined || text === '' ? [] : [[name, text] as const]));
}

function changesOf({ changedFiles, changedLines }: { changedFiles: number; changedLines: number }): string {
  return `${String(changedFiles)} files, ${String(changedLines)} lines`;
}

function numberText(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

function bytesOf(artifacts: readonly { readonly size: number }[]): string | undefined {
  return artifacts.length === 0 ? undefined : String(artifacts.reduce((sum, { size }) => sum + size, 0));
}
