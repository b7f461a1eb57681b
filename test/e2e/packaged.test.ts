/** The VSIX that people get: what is in it, how big it is, and that it works without the checkout around it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { packageExtension } from '../../tools/package.mjs';
import { findPython } from '../../tools/toolchain.mjs';
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
      /^(extension\/(package(\.nls)?\.json|readme\.md|changelog\.md|support\.md|LICENSE\.txt|out\/(shared\/)?[\w-]+\.js|out\/sql-wasm\.wasm|out\/package\.json|out\/pages\/[\w./-]+|media\/.+|python\/cairn\.py|l10n\/.+|examples\/credit\/.+)|extension\.vsixmanifest|\[Content_Types\]\.xml)$/i;
    assert.deepEqual(
      files.filter(({ name }) => !allowed.test(name) || name.endsWith('.map')),
      [],
    );
    for (const needed of [
      'out/extension.js',
      'out/worker.js',
      'out/indexer.js',
      'out/cli.js',
      'out/sql-wasm.wasm',
      'python/cairn.py',
      'package.nls.json',
    ]) {
      assert.ok(
        files.some(({ name }) => name === `extension/${needed}`),
        `${needed} is missing`,
      );
    }
    const loaded = /^extension\/out\/(extension\.js|indexer\.js|sql-wasm\.wasm|shared\/.*)$/;
    const bytes = files.filter(({ name }) => loaded.test(name)).reduce((sum, { size }) => sum + size, 0);
    assert.ok(bytes <= 1.5e6, `the extension host loads ${bytes} bytes`);
    const { size } = await stat(vsix);
    // Pages, worker and command line are loaded only by those who use them; what a window loads is held to 1.5 MB above.
    assert.ok(size <= 2.5e6, `the VSIX has ${size} bytes`);
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
