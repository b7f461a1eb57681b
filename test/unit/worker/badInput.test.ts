/** Scripts that behave badly: each run still ends in a true state and a sentence a person understands. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../../src/base/errors.ts';
import { layoutOf } from '../../../src/storage/layout.ts';
import { requestStop } from '../../../src/runs/stop.ts';
import { isAlive, python, readRun, until, Workshop } from './recording.ts';

describe('a run that goes wrong', () => {
  let shop: Workshop;
  beforeEach(() => {
    shop = new Workshop();
  });
  afterEach(async () => {
    await shop.dispose();
  });

  describe('is refused with a sentence', () => {
    const refused = async (act: Promise<unknown>): Promise<string> => {
      const error: unknown = await act.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof UserError, String(error));
      return `${error.code}: ${error.message}`;
    };

    it('when the script does not exist', async () => {
      const script = path.join(shop.folder, 'nowhere.py');
      const said = await refused(shop.launch({ command: [python(), script], script }));
      assert.equal(said, `script: The script ${script} does not exist.`);
    });

    it('when the program does not exist', async () => {
      assert.equal(
        await refused(shop.launch({ command: ['no-such-program'] })),
        'command: The program no-such-program was not found.',
      );
    });

    it('when the program is not executable', async () => {
      const file = shop.file('train', 'echo');
      assert.equal(
        await refused(shop.launch({ command: ['./train'] })),
        `command: ${file} is not executable.`,
      );
    });

    it('when the working directory does not exist', async () => {
      assert.match(
        await refused(shop.launch({ command: ['true'], cwd: '/no/where' })),
        /^cwd: The working directory/,
      );
    });

    it('when the folder cannot be written', async function () {
      // Root may write anywhere: a file where the folder should be stands in the way of everybody.
      shop.file('.cairn', 'in the way');
      assert.equal(
        await refused(shop.launch({ command: ['true'] })),
        `readOnly: The run was not started, because ${layoutOf(shop.folder).root} is a file where a folder is needed.`,
      );
      if (process.getuid?.() === 0) return;
      const other = new Workshop();
      chmodSync(other.folder, 0o555);
      assert.match(await refused(other.launch({ command: ['true'] })), /^readOnly: /);
      chmodSync(other.folder, 0o755);
      await other.dispose();
    });

    it('and leaves no folder of a run behind', async () => {
      await refused(shop.launch({ command: ['no-such-program'] }));
      assert.equal(existsSync(layoutOf(shop.folder).runs), false);
    });
  });

  it('crashes at once', async () => {
    const run = await shop.run({ sh: 'exit 7' });
    assert.deepEqual([run.ended.status, run.ended.exitCode, run.ended.reason], ['failed', 7, 'exit 7']);
  });

  it('has no interpreter for its first line', async () => {
    shop.executable('bad', '#!/no/such/interpreter\n');
    const run = await shop.run({ command: ['./bad'] });
    assert.equal(run.ended.status, 'failed');
    assert.match(run.ended.reason ?? '', /not found/);
  });

  it('prints binary and a line of 100 MB', async () => {
    const run = await shop.run({
      py: `
import os, sys
out = sys.stdout.buffer
out.write(b"epoch 1 loss=0.5\\n")
out.write(bytes(range(256)) * 400 + b"\\n")
for _ in range(100): out.write(b"x" * 1000000)
out.write(b"\\nepoch 2 loss=0.25\\n")
`,
    });
    assert.equal(run.ended.status, 'finished');
    assert.deepEqual(
      run.points.get('loss')?.map(([, value]) => value),
      [0.5, 0.25],
    );
    assert.ok(statSync(run.paths.output).size < 40e6, 'the middle was cut');
    assert.match(run.output, /\[… \d+ bytes of output were cut here …\]/);
    assert.match(run.output.slice(-100), /epoch 2 loss=0\.25\n$/);
    const cut = run.of('outputCut').at(-1);
    assert.equal((cut?.removed ?? 0) + statSync(run.paths.output).size - (cut?.marker ?? 0), 100_102_437);
  }).timeout(60_000);

  it('forks and exits: what it left behind is named', async () => {
    const run = await shop.run({ sh: 'sleep 30 & echo $!' });
    const pid = Number(run.output.trim());
    assert.equal(run.ended.status, 'finished');
    assert.match(run.problems.join(), new RegExp(`left processes running \\(.*${pid}`));
    assert.ok(isAlive(pid));
    process.kill(pid, 'SIGKILL');
  });

  it('forks and exits: what comes a moment later is still recorded', async () => {
    shop.host = { ...shop.host, timings: { ...shop.host.timings, linger: 5000 } };
    const run = await shop.run({
      sh: `(sleep 0.5; echo '{"metrics": {"late": 1}}' >> "$CAIRN_INBOX") & exit 0`,
    });
    assert.deepEqual(run.points.get('late'), [[0, 1]]);
    assert.deepEqual(run.problems, []);
  });

  it('ignores SIGTERM: it is killed after the grace period, with its children', async () => {
    shop.host = { ...shop.host, config: { stopGraceSeconds: 0.3 } };
    const { dir } = await shop.launch({
      py: `
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"], start_new_session=True)
print(os.getpid(), child.pid, flush=True)
time.sleep(60)
`,
    });
    const output = () => readFileSync(path.join(dir, 'output.log'), 'utf8');
    await until(() => output().includes('ready'), 'the child');
    await requestStop(dir, 'graceful', shop.host);
    const run = await shop.ended(dir);
    assert.deepEqual([run.ended.status, run.ended.signal], ['stopped', 'SIGKILL']);
    for (const pid of /(\d+) (\d+)/.exec(run.output)?.slice(1) ?? [])
      assert.equal(isAlive(Number(pid)), false);
  });

  it('listens to SIGTERM: it may end in its own way', async () => {
    const { dir } = await shop.launch({
      sh: 'trap "echo saving; exit 0" TERM; echo ready; while :; do sleep 0.05; done',
    });
    await until(() => readFileSync(path.join(dir, 'output.log'), 'utf8').includes('ready'), 'the script');
    await requestStop(dir, 'graceful', shop.host);
    const run = await shop.ended(dir);
    assert.equal(run.ended.status, 'stopped');
    assert.match(run.output, /saving/);
  });

  it('is stopped twice: the second time at once', async () => {
    shop.host = { ...shop.host, config: { stopGraceSeconds: 600 } };
    const { dir } = await shop.launch({ sh: 'trap "" TERM; echo ready; while :; do sleep 0.05; done' });
    await until(() => readFileSync(path.join(dir, 'output.log'), 'utf8').includes('ready'), 'the script');
    await requestStop(dir, 'graceful', shop.host);
    await requestStop(dir, 'graceful', shop.host);
    assert.equal((await shop.ended(dir)).ended.status, 'stopped');
    await assert.rejects(requestStop(dir, 'now', shop.host), /already ended/);
  });

  it('writes points as fast as it can: all arrive, once', async () => {
    const count = 300_000;
    const run = await shop.run({
      py: `
import os
with open(os.environ["CAIRN_INBOX"], "a", buffering=1 << 20) as inbox:
    for i in range(${count}):
        inbox.write('{"metrics":{"m":%d},"step":%d}\\n' % (i % 1000, i))
`,
    });
    const points = run.points.get('m') ?? [];
    assert.equal(points.length, count);
    assert.ok(points.every(([step, value], index) => step === index && value === index % 1000));
  }).timeout(60_000);

  it('deletes its own folder: the run stays in the list and says what happened', async () => {
    shop.host = { ...shop.host, timings: { ...shop.host.timings, linger: 5000 } };
    const run = await shop.run({
      sh: `echo '{"metrics": {"a": 1}}' >> "$CAIRN_INBOX"; rm -rf "$CAIRN_RUN_DIR"
        while [ ! -f "$CAIRN_INBOX" ]; do sleep 0.05; done; echo '{"metrics": {"b": 2}}' >> "$CAIRN_INBOX"; exit 4`,
    });
    assert.deepEqual([run.ended.status, run.ended.exitCode], ['failed', 4]);
    assert.match(run.problems.join(), /folder was deleted while it ran/);
    assert.deepEqual(run.points.get('b'), [[0, 2]]);
  });

  it('deletes its own folder: what it prints is kept, before and after, and it took as long as it took', async () => {
    const run = await shop.run({
      sh: `echo 'epoch 1 loss=0.5'; sleep 1.2; rm -rf "$CAIRN_RUN_DIR"; echo 'epoch 2 loss=0.25'
        while [ ! -f "$CAIRN_RUN_DIR/run.json" ]; do sleep 0.05; done; sleep 0.3; echo 'epoch 3 loss=0.125'`,
    });
    assert.equal(run.ended.status, 'finished');
    assert.equal(run.output, 'epoch 1 loss=0.5\nepoch 2 loss=0.25\nepoch 3 loss=0.125\n');
    assert.deepEqual(run.points.get('loss'), [
      [1, 0.5],
      [2, 0.25],
      [3, 0.125],
    ]);
    const [started] = run.of('started');
    assert.ok(run.ended.t - (started?.t ?? NaN) >= 1500);
  });

  it('deletes its own folder as its last act', async () => {
    const run = await shop.run({ sh: 'echo before; rm -rf "$CAIRN_RUN_DIR"; echo after' });
    assert.equal(run.ended.status, 'finished');
    assert.equal(run.output, 'before\nafter\n');
    assert.match(run.problems.join(), /folder was deleted/);
  });

  it('logs values and steps of every kind', async () => {
    const run = await shop.run({
      py: `
import os
def say(line):
    with open(os.environ["CAIRN_INBOX"], "a") as inbox: inbox.write(line + "\\n")
for value in ["NaN", "Infinity", "-Infinity", "1e308", "-0.0", "5e-324"]: say('{"metrics": {"v": %s}}' % value)
for step in [-5, 3, 3, 1, 2.5, 1e15]: say('{"metrics": {"s": 1}, "step": %s}' % step)
`,
    });
    assert.deepEqual(
      run.points.get('v')?.map(([, value]) => value),
      [NaN, Infinity, -Infinity, 1e308, -0, 5e-324],
    );
    assert.deepEqual(
      run.points.get('s')?.map(([step]) => step),
      [-5, 3, 3, 1, 2.5, 1e15],
    );
    assert.deepEqual(run.problems, []);
  });

  it('logs 10 000 names, some of them strange', async () => {
    const run = await shop.run({
      py: `
import json, os
names = ["a/b/c", "line\\nbreak", "\\U0001f680 emoji", "__proto__", "constructor", " ", "..", "x" * 500] + ["m%d" % i for i in range(9992)]
with open(os.environ["CAIRN_INBOX"], "a") as inbox:
    for i, name in enumerate(names): inbox.write(json.dumps({"metrics": {name: i}, "params": {name: i}, "step": 0}) + "\\n")
    inbox.write(json.dumps({"metrics": {"y" * 501: 1}}) + "\\n")
`,
    });
    assert.equal(run.points.size, 10_000);
    assert.deepEqual(run.points.get('__proto__'), [[0, 3]]);
    assert.deepEqual(run.points.get('\u{1f680} emoji'), [[0, 2]]);
    assert.match(run.problems.join(), /longer than 500 characters/);
    assert.equal(run.problems.length, 1);
    assert.equal(Object.prototype.hasOwnProperty.call(Object.prototype, '3'), false);
  }).timeout(60_000);

  it('writes nonsense into its inbox: each line is a problem, none an error', async () => {
    const run = await shop.run({
      sh: `
cat >> "$CAIRN_INBOX" <<'END'
not json
[1, 2]
{"metrics": "high"}
{"metrics": {"bad": "text", "good": 1}}
{"__proto__": {"polluted": true}}
{"params": {"__proto__": "x"}}
END
printf '{"metrics": {"half": 1' >> "$CAIRN_INBOX"`,
    });
    assert.equal(run.ended.status, 'finished');
    assert.deepEqual(run.points.get('good'), [[0, 1]]);
    assert.equal(run.points.has('half'), false);
    assert.ok(run.problems.length >= 5, run.problems.join('\n'));
    assert.equal(Reflect.get({}, 'polluted'), undefined);
    const lines = run.of('problem').map((event) => event.line);
    assert.deepEqual(lines.slice(0, 3), [1, 2, 3]);
  });

  it('writes a whole last line without ending it: that counts', async () => {
    const run = await shop.run({ sh: `printf '{"metrics": {"last": 1}}' >> "$CAIRN_INBOX"` });
    assert.deepEqual(run.points.get('last'), [[0, 1]]);
  });

  it('floods its inbox with problems: a hundred are kept, the rest are counted', async () => {
    const run = await shop.run({
      sh: 'i=0; while [ $i -lt 500 ]; do echo nonsense; i=$((i+1)); done >> "$CAIRN_INBOX"',
    });
    assert.equal(run.problems.length, 101);
    assert.match(run.problems.at(-1) ?? '', /400 more problems/);
  });

  it('overwrites its inbox instead of appending', async () => {
    const run = await shop.run({
      sh: `echo '{"metrics": {"a": 1}, "note": "long enough to be longer than the next"}' > "$CAIRN_INBOX"; sleep 0.5
           echo '{"metrics": {"b": 1}}' > "$CAIRN_INBOX"; sleep 0.3`,
    });
    assert.deepEqual([...run.points.keys()], ['a', 'b']);
    assert.match(run.problems.join(), /overwritten/);
  });

  it('deletes its inbox and begins another', async () => {
    const run = await shop.run({
      sh: `echo '{"metrics": {"a": 1}}' >> "$CAIRN_INBOX"; rm "$CAIRN_INBOX"; echo '{"metrics": {"b": 1}}' >> "$CAIRN_INBOX"; sleep 0.3`,
    });
    assert.equal(run.points.has('b'), true);
    assert.equal(run.ended.status, 'finished');
  });

  it('runs in a folder with spaces, quotes and letters of many languages', async () => {
    const strange = new Workshop(`it's "a" $(touch x) ; 実験 \u{1f9ea}`);
    const script = strange.file(
      'my \'train\' "1" é.sh',
      'printf "%s|" "$@"; echo \'{"metrics": {"m": 1}}\' >> "$CAIRN_INBOX"',
    );
    const args = ['a b', "it's", '"q"', '$HOME', '`id`', 'ü\u{1f680}', '', '*', '\\', 'new\nline'];
    const run = await strange.run({ command: ['/bin/sh', script, ...args], script });
    assert.equal(run.output, args.map((arg) => `${arg}|`).join(''));
    assert.deepEqual(run.points.get('m'), [[0, 1]]);
    assert.equal(run.record.script, path.basename(script));
    assert.deepEqual(readdirSync(strange.folder).sort(), ['.cairn', path.basename(script)]);
    await strange.dispose();
  });

  it('ends after the clock was set back: never before it began', async () => {
    let now = Date.now() + 3_600_000;
    shop.host = { ...shop.host, clock: { now: () => (now -= 1000) } };
    const run = await shop.run({ sh: 'exit 0' });
    const started = run.of('started')[0]?.t ?? NaN;
    assert.ok(run.ended.t >= started);
    assert.equal(run.ended.status, 'finished');
  });

  it('runs where there is no git and no Python', async () => {
    const bin = path.join(shop.folder, 'bin');
    for (const tool of ['sh', 'sleep']) {
      const where = execFileSync('/bin/sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
      shop.executable(`bin/${tool}`, `#!/bin/sh\nexec ${where} "$@"\n`);
    }
    shop.host = { ...shop.host, env: { ...shop.host.env, PATH: bin } };
    const run = await shop.run({ command: ['/bin/sh', '-c', 'echo fine'] });
    assert.equal(run.ended.status, 'finished');
    const [captured] = run.of('captured');
    assert.equal(captured?.git, undefined);
    assert.deepEqual(captured?.problems, ['git was not found, so the state of the code was not recorded.']);
  });

  it('is read back the same after it has ended', async () => {
    const run = await shop.run({ sh: `echo '{"metrics": {"m": 1}}' >> "$CAIRN_INBOX"` });
    assert.deepEqual(readRun(run.paths.dir).points, run.points);
  });
});
