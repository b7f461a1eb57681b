/** Who reviews say somebody is: git's configuration first, then accounts that extensions offer, then the system. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { identityOf } from '../../src/views/reviews/identity.ts';

describe('the identity of a reviewer', () => {
  it('is what git says in the folder, which may differ from folder to folder', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'cairn-who-'));
    const git = (...words: string[]) => execFileSync('git', ['-C', folder, ...words]);
    try {
      git('init', '-q');
      git('config', 'user.name', 'Ada Lovelace');
      git('config', 'user.email', 'ada@example.org');
      assert.deepEqual(await identityOf(folder), { by: 'Ada Lovelace <ada@example.org>', identity: 'git' });
      git('config', 'user.name', 'Sam');
      assert.deepEqual(await identityOf(folder), { by: 'Sam <ada@example.org>', identity: 'git' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is the name of the account on this machine where neither git nor VS Code knows one', async () => {
    const before = { ...process.env };
    const folder = mkdtempSync(path.join(tmpdir(), 'cairn-who-'));
    try {
      Object.assign(process.env, { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' });
      assert.deepEqual(await identityOf(folder), { by: userInfo().username, identity: 'system' });
    } finally {
      process.env['GIT_CONFIG_GLOBAL'] = before['GIT_CONFIG_GLOBAL'];
      process.env['GIT_CONFIG_SYSTEM'] = before['GIT_CONFIG_SYSTEM'];
      for (const name of ['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM'] as const)
        if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
