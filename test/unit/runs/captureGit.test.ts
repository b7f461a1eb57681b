/** The state of the code, from real repositories. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Workshop } from '../worker/recording.ts';

describe('the state of the code', () => {
  let shop: Workshop;
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=x', '-c', 'user.email=x@x', '-c', 'init.defaultBranch=main', ...args],
      {
        cwd: shop.folder,
        encoding: 'utf8',
        stdio: 'pipe',
      },
    );
  const captured = async () => {
    const run = await shop.run({
      command: ['/bin/sh', path.join(shop.folder, 'run.sh')],
      script: path.join(shop.folder, 'run.sh'),
    });
    const [event] = run.of('captured');
    assert.ok(event?.git);
    return { git: event.git, problems: event.problems, paths: run.paths };
  };
  beforeEach(() => {
    shop = new Workshop();
    git('init', '-q');
    shop.file('run.sh', 'echo run');
    shop.file('model.py', 'a = 1\nb = 2\n');
    shop.file('.gitignore', 'ignored/\n');
  });
  afterEach(async () => {
    await shop.dispose();
  });
  const commit = () => {
    git('add', '.');
    git('commit', '-qm', 'first');
  };

  it('is a commit and a branch when nothing has changed', async () => {
    commit();
    const { git: state, problems, paths } = await captured();
    assert.equal(state.commit, git('rev-parse', 'HEAD').trim());
    assert.equal(state.branch, 'main');
    assert.deepEqual([state.changedFiles, state.changedLines, state.patchComplete], [0, 0, true]);
    assert.deepEqual(problems, []);
    assert.equal(existsSync(paths.patch), false);
  });

  it('has a patch that brings the changes back', async () => {
    commit();
    shop.file('model.py', 'a = 1\nb = 3\nc = "é"\n');
    git('mv', 'run.sh', 'run2.sh');
    git('mv', 'run2.sh', 'run.sh');
    const { git: state, paths } = await captured();
    assert.deepEqual([state.changedFiles, state.changedLines, state.patchComplete], [1, 3, true]);
    git('checkout', '-q', '--', 'model.py');
    git('apply', paths.patch);
    assert.equal(readFileSync(path.join(shop.folder, 'model.py'), 'utf8'), 'a = 1\nb = 3\nc = "é"\n');
  });

  it('names binary files, copies small untracked ones, and leaves the others', async () => {
    shop.file('weights.bin', Buffer.from([0, 1, 2]));
    commit();
    shop.file('weights.bin', Buffer.from([0, 9, 9]));
    shop.file('data/new.csv', 'a,b\n1,2\n');
    shop.file('data/big.csv', Buffer.alloc(1_100_000, 'x'));
    shop.file('ignored/x.csv', 'x');
    shop.file('.env', 'X=1');
    const { git: state, paths } = await captured();
    assert.deepEqual(state.binaryFiles, ['weights.bin']);
    assert.equal(state.patchComplete, false);
    assert.deepEqual(state.untracked, ['data/new.csv']);
    assert.deepEqual(state.untrackedSkipped, ['data/big.csv']);
    assert.equal(readFileSync(path.join(paths.untracked, 'data', 'new.csv'), 'utf8'), 'a,b\n1,2\n');
  });

  it('is that of a script elsewhere, whose untracked files are none of the workspace', async () => {
    commit();
    shop.file('mine.txt', 'x');
    const other = new Workshop();
    try {
      const script = path.join(shop.folder, 'run.sh');
      const run = await other.run({ command: ['/bin/sh', script], script });
      const [event] = run.of('captured');
      assert.equal(event?.git?.commit, git('rev-parse', 'HEAD').trim());
      assert.deepEqual([event.git.untracked, event.problems], [[], []]);
    } finally {
      await other.dispose();
    }
  });

  it('is that of a repository in the workspace, with its untracked files', async () => {
    const inner = path.join(shop.folder, 'inner');
    execFileSync('git', ['init', '-q', inner]);
    shop.file('inner/run.sh', 'echo run');
    const script = path.join(inner, 'run.sh');
    const run = await shop.run({ command: ['/bin/sh', script], script });
    const [event] = run.of('captured');
    assert.deepEqual([event?.git?.untracked, event?.problems], [['run.sh'], []]);
  });

  it('is known before the first commit and on no branch', async () => {
    git('add', 'model.py');
    const before = await captured();
    assert.deepEqual([before.git.commit, before.git.branch, before.git.changedFiles], [undefined, 'main', 1]);
    commit();
    git('checkout', '-q', '--detach');
    assert.equal((await captured()).git.branch, undefined);
  });

  it('cuts a patch that is too big and says so', async () => {
    shop.file('big.txt', 'x\n');
    commit();
    shop.file('big.txt', 'yyyyyyyy\n'.repeat(2000));
    shop.host = { ...shop.host, config: { limits: { patchMB: 0.001 } } };
    const { git: state, problems } = await captured();
    assert.equal(state.patchComplete, false);
    assert.equal(state.changedLines, 2001);
    assert.match(problems.join(), /too big/);
  });
});
