/** `cairn publish` as scripts use it: what it prints, how it signs in, how it ends. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { modelsResult } from '../../../src/protocol/modelsShape.ts';
import { publishResult } from '../../../src/protocol/publishShape.ts';
import { recordRun, runId } from '../team/recordedRun.ts';
import { TrackingServer } from '../team/trackingServer.ts';
import { startCairn, type Answer } from './builtCairn.ts';

const other = '20261123-084102-brave-lynx-0001';

describe('cairn publish', () => {
  let folder: string;
  let server: TrackingServer;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'cli-publish-'));
    server = await TrackingServer.start();
    recordRun(folder);
    recordRun(folder, { params: { lr: '1' } }, other);
  });

  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function publish(words: readonly string[], env: readonly string[] = []): Promise<Answer> {
    return await (
      await startCairn(folder, ['publish', ...words], ['env', ...env])
    ).ended;
  }

  it('sends the runs that are named to the server of the environment, signed in as MLflow does', async () => {
    const env = [`MLFLOW_TRACKING_URI=${server.uri}`, 'MLFLOW_TRACKING_TOKEN=abc'];
    const { code, stdout } = await publish(['--json', 'quiet-heron', other], env);
    const result = publishResult.parse(JSON.parse(stdout));
    assert.equal(code, 1);
    assert.deepEqual(
      result.runs.map(({ id, run, sent }) => [id, run, sent.params]),
      [
        [runId, 'run0', 4],
        [other, 'run1', 1],
      ],
    );
    assert.deepEqual(
      result.runs.flatMap(({ problems }) => problems.map(({ where }) => where)),
      ['plots/a b%20c ü.txt'],
    );
    assert.deepEqual([...server.authorizations], ['Bearer abc']);
    const again = await publish([other, '--to', server.uri], ['MLFLOW_TRACKING_USERNAME=ana', ...env]);
    assert.deepEqual([again.code, again.stderr], [0, '']);
    assert.match(again.stdout, /brave-lynx {2}http\S+\/#\/experiments\/1\/runs\/run1 {2}was there already\n/);
    assert.equal(server.authorizations.has(`Basic ${Buffer.from('ana:').toString('base64')}`), true);
  });

  it('is told about one run, and goes on with the others', async () => {
    const events = path.join(folder, '.cairn', 'runs', runId, 'events.jsonl');
    fs.writeFileSync(events, '');
    const { code, stdout, stderr } = await publish(['--to', server.uri, runId, other]);
    assert.equal(code, 1);
    assert.match(stdout, /^brave-lynx .* sent: params 1/);
    assert.match(stderr, /quiet-heron: .*Publish it when it has ended/);
  });

  it('cairn models lists what can be published, the newest first, and says what cannot be read', async () => {
    const folderOfModels = path.join(folder, '.cairn', 'models');
    fs.mkdirSync(folderOfModels);
    fs.writeFileSync(
      path.join(folderOfModels, 'credit.yaml'),
      `name: credit\naliases: {champion: 1}\nversions:\n  - version: 1\n    run: ${runId}\n  - version: 2\n`,
    );
    const listed = await (await startCairn(folder, ['models', '--json'])).ended;
    assert.deepEqual([listed.code, listed.stderr], [0, '']);
    const { models, problems } = modelsResult.parse(JSON.parse(listed.stdout));
    assert.deepEqual(problems, []);
    assert.deepEqual(models, [
      {
        name: 'credit',
        description: null,
        versions: [
          { version: 2, run: null, runName: null, created: null, description: null, aliases: [] },
          { version: 1, run: runId, runName: null, created: null, description: null, aliases: ['champion'] },
        ],
      },
    ]);
    fs.writeFileSync(path.join(folderOfModels, 'bad.yaml'), 'name: [\n');
    const shown = await (await startCairn(folder, ['models'])).ended;
    assert.equal(shown.code, 1);
    assert.match(shown.stdout, /credit\/2\s*\ncredit\/1 +\S+ +@champion/);
    assert.match(shown.stderr, /bad\.yaml:\d+: /);
  });

  const wrong: readonly (readonly [what: string, words: readonly string[], said: RegExp])[] = [
    ['no run', ['--to', 'http://127.0.0.1:1'], /Name runs, or give --model/],
    ['a run and a model', [runId, '--model', 'm', '--to', 'http://127.0.0.1:1'], /not both/],
    ['an alias of no model', [runId, '--alias', 'a'], /--alias goes with --model/],
    ['no server', [runId], /--to, or in MLFLOW_TRACKING_URI/],
    ['an address of something else', [runId, '--to', 's3://bucket'], /starts with s3:/],
    ['a server that is away', [runId, '--to', 'http://127.0.0.1:1'], /127\.0\.0\.1:1 cannot be reached/],
    ['a run that is not there', ['nobody', '--to', 'http://127.0.0.1:1'], /no run “nobody”/],
    ['a model that is not there', ['--model', 'm', '--to', 'http://127.0.0.1:1'], /no registered model m/],
  ];
  for (const [what, words, said] of wrong)
    it(`refuses ${what}`, async () => {
      const { code, stdout, stderr } = await publish(words);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, said);
    });
});
