/** What terminals are given so that their MLflow clients find an endpoint, whatever their environment says of others. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { terminalEnvironment } from '../../../src/runs/mlflowEnvironment.ts';

describe('the variables of terminals', () => {
  const address = { port: 4711, token: 'secret', user: 'ada' };
  const plain = {
    MLFLOW_TRACKING_URI: 'http://127.0.0.1:4711',
    MLFLOW_TRACKING_USERNAME: 'ada',
    MLFLOW_TRACKING_PASSWORD: 'secret',
    NO_PROXY: '127.0.0.1,localhost,::1',
    no_proxy: '127.0.0.1,localhost,::1',
  };
  const table: readonly (readonly [what: string, env: NodeJS.ProcessEnv, more: Record<string, string>])[] = [
    ['of an empty environment', {}, {}],
    ['of one with other things', { PATH: '/bin', EMPTY: undefined }, {}],
    ['of one with a server', { MLFLOW_TRACKING_URI: 'http://team.example', MLFLOW_TRACKING_TOKEN: 't' }, {}],
    [
      'of one with a registry, which cannot be taken away',
      { MLFLOW_REGISTRY_URI: 'http://team.example' },
      { MLFLOW_REGISTRY_URI: 'http://127.0.0.1:4711' },
    ],
    [
      'of one with exceptions from its proxy',
      { HTTP_PROXY: 'http://proxy.example', NO_PROXY: 'intranet', no_proxy: '.corp' },
      { NO_PROXY: 'intranet,127.0.0.1,localhost,::1', no_proxy: '.corp,127.0.0.1,localhost,::1' },
    ],
    [
      'of one with exceptions in one spelling only, which Python would not hear beside the other',
      { NO_PROXY: 'intranet' },
      { NO_PROXY: 'intranet,127.0.0.1,localhost,::1', no_proxy: 'intranet,127.0.0.1,localhost,::1' },
    ],
  ];
  for (const [what, env, more] of table) {
    it(what, () => {
      assert.deepEqual(terminalEnvironment({ HOME: '/nowhere', ...env }, address), { ...plain, ...more });
    });
  }

  it('hold the token in the address where a netrc file would replace what the client shows', () => {
    const home = mkdtempSync(path.join(os.tmpdir(), 'cairn-home-'));
    try {
      writeFileSync(path.join(home, '.netrc'), 'default login somebody password else\n');
      const { MLFLOW_TRACKING_URI: uri } = terminalEnvironment({ HOME: home }, address);
      assert.equal(uri, 'http://127.0.0.1:4711/token/secret');
    } finally {
      rmSync(home, { recursive: true });
    }
  });

  it('name a user without a colon, which would end the name', () => {
    const named = terminalEnvironment({ HOME: '/nowhere' }, { ...address, user: 'a:b' });
    assert.equal(named['MLFLOW_TRACKING_USERNAME'], 'a_b');
    const nobody = terminalEnvironment({ HOME: '/nowhere' }, { ...address, user: '' });
    assert.equal(nobody['MLFLOW_TRACKING_USERNAME'], 'cairn');
  });
});
