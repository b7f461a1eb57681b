/** Owners that CODEOWNERS and a real git propose. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { knownOwners, proposeOwners, quietAuthors } from '../../../src/project/proposeOwners.ts';

describe('owners that are proposed', () => {
  let root: string;
  let folder: string;
  const commit = (name: string, date = new Date().toISOString()) => {
    const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    execFileSync('git', ['add', '-A'], { cwd: root });
    const who = ['-c', `user.name=${name}`, '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...who, 'commit', '-qm', 'x', '--no-verify'], { cwd: root, env });
  };
  before(() => {
    root = mkdtempSync(path.join(tmpdir(), 'cairn owners '));
    folder = path.join(root, 'sub dir');
    mkdirSync(path.join(root, '.github'));
    mkdirSync(folder);
    execFileSync('git', ['init', '-q'], { cwd: root });
    writeFileSync(path.join(root, '.github', 'CODEOWNERS'), '/sub\\ dir/*.py @risk-ml\n');
    writeFileSync(
      path.join(folder, 'f.py'),
      'def old():\n    return 1\n\ndef ratio():\n    a = 1\n    b = 2\n',
    );
    commit('Gone Girl', '2020-01-01T00:00:00Z');
    writeFileSync(
      path.join(folder, 'f.py'),
      'def old():\n    return 1\n\n@new\ndef ratio():\n    a = 3\n    b = 2\n    return a\n',
    );
    commit('Sam Söder');
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  const table: [what: string, file: string, isTrusted: boolean, said: string[]][] = [
    ['of a function', 'f.py#ratio', true, ['@risk-ml CODEOWNERS', 'Sam Söder git']],
    ['of a function that is old', 'f.py#old', true, ['@risk-ml CODEOWNERS', 'Gone Girl git']],
    ['of a file alone', 'f.py', true, ['@risk-ml CODEOWNERS']],
    ['of a function that is not there', 'f.py#gone', true, ['@risk-ml CODEOWNERS']],
    ['of a file that is not there', 'gone.R', true, []],
    ['of a file outside', '../../x.py#ratio', true, []],
    ['where git may not be started, which then tells no top folder either', 'f.py#ratio', false, []],
  ];
  for (const [what, file, isTrusted, said] of table)
    it(`are those ${what}`, async () => {
      const found = await proposeOwners(folder, { file }, isTrusted);
      assert.deepEqual(
        found.map(({ owner, from }) => `${owner} ${from}`),
        said,
      );
    });

  it('are who wrote the lines that are named', async () => {
    assert.deepEqual(await proposeOwners(folder, { file: 'f.py', lines: [1, 2] }, true), [
      { owner: '@risk-ml', from: 'CODEOWNERS' },
      { owner: 'Gone Girl', from: 'git' },
    ]);
  });

  it('are told from those who wrote nothing for half a year', async () => {
    assert.deepEqual([...(await quietAuthors(folder, true))], ['Gone Girl']);
    assert.deepEqual([...(await quietAuthors(folder, false))], []);
    assert.deepEqual(await knownOwners(root), ['@risk-ml']);
  });
});
