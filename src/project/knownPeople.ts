/** Who may be asked for a review: approvers of the policy, code owners, and people who committed. */
import type { ReviewPolicy } from '../records/reviewPolicy.ts';
import { isSamePerson } from '../review/person.ts';
import { runTool } from '../runs/captureTool.ts';
import { knownOwners } from './proposeOwners.ts';

/** The likeliest first, each once. git is asked only where programs may be started. Never rejects. */
export async function knownPeople(
  folder: string,
  policy: ReviewPolicy | undefined,
  isTrusted: boolean,
): Promise<string[]> {
  const [owners, authors] = await Promise.all([knownOwners(folder), isTrusted ? authorsOf(folder) : []]);
  const people: string[] = [];
  for (const one of [...(policy?.approvers ?? []), ...authors, ...owners]) {
    if (!people.some((other) => isSamePerson(one, other))) people.push(one);
  }
  return people;
}

/** Of the last commits, who made most of them first. */
async function authorsOf(folder: string): Promise<string[]> {
  const { stdout } = await runTool('git', ['-C', folder, 'log', '-n', '2000', '--format=%aN <%aE>'], {
    timeoutMs: 5000,
    env: { GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
  });
  const counts = new Map<string, number>();
  for (const line of (stdout ?? '').split('\n'))
    if (line !== '') counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}
