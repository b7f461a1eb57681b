import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { posixShim, windowsShim } from '../../../src/views/terminalPath.ts';

describe('the cairn command of integrated terminals', () => {
  it('runs the command line with the editor as Node, from a path with spaces, quotes and dollars', function () {
    // A .cmd file is what Windows gets; its text is tested below.
    if (process.platform === 'win32') return;
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "cairn's $HOME `shim` "));
    try {
      const cli = path.join(folder, 'cli.js');
      fs.writeFileSync(
        cli,
        'console.log(JSON.stringify([process.env.ELECTRON_RUN_AS_NODE, ...process.argv.slice(2)])); process.exit(3);',
      );
      const shim = path.join(folder, 'cairn');
      fs.writeFileSync(shim, posixShim(process.execPath, cli), { mode: 0o755 });
      const ran = spawnSync(shim, ['run', '--', 'a b', '$x', '"q"'], { encoding: 'utf8' });
      assert.deepEqual([ran.status, ran.stderr], [3, '']);
      assert.deepEqual(JSON.parse(ran.stdout), ['1', 'run', '--', 'a b', '$x', '"q"']);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });

  it('doubles percent signs on Windows, where they name variables', () => {
    const shim = windowsShim('C:\\Program Files\\100%\\Code.exe', 'C:\\x\\cli.js');
    assert.match(shim, /^@echo off\r\n/);
    assert.ok(shim.includes('"C:\\Program Files\\100%%\\Code.exe" "C:\\x\\cli.js" %*'));
  });
});
