/** What `cairn review check` says of a small project. */
import assert from 'node:assert/strict';
import { reviewCheck, type ReviewCheck } from '../../../src/protocol/reviewShape.ts';
import { cairn } from './builtCairn.ts';

/** Of a project that is reviewed. */
export const script = `import random
import loans

random.seed(1)
print("val_auc=%.3f" % loans.score(0.5))
`;
export const module = `def score(cut):
    return cut + 0.3
`;

export async function check(
  folder: string,
  ...words: string[]
): Promise<ReviewCheck & { code: number | null }> {
  const { code, stdout, stderr } = await cairn(folder, 'review', 'check', '--json', ...words);
  assert.notEqual(stdout, '', stderr);
  return { code, ...reviewCheck.parse(JSON.parse(stdout)) };
}

/** Code, verdict and sentence of one script. */
export async function one(folder: string, ...words: string[]) {
  const { code, scripts, ok } = await check(folder, ...words);
  const [first] = scripts;
  assert.ok(first !== undefined && scripts.length === 1, JSON.stringify(scripts));
  assert.equal(ok, code === 0);
  return { code, ...first };
}
