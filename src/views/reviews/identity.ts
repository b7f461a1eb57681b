/** Who the person at this window is, as reviews name them: by git's configuration, else by the account they signed in with. */
import { userInfo } from 'node:os';
import * as vscode from 'vscode';
import * as z from 'zod';
import { gitIdentity } from '../../project/gitIdentity.ts';
import type { Reviewer } from '../../review/reviewActions.ts';

/** Asks nobody to sign in. git is asked only where programs may be started. Never rejects. */
export async function identityOf(folder: string): Promise<Reviewer> {
  const own = vscode.workspace.isTrusted ? await gitIdentity(folder) : undefined;
  if (own !== undefined) return { by: own, identity: 'git' };
  for (const identity of ['github', 'gitlab'] as const) {
    const label = await accountOf(identity);
    if (label !== undefined) return { by: label, identity };
  }
  return { by: userInfo().username, identity: 'system' };
}

/** Asked only where an extension offers such accounts: VS Code waits for seconds for one that does not come. */
async function accountOf(provider: string): Promise<string | undefined> {
  const isOffered = vscode.extensions.all.some(({ packageJSON }) =>
    offering.safeParse(packageJSON).data?.contributes.authentication.some(({ id }) => id === provider),
  );
  if (!isOffered) return undefined;
  try {
    return (await vscode.authentication.getAccounts(provider))[0]?.label;
  } catch {
    // It does not say.
    return undefined;
  }
}

const offering = z.object({
  contributes: z.object({ authentication: z.array(z.object({ id: z.string() })) }),
});
