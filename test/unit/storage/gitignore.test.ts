/** Registered models go into git, also in the many projects that ignore a folder called models. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ModelRegistry } from '../../../src/models/modelRegistry.ts';
import { ignoreWhatMachinesWrite } from '../../../src/storage/gitignore.ts';

describe('what git takes', () => {
  let folder = '';
  const at = (...names: string[]) => path.join(folder, ...names);
  const seen = () =>
    execFileSync('git', ['ls-files', '--others', '--exclude-standard', '.cairn'], {
      cwd: folder,
      encoding: 'utf8',
    })
      .trim()
      .split('\n');

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn-git-'));
    execFileSync('git', ['init', '-q'], { cwd: folder });
    fs.writeFileSync(at('.gitignore'), 'models/\n');
    fs.mkdirSync(at('.cairn', 'runs'), { recursive: true });
    fs.writeFileSync(at('.cairn', 'runs', 'x'), '');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  for (const [what, before, files] of [
    ['without a .gitignore of Cairn', undefined, ['.cairn/.gitignore', '.cairn/models/credit.yaml']],
    ['with one of an older Cairn', 'runs/\n*.tmp', ['.cairn/.gitignore', '.cairn/models/credit.yaml']],
    ['with one that says that models stay out', 'runs/\nmodels/\n', ['.cairn/.gitignore']],
  ] as const)
    it(what, async () => {
      if (before !== undefined) fs.writeFileSync(at('.cairn', '.gitignore'), before);
      await new ModelRegistry(at('.cairn', 'models')).create({ name: 'credit' });
      assert.deepEqual(seen(), files);
      if (before !== undefined)
        assert.ok(fs.readFileSync(at('.cairn', '.gitignore'), 'utf8').startsWith(before));
    });

  it('leaves a file that exists as it is', () => {
    fs.writeFileSync(at('.cairn', '.gitignore'), 'mine\n');
    ignoreWhatMachinesWrite(at('.cairn'));
    assert.equal(fs.readFileSync(at('.cairn', '.gitignore'), 'utf8'), 'mine\n');
  });
});
