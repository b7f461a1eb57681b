import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { lsResult, runDetail } from '../../../src/protocol/runShape.ts';
import type { RunShape } from '../../../src/protocol/runShape.ts';
import { processRecord } from '../../../src/records/process.ts';
import { cairn, cairnJson, removeWorkFolders, runFile, startCairn, workFolder } from './builtCairn.ts';
import { until } from './until.ts';

const node = process.execPath;
const script = (text: string) => [node, '-e', text];

describe('cairn run', function () {
  this.timeout(60_000);
  after(removeWorkFolders);

  it('streams the output, keeps it, and exits with the code of the command', async () => {
    const folder = await workFolder();
    const { code, stdout, stderr } = await cairn(
      folder,
      'run',
      '--',
      ...script('console.log("hällo 🙂"); process.exitCode = 7'),
    );
    assert.equal(code, 7);
    assert.equal(stdout, 'hällo 🙂\n');
    const id = /^cairn: run (\S+)$/m.exec(stderr)?.[1] ?? '';
    assert.equal(runFile(folder, id, 'output.log'), 'hällo 🙂\n');
    const [run] = await list(folder);
    assert.deepEqual([run?.id, run?.status, run?.exitCode], [id, 'failed', 7]);
  });

  it('records name, experiment, params, tags and the metrics that are printed', async () => {
    const folder = await workFolder();
    writeFileSync(
      path.join(folder, 'train me.js'),
      'for (let i = 1; i < 4; i++) console.log(`epoch ${i}/3 val_auc=0.${i}`)',
    );
    const options = [
      '--name',
      'first try',
      '--experiment',
      'smoke',
      '--param',
      'lr=0.1',
      '--param',
      'mode=a=b',
      '--tag',
      'who=me',
    ];
    const answer = await cairnJson(folder, 'run', ...options, '--', node, 'train me.js');
    const { id } = z
      .object({
        id: z.string(),
        name: z.literal('first try'),
        status: z.literal('finished'),
        exitCode: z.literal(0),
      })
      .parse(answer);
    const run = runDetail.parse(await cairnJson(folder, 'show', 'first try'));
    assert.equal(run.id, id);
    assert.equal(run.script, 'train me.js');
    assert.equal(run.experiment, 'smoke');
    assert.deepEqual(run.params, { lr: '0.1', mode: 'a=b' });
    assert.deepEqual(run.tags, { who: 'me' });
    assert.equal(run.metrics['val_auc']?.best, 0.3);
    assert.deepEqual(run.progress, { at: 3, of: 3, unit: 'epoch' });
    assert.equal(run.origin, 'terminal');
  });

  it('with --json keeps standard output for the document', async () => {
    const folder = await workFolder();
    const { code, stdout, stderr } = await cairn(
      folder,
      'run',
      '--json',
      '--',
      ...script('console.log("out")'),
    );
    assert.equal(code, 0);
    assert.deepEqual(Object.keys(z.record(z.string(), z.unknown()).parse(JSON.parse(stdout))), [
      'id',
      'name',
      'status',
      'exitCode',
    ]);
    assert.match(stderr, /^out$/m);
  });

  const refused: [why: string, command: string[], code: number, sentence: RegExp][] = [
    ['is not found', ['no-such-program', 'x'], 127, /The program no-such-program was not found/],
    ['is not executable', ['./plain.txt'], 126, /plain\.txt is not executable/],
    ['is a folder', ['./sub'], 126, /^cairn: .*sub is a folder, not a program\./],
    ['is a folder that does not run', ['sub/'], 126, /^cairn: .*sub is a folder, not a program\./],
    ['is missing', [], 2, /There is no command to run/],
  ];
  for (const [why, command, code, sentence] of refused) {
    it(`exits with ${code} and one sentence when the command ${why}`, async () => {
      const folder = await workFolder();
      writeFileSync(path.join(folder, 'plain.txt'), '');
      chmodSync(path.join(folder, 'plain.txt'), 0o644);
      mkdirSync(path.join(folder, 'sub'));
      const answer = await cairn(folder, 'run', '--', ...command);
      assert.equal(answer.code, code);
      assert.match(answer.stderr, sentence);
      assert.equal(answer.stderr.trim().split('\n').length, 1);
      assert.deepEqual(await list(folder), []);
    });
  }

  it('gives the script the folder of -C to work in, and the inbox', async () => {
    const folder = await workFolder();
    const line = JSON.stringify({ metrics: { a: 'NaN', b: 2 }, step: 5 });
    const text = `require("fs").appendFileSync(process.env.CAIRN_INBOX, ${JSON.stringify(`${line}\n`)}); console.log(process.cwd())`;
    const { stdout } = await cairn('/', 'run', '-C', folder, '--', ...script(text));
    assert.equal(stdout.trim(), folder);
    const [run] = await list(folder);
    assert.equal(run?.metrics['a']?.last, 'NaN');
    assert.deepEqual(await cairnJson(folder, 'metrics', run.id, 'b').then(pointsOf), [[5, 2]]);
    assert.deepEqual(await cairnJson(folder, 'metrics', run.id, 'a').then(pointsOf), [[5, 'NaN']]);
  });

  it('passes a signal on as shells tell it', async () => {
    const folder = await workFolder();
    const { code } = await cairn(folder, 'run', '--', ...script('process.kill(process.pid, "SIGKILL")'));
    assert.equal(code, 128 + 9);
  });

  it('stops the script on Ctrl+C, which it may notice', async () => {
    const folder = await workFolder();
    const text =
      'process.on("SIGTERM", () => { console.log("saved"); process.exit(5); }); console.log("ready"); setInterval(() => {}, 1e6)';
    const session = await startCairn(folder, ['run', '--', ...script(text)]);
    await until('it is ready', () => session.written().stdout.includes('ready'));
    session.process.kill('SIGINT');
    const { code, stdout, stderr } = await session.ended;
    assert.equal(code, 5);
    assert.match(stdout, /saved/);
    assert.match(stderr, /stopping; once more to kill it at once/);
    assert.equal((await list(folder))[0]?.status, 'stopped');
  });

  it('kills at the second Ctrl+C a script that will not stop', async () => {
    const folder = await workFolder();
    const text =
      'process.on("SIGTERM", () => console.log("no")); console.log("ready"); setInterval(() => {}, 1e6)';
    const session = await startCairn(folder, ['run', '--', ...script(text)]);
    await until('it is ready', () => session.written().stdout.includes('ready'));
    session.process.kill('SIGINT');
    await until('it refused', () => session.written().stdout.includes('no'));
    session.process.kill('SIGINT');
    const { code } = await session.ended;
    assert.equal(code, 128 + 9);
    assert.equal((await list(folder))[0]?.status, 'stopped');
  });

  it('lets the script go on when whoever read its output has left', async () => {
    const folder = await workFolder();
    const text =
      'let n = 0; const t = setInterval(() => { console.log("line", n); if (++n === 20) { clearInterval(t); process.exitCode = 4; } }, 20)';
    const session = await startCairn(folder, ['run', '--', ...script(text)]);
    await until('it writes', () => session.written().stdout.includes('line'));
    session.process.stdout?.destroy();
    const { code } = await session.ended;
    assert.equal(code, 4);
    const [run] = await list(folder);
    assert.match(runFile(folder, run?.id ?? '', 'output.log'), /line 19\n$/);
  });

  it('copies output that is cut on disk: the head, and what was seen before the cut', async () => {
    const folder = await workFolder();
    writeFileSync(path.join(folder, '.cairn', 'config.yaml'), 'limits:\n  outputMB: 0.1\n');
    const text =
      'let n = 0; const t = setInterval(() => { console.log(String(n).padStart(6) + "x".repeat(993)); if (++n === 600) clearInterval(t); }, 2)';
    const { code, stdout } = await cairn(folder, 'run', '--', ...script(text));
    assert.equal(code, 0);
    const numbers = [...stdout.matchAll(/^ *(\d+)x+$/gm)].map(([, number]) => Number(number));
    assert.deepEqual([numbers[0], numbers.at(-1)], [0, 599]);
    assert.deepEqual(
      numbers,
      [...new Set(numbers)].sort((a, b) => a - b),
      'every line once and in order',
    );
    const [run] = await list(folder);
    assert.ok(runFile(folder, run?.id ?? '', 'output.log').length < 400_000, 'the file is cut');
    const { problems, problemList } = runDetail.parse(await cairnJson(folder, 'show', run?.id ?? ''));
    assert.deepEqual(
      [problems, problemList.map(({ where, message }) => `${where}: ${message}`)],
      [
        1,
        [
          'output.log: The middle of the output was cut out: limits.outputMB in config.yaml says how much is kept.',
        ],
      ],
    );
  });

  it('returns at once with --detach, and stop ends the whole tree', async () => {
    const folder = await workFolder();
    const text =
      'const c = require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"]); console.log("pid", c.pid, "end"); setInterval(() => {}, 1e6)';
    const { id, name } = z
      .strictObject({ id: z.string(), name: z.string() })
      .parse(await cairnJson(folder, 'run', '--detach', '--', ...script(text)));
    assert.ok(id.includes(name));
    await until('its child is there', () => / end/.test(runFile(folder, id, 'output.log')));
    assert.equal((await list(folder))[0]?.status, 'running');
    assert.deepEqual(await cairnJson(folder, 'stop', name, '--wait'), {
      requested: [id],
      stopped: [id],
      problems: [],
    });
    assert.equal((await list(folder))[0]?.status, 'stopped');
    const pid = Number(/pid (\d+)/.exec(runFile(folder, id, 'output.log'))?.[1]);
    await until('the child is gone', () => !isAlive(pid));
    const again = await cairn(folder, 'stop', id);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /has already ended/);
  });

  it('tells runs that were asked to stop from those that have', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = await workFolder();
    const text = 'process.on("SIGTERM", () => {}); console.log("ready"); setInterval(() => {}, 1e6)';
    const { id } = z
      .object({ id: z.string() })
      .parse(await cairnJson(folder, 'run', '--detach', '--', ...script(text)));
    await until('it listens', () => /ready/.test(runFile(folder, id, 'output.log')));
    assert.deepEqual(await cairnJson(folder, 'stop', id), { requested: [id], stopped: [], problems: [] });
    const { stderr } = await cairn(folder, 'stop', id, '--now', '--wait');
    assert.equal(stderr, `cairn: ${id} has stopped\n`);
  });

  it('goes on without a worker, and recover finds it again', async () => {
    const folder = await workFolder();
    const text =
      'console.log("epoch 1 loss=1"); const t = setInterval(() => { if (require("fs").existsSync("go")) { console.log("epoch 2 loss=0.5"); clearInterval(t); } }, 20)';
    const { id } = z
      .object({ id: z.string() })
      .parse(await cairnJson(folder, 'run', '--detach', '--', ...script(text)));
    await until(
      'the first epoch is recorded',
      async () => (await list(folder))[0]?.metrics['loss']?.count === 1,
    );
    process.kill(workerOf(folder, id), 'SIGKILL');
    await until('the worker is gone', () => !isAlive(workerOf(folder, id)));
    assert.deepEqual(await cairnJson(folder, 'recover'), {
      recovered: [{ id, outcome: 'adopted' }],
      problems: [],
    });
    writeFileSync(path.join(folder, 'go'), '');
    await until('it has ended', async () => (await list(folder))[0]?.ended !== null);
    assert.equal((await list(folder))[0]?.metrics['loss']?.count, 2);
    const { stderr, code } = await cairn(folder, 'recover');
    assert.deepEqual([code, stderr], [0, 'cairn: no run is open\n']);
  });

  it('does nothing to the folder of a program that only lists', async () => {
    const folder = await workFolder();
    assert.deepEqual(await list(folder), []);
    assert.ok(!existsSync(path.join(folder, '.cairn', 'runs')));
    assert.deepEqual(readdirSync(path.join(folder, '.cairn')), []);
  });
});

async function list(folder: string): Promise<readonly RunShape[]> {
  return lsResult.parse(await cairnJson(folder, 'ls')).runs;
}

function pointsOf(answer: unknown): unknown[] {
  const { points } = z
    .object({ points: z.array(z.tuple([z.number(), z.number(), z.unknown()])) })
    .parse(answer);
  return points.map(([step, , value]) => [step, value]);
}

function workerOf(folder: string, id: string): number {
  const json: unknown = JSON.parse(runFile(folder, id, 'process.json'));
  return processRecord.parse(json).worker.pid;
}

/** A zombie is dead, but holds its number until somebody asks for it. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc') || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
