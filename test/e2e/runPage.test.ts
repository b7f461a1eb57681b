/** The page of one run, inside the real workbench: live, linked to the diff editor, restored after a reload. */
import { execFile } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { letGo, pacedScript } from './pacedScript.ts';
import { until } from './until.ts';
import { openVSCode } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

const exec = promisify(execFile);

describe('the run page', () => {
  it('shows metrics as they come, what changed in the code, and comes back after a reload', async () => {
    const folder = await workspaceOf({ 'train.py': pacedScript(4) });
    await git(folder, 'init', '-q', '-b', 'main');
    await git(folder, 'add', '.');
    await git(folder, 'commit', '-qm', 'first');
    await appendFile(path.join(folder, 'train.py'), '# changed after the commit\n');

    const window = await openVSCode({ folder, settings: { 'cairn.output.showOnRun': false } });
    await window.openFile('train.py');
    await window.clickLens('▷ Run');
    await window.showCairn();
    const frame = await window.openRow(window.row('epoch 1/4'));
    const name = await frame.locator('h1').innerText();
    await frame.getByText('val_auc').first().waitFor();
    await letGo(folder, 1, 2);
    await frame.getByText('0.83').first().waitFor();
    await frame.locator('canvas').first().waitFor();

    await frame.getByText('Show changes').first().click();
    await window.page.locator('.monaco-diff-editor').first().waitFor();
    await until(
      'the diff shows the new line',
      async () => (await window.page.getByText('changed after the commit').count()) > 0,
    );

    await letGo(folder, 3, 4);
    await window.reload();
    await window.tab(name).first().click();
    const restored = await window.pageFrame('h1');
    await restored.getByText('0.84').first().waitFor();
  });
});

async function git(cwd: string, ...args: string[]): Promise<void> {
  await exec('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], { cwd });
}
