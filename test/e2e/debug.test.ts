/** Debugging a tracked run under the real debugpy, and what is said where there is none. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { root } from '../../tools/toolchain.mjs';
import { pacedScript, shortScript } from './pacedScript.ts';
import { until } from './until.ts';
import { openVSCode } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

const settings = { 'cairn.output.showOnRun': false };
const debuggerExtension = path.join(root, 'test', 'fixtures', 'debugpy');

describe('debugging a run', () => {
  it('stops at a breakpoint, and what was logged is recorded', async () => {
    const folder = await workspaceOf({ 'train.py': shortScript });
    const window = await openVSCode({
      folder,
      others: [debuggerExtension],
      settings: { ...settings, 'cairn.python': process.env['CAIRN_PYTHON'] },
    });
    await window.openFile('train.py');
    await window.page.locator('.view-line', { hasText: 'all done' }).click();
    await window.command('Debug: Toggle Breakpoint');
    await window.clickLens('Debug');
    await window.page.locator('.debug-toolbar').waitFor({ timeout: 60_000 });
    await window.page.locator('.debug-top-stack-frame-line').waitFor();
    await window.showCairn();
    await window.row('val_auc 0.875').waitFor();
    await window.continueDebugging();
    await window.openFile('train.py');
    await window.lens('1 run').waitFor();
    await until('the run has ended well', async () => {
      const [text = ''] = (await window.rowTexts()).filter((row) => row.includes('val_auc'));
      return !/failed|interrupted|unknown/.test(text) && text !== '';
    });
  });

  it('says what is missing without the debugger extension', async () => {
    const folder = await workspaceOf({ 'train.py': pacedScript(1) });
    const window = await openVSCode({ folder, settings });
    await window.openFile('train.py');
    await window.clickLens('Debug');
    await window.told(/Python/);
    assert.equal(await window.page.locator('.debug-toolbar').count(), 0);
  });
});
