/** Who the person at this window is, as reviews name them: by git's configuration, else by the account they signed in with. */
import { userInfo } from 'node:os';
import * as vscode from 'vscode';
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

async function accountOf(provider: string): Promise<string | undefined> {
  try {
    const session = await vscode.authentication.getSession(provider, scopes[provider] ?? [], {
      silent: true,
    });
    return session?.account.label;
  } catch {
    // No extension offers such accounts here.
    return undefined;
  }
}

const scopes: Readonly<Record<string, readonly string[]>> = { github: ['user:email'], gitlab: ['read_user'] };
