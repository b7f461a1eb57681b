import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { changedFiles, textAtCommit, textWithPatch } from '../../../../src/views/panels/codeState.ts';
import { patchedFiles } from '../../../../src/views/panels/patch.ts';

describe('code state of a run', () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'cairn-git-'));
  const root = path.join(dir, 'repo with space');
  const patch = path.join(dir, 'diff.patch');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
      cwd: root,
      encoding: 'utf8',
    });
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  };
  let commit = '';

  before(() => {
    mkdirSync(root);
    git('init', '-q');
    write('src/train.py', 'lr = 0.1\n--- a/not a header\nepochs = 3\n');
    write('naïve file [1].py', 'x = 1\n');
    write('gone.py', 'old = True\n');
    write('moved.py', Array.from({ length: 20 }, (_, line) => `line ${String(line)}\n`).join(''));
    write('weights.bin', '\u0000\u0001');
    git('add', '.');
    git('commit', '-qm', 'first');
    commit = git('rev-parse', 'HEAD').trim();
    write('src/train.py', 'lr = 0.2\n--- a/not a header\nepochs = 3\n');
    write('naïve file [1].py', 'x = 2\n');
    unlinkSync(path.join(root, 'gone.py'));
    git('mv', 'moved.py', 'renamed.py');
    write('renamed.py', `${readFileSync(path.join(root, 'renamed.py'), 'utf8')}more\n`);
    write('weights.bin', '\u0000\u0002');
    write('new.py', 'fresh = 1\n');
    git('add', '-N', 'new.py');
    writeFileSync(patch, git('diff', 'HEAD'));
    // The work tree goes on.
    write('src/train.py', 'something else entirely\n');
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  const state = () => ({ root, commit, patch });
  const expected = [
    {
      file: 'src/train.py',
      before: 'lr = 0.1\n--- a/not a header\nepochs = 3\n',
      after: 'lr = 0.2\n--- a/not a header\nepochs = 3\n',
    },
    { file: 'naïve file [1].py', before: 'x = 1\n', after: 'x = 2\n' },
    { file: 'gone.py', before: 'old = True\n', after: '' },
    { file: 'new.py', before: undefined, after: 'fresh = 1\n' },
  ];
  it('tells of each git that it runs, and how long it took', async () => {
    const told: string[] = [];
    const logging = { ...state(), log: (line: string) => told.push(line) };
    await textAtCommit(logging, 'src/train.py');
    await assert.rejects(textAtCommit(logging, 'nothing.py'));
    // That the file was not part of the commit is told from the commit's being there.
    assert.equal(told.length, 3);
    assert.match(told[2] ?? '', /^git cat-file -e [0-9a-f]{40}\^\{commit\} /);
    assert.match(told[0] ?? '', /^git cat-file blob [0-9a-f]{40}:src\/train\.py \(\d+.ms\)$/);
  });

  for (const { file, before, after } of expected)
    it(`rebuilds ${file} as it was, at the commit and in the run`, async () => {
      const found = (await changedFiles(state())).find((one) => (one.after ?? one.before) === file);
      assert.ok(found);
      assert.equal(found.before && (await textAtCommit(state(), found.before)), before);
      assert.equal(await textWithPatch(state(), found), after);
    });

  it('follows a file that was renamed and changed', async () => {
    const found = (await changedFiles(state())).find((one) => one.after === 'renamed.py');
    assert.equal(found?.before, 'moved.py');
    assert.match(await textWithPatch(state(), found), /line 19\nmore\n$/);
  });

  it('names binary files as such', async () => {
    const found = (await changedFiles(state())).find((one) => one.after === 'weights.bin');
    assert.equal(found?.binary, true);
  });

  it('leaves the work tree as it is', () => {
    assert.equal(readFileSync(path.join(root, 'src/train.py'), 'utf8'), 'something else entirely\n');
  });

  it('says that a commit is gone', async () => {
    const lost = { ...state(), commit: 'f'.repeat(40) };
    await assert.rejects(textAtCommit(lost, 'src/train.py'), { name: 'UserError', code: 'noCommit' });
  });

  it('takes no option for a commit', async () => {
    await assert.rejects(textAtCommit({ ...state(), commit: '--batch' }, 'x'), { code: 'noCommit' });
  });

  it('says that a patch does not fit', async () => {
    const torn = path.join(dir, 'torn.patch');
    writeFileSync(torn, readFileSync(patch, 'utf8').replace('-lr = 0.1', '-lr = 9.9'));
    const wrong = { ...state(), patch: torn };
    const found = (await changedFiles(wrong)).find((one) => one.after === 'src/train.py');
    assert.ok(found);
    await assert.rejects(textWithPatch(wrong, found), { name: 'UserError', code: 'badPatch' });
  });

  it('says that there is no patch', async () => {
    await assert.rejects(changedFiles({ ...state(), patch: path.join(dir, 'none') }), { code: 'noPatch' });
  });

  const nonsense = ['', 'hello', 'diff --git ', 'diff --git a/x', '--- a/x\n+++ b/x\n'];
  for (const text of nonsense)
    it(`finds no files in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(patchedFiles(text), []);
    });
});
