/** Who git says one is, and who wrote a script. */
import { runTool } from '../runs/captureTool.ts';

/** `Ada <ada@example.org>`; undefined where git is not there or was not told. */
export async function gitIdentity(folder: string): Promise<string | undefined> {
  const [name, email] = await Promise.all([
    git(folder, ['config', 'user.name']),
    git(folder, ['config', 'user.email']),
  ]);
  if (name === undefined && email === undefined) return undefined;
  return email === undefined ? name : `${name ?? email} <${email}>`;
}

/** Of a script that was changed and not committed the person at this machine, else of its last commit; undefined: nobody knows. */
export async function gitAuthor(folder: string, script: string): Promise<string | undefined> {
  const changed = await git(folder, ['status', '--porcelain', '--', script]);
  if (changed !== undefined) return await gitIdentity(folder);
  return await git(folder, ['log', '-1', '--format=%aN <%aE>', '--', script]);
}

/** Undefined also when it says nothing. */
async function git(folder: string, args: readonly string[]): Promise<string | undefined> {
  const { stdout } = await runTool('git', ['-C', folder, ...args], {
    timeoutMs: longestGit,
    env: { GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
  });
  const text = stdout?.trim();
  return text === '' ? undefined : text;
}

/** ms. */
const longestGit = 5000;
