import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RunDetail } from '../../../../src/protocol/runShape.ts';
import { layoutOf, runDir, runPaths } from '../../../../src/storage/layout.ts';
import { codeDifference, linesOnlyIn, textOf } from '../../../../src/views/panels/compare/codeOfRuns.ts';
import { runDetailOf } from '../../runs/compare/runDetailOf.ts';

describe('the code of two runs', () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'cairn-code-'));
  const root = path.join(dir, 'repo');
  const layout = layoutOf(root);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
      cwd: root,
      encoding: 'utf8',
    });
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const inRepo = (name: string, text: string) => write(path.join(root, name), text);

  /** As capture records it: commit, patch, the script's copy, untracked inputs. */
  const record = (id: string, kept: { script: string; untracked?: Record<string, string> }) => {
    const paths = runPaths(runDir(layout, id));
    write(paths.script, kept.script);
    const patch = git('diff', 'HEAD');
    if (patch !== '') write(paths.patch, patch);
    for (const [name, text] of Object.entries(kept.untracked ?? {}))
      write(path.join(paths.untracked, name), text);
    const state: RunDetail['git'] = {
      ...{ commit: git('rev-parse', 'HEAD').trim(), branch: 'main', changedFiles: 1, changedLines: 1 },
      ...{ patchComplete: true, binaryFiles: [], untrackedSkipped: [], root },
      untracked: Object.keys(kept.untracked ?? {}),
    };
    return { layout, detail: runDetailOf({ id, name: id, git: state, scriptHash: kept.script }) };
  };

  it('finds what is committed, what is not, what is new and what is gone', async () => {
    mkdirSync(root);
    git('init', '-q');
    inRepo('train.py', 'lr = 1\nepochs = 3\n');
    inRepo('model.py', 'depth = 1\n');
    inRepo('old.py', 'old\n');
    inRepo('same.py', 'same\n');
    git('add', '.');
    git('commit', '-qm', 'one');
    inRepo('train.py', 'lr = 2\nepochs = 3\n');
    const left = record('left', { script: 'lr = 2\nepochs = 3\n', untracked: { 'data/a.csv': '1\n' } });
    git('commit', '-qam', 'two');
    inRepo('model.py', 'depth = 2\nwidth = 9\n');
    git('rm', '-q', '-f', 'old.py');
    git('commit', '-qam', 'three');
    inRepo('train.py', 'lr = 3\nepochs = 3\n');
    const right = record('right', { script: 'lr = 3\nepochs = 3\n' });

    assert.deepEqual(await codeDifference(left, right), {
      run: 'right',
      more: 0,
      noCode: [],
      problem: null,
      files: [
        { path: 'data/a.csv', kind: 'removed', lines: { added: 0, removed: 1 } },
        { path: 'model.py', kind: 'changed', lines: { added: 2, removed: 1 } },
        { path: 'old.py', kind: 'removed', lines: { added: 0, removed: 1 } },
        { path: 'train.py', kind: 'changed', lines: { added: 1, removed: 1 } },
      ],
    });
    assert.equal(await textOf(left, 'train.py'), 'lr = 2\nepochs = 3\n');
    assert.equal(await textOf(left, 'old.py'), 'old\n');
    assert.equal(await textOf(right, 'old.py'), undefined);
    assert.equal(git('diff', 'HEAD', '--name-only').trim(), 'train.py');
  });

  it('counts beyond the list only files that differ', async () => {
    for (let n = 0; n < 205; n++) inRepo(`many/${String(n).padStart(3, '0')}.txt`, 'before\n');
    inRepo('zz/patched.txt', 'same\n');
    git('add', '.');
    git('commit', '-qm', 'many');
    // Changed on top of the commit on both sides, alike.
    inRepo('zz/patched.txt', 'patched\n');
    const left = record('many-left', { script: 'x' });
    git('checkout', '-q', '--', 'zz/patched.txt');
    for (let n = 0; n < 205; n++) inRepo(`many/${String(n).padStart(3, '0')}.txt`, 'after\n');
    git('add', 'many');
    git('commit', '-qm', 'many more');
    inRepo('zz/patched.txt', 'patched\n');
    const right = record('many-right', { script: 'x' });
    const { files, more } = await codeDifference(left, right);
    assert.deepEqual([files.length, more, files.at(-1)?.path], [200, 5, 'many/199.txt']);
  }).timeout(120_000);

  it('compares the scripts alone where there is no repository', async () => {
    const of = (id: string, script: string) => {
      write(runPaths(runDir(layout, id)).script, script);
      return { layout, detail: runDetailOf({ id, scriptHash: script }) };
    };
    assert.deepEqual((await codeDifference(of('a', 'x\n'), of('b', 'x\ny\n'))).files, [
      { path: 'train.py', kind: 'changed', lines: { added: 1, removed: 0 } },
    ]);
    assert.deepEqual((await codeDifference(of('a', 'x\n'), of('b', 'x\n'))).files, []);
  });

  it('says why a commit that is gone cannot be compared', async () => {
    const lost = { ...runDetailOf({ id: 'lost' }) };
    const state: RunDetail['git'] = {
      ...{ commit: 'f'.repeat(40), changedFiles: 0, changedLines: 0, patchComplete: true },
      ...{ binaryFiles: [], untracked: [], untrackedSkipped: [], root },
    };
    const head = { ...state, commit: git('rev-parse', 'HEAD').trim() };
    const found = await codeDifference(
      { layout, detail: { ...lost, git: state } },
      { layout, detail: { ...lost, id: 'there', git: head } },
    );
    assert.match(found.problem ?? '', /could not be read: .*The commit may have been removed/);
    assert.deepEqual(found.files, []);
  });

  after(() => rmSync(dir, { recursive: true, force: true }));

  const counts: [string, string, number, number][] = [
    ['', '', 0, 0],
    ['', 'a\n', 1, 0],
    ['a\nb\n', 'b\na\n', 0, 0],
    ['a\na\n', 'a\n', 0, 1],
    ['a\r\nb\r\n', 'a\nb\n', 0, 0],
    ['a', 'a\n', 0, 0],
  ];
  for (const [before, after_, added, removed] of counts)
    it(`counts the lines of ${JSON.stringify(before)} → ${JSON.stringify(after_)}`, () => {
      assert.deepEqual(linesOnlyIn(before, after_), { added, removed });
    });
});
