/** The VSIX that people get: what is in it, how big it is, and that it works without the checkout around it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { loadedAtStart } from '../../tools/loadedAtStart.mjs';
import { packageExtension, thisPlatform } from '../../tools/package.mjs';
import { dataProfile } from '../../src/protocol/dataProfile.ts';
import { findPython, node24 } from '../../tools/toolchain.mjs';
import { shortScript } from './pacedScript.ts';
import { openVSCode } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

const exec = promisify(execFile);

describe('the packaged extension', () => {
  let vsix = '';
  before(async () => {
    vsix = await packageExtension(path.join(await mkdtemp(path.join(os.tmpdir(), 'vsix-')), 'cairn.vsix'));
  });

  it('holds what is needed at run time, and nothing else, within the size budget', async () => {
    const files = await filesOf(vsix);
    const allowed =
      /^(extension\/(package(\.nls)?\.json|readme\.md|changelog\.md|support\.md|LICENSE\.txt|out\/(shared\/)?[\w-]+\.js|out\/sql-wasm\.wasm|out\/package\.json|out\/pages\/[\w./-]+|out\/node_modules\/(@duckdb\/(node-api|node-bindings(-[\w-]+)?)|detect-libc)\/(package\.json|LICENSE|[\w./-]+\.(js|node|so|dylib|dll))|media\/.+|python\/cairn\.py|l10n\/.+|examples\/credit\/.+)|extension\.vsixmanifest|\[Content_Types\]\.xml)$/i;
    assert.deepEqual(
      files.filter(({ name }) => !allowed.test(name) || name.endsWith('.map')),
      [],
    );
    for (const needed of [
      'out/extension.js',
      'out/worker.js',
      'out/indexer.js',
      'out/cli.js',
      'out/data.js',
      'out/node_modules/@duckdb/node-api/package.json',
      `out/node_modules/@duckdb/node-bindings-${thisPlatform}/duckdb.node`,
      'out/sql-wasm.wasm',
      'python/cairn.py',
      'package.nls.json',
    ]) {
      assert.ok(
        files.some(({ name }) => name === `extension/${needed}`),
        `${needed} is missing`,
      );
    }
    const unpacked = path.join(path.dirname(vsix), 'unpacked');
    await exec(findPython() ?? 'python3', ['-m', 'zipfile', '-e', vsix, unpacked]);
    const loaded = await loadedAtStart(path.join(unpacked, 'extension', 'out'));
    const bytes = files
      .filter(({ name }) => loaded.has(path.relative('extension/out', name)))
      .reduce((sum, { size }) => sum + size, 0);
    assert.ok(bytes > 1e6 && bytes <= 1.5e6, `a window loads ${bytes} bytes to show its views`);
    // The rest, pages, worker and command line are loaded only by those who use them.
    // DuckDB is some 70 MB of native code, which only the data process loads: the limit is for what is ours, packed as it is
    // for platforms without DuckDB, and another one holds what DuckDB adds.
    const ours = await packageExtension(path.join(path.dirname(vsix), 'ours.vsix'), 'none');
    const [{ size: all }, { size }] = [await stat(vsix), await stat(ours)];
    // Each page brings the controls that it shares with the others: some 0.1 MB, packed.
    assert.ok(size <= 2.8e6, `the VSIX without DuckDB has ${size} bytes`);
    assert.ok(all - size <= 30e6, `DuckDB adds ${all - size} bytes`);
    assert.deepEqual(
      (await filesOf(ours)).filter(({ name }) => name.includes('node_modules')),
      [],
    );
  });

  it('profiles a data file with the DuckDB that it brings, and says so where it brings none', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'unpacked-'));
    for (const [target, answer] of [
      [thisPlatform, '2'],
      ['none', 'DuckDB is not part of this Cairn'],
    ] as const) {
      const file = path.join(folder, `${target}.vsix`);
      await packageExtension(file, target);
      const place = path.join(folder, target);
      await exec(findPython() ?? 'python3', ['-m', 'zipfile', '-e', file, place]);
      await writeFile(path.join(place, 'a.csv'), 'x\n1\n2\n');
      const cli = path.join(place, 'extension', 'out', 'cli.js');
      const said = await exec(node24(), [cli, 'profile', '--json', 'a.csv'], { cwd: place }).then(
        ({ stdout }) => String(dataProfile.parse(JSON.parse(stdout)).rows),
        (error: unknown) => String(error),
      );
      assert.ok(said.includes(answer), said);
    }
  });

  it('runs a script and shows it', async () => {
    const folder = await workspaceOf({ 'train.py': shortScript });
    const window = await openVSCode({ folder, extension: { vsix } });
    await window.openFile('train.py');
    await window.clickLens('▷ Run');
    await window.showCairn();
    await window.row('val_auc 0.875').waitFor();
    const page = await window.openRow(window.row('val_auc 0.875'));
    await page.getByText('val_auc').first().waitFor();
  });
});

/** Python reads zip archives without a package of ours. */
async function filesOf(archive: string): Promise<{ name: string; size: number }[]> {
  const program =
    'import sys, zipfile\nfor f in zipfile.ZipFile(sys.argv[1]).infolist(): print(f.file_size, f.filename)';
  const { stdout } = await exec(findPython() ?? 'python3', ['-c', program, archive]);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => ({
      size: Number(line.slice(0, line.indexOf(' '))),
      name: line.slice(line.indexOf(' ') + 1).trim(),
    }));
}
