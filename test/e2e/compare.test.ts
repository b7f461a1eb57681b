/** The compare page inside the real workbench: opened from the lens, runs picked, what differs read in VS Code's own editors. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { node24, root } from '../../tools/toolchain.mjs';
import { shortScript } from './pacedScript.ts';
import { until } from './until.ts';
import { openVSCode } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

const exec = promisify(execFile);

describe('the compare page', () => {
  it('opens from the lens, draws the picked runs, tells what differs, and comes back after a reload', async () => {
    const folder = await workspaceOf({ 'train.py': shortScript });
    await git(folder, 'init', '-q', '-b', 'main');
    await git(folder, 'add', '.');
    await git(folder, 'commit', '-qm', 'first');
    await record(folder, 'low', '0.8', '--param', 'lr=0.1');
    await writeFile(path.join(folder, 'train.py'), `${shortScript}# a second thought\n`);
    await record(folder, 'high', '0.9', '--param', 'lr=0.01');

    const window = await openVSCode({ folder, settings: { 'cairn.output.showOnRun': false } });
    await window.openFile('train.py');
    await window.clickLens('Compare 2 runs');
    const frame = await window.pageFrame('[role="grid"]');
    await frame.locator('[role="row"]', { hasText: 'high' }).first().waitFor();
    await frame.locator('[role="row"]', { hasText: 'low' }).first().waitFor();
    await frame.locator('canvas').first().waitFor();

    await frame.getByRole('tab', { name: 'Differences' }).click();
    // The newest run is the best one, too: the one before it is what it is compared with.
    await frame.getByText('1 param').waitFor();
    await frame.getByText('1 line in train.py').waitFor();
    await frame.getByRole('button', { name: 'train.py' }).click();
    await window.page.locator('.monaco-diff-editor').first().waitFor();
    await until(
      'the diff shows the new line',
      async () => (await window.page.getByText('a second thought').count()) > 0,
    );

    await window.reload();
    await window.tab('Compare runs').first().click();
    const restored = await window.pageFrame('[role="grid"]');
    await restored.getByText('1 line in train.py').waitFor();
    assert.equal(
      await restored.getByRole('tab', { name: 'Differences' }).getAttribute('aria-selected'),
      'true',
    );
  });
});

async function record(folder: string, name: string, value: string, ...more: string[]): Promise<void> {
  const cli = path.join(root, 'out', 'cli.js');
  const words = ['run', '--name', name, ...more, '--', 'python3', 'train.py', value];
  await exec(node24(), [cli, ...words], { cwd: folder });
}

async function git(cwd: string, ...args: string[]): Promise<void> {
  await exec('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], { cwd });
}
