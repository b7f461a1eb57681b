/** Ids, the trash, and interpreters. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../../src/base/errors.ts';
import { commandFor, isScript } from '../../../src/runs/interpreters.ts';
import { identityOf, proveAlive, proveProcess } from '../../../src/runs/processes.ts';
import { recoverFolder } from '../../../src/runs/recover.ts';
import { isRunId, newRunId } from '../../../src/runs/runIds.ts';
import { emptyTrash, listTrash, moveToTrash, restore } from '../../../src/runs/trash.ts';
import { layoutOf, runPaths } from '../../../src/storage/layout.ts';
import { hostname } from 'node:os';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { python, Workshop } from '../worker/recording.ts';

describe('run ids', () => {
  it('sort by time, are valid, and say a name', () => {
    const early = newRunId(Date.UTC(2026, 10, 23, 8, 41, 2), () => 0.5);
    const late = newRunId(Date.UTC(2026, 10, 23, 8, 41, 3), () => 0);
    assert.match(early.id, /^20261123-084102-[a-z]+-[a-z]+-[0-9a-f]{4}$/);
    assert.ok(early.id.includes(early.name));
    assert.ok(early.id < late.id);
    assert.ok(isRunId(early.id));
  });

  for (const wrong of ['..', '../x', 'a/b', 'a\\b', '', '.hidden', 'x'.repeat(300), 'a\0b']) {
    it(`refuses ${JSON.stringify(wrong.slice(0, 20))}`, () => {
      assert.equal(isRunId(wrong), false);
    });
  }
});

describe('the trash', () => {
  let shop: Workshop;
  const clock = { now: () => Date.now() };
  beforeEach(() => {
    shop = new Workshop();
  });
  afterEach(async () => {
    await shop.dispose();
  });

  it('takes runs, gives them back, and forgets them for good', async () => {
    const layout = layoutOf(shop.folder);
    const { id, paths } = await shop.run({ sh: 'echo x' });
    assert.deepEqual(await moveToTrash(layout, [id, id], clock), { done: [id], problems: [] });
    assert.equal(existsSync(paths.dir), false);
    assert.deepEqual(
      (await listTrash(layout)).map((run) => run.id),
      [id],
    );
    assert.deepEqual((await restore(layout, [id])).done, [id]);
    assert.equal(readFileSync(paths.output, 'utf8'), 'x\n');
    await moveToTrash(layout, [id], clock);
    assert.deepEqual((await emptyTrash(layout)).done, [id]);
    assert.deepEqual(await listTrash(layout), []);
    assert.equal((await restore(layout, [id])).problems[0]?.message, `There is no run ${id}.`);
  });

  it('refuses running runs and everything that is no run', async () => {
    const layout = layoutOf(shop.folder);
    const outside = shop.file('outside.txt', 'x');
    const { id } = await shop.launch({ sh: 'sleep 60' });
    const { done, problems } = await moveToTrash(layout, [id, '../../outside.txt', 'nothing', '..'], clock);
    assert.deepEqual(done, []);
    assert.deepEqual(
      problems.map((problem) => problem.message),
      [
        `${id} is running.`,
        '../../outside.txt is not a run.',
        'There is no run nothing.',
        '.. is not a run.',
      ],
    );
    assert.ok(existsSync(outside));
    assert.deepEqual((await emptyTrash(layout, ['../runs'])).done, []);
  });

  it('is empty, and nothing is left open, where a file stands in the place of .cairn', async () => {
    const layout = layoutOf(shop.folder);
    shop.file('.cairn', 'not ours');
    assert.deepEqual(await listTrash(layout), []);
    assert.deepEqual(await emptyTrash(layout), { done: [], problems: [] });
    assert.deepEqual(await recoverFolder(layout, shop.host), { recovered: [], starting: [], problems: [] });
    const id = '20261123-084102-quiet-heron-3f9a';
    assert.deepEqual((await moveToTrash(layout, [id], clock)).problems, [
      { where: id, message: `There is no run ${id}.` },
    ]);
  });

  it('follows no link out of the trash', async () => {
    const layout = layoutOf(shop.folder);
    const kept = shop.file('kept/file.txt', 'x');
    mkdirSync(layout.trash, { recursive: true });
    symlinkSync(path.dirname(kept), path.join(layout.trash, 'linked'));
    await emptyTrash(layout);
    assert.ok(existsSync(kept));
  });
});

describe('interpreters', () => {
  let shop: Workshop;
  beforeEach(() => {
    shop = new Workshop();
  });
  afterEach(async () => {
    await shop.dispose();
  });
  const choose = async (name: string, more: { given?: string; setting?: string; PATH?: string } = {}) => {
    const { PATH = path.join(shop.folder, 'bin'), ...rest } = more;
    return await commandFor({
      script: path.join(shop.folder, name),
      folder: shop.folder,
      env: { PATH },
      ...rest,
    });
  };

  it('come from the choice, the setting, .venv, and the PATH, in this order', async () => {
    const given = shop.executable('given/python', '');
    const setting = shop.executable('setting/python', '');
    const onPath = shop.executable('bin/python3', '');
    assert.equal((await choose('a.py')).interpreter, onPath);
    const venv = shop.executable('.venv/bin/python', '');
    assert.equal((await choose('a.py')).interpreter, venv);
    assert.equal((await choose('a.py', { setting })).interpreter, setting);
    assert.deepEqual((await choose('a.py', { given, setting })).command, [
      given,
      path.join(shop.folder, 'a.py'),
    ]);
  });

  for (const [ending, program] of [
    ['R', 'Rscript'],
    ['jl', 'julia'],
    ['sh', 'bash'],
    ['mjs', 'node'],
  ] as const) {
    it(`run .${ending} with ${program}`, async () => {
      const file = shop.executable(`bin/${program}`, '');
      assert.deepEqual((await choose(`a.${ending}`)).command, [file, path.join(shop.folder, `a.${ending}`)]);
    });
  }

  it('say what is missing', async () => {
    await assert.rejects(choose('a.py', { PATH: '' }), (error: UserError) => {
      assert.deepEqual(
        [error.message, error.next],
        ['Python was not found.', 'Install Python 3 or set cairn.python.'],
      );
      return true;
    });
    await assert.rejects(choose('a.jl', { PATH: '' }), /Julia was not found/);
  });

  it('are the one that was chosen, or none: another in its place is not what was meant', async () => {
    shop.executable('bin/python3', '');
    shop.executable('.venv/bin/python', '');
    const plain = shop.file('plain/python', '');
    const refused = async (more: { given?: string; setting?: string }) =>
      await choose('a.py', more).then(
        () => 'run',
        (error: unknown) =>
          error instanceof UserError ? `${error.code}: ${error.message} ${error.next ?? ''}` : 'a bug',
      );
    assert.equal(
      await refused({ setting: 'gone/bin/python' }),
      'pythonSetting: The setting cairn.python names gone/bin/python, which is no program. Correct it, or leave it empty.',
    );
    assert.match(await refused({ setting: 'python3.99' }), /^pythonSetting: .* names python3\.99, /);
    assert.match(await refused({ setting: path.join(shop.folder, '.venv') }), /^pythonSetting: /);
    assert.match(await refused({ setting: plain }), /^pythonSetting: /);
    assert.equal(
      await refused({ given: plain, setting: 'python3' }),
      `python: The Python extension has chosen ${plain}, which is no program. Select another interpreter.`,
    );
    assert.equal(
      (await choose('a.mjs', { given: plain, PATH: path.dirname(process.execPath) })).command.length,
      2,
    );
  });

  it('leave programs to themselves', async () => {
    assert.deepEqual((await choose('train')).command, [path.join(shop.folder, 'train')]);
    assert.deepEqual([isScript('a.PY'), isScript('a.csv')], [true, false]);
  });
});

describe('proof of life', () => {
  it('knows a process from another of the same id, and a zombie from a live one', async () => {
    const child = spawn(python(), [
      '-c',
      'import subprocess,time; p = subprocess.Popen(["true"]); print(p.pid, flush=True); time.sleep(60)',
    ]);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const pid = child.pid ?? 0;
    const identity = await identityOf(pid);
    assert.ok(identity);
    assert.equal(await proveProcess(identity), 'alive');
    assert.equal(await proveProcess({ pid, started: `${identity.started}1` }), 'dead');
    const zombie = Number(String(line));
    while ((await identityOf(zombie)) !== undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    process.kill(zombie, 0);
    const record = { nonce: '', host: hostname(), worker: { pid: zombie, started: identity.started } };
    const paths = runPaths('/nowhere');
    assert.equal(await proveAlive(paths, record), 'dead');
    assert.equal(await proveAlive(paths, { ...record, child: identity }), 'alive');
    assert.equal(await proveAlive(paths, { ...record, host: 'elsewhere' }), 'unknown');
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(await proveProcess(identity), 'dead');
  });
});
