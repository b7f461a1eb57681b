/** Launched scripts that speak MLflow’s protocol: whose run it is, and how it ends. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { hasEnded } from '../../../../src/runs/runEnd.ts';
import { requestStop } from '../../../../src/runs/stop.ts';
import { runDir, runPaths } from '../../../../src/storage/layout.ts';
import { openSeries } from '../../../../src/storage/series/seriesReader.ts';
import { until } from '../recording.ts';
import { mlflowScripts, processOf } from './mlflowScripts.ts';

describe('a launched script that logs through MLflow', () => {
  const scripts = mlflowScripts();
  const { request, run, said, layout, stateOf, runs, others } = scripts;

  it('has its first run adopted, and each further one beside it', async () => {
    const { id, record } = await run(`
      const experiment_id = (await post('experiments/create', { name: 'nightly' })).experiment_id;
      const first = await create({ experiment_id, run_name: 'mine', tags: [{ key: 'stage', value: 'smoke' }] });
      await log(first, 'loss', 0.5);
      await post('runs/log-parameter', { run_id: first, key: 'lr', value: '0.1' });
      const tags = [{ key: 'mlflow.parentRunId', value: first }];
      const second = await create({ experiment_id, run_name: 'inner', tags });
      await log(second, 'm', 1);
      await end(second);
      await end(first);
      say('ids', [first, second]);
    `);
    const [first, second] = z.tuple([z.string(), z.string()]).parse(said('ids'));
    assert.equal(first, id);
    const main = stateOf(id);
    assert.deepEqual([main.name, main.experiment, main.tags.get('stage')], ['mine', 'nightly', 'smoke']);
    assert.deepEqual(main.params.get('lr'), { value: '0.1', source: 'mlflow' });
    assert.equal(main.ended?.status, 'finished');
    assert.equal(main.ended.exitCode, 0);
    const inner = stateOf(second);
    assert.deepEqual([inner.name, inner.experiment, inner.ended?.status], ['inner', 'nightly', 'finished']);
    assert.equal(inner.tags.get('mlflow.parentRunId'), id);
    assert.deepEqual([inner.record.parent, inner.record.script], [id, record.script]);
    assert.deepEqual(openSeries(runPaths(runDir(layout(), second)).metrics).read('m').values[0], 1);
    assert.equal(await hasEnded(runPaths(runDir(layout(), second))), true);
  });

  it('keeps the name and the experiment of the launch where the script names none or a person did', async () => {
    const { id } = await run(
      `say('run', (await get('runs/get', { run_id: await create({ run_name: 'theirs' }) })).run.info);`,
      {
        name: 'by hand',
        experiment: 'kept',
      },
    );
    const { name, experiment } = stateOf(id);
    assert.deepEqual([name, experiment], ['by hand', 'kept']);
    assert.equal(z.object({ run_name: z.string() }).parse(said('run')).run_name, 'by hand');
  });

  it('finds only what leads it to its own run in its environment, and no token is left on disk', async () => {
    scripts.shop.host = {
      ...scripts.shop.host,
      env: {
        ...scripts.shop.host.env,
        MLFLOW_TRACKING_URI: 'https://team.example',
        MLFLOW_TRACKING_TOKEN: 'their-token',
        MLFLOW_TRACKING_USERNAME: 'them',
        MLFLOW_TRACKING_AUTH: 'kubernetes',
        MLFLOW_REGISTRY_URI: 'databricks-uc',
        MLFLOW_RUN_ID: 'theirs',
        MLFLOW_EXPERIMENT_ID: '7',
        MLFLOW_EXPERIMENT_NAME: 'theirs',
        MLFLOW_HTTP_REQUEST_TIMEOUT: '7',
        HTTP_PROXY: 'http://127.0.0.1:9',
        NO_PROXY: 'internal',
      },
    };
    const { id, paths } = await run(
      `say('env', Object.fromEntries(Object.entries(process.env).filter(([name]) => /^MLFLOW|no_proxy/i.test(name))));
       await create({ tags: [{ key: 'token', value: process.env.MLFLOW_TRACKING_PASSWORD }] });
       await log(process.env.CAIRN_RUN_ID, 'm', 1);`,
      { experiment: 'E' },
    );
    const env = z.record(z.string(), z.string()).parse(said('env'));
    const token = env['MLFLOW_TRACKING_PASSWORD'] ?? '';
    assert.match(token, /^[\w-]{43}$/);
    assert.match(env['MLFLOW_TRACKING_URI'] ?? '', /^http:\/\/127\.0\.0\.1:\d+$/);
    const names = Object.keys(env).filter((name) => name.startsWith('MLFLOW'));
    assert.deepEqual(names.sort(), [
      'MLFLOW_EXPERIMENT_NAME',
      'MLFLOW_HTTP_REQUEST_TIMEOUT',
      'MLFLOW_TRACKING_PASSWORD',
      'MLFLOW_TRACKING_URI',
      'MLFLOW_TRACKING_USERNAME',
    ]);
    assert.equal(env['MLFLOW_EXPERIMENT_NAME'], 'E');
    for (const name of ['NO_PROXY', 'no_proxy']) assert.match(env[name] ?? '', /127\.0\.0\.1/);
    assert.match(env['NO_PROXY'] ?? '', /internal/);
    const files = readdirSync(paths.dir, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    for (const file of files) {
      const content = readFileSync(path.join(file.parentPath, file.name));
      assert.equal(content.includes(token), false, `${file.name} holds the token`);
    }
    assert.deepEqual(openSeries(paths.metrics).read('m').values.length, 1);
    assert.equal(runs().length, 1, id);
  });

  it('is let in by its address where a netrc file would replace what it shows', async () => {
    const home = path.dirname(scripts.shop.file('home/.netrc', 'default login ftp password guest\n'));
    scripts.shop.host = { ...scripts.shop.host, env: { ...scripts.shop.host.env, HOME: home } };
    await run(`
      const response = await fetch(process.env.MLFLOW_TRACKING_URI + '/version', { headers: { authorization: 'Basic ZnRwOmd1ZXN0' } });
      say('status', response.status);`);
    assert.equal(said('status'), 200);
  });

  it('is left with the server that was named for this run', async () => {
    const { paths } = await run(`say('uri', process.env.MLFLOW_TRACKING_URI);`, {
      env: { MLFLOW_TRACKING_URI: 'https://team.example' },
    });
    assert.equal(said('uri'), 'https://team.example');
    assert.equal(processOf(paths.dir).endpoint, undefined);
  });

  const ends: readonly (readonly [name: string, source: string, main: unknown[], others: unknown[][]])[] = [
    [
      'with its exit code, though MLflow says at every exit that the run has finished',
      'await end(await create()); process.exit(3);',
      ['failed', 3, 'exit 3'],
      [],
    ],
    [
      'as failed when it says so, though it exits with 0',
      "await end(await create(), 'FAILED');",
      ['failed', 0, 'the script said so through MLflow'],
      [],
    ],
    [
      'together with the run that it left open',
      'await create(); await create(); process.exit(4);',
      ['failed', 4, 'exit 4'],
      [['failed', 'exit 4']],
    ],
    [
      'together with the run that was told to have finished when it exited',
      'await create(); await end(await create()); process.exit(5);',
      ['failed', 5, 'exit 5'],
      [['failed', 'exit 5']],
    ],
    [
      'not with the runs that had finished before it went on',
      'const first = await create(); await end(await create()); await log(first, "m", 1); process.exit(6);',
      ['failed', 6, 'exit 6'],
      [['finished', undefined]],
    ],
    [
      'well, with all that it left open',
      'await create(); await create(); await create();',
      ['finished', 0, undefined],
      [
        ['finished', undefined],
        ['finished', undefined],
      ],
    ],
    [
      'with what each of its runs was told',
      "await create(); await end(await create(), 'KILLED'); await end(await create(), 'FAILED');",
      ['finished', 0, undefined],
      [
        ['failed', undefined],
        ['stopped', undefined],
      ],
    ],
  ];
  for (const [name, source, main, rest] of ends) {
    it(`ends ${name}`, async () => {
      const { id, ended } = await run(source);
      assert.deepEqual([ended.status, ended.exitCode, ended.reason], main);
      assert.deepEqual(
        others(id)
          .map((state) => [state.ended?.status, state.ended?.reason])
          .sort(),
        rest,
      );
    });
  }

  it('goes on with an earlier run that it names', async () => {
    const { id } = await run('await log(await create(), "m", 1, 1); await end(process.env.CAIRN_RUN_ID);');
    const again = await run(
      `const run_id = process.env.MLFLOW_RUN_ID;
       const before = await get('runs/get', { run_id });
       const update = await post('runs/update', { run_id, status: 'RUNNING' });
       await log(run_id, 'm', 2, 2);
       await end(run_id);
       say('seen', [before.run.info.status, update.run_info.status]);`,
      { env: { MLFLOW_RUN_ID: id } },
    );
    assert.deepEqual(said('seen'), ['FINISHED', 'RUNNING']);
    assert.deepEqual([...openSeries(runPaths(runDir(layout(), id)).metrics).read('m').values], [1, 2]);
    assert.equal(stateOf(id).ended?.status, 'finished');
    assert.equal(again.ended.status, 'finished');
    assert.equal(runs().length, 2);
  });

  it('cannot write the run of another script that goes on, nor into its artifacts, nor into those of one that ended', async () => {
    const { id: ended } = await run("await create(); say('ended', 1);");
    const { dir, id } = await scripts.shop.launch(
      request("await create(); say('begun', 1); await waitFor('go');"),
    );
    await until(() => existsSync(path.join(scripts.shop.folder, 'begun')), 'the first script');
    const script = scripts.shop.file(
      'other.mjs',
      `import { log, post, put, say } from './client.mjs';
      const [running, ended] = process.argv.slice(2);
      await post('runs/create', { experiment_id: '0' });
      const replies = [await log(running, 'm', 1)];
      for (const run of [running, ended]) {
        replies.push(await put('0/' + run + '/artifacts/evil', 'x'));
        replies.push(await post('logged-models', { experiment_id: '0', name: 'evil', source_run_id: run }));
      }
      say('replies', replies.map(({ status, error_code }) => [status, error_code]));`,
    );
    await scripts.shop.run({ command: [process.execPath, script, id, ended], script });
    assert.deepEqual(said('replies'), Array(5).fill([403, 'PERMISSION_DENIED']));
    scripts.shop.file('go', '');
    assert.equal((await scripts.shop.ended(dir)).points.size, 0);
    for (const run of [dir, runDir(layout(), ended)])
      assert.deepEqual(readdirSync(path.join(run, 'artifacts')), []);
  });

  it('may be several processes with one token', async () => {
    scripts.shop.file(
      'rank.mjs',
      `import { log } from './client.mjs';\nfor (let i = 0; i < 50; i++) await log(process.env.CAIRN_RUN_ID, 'rank' + process.argv[2], i, i);`,
    );
    const { points } = await run(`
      import { spawn } from 'node:child_process';
      await create();
      const ranks = [0, 1, 2].map((rank) => spawn(process.execPath, ['rank.mjs', rank]));
      await Promise.all(ranks.map((rank) => new Promise((done) => rank.on('close', done))));`);
    assert.deepEqual([...points].map(([key, values]) => [key, values.length]).sort(), [
      ['rank0', 50],
      ['rank1', 50],
      ['rank2', 50],
    ]);
  });

  it('is taken at its logged word where it prints the same metric too', async () => {
    const { points } = await run(`
      const id = await create();
      for (let i = 0; i < 5; i++) { await log(id, 'loss', i / 8, i); console.log('epoch ' + i + ' loss=' + i); }`);
    assert.deepEqual(
      points.get('loss')?.map(([, value]) => value),
      [0, 0.125, 0.25, 0.375, 0.5],
    );
  });

  const bypasses: readonly (readonly [name: string, source: string, sentence: RegExp | undefined])[] = [
    [
      'calls set_tracking_uri',
      '/* */ const x = "a"; function set_tracking_uri() {} set_tracking_uri("file:x");',
      /calls mlflow.set_tracking_uri/,
    ],
    ['only mentions it', '# mlflow.set_tracking_uri("x")'.replace('#', '//#'), undefined],
    [
      'writes a store of its own',
      "import fs from 'node:fs'; fs.mkdirSync('mlruns');",
      /into mlruns, not into this record/,
    ],
    [
      'does so besides its run',
      "import fs from 'node:fs'; fs.mkdirSync('mlruns'); await create();",
      undefined,
    ],
  ];
  for (const [name, source, sentence] of bypasses) {
    it(`${sentence === undefined ? 'is left in peace' : 'is told'} when it ${name}`, async () => {
      const { problems } = await run(source);
      if (sentence === undefined) assert.deepEqual(problems, []);
      else
        assert.ok(
          problems.some((problem) => sentence.test(problem)),
          problems.join('\n'),
        );
    });
  }

  it('is stopped through the run that it opened besides', async () => {
    const { dir } = await scripts.shop.launch(
      request("await create(); say('id', await create()); await waitFor('never');"),
    );
    await until(() => existsSync(path.join(scripts.shop.folder, 'id')), 'the second run');
    const other = String(said('id'));
    assert.equal(await requestStop(runDir(layout(), other), 'graceful', scripts.shop.host), 'alive');
    assert.equal((await scripts.shop.ended(dir)).ended.status, 'stopped');
    assert.equal(stateOf(other).ended?.status, 'stopped');
  });

  it('is told where the endpoint is when a debugger starts it', async () => {
    const launched = await scripts.shop.launch(request('', { attach: true }));
    const env = launched.debuggeeEnv ?? {};
    const headers = { authorization: `Bearer ${env['MLFLOW_TRACKING_PASSWORD'] ?? ''}` };
    const reply = await fetch(`${env['MLFLOW_TRACKING_URI'] ?? ''}/health`, { headers });
    assert.equal(await reply.text(), 'OK');
  });
});
