import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { lsResult, runDetail } from '../../../src/protocol/runShape.ts';
import { cairn, cairnJson, removeWorkFolders, workFolder } from './builtCairn.ts';

const later = ['data', 'check'];

describe('cairn about its runs', function () {
  this.timeout(60_000);
  let folder = '';
  const id = { low: '', high: '' };

  before(async () => {
    folder = await workFolder();
    writeFileSync(
      path.join(folder, 'train.js'),
      `const fs = require('fs');
const say = (line) => fs.appendFileSync(process.env.CAIRN_INBOX, JSON.stringify(line) + '\\n');
const auc = Number(process.argv[2]);
for (let step = 0; step < 3; step++) say({ metrics: { val_auc: auc * (step + 1) / 3, loss: 3 - step, 'odd/ü n': step === 1 ? 'NaN' : step }, step });
say({ params: { depth: 6 }, tags: { stage: 'smoke' }, note: 'a note', dataset: 'loans', role: 'train', version: 'v' + auc });
fs.writeFileSync(process.env.CAIRN_ARTIFACTS + '/model.bin', 'x'.repeat(2000));
if (auc > 0.8) process.exitCode = 1;
`,
    );
    id.low = await launched(['--name', 'low', '--param', 'lr=0.1', '--experiment', 'one'], '0.6');
    id.high = await launched(['--name', 'high', '--param', 'lr=0.01'], '0.9');
  });
  after(removeWorkFolders);

  async function launched(options: string[], auc: string): Promise<string> {
    const answer = await cairn(folder, 'run', '--json', ...options, '--', process.execPath, 'train.js', auc);
    return z.object({ id: z.string() }).parse(JSON.parse(answer.stdout)).id;
  }

  const lists: [options: string[], names: string[], total: number][] = [
    [[], ['high', 'low'], 2],
    [['--filter', 'metrics.val_auc > 0.7'], ['high'], 1],
    [['--filter', 'params.lr = "0.1" or status = "failed"', '--order-by', 'name'], ['high', 'low'], 2],
    [['--order-by', 'metrics.val_auc asc'], ['low', 'high'], 2],
    [['--limit', '1'], ['high'], 2],
    [['--limit', '0'], [], 2],
    [['--filter', 'tags.stage = "none"'], [], 0],
  ];
  for (const [options, names, total] of lists) {
    it(`ls ${options.join(' ')} lists ${names.join(', ') || 'nothing'}`, async () => {
      const result = lsResult.parse(await cairnJson(folder, 'ls', ...options));
      assert.deepEqual(
        result.runs.map((run) => run.name),
        names,
      );
      assert.equal(result.total, total);
      assert.deepEqual(result.problems, []);
    });
  }

  it('ls prints an aligned table, numbers to the right', async () => {
    const { stdout, stderr } = await cairn(folder, 'ls');
    const [head = '', high = '', low = ''] = stdout.split('\n');
    for (const word of ['STATUS', 'METRIC', 'STARTED', 'ID']) assert.ok(head.includes(word));
    assert.match(high, /^high {2,}failed \(exit 1\) {2}train\.js {2}val_auc +0\.9 +\+0\.3 /);
    assert.match(low, /^low {3,}finished {2,}train\.js {2}val_auc +0\.6 /);
    assert.equal(high.indexOf(id.high), low.indexOf(id.low));
    assert.ok(!stdout.includes('\x1b'));
    assert.equal(stderr, '');
  });

  it('ls says on standard error what it did not show', async () => {
    assert.match((await cairn(folder, 'ls', '--limit', '1')).stderr, /1 of 2 runs; --limit shows more/);
    assert.match((await cairn(folder, 'ls', '--filter', 'name = "x"')).stderr, /no run matches/);
  });

  it('show gives everything that is recorded', async () => {
    const run = runDetail.parse(await cairnJson(folder, 'show', 'low'));
    assert.equal(run.id, id.low);
    assert.deepEqual(run.params, { lr: '0.1', depth: '6' });
    assert.deepEqual(run.paramSources, { lr: 'launch', depth: 'inbox' });
    assert.deepEqual(run.datasets, [
      { name: 'loans', role: 'train', version: 'v0.6', location: null, hash: null },
    ]);
    assert.deepEqual(
      run.notes.map(({ text }) => text),
      ['a note'],
    );
    assert.deepEqual(
      run.artifacts.map(({ path: file, size }) => [file, size]),
      [['model.bin', 2000]],
    );
    assert.equal(run.cwd, folder);
    const { stdout } = await cairn(folder, 'show', 'low');
    for (const part of [
      'low',
      'finished',
      'depth',
      'val_auc',
      'model.bin',
      '2.0\u00a0kB',
      'a note',
      'loans',
    ]) {
      assert.ok(stdout.includes(part), part);
    }
  });

  it('show gives a name that JavaScript keeps for itself like any other', async () => {
    const given = ['--param', '__proto__=1', '--param', 'constructor=2', '--tag', '__proto__=3'];
    const other = await workFolder();
    const script = `const say = (line) => fs.appendFileSync(process.env.CAIRN_INBOX, line + '\\n');
say('{"params": {"__proto__": "4", "toString": "5"}, "metrics": {"__proto__": 6}}');
say('{"tags": {"__proto__": "7"}}');`;
    await cairn(other, 'run', '--name', 'odd', ...given, '--', process.execPath, '-e', script);
    const { stdout } = await cairn(other, 'show', '--json', 'odd');
    const { params, paramSources, tags, metrics } = runDetail.parse(JSON.parse(stdout));
    assert.deepEqual(Object.entries(params), [
      ['constructor', '2'],
      ['toString', '5'],
      ['__proto__', '4'],
    ]);
    assert.deepEqual(Object.entries(paramSources).at(-1), ['__proto__', 'inbox']);
    assert.deepEqual(Object.entries(tags), [['__proto__', '7']]);
    assert.deepEqual(
      Object.entries(metrics).map(([key, { last }]) => [key, last]),
      [['__proto__', 6]],
    );
    const filter = 'params.__proto__ = "4" and tags.__proto__ = "7"';
    assert.equal(lsResult.parse(await cairnJson(other, 'ls', '--filter', filter)).total, 1);
  });

  it('show says once how a run failed, and metrics keeps to one line a name', async () => {
    const other = await workFolder();
    const script = `fs.appendFileSync(process.env.CAIRN_INBOX, '{"metrics": {"two\\\\nlines": 1}}\\n'); process.exitCode = 4;`;
    execFileSync('git', ['init', '-q'], { cwd: other });
    writeFileSync(path.join(other, 'a.txt'), '1\n');
    execFileSync('git', ['add', 'a.txt'], { cwd: other });
    const who = ['-c', 'user.name=sam', '-c', 'user.email=sam@example.org'];
    execFileSync('git', [...who, 'commit', '-qm', 'a'], { cwd: other });
    writeFileSync(path.join(other, 'a.txt'), '1\n2\n');
    await cairn(other, 'run', '--name', 'bad', '--', process.execPath, '-e', script);
    const { stdout } = await cairn(other, 'show', 'bad');
    assert.match(stdout, /^Status +failed · exit 4$/m);
    assert.match(stdout, /^ {2}changed +1 file, 1 line$/m);
    assert.equal((await cairn(other, 'metrics', 'bad')).stdout, 'two lines\n');
    assert.deepEqual(z.looseObject({}).parse(await cairnJson(other, 'metrics', 'bad'))['keys'], [
      'two\nlines',
    ]);
  });

  it('metrics gives the points, as lines and as JSON', async () => {
    const { points } = z
      .object({ points: z.array(z.array(z.unknown())) })
      .parse(await cairnJson(folder, 'metrics', 'low', 'odd/ü n'));
    assert.deepEqual(
      points.map(([step, , value]) => [step, value]),
      [
        [0, 0],
        [1, 'NaN'],
        [2, 2],
      ],
    );
    const { stdout } = await cairn(folder, 'metrics', 'low', 'loss');
    assert.deepEqual(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split('\t')[2]),
      ['3', '2', '1'],
    );
    assert.match(stdout, /^0\t\d{4}-\d\d-\d\dT[\d:.]+Z\t3\n/);
    assert.equal((await cairn(folder, 'metrics', 'low')).stdout.split('\n')[0], 'val_auc');
    const none = await cairn(folder, 'metrics', 'low', 'los');
    assert.equal(none.code, 1);
    assert.match(none.stderr, /has no metric “los”\. Did you mean “loss”\?/);
  });

  it('diff gives what differs and leaves out what is the same', async () => {
    const change = z.object({ key: z.string(), a: z.unknown(), b: z.unknown() });
    const found = z
      .record(z.string(), z.union([z.array(change), z.object({ id: z.string(), name: z.string() })]))
      .parse(await cairnJson(folder, 'diff', 'low', 'high'));
    assert.deepEqual(found['params'], [{ key: 'lr', a: '0.1', b: '0.01' }]);
    assert.deepEqual(found['metrics'], [{ key: 'val_auc', a: 0.6, b: 0.9 }]);
    assert.deepEqual(found['data'], [{ key: 'loans', a: 'v0.6 train', b: 'v0.9 train' }]);
    assert.deepEqual(found['environment'], []);
    assert.deepEqual(found['tags'], []);
    const { stdout } = await cairn(folder, 'diff', 'low', 'high');
    assert.match(stdout, /^Metrics +low +high/);
    assert.match(stdout, /^ {2}val_auc +0\.6 +0\.9 +\+0\.3$/m);
    assert.equal((await cairn(folder, 'diff', 'low', id.low)).code, 2);
  });

  it('rm, trash and restore move a run there and back', async () => {
    assert.deepEqual(await cairnJson(folder, 'rm', 'low'), { trashed: [id.low], problems: [] });
    assert.equal(lsResult.parse(await cairnJson(folder, 'ls')).total, 1);
    const { runs } = z
      .object({ runs: z.array(z.object({ id: z.string(), name: z.string(), size: z.number() })) })
      .parse(await cairnJson(folder, 'trash'));
    assert.deepEqual(
      runs.map((run) => [run.id, run.name]),
      [[id.low, 'low']],
    );
    assert.ok((runs[0]?.size ?? 0) > 2000, 'with its artifacts');
    const { stdout } = await cairn(folder, 'trash');
    assert.match(stdout, /^low +\d\.\d\skB +(?:.+ago|just now) +\S+\n$/);
    assert.ok(stdout.includes(id.low));
    assert.match((await cairn(folder, 'show', 'low')).stderr, /There is no run “low”/);
    assert.match((await cairn(folder, 'restore')).stderr, /Name a run\. cairn trash lists them\./);
    assert.deepEqual(await cairnJson(folder, 'restore', 'low'), { restored: [id.low], problems: [] });
    assert.equal(lsResult.parse(await cairnJson(folder, 'ls')).total, 2);
  });

  const wrong: [words: string[], sentence: RegExp][] = [
    [['lss'], /^cairn: Unknown command “lss”\. Did you mean “ls”\?\n$/],
    ...later.map((name): [string[], RegExp] => [[name], new RegExp(`^cairn: Unknown command “${name}”\\.`)]),
    [['ls', '--filter', 'metrics. >'], /^cairn: .+\n$/],
    [['ls', '--order-by', 'colour'], /cannot be sorted by “colour”/],
    [['ls', '--limit', '-1'], /limit/],
    [['ls', 'x'], /takes no operands/],
    [['show'], /^cairn: Name a run\. cairn ls lists them\.\n$/],
    [['show', 'nobody'], /There is no run “nobody”/],
    [['diff', 'low'], /Name two runs/],
    [['stop', 'nobody'], /There is no run/],
    [['restore', 'nobody'], /There is no run “nobody” in the trash\. cairn trash lists them\./],
    [['metrics', 'low', 'a', 'b'], /one run and one metric/],
    [['show', '--wat'], /Unknown option '--wat'/],
    [['run', '--param', 'x', '--', 'true'], /--param needs NAME=VALUE/],
  ];
  for (const [words, sentence] of wrong) {
    it(`exits with 2 and one sentence: cairn ${words.join(' ')}`, async () => {
      const { code, stdout, stderr } = await cairn(folder, ...words);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, sentence);
      assert.equal(stderr.trim().split('\n').length, 1);
    });
  }

  it('warns of an error in config.yaml with its line, and goes on', async () => {
    const other = await workFolder();
    writeFileSync(path.join(other, '.cairn', 'config.yaml'), 'objective:\n  metric: 5\n');
    const { code, stderr } = await cairn(other, 'ls', '--json');
    assert.equal(code, 0);
    assert.match(stderr, /^cairn: .*config\.yaml:2: /);
  });

  it('prints help and version, and help on standard error when nothing was said', async () => {
    assert.match((await cairn(folder, '--version')).stdout, /^cairn \d+\.\d+\.\d+\n$/);
    const help = await cairn(folder, '--help');
    assert.equal(help.code, 0);
    for (const name of later) assert.ok(!new RegExp(`^  ${name}\\b`, 'm').test(help.stdout), name);
    assert.deepEqual(await cairn(folder), { code: 2, stdout: '', stderr: help.stdout });
    const ofRun = (await cairn(folder, 'run', '--help')).stdout;
    assert.equal((await cairn(folder, 'help', 'run')).stdout, ofRun);
    assert.match(ofRun, /^Usage: cairn run \[OPTION\]… \[--\] CMD \[ARG\]…\n/);
  });
});
