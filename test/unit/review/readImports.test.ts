/** What scripts of real projects import, against what Python itself finds. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ImportReader } from '../../../src/review/readImports.ts';

const python = process.env['CAIRN_PYTHON'] ?? 'python3';

/** What Python's own finder would load of the folder. */
const finder = `
import json, os, sys
from modulefinder import ModuleFinder
folder, script = sys.argv[1], sys.argv[2]
path = [os.path.join(folder, os.path.dirname(script)), folder, os.path.join(folder, "src")]
finder = ModuleFinder(path)
finder.run_script(os.path.join(folder, script))
files = {os.path.relpath(m.__file__, folder).replace(os.sep, "/") for m in finder.modules.values() if m.__file__}
print(json.dumps(sorted(files - {script})))
`;

const project: Readonly<Record<string, string>> = {
  'scripts/train.py':
    '"""Trains.\n\nimport nothing\n"""\nimport json\nimport os.path as osp, sys\nimport numpy as np\nfrom loans.features import (\n    ratio,  # of (debts)\n    age as years,\n)\nimport helper, loans.data.split as split\n\ndef main():\n    try:\n        from loans import models\n    except ImportError:\n        import plain as models\n    return models\n',
  'scripts/helper.py': 'from shared import *\nimport train\n',
  'scripts/other.py': 'import helper\n',
  'scripts/plain.py': '',
  'shared.py': 'import helper\n',
  'src/loans/__init__.py': 'from .version import name\n',
  'src/loans/version.py': 'name = "1"\n',
  'src/loans/features/__init__.py': 'from .ratios import ratio\nfrom ..dates import age\n',
  'src/loans/features/ratios.py': 'from . import base\nfrom .. import dates\n',
  'src/loans/features/base.py': 'from loans.data import split\n',
  'src/loans/features/unused.py': 'import shared\n',
  'src/loans/dates.py': 'age = 1\n',
  'src/loans/data/__init__.py': '',
  'src/loans/data/split.py': 'import loans.features.base\n',
  'src/loans/models.py': 'import helper\n',
};

describe('imports of a script in a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'cairn-imports-')));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (file: string, content: string | Buffer) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  };
  const writeAll = (files: Readonly<Record<string, string>>) => {
    for (const [file, text] of Object.entries(files)) write(file, text);
  };
  const paths = (reader: ImportReader, script = 'train.py') =>
    reader
      .look()
      .importsOf(script)
      .modules.map((module) => module.path);

  it('are those that Python finds', () => {
    writeAll(project);
    for (const script of ['scripts/train.py', 'scripts/other.py', 'shared.py']) {
      const found: unknown = JSON.parse(
        execFileSync(python, ['-c', finder, folder, script], { encoding: 'utf8' }),
      );
      const { modules, problems } = new ImportReader(folder).look().importsOf(script);
      assert.deepEqual(
        modules.map((module) => module.path),
        found,
      );
      assert.deepEqual(problems, []);
    }
    assert.equal(paths(new ImportReader(folder), 'scripts/train.py').length, 12);
  });

  it('come with the hashes of their texts', () => {
    write('train.py', 'import a, b');
    write('a.py', 'x = 1\n');
    write('b.py', '\uFEFFx = 1\r\n');
    const sha256 = createHash('sha256').update('x = 1\n').digest('hex');
    assert.deepEqual(new ImportReader(folder).look().importsOf('train.py').modules, [
      { path: 'a.py', sha256 },
      { path: 'b.py', sha256 },
    ]);
  });

  it('follow every change, also one that leaves size and time as they were', () => {
    write('train.py', 'import a');
    writeAll({ 'a.py': '', 'b.py': '' });
    const reader = new ImportReader(folder);
    assert.deepEqual(paths(reader), ['a.py']);
    const { atime, mtime } = statSync(path.join(folder, 'train.py'));
    write('train.py', 'import b');
    utimesSync(path.join(folder, 'train.py'), atime, mtime);
    assert.deepEqual(paths(reader), ['b.py']);
    renameSync(path.join(folder, 'b.py'), path.join(folder, 'c.py'));
    assert.deepEqual(paths(reader), []);
    write('b/__init__.py', 'from . import c');
    write('b/c.py', '');
    assert.deepEqual(paths(reader), ['b/__init__.py', 'b/c.py']);
    renameSync(path.join(folder, 'train.py'), path.join(folder, 'fit.py'));
    assert.deepEqual(paths(reader), []);
    assert.deepEqual(paths(reader, 'fit.py'), ['b/__init__.py', 'b/c.py']);
    unlinkSync(path.join(folder, 'b/c.py'));
    assert.deepEqual(paths(reader, 'fit.py'), ['b/__init__.py']);
  });

  it('are those of the text in the editor where it is not saved', () => {
    write('train.py', 'import a');
    writeAll({ 'a.py': '', 'b.py': 'import a' });
    const reader = new ImportReader(folder);
    const unsaved = new Map([
      ['train.py', 'import b'],
      ['b.py', 'x = 1\r\n'],
    ]);
    const sha256 = createHash('sha256').update('x = 1\n').digest('hex');
    assert.deepEqual(reader.look(unsaved).importsOf('train.py').modules, [{ path: 'b.py', sha256 }]);
    assert.deepEqual(paths(reader), ['a.py']);
    assert.equal(reader.look(unsaved).hashOf('b.py'), sha256);
    assert.equal(reader.look(unsaved).hashOf('gone.py'), undefined);
  });

  it('are none of an environment, of Cairn, or of folders that are not code', () => {
    write(
      'train.py',
      'import venv.a, env.b, conda.c, node_modules.d, __pycache__.e, importlib\nimport_module(".cairn.f")\nimport pipe, g',
    );
    writeAll({
      'venv/a.py': '',
      'env/b.py': '',
      'env/pyvenv.cfg': '',
      'conda/c.py': '',
      'conda/conda-meta/history': '',
      'node_modules/d.py': '',
      '__pycache__/e.py': '',
      '.cairn/f.py': '',
      'g.py/h.py': '',
    });
    if (process.platform !== 'win32') execFileSync('mkfifo', [path.join(folder, 'pipe.py')]);
    assert.deepEqual(paths(new ImportReader(folder)), []);
  });

  it('are found through links that stay in the folder only', function () {
    if (process.platform === 'win32') this.skip();
    const elsewhere = mkdtempSync(path.join(os.tmpdir(), 'cairn-elsewhere-'));
    try {
      writeFileSync(path.join(elsewhere, 'a.py'), '');
      write('train.py', 'import out.a, a, lib.b, c, gone, venv_link.d');
      writeAll({ 'code/lib/b.py': '', 'code/c.py': '', 'venv/d.py': '' });
      symlinkSync(elsewhere, path.join(folder, 'out'));
      symlinkSync(path.join(elsewhere, 'a.py'), path.join(folder, 'a.py'));
      symlinkSync('code/lib', path.join(folder, 'lib'));
      symlinkSync('code/c.py', path.join(folder, 'c.py'));
      symlinkSync('nowhere.py', path.join(folder, 'gone.py'));
      symlinkSync('venv', path.join(folder, 'venv_link'));
      assert.deepEqual(paths(new ImportReader(folder)), ['c.py', 'lib/b.py']);
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });

  it('of a file that is not UTF-8 or too large are told not to be known, but it is listed', () => {
    write('train.py', 'import latin, large, huge\n');
    write('latin.py', Buffer.from('# Gr\u00f6\u00dfe\nimport a\n', 'latin1'));
    write('large.py', `import a\nrows = "${'x'.repeat(1_000_000)}"\n`);
    write('huge.py', '');
    truncateSync(path.join(folder, 'huge.py'), 17_000_000);
    write('a.py', '');
    const { modules, problems } = new ImportReader(folder).look().importsOf('train.py');
    assert.deepEqual(
      modules.map((module) => [module.path, module.sha256 !== undefined]),
      [
        ['huge.py', false],
        ['large.py', true],
        ['latin.py', true],
      ],
    );
    assert.deepEqual(problems, [
      'huge.py is larger than 1 MB, so what it imports was not looked for.',
      'large.py is larger than 1 MB, so what it imports was not looked for.',
      'latin.py is not UTF-8, so what it imports was not looked for.',
    ]);
    write('train.py', Buffer.from('# \u00e9\nimport a\n', 'latin1'));
    assert.match(
      new ImportReader(folder).look().importsOf('train.py').problems.join(),
      /^train\.py is not UTF-8/,
    );
  });

  it('say so when there are more than are listed', () => {
    const names = Array.from({ length: 230 }, (_, at) => `m${String(at)}`);
    write('train.py', `import ${names.join(', ')}\n`);
    for (const name of names) write(`${name}.py`, '');
    const { modules, isCut, problems } = new ImportReader(folder).look().importsOf('train.py');
    assert.deepEqual([modules.length, isCut], [200, true]);
    assert.deepEqual(problems, [
      'train.py imports more than 200 modules of this project: only so many are listed.',
    ]);
  });
});
