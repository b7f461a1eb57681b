/** The features that a script uses, as its runs and its text tell. */
import { t } from '../base/l10n.ts';
import type { ProbeAnswer, ProofLink } from '../protocol/probeAnswer.ts';
import { finishedRuns } from './basis.ts';
import { cannotTell } from './probe.ts';
import type { ProbeSubject, SubjectFeature } from './probeSubject.ts';

export interface UsedFeatures {
  readonly used: readonly SubjectFeature[];
  /** Named by the newest run of this text, and in no catalog. */
  readonly unknown: readonly string[];
}

export async function usedFeatures(subject: ProbeSubject): Promise<UsedFeatures> {
  const [features, runs] = await Promise.all([subject.features(), subject.runs()]);
  const [newest] = finishedRuns(runs, subject.script.sha256);
  const known = new Set(features.map(({ name }) => name));
  return {
    used: features.filter(({ name, isUsedHere }) => isUsedHere || newest?.features.includes(name) === true),
    unknown: newest?.features.filter((name) => !known.has(name)) ?? [],
  };
}

export function noFeatures(): ProbeAnswer {
  return cannotTell(
    t(
      'because neither its runs nor its text name a feature of the catalog. List its features in .cairn/features.yaml.',
    ),
  );
}

export function featureLink(name: string): ProofLink {
  return { kind: 'feature', name, label: name };
}
