/** What a run leaves when it goes well, and when it does not. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { python, Workshop } from './recording.ts';

describe('recording a run', () => {
  let shop: Workshop;
  beforeEach(() => {
    shop = new Workshop();
  });
  afterEach(async () => {
    await shop.dispose();
  });

  it('takes over what the script says in its inbox', async () => {
    const run = await shop.run({
      py: `
import json, os
def say(**line):
    with open(os.environ["CAIRN_INBOX"], "a") as inbox:
        inbox.write(json.dumps(line) + "\\n")
say(params={"lr": 0.01, "depth": 6})
say(metrics={"loss": 0.5, "auc": 0.7}, step=1)
say(metrics={"loss": 0.25}, step=2, via="cairn.py")
say(metrics={"free": 1}); say(metrics={"free": 2})
say(tags={"stage": "smoke"}); say(note="switched the optimiser")
say(dataset="loans-2026", role="train")
say(progress={"at": 7, "of": 20, "unit": "epoch"})
`,
    });
    assert.deepEqual(run.points.get('loss'), [
      [1, 0.5],
      [2, 0.25],
    ]);
    assert.deepEqual(run.points.get('auc'), [[1, 0.7]]);
    assert.deepEqual(run.points.get('free'), [
      [0, 1],
      [1, 2],
    ]);
    assert.deepEqual(run.of('params')[0]?.params, { lr: '0.01', depth: '6' });
    assert.deepEqual(run.of('tags')[0]?.tags, { stage: 'smoke' });
    assert.equal(run.of('note')[0]?.text, 'switched the optimiser');
    assert.equal(run.of('dataset')[0]?.name, 'loans-2026');
    assert.deepEqual([run.of('progress')[0]?.at, run.of('progress')[0]?.of], [7, 20]);
    assert.deepEqual([run.ended.status, run.ended.exitCode], ['finished', 0]);
    assert.deepEqual(run.problems, []);
  });

  it('takes metrics from what the script prints', async () => {
    const run = await shop.run({ sh: 'echo "epoch 1 loss=0.5"; echo "epoch 2 loss=0.25 acc: 0.9"' });
    assert.deepEqual(
      run.points.get('loss')?.map(([, value]) => value),
      [0.5, 0.25],
    );
    assert.deepEqual(
      run.points.get('acc')?.map(([, value]) => value),
      [0.9],
    );
  });

  it('prints nothing into metrics when config.yaml switches that off', async () => {
    shop.host = { ...shop.host, config: { printedMetrics: { enabled: false } } };
    const run = await shop.run({ sh: 'echo "epoch 1 loss=0.5"' });
    assert.equal(run.points.size, 0);
  });

  it('measures processor and memory of the process tree', async () => {
    const { paths } = await shop.run({ sh: 'sleep 3' });
    const text = readFileSync(paths.metrics, 'latin1');
    assert.match(text, /system\/memory_mb/);
    assert.match(text, /system\/cpu_percent/);
  }).timeout(20_000);

  it('gives the script its contract and keeps the editor out of its environment', async () => {
    shop.host = {
      ...shop.host,
      env: {
        ...shop.host.env,
        NO_PROXY: 'intra.example',
        VSCODE_PID: '1',
        ELECTRON_RUN_AS_NODE: '1',
        NODE_OPTIONS: '--require /x/ms-vscode.js-debug/bootloader.js',
        CAIRN_RUN_ID: 'outer',
      },
    };
    const run = await shop.run({ command: ['/usr/bin/env'], env: { MINE: 'a b' }, pythonPath: '/py' });
    const env = new Map(
      run.output.split('\n').map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1)]),
    );
    assert.equal(env.get('CAIRN_RUN_ID'), run.id);
    assert.equal(env.get('CAIRN_RUN_DIR'), run.paths.dir);
    assert.equal(env.get('CAIRN_INBOX'), run.paths.inbox);
    assert.equal(env.get('CAIRN_ARTIFACTS'), run.paths.artifacts);
    assert.equal(env.get('PYTHONUNBUFFERED'), '1');
    assert.equal(env.get('NO_PROXY'), 'intra.example,127.0.0.1,localhost,::1');
    assert.match(env.get('PYTHONPATH') ?? '', /^\/py/);
    assert.equal(env.get('MINE'), 'a b');
    for (const name of ['VSCODE_PID', 'ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS'])
      assert.equal(env.get(name), undefined, name);
  });

  it('hands on variables that a shell would drop', async () => {
    const run = await shop.run({
      command: ['/usr/bin/env'],
      env: { 'odd.name': 'x=y', 'BASH_FUNC_m%%': '() { :; }' },
    });
    assert.match(run.output, /^odd\.name=x=y$/m);
    assert.match(run.output, /^BASH_FUNC_m%%=\(\) \{ :; \}$/m);
  });

  it('keeps artifacts with size and hash, however they came', async () => {
    const big = Buffer.alloc(2000, 7);
    shop.file('big.bin', big);
    shop.host = { ...shop.host, config: { limits: { artifactMB: 0.001 } } };
    const run = await shop.run({
      sh: `
mkdir -p out; echo model > out/model.txt; echo direct > "$CAIRN_ARTIFACTS/direct.txt"
echo '{"artifact": "out/model.txt", "kind": "model"}' >> "$CAIRN_INBOX"
echo '{"artifact": "big.bin"}' >> "$CAIRN_INBOX"
echo '{"artifact": "/etc/hostname"}' >> "$CAIRN_INBOX"
echo '{"artifact": "nowhere.bin"}' >> "$CAIRN_INBOX"
echo '{"predictions": "out/model.txt", "label": "y", "groups": ["sex"]}' >> "$CAIRN_INBOX"
`,
    });
    const last = new Map(run.of('artifact').map((event) => [event.path, event]));
    const hash = createHash('sha256').update('model\n').digest('hex');
    assert.deepEqual([last.get('out/model.txt')?.size, last.get('out/model.txt')?.sha256], [6, hash]);
    assert.equal(last.get('direct.txt')?.size, 7);
    assert.ok(last.get('direct.txt')?.sha256);
    assert.deepEqual([last.get('big.bin')?.linked, last.get('big.bin')?.size], [true, 2000]);
    assert.equal(last.get('/etc/hostname')?.linked, true);
    assert.equal(run.of('predictions')[0]?.path, 'out/model.txt');
    assert.deepEqual(run.problems, [
      'The artifact big.bin (2.0\u00a0kB) is larger than 1.0\u00a0kB, so it was linked, not copied: raise limits.artifactMB in .cairn/config.yaml to have such files copied.',
      'The artifact nowhere.bin does not exist.',
    ]);
  });

  it('leaves large files that the script wrote into the run, lists them and says so', async () => {
    shop.host = { ...shop.host, config: { limits: { artifactMB: 0.001, artifactsTotalMB: 0.003 } } };
    const run = await shop.run({
      sh: `
head -c 2000 /dev/zero > "$CAIRN_ARTIFACTS/a.bin"; head -c 2000 /dev/zero > "$CAIRN_ARTIFACTS/b.bin"
echo '{"artifact": "a.bin"}' >> "$CAIRN_INBOX"
`,
    });
    const last = new Map(run.of('artifact').map((event) => [event.path, event]));
    for (const name of ['a.bin', 'b.bin']) {
      assert.deepEqual([last.get(name)?.size, last.get(name)?.linked], [2000, undefined], name);
      assert.ok(last.get(name)?.sha256, name);
      assert.equal(statSync(path.join(run.paths.artifacts, name)).size, 2000);
    }
    assert.deepEqual(run.problems, [
      ...['a.bin', 'b.bin'].map(
        (name) =>
          `The artifact ${name} (2.0\u00a0kB) is over the limit of 1.0\u00a0kB. The script wrote it into the run itself, so it was left there: delete it if it is not needed, or raise limits.artifactMB in .cairn/config.yaml.`,
      ),
      'The artifacts of this run are 4.0\u00a0kB in all, over the limit of 3.0\u00a0kB: delete what is not needed, or raise limits.artifactsTotalMB in .cairn/config.yaml.',
    ]);
  });

  it('copies artifacts until there are too many in all, and says once which it links', async () => {
    for (const name of ['1.bin', '2.bin', '3.bin']) shop.file(name, Buffer.alloc(1000, name));
    shop.host = { ...shop.host, config: { limits: { artifactsTotalMB: 0.0025 } } };
    const named = ['1.bin', '2.bin', '1.bin', '2.bin', '3.bin', '3.bin'];
    const run = await shop.run({
      sh: named.map((name) => `echo '{"artifact": "${name}"}' >> "$CAIRN_INBOX"`).join('\n'),
    });
    const last = new Map(run.of('artifact').map((event) => [event.path, event]));
    assert.deepEqual([...last].map(([name, { linked }]) => [name, linked === true]).sort(), [
      ['1.bin', false],
      ['2.bin', false],
      ['3.bin', true],
    ]);
    assert.deepEqual(run.problems, [
      'The artifact 3.bin (1.0\u00a0kB) was linked, not copied, because the artifacts of this run would be more than 2.5\u00a0kB: raise limits.artifactsTotalMB in .cairn/config.yaml to have more copied.',
    ]);
  });

  const endings: readonly [name: string, py: string, expected: Record<string, unknown>][] = [
    ['an exit code', 'raise SystemExit(3)', { status: 'failed', exitCode: 3, reason: 'exit 3' }],
    [
      'an exception',
      'raise ValueError("could not convert")',
      { status: 'failed', exitCode: 1, reason: 'ValueError: could not convert' },
    ],
    [
      'an exception with a cause',
      'try:\n  1/0\nexcept ZeroDivisionError as e:\n  raise RuntimeError("wrapped\\nsecond line") from e',
      { status: 'failed', exitCode: 1, reason: 'RuntimeError: wrapped' },
    ],
    ['a syntax error', 'def', { status: 'failed', exitCode: 1, reason: 'SyntaxError: invalid syntax' }],
    [
      'a signal',
      'import os; os.kill(os.getpid(), 11)',
      { status: 'failed', signal: 'SIGSEGV', reason: 'killed by SIGSEGV' },
    ],
    [
      'a kill',
      'import os; os.kill(os.getpid(), 9)',
      {
        status: 'failed',
        signal: 'SIGKILL',
        reason: 'killed by SIGKILL, as systems do when memory runs out',
      },
    ],
    [
      'a code above 128 that is no signal',
      'raise SystemExit(255)',
      { status: 'failed', exitCode: 255, reason: 'exit 255' },
    ],
  ];
  for (const [name, py, expected] of endings) {
    it(`tells the end by ${name}`, async () => {
      const { type: _type, t: _t, ...ended } = (await shop.run({ py })).ended;
      assert.deepEqual(ended, expected);
    });
  }

  it('records interpreter, packages and script', async () => {
    const run = await shop.run({ py: 'print("x")' });
    const [captured] = run.of('captured');
    assert.match(captured?.interpreter?.version ?? '', /^Python 3\./);
    assert.equal(captured?.interpreter?.path, python());
    assert.equal(captured.git, undefined);
    assert.equal(readFileSync(run.paths.script, 'utf8'), 'print("x")');
    assert.equal(run.record.script, 'script.py');
    assert.equal(run.record.scriptHash, createHash('sha256').update('print("x")').digest('hex'));
  });
});
