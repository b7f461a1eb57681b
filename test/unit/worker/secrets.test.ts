/** The canary: secrets are planted wherever they may come from, and no file under .cairn may hold one. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { python, Workshop, type Recorded } from './recording.ts';

const canaries = {
  environment: 'cnry-env-7f3a91c2',
  argument: 'cnry-arg-19be55d0',
  assigned: 'cnry-eq-a81c0f4e',
  hydra: 'cnry-hydra-5d1b2c3e',
  header: 'cnry-head-77aa12ef',
  url: 'cnry-url-0c9d8e7f',
  query: 'cnry-query-41f2b3a6',
  param: 'cnry-param-e0d1c2b3',
  tag: 'cnry-tag-b4a59687',
  echoed: 'cnry-echo-2f3e4d5c',
  script: 'cnry-script-9a8b7c6d',
  patch: 'cnry-patch-8e7f6a5b',
  untracked: 'cnry-untr-1b2c3d4e',
  dotenv: 'cnry-dotenv-6c5b4a39',
  key: 'cnry-key-d3e4f5a6',
  inbox: 'cnry-inbox-c7d8e9f0',
} as const;

describe('secrets', () => {
  let shop: Workshop;
  let run: Recorded;

  before(async () => {
    shop = new Workshop();
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], {
        cwd: shop.folder,
        stdio: 'pipe',
      });
    git('init', '-q');
    shop.file('settings.py', 'API_KEY = "none"\n');
    git('add', '.');
    git('commit', '-qm', 'x');
    shop.file('settings.py', `API_KEY = "${canaries.patch}"\nrate = 3\n`);
    shop.file('local.yaml', `db:\n  password: ${canaries.untracked}\n  host: example\n`);
    shop.file('.env', `X=${canaries.dotenv}\n`);
    shop.file('server.pem', canaries.key);
    const script = shop.file(
      'train.py',
      `import json, os
auth_token = "${canaries.script}"
with open(os.environ["CAIRN_INBOX"], "a") as inbox:
    inbox.write(json.dumps({"params": {"api_key": os.environ["PLANTED"], "lr": 1}}) + "\\n")
    inbox.write(json.dumps({"metrics": {"m": 1}}) + "\\n")
`,
    );
    shop.host = { ...shop.host, env: { ...shop.host.env, DB_PASSWORD: canaries.environment } };
    run = await shop.run({
      script,
      env: { WANDB_API_KEY: canaries.echoed, PLANTED: canaries.inbox },
      command: [
        python(),
        script,
        '--password',
        canaries.argument,
        `--token=${canaries.assigned}`,
        `db.secret=${canaries.hydra}`,
        '-H',
        `Authorization: Bearer ${canaries.header}`,
        `postgres://user:${canaries.url}@db.example/x`,
        `https://store.example/model?sig=${canaries.query}&v=2`,
        `--note=${canaries.echoed}`,
        '--max_tokens=512',
        '--tokenizer',
        'bert-base',
      ],
      params: { api_key: canaries.param, lr: '0.1', note: `uses ${canaries.argument}` },
      tags: { 'auth-token': canaries.tag, stage: 'smoke' },
      name: `try ${canaries.environment}`,
    });
  });
  after(async () => {
    await shop.dispose();
  });

  for (const [place, secret] of Object.entries(canaries)) {
    it(`are in no file: ${place}`, () => {
      const holders = filesUnder(path.join(shop.folder, '.cairn')).filter((file) =>
        readFileSync(file).includes(secret),
      );
      assert.deepEqual(holders, []);
    });
  }

  it('leave the rest of the record as it was', () => {
    assert.equal(run.ended.status, 'finished');
    assert.deepEqual(run.record.command.slice(-3), ['--max_tokens=512', '--tokenizer', 'bert-base']);
    assert.equal(run.record.params['lr'], '0.1');
    assert.equal(run.record.params['api_key'], '[redacted]');
    assert.equal(run.record.tags['stage'], 'smoke');
    assert.deepEqual(run.points.get('m'), [[0, 1]]);
    assert.deepEqual(run.of('params')[0]?.params, { api_key: '[redacted]', lr: '1' });
    assert.match(run.record.command.join(' '), /https:\/\/store\.example\/model\?sig=\[redacted\]&v=2/);
    assert.equal(
      readFileSync(path.join(run.paths.untracked, 'local.yaml'), 'utf8'),
      'db:\n  password: [redacted]\n  host: example\n',
    );
    assert.match(readFileSync(run.paths.patch, 'utf8'), /\+API_KEY = "\[redacted\]"\n\+rate = 3/);
    const git = run.of('captured')[0]?.git;
    assert.equal(git?.patchComplete, false);
    assert.deepEqual(git.untracked, ['local.yaml', 'train.py']);
  });
});

function filesUnder(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
