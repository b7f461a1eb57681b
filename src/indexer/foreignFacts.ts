/** What the compare page shows of a run of another tool besides what is filtered and sorted by: code, note, sizes. */
import type { RunDetail, RunRow } from '../protocol/runShape.ts';
import { sizeOf } from '../runs/objective/modelSize.ts';
import type { ForeignDetails, ForeignRun, Noted } from '../sources/source.ts';

/** Of its details, which take a moment of each run: so they are asked for after all runs are listed. */
export type Told = Noted & {
  /** Undefined: it left none. */
  readonly artifactBytes: number | undefined;
  readonly modelBytes: number | undefined;
};

export function toldOf(details: ForeignDetails | undefined): Told {
  const { note = '', command = [], commit, branch, artifacts = [] } = details ?? {};
  const models = artifacts.filter(({ kind }) => kind === 'model');
  return { note, command, commit, branch, artifactBytes: bytesOf(artifacts), modelBytes: bytesOf(models) };
}

/** Whether it kept models; undefined: not told yet. */
export function modelsIn(told: Told | undefined): boolean | undefined {
  return told && told.modelBytes !== undefined;
}

/** By the names that runs of Cairn's own have them under; what is not known is left out. */
export function foreignFacts(
  { metrics, params, noted }: ForeignRun,
  told: Told | undefined,
  { meets, problems }: RunRow,
): (readonly [string, string])[] {
  const { parameters, latencyMs } = sizeOf({ summaries: metrics, params, modelBytes: undefined });
  const said = noted ?? told;
  const facts: readonly (readonly [string, string | number | null | undefined])[] = [
    ['record.note', said?.note],
    ['record.command', said?.command.join(' ')],
    ['record.artifactBytes', told?.artifactBytes],
    ['record.modelBytes', told?.modelBytes],
    ['record.parameters', parameters],
    ['record.latencyMs', latencyMs],
    ['record.meets', meets],
    ['record.problems', problems === 0 ? undefined : problems],
    ['code.commit', said?.commit],
    ['code.branch', said?.branch],
  ];
  return facts.flatMap(([name, value]) =>
    value === null || value === undefined || value === '' ? [] : [[name, String(value)] as const],
  );
}

/** Nothing is told of changes that were not committed. */
export function foreignGit(details: ForeignDetails | undefined, root: string): RunDetail['git'] {
  const { commit, branch } = details ?? {};
  if (commit === undefined || commit === '') return null;
  return {
    commit,
    ...(branch !== undefined && branch !== '' && { branch }),
    ...{ changedFiles: 0, changedLines: 0, patchComplete: false },
    ...{ binaryFiles: [], untracked: [], untrackedSkipped: [], root },
  };
}

function bytesOf(files: readonly { readonly size: number }[]): number | undefined {
  return files.length === 0 ? undefined : files.reduce((sum, { size }) => sum + size, 0);
}
