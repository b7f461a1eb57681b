/** The run that evidence is taken from: the best one of exactly the text that is reviewed. */
import { t } from '../base/l10n.ts';
import { fromJsonNumber } from '../protocol/jsonNumber.ts';
import type { ProbeAnswer, ProofLink } from '../protocol/probeAnswer.ts';
import type { RunDetail } from '../protocol/runShape.ts';
import { cannotTell } from './probe.ts';
import type { ProbeSubject } from './probeSubject.ts';

/** Judges that run; what another text did says nothing of this one. */
export async function withBasis(
  subject: ProbeSubject,
  judge: (run: RunDetail) => ProbeAnswer | Promise<ProbeAnswer>,
): Promise<ProbeAnswer> {
  const runs = await subject.runs();
  const run = bestRun(finishedRuns(runs, subject.script.sha256));
  if (run !== undefined) return await judge(run);
  const [other] = finishedRuns(runs);
  return other === undefined
    ? cannotTell(t('because no run of it has finished. Run it once.'))
    : cannotTell(
        t('because no run of the script as it is now has finished. Run it again.'),
        runLink(other, t('last run of another text')),
      );
}

/** `sha256`: only of this text. */
export function finishedRuns(runs: readonly RunDetail[], sha256?: string): RunDetail[] {
  return runs.filter(
    ({ status, scriptHash }) => status === 'finished' && (sha256 === undefined || scriptHash === sha256),
  );
}

/** By the objective of the newest; the newest where nothing tells which is better. */
export function bestRun(runs: readonly RunDetail[]): RunDetail | undefined {
  let best: RunDetail | undefined;
  const key = runs.find(({ objective }) => objective !== null)?.objective?.key;
  for (const run of runs) {
    const value = objectiveOf(run, key);
    if (value === undefined) continue;
    const before = best && objectiveOf(best, key);
    const isBetter =
      run.objective?.direction === 'minimize' ? value < (before ?? Infinity) : value > (before ?? -Infinity);
    if (best === undefined || isBetter) best = run;
  }
  return best ?? runs[0];
}

/** A number that can be compared. */
export function objectiveOf({ objective }: RunDetail, key: string | undefined): number | undefined {
  if (objective === null || objective.key !== key) return undefined;
  const value = fromJsonNumber(objective.value);
  return Number.isFinite(value) ? value : undefined;
}

export function runLink({ id, name }: Pick<RunDetail, 'id' | 'name'>, label = name): ProofLink {
  return { kind: 'run', id, label };
}

export function lineLink(path: string, line: number, toLine?: number): ProofLink {
  return {
    kind: 'line',
    path,
    line,
    label: `${path}:${String(line)}`,
    ...(toLine !== undefined && { toLine }),
  };
}

/** At most so many names, and how many more there are. */
export function listed(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(', ');
  return names.length <= most ? shown : t('{0} and {1} more', shown, names.length - most);
}
