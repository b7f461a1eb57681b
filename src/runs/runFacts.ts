/** What the compare page shows of a run besides what is filtered and sorted by: code, environment, note, sizes. */
import type { RunState } from './reduceRun.ts';

/** By names like `code.commit`; what is not known is left out. */
export function factsOf(state: RunState): (readonly [string, string])[] {
  const { record, git, interpreter, gpus, note } = state;
  const changes = git === undefined || git.changedFiles === 0 ? undefined : changesOf(git);
  const artifacts = [...state.artifacts.values()];
  const models = artifacts.filter(({ kind }) => kind === 'model');
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['record.note', note],
    ['record.command', record.command.join(' ')],
    ['record.artifactBytes', bytesOf(artifacts)],
    ['record.modelBytes', bytesOf(models)],
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

function bytesOf(artifacts: readonly { readonly size: number }[]): string | undefined {
  return artifacts.length === 0 ? undefined : String(artifacts.reduce((sum, { size }) => sum + size, 0));
}
