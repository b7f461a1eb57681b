/** Scripts with the real MLflow client that do what has led others astray: whose run it is, how it ends, and where it is logged. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { detailsOf, newFolder, record, recordWith, runsOf } from './mlflowScripts.ts';

describe('a launched script with the MLflow client', () => {
  const ends: readonly (readonly [
    mode: string,
    sentence: string,
    code: number,
    runs: readonly (readonly [status: string, reason: RegExp | null])[],
  ])[] = [
    [
      'raises',
      'fails with its exit code, though MLflow says at every exit that it finished',
      1,
      [['failed', /exit 1|empty/]],
    ],
    ['raises_within', 'fails as MLflow says and with its exit code', 1, [['failed', /exit 1|empty/]]],
    ['catches', 'fails as MLflow says, though it exits with 0', 0, [['failed', /said so through MLflow/]]],
    [
      'second',
      'has its second run beside the first',
      0,
      [
        ['finished', null],
        ['finished', null],
      ],
    ],
    ['forks', 'may log from a fork', 0, [['finished', null]]],
  ];
  for (const [mode, sentence, code, wanted] of ends) {
    it(sentence, async () => {
      const folder = await newFolder();
      const ran = await record(folder, 'traps.py', mode);
      assert.equal(ran.code, code, ran.output);
      const runs = await runsOf(folder);
      assert.deepEqual(
        runs.map(({ status }) => status),
        wanted.map(([status]) => status),
      );
      for (const [at, [, reason]] of wanted.entries()) {
        if (reason === null) assert.equal(runs[at]?.reason, null);
        else assert.match(runs[at]?.reason ?? '', reason);
        assert.ok(runs[at]?.metrics['m'], ran.output);
      }
    });
  }

  it('is led to its own run past another server, its credentials, a proxy and a netrc file', async () => {
    const folder = await newFolder();
    const home = path.join(folder, 'home');
    await mkdir(home);
    await writeFile(path.join(home, '.netrc'), 'default login somebody password else\n', { mode: 0o600 });
    const nowhere = 'http://127.0.0.1:9';
    const env = {
      HOME: home,
      MLFLOW_TRACKING_URI: nowhere,
      MLFLOW_REGISTRY_URI: nowhere,
      MLFLOW_TRACKING_USERNAME: 'somebody',
      MLFLOW_TRACKING_PASSWORD: 'else',
      MLFLOW_TRACKING_TOKEN: 'another',
      MLFLOW_RUN_ID: '0123456789abcdef0123456789abcdef',
      MLFLOW_EXPERIMENT_ID: '77',
      HTTP_PROXY: nowhere,
      http_proxy: nowhere,
      ALL_PROXY: nowhere,
    };
    const ran = await recordWith(env, folder, 'traps.py', 'experiment');
    assert.equal(ran.code, 0, ran.output);
    const [run, ...others] = await runsOf(folder);
    assert.deepEqual(
      [run?.status, run?.experiment, run?.metrics['m']?.last, others],
      ['finished', 'other', 1, []],
    );
  });

  it('goes on with the run that MLFLOW_RUN_ID names', async () => {
    const folder = await newFolder();
    await record(folder, 'traps.py', 'experiment');
    const [before] = await runsOf(folder);
    assert.ok(before);
    const ran = await recordWith({ MLFLOW_RUN_ID: before.id }, folder, 'traps.py', 'resumes');
    assert.equal(ran.code, 0, ran.output);
    const after = (await runsOf(folder)).find(({ id }) => id === before.id);
    assert.deepEqual(
      [after?.status, after?.metrics['m']?.count, after?.metrics['m']?.last],
      ['finished', 2, 2],
    );
  });

  it('may be several processes that log into one run', async () => {
    const folder = await newFolder();
    const ran = await record(folder, 'traps.py', 'ranks');
    assert.equal(ran.code, 0, ran.output);
    const [run, ...others] = await runsOf(folder);
    assert.deepEqual([run?.status, others], ['finished', []]);
    assert.deepEqual(
      ['rank0', 'rank1', 'rank2', 'm'].map((key) => run?.metrics[key]?.count),
      [20, 20, 20, 1],
    );
  });

  it('is told that it logs elsewhere when it sets another address', async () => {
    const folder = await newFolder();
    const ran = await record(folder, 'traps.py', 'elsewhere');
    assert.equal(ran.code, 0, ran.output);
    const [run] = await runsOf(folder);
    const { problemList } = await detailsOf(folder, run?.id ?? '');
    assert.ok(
      problemList.some(({ message }) => /set_tracking_uri/.test(message)),
      JSON.stringify(problemList),
    );
  });
});
