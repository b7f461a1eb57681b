/** Tells one fairness policy from another: the same demands have the same stamp, in whatever order they are written. */
import { createHash } from 'node:crypto';
import type { FairnessPolicy } from '../records/fairnessPolicy.ts';

const known = new WeakMap<FairnessPolicy, string>();

export function policyStamp(policy: FairnessPolicy): string {
  const found = known.get(policy);
  if (found !== undefined) return found;
  const stamp = createHash('sha256').update(JSON.stringify(policy, inOrder)).digest('hex').slice(0, 16);
  known.set(policy, stamp);
  return stamp;
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
