/** How a run stands by its fairness reports: one word for all of its predictions. */
import type { FairnessStand } from '../protocol/runShape.ts';
import type { FairnessMark } from '../records/fairnessMark.ts';
import type { FairnessPolicy } from '../records/fairnessPolicy.ts';
import { policyStamp } from '../storage/policyStamp.ts';

/**
 * Of its own predictions the worst counts; of those that other runs made with its model only the newest, since each is
 * another try. Null: never judged by a policy.
 */
export function fairnessStand(
  marks: Iterable<FairnessMark>,
  policy: FairnessPolicy | undefined,
): FairnessStand | null {
  const judged = [...marks].filter(({ verdict }) => verdict !== null);
  const own = judged.filter(({ of }) => of === undefined);
  const newest = judged.findLast(({ of }) => of !== undefined);
  const [worst] = [...own, ...(newest ? [newest] : [])].sort((a, b) => weightOf(b) - weightOf(a));
  if (worst?.verdict === undefined || worst.verdict === null) return null;
  const { verdict, file, of, until, says } = worst;
  return {
    verdict,
    isStale: policy === undefined || worst.policy !== policyStamp(policy),
    until: until ?? null,
    says: says ?? null,
    file,
    run: of ?? null,
  };
}

function weightOf({ verdict }: FairnessMark): number {
  return verdict === 'exceeds' ? 2 : verdict === 'notEnough' ? 1 : 0;
}
