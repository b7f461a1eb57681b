/** A report with the verdict of a policy: what `cairn fairness --json` prints and what is kept. */
import type { FairnessCounts } from '../protocol/fairnessCounts.ts';
import type { FairnessReport } from '../protocol/fairnessReport.ts';
import type { FairnessPolicy } from '../records/fairnessPolicy.ts';
import { fairnessReport, type ReportSettings } from './fairnessReport.ts';
import { policyVerdict } from './policyVerdict.ts';

export interface Judgement {
  readonly settings: ReportSettings;
  /** Undefined: no limits to hold. */
  readonly policy: FairnessPolicy | undefined;
  /** ms since 1970, for exceptions that end. */
  readonly now: number;
}

export function judgeFairness(counts: FairnessCounts, { settings, policy, now }: Judgement): FairnessReport {
  const report = fairnessReport(counts, settings);
  return { ...report, policy: policy ? policyVerdict(counts, policy, { ...settings, now }) : null };
}
