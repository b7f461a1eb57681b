/** The compare page inside the real workbench: opened from the lens, runs picked, what differs read in VS Code's own editors. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Frame } from 'playwright-core';
import { node24, root } from '../../tools/toolchain.mjs';
import { makeRunFolders } from '../bench/runFolders.ts';
import { shortScript } from './pacedScript.ts';
import { until } from './until.ts';
import { openVSCode } from './vscode.ts';
import type { Workbench } from './workbench.ts';
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

  it('is the same page after it was moved to another group or window, and hidden behind another editor', async () => {
    const folder = await workspaceOf({ 'train_1.py': '', 'other.py': '' });
    makeRunFolders(folder, 120);
    const window = await openVSCode({ folder, settings: { 'cairn.output.showOnRun': false } });
    await window.openFile('train_1.py');
    await window.command('Cairn: Compare Runs');
    await window.quickTitle(/^Compare$/).waitFor();
    await window.quickRow('train_19.py').first().waitFor();
    await window.quickInput().press('Enter');
    const frame = await window.pageFrame('[role="grid"]');
    await frame.getByRole('combobox', { name: 'Filter runs' }).fill('metrics.val_auc > 0.1');
    await frame.locator('.filter', { hasText: /\d+ of 120 runs/ }).waitFor();
    await frame.locator('.vt-head-cell', { hasText: 'val_auc' }).click();
    await frame.locator('.vt-head-cell[aria-sort="descending"]', { hasText: 'val_auc' }).waitFor();
    await frame.locator('.vt-head-cell', { hasText: 'metric_10,' }).click({ button: 'right' });
    await frame.getByRole('menuitem', { name: 'Hide' }).click();
    await frame.locator('.vt-head-cell', { hasText: 'metric_10,' }).waitFor({ state: 'detached' });
    const plot = frame.locator('.plot').first();
    await plot.locator('canvas').first().waitFor();
    await plot.focus();
    for (let presses = 0; presses < 2; presses += 1) await plot.press('+');
    await frame.getByRole('button', { name: 'Show metric_1 as a table' }).click();
    await frame.locator('.tab-body').evaluate((body) => body.scrollTo(0, 90));
    await frame.locator('.vt').evaluate((table) => table.scrollTo(60, 440));
    const zoomed = async () => {
      const shown = await window.pageFrame('.vt-row:not([hidden])');
      await shown.getByRole('button', { name: 'More settings of the charts' }).click();
      await shown.getByRole('button', { name: 'Show the whole range' }).waitFor();
      await shown.page().keyboard.press('Escape');
      await shown.getByRole('button', { name: 'Show the whole range' }).waitFor({ state: 'hidden' });
    };
    await zoomed();
    const before = await shownIn(window);
    assert.deepEqual([before.top, before.left, before.body], [440, 60, 90]);

    const same = async (what: string) => {
      await until(`${what}: the same page`, async () => {
        const now = await shownIn(window);
        return JSON.stringify(now) === JSON.stringify(before);
      }).catch(async () => assert.deepEqual(await shownIn(window), before, what));
      await zoomed();
    };
    await same('at first');
    await window.openFile('other.py');
    await window.tab('Compare runs').first().click();
    await same('hidden behind another editor');
    await window.command('View: Move Editor into Right Group');
    await same('in another group');
    await window.command('View: Move Editor into Next Group');
    await same('and back');
    await window.command('View: Split Editor Down');
    await same('beside another editor');
    await window.reload();
    await window.tab('Compare runs').first().click();
    await same('after a reload');

    // A browser's window of its own, which is a page of its own.
    const opens = window.context.waitForEvent('page');
    await window.command('View: Move Editor into New Window');
    const own = await opens;
    const inOwn = async () => {
      for (const one of own.frames())
        if (
          (await one
            .locator('.vt-row:not([hidden])')
            .count()
            .catch(() => 0)) > 0
        )
          return one;
      return undefined;
    };
    const moved = await until('the new window shows the page', inOwn);
    await until('in a window of its own: the same page', async () => {
      const now = await shownOf(moved);
      return JSON.stringify(now) === JSON.stringify(before);
    }).catch(async () => assert.deepEqual(await shownOf(moved), before, 'in a window of its own'));
  });
});

/** What a person sees of the page, and would miss. */
async function shownIn(window: Workbench) {
  return await shownOf(await window.pageFrame('.vt-row:not([hidden])'));
}

async function shownOf(frame: Frame) {
  return await frame.evaluate(() => {
    const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];
    const table = document.querySelector('.vt');
    return {
      top: table?.scrollTop,
      left: table?.scrollLeft,
      body: document.querySelector('.tab-body')?.scrollTop,
      filter: document.querySelector<HTMLInputElement>('[role="combobox"]')?.value,
      columns: table?.getAttribute('aria-colcount'),
      sorted: all('.vt-head-cell[aria-sort="descending"]').map((cell) => cell.textContent.trim()),
      tab: document.querySelector('[role="tab"][aria-selected="true"]')?.textContent.trim(),
      tables: all('figure table').length,
    };
  });
}

async function record(folder: string, name: string, value: string, ...more: string[]): Promise<void> {
  const cli = path.join(root, 'out', 'cli.js');
  const words = ['run', '--name', name, ...more, '--', 'python3', 'train.py', value];
  await exec(node24(), [cli, ...words], { cwd: folder });
}

async function git(cwd: string, ...args: string[]): Promise<void> {
  await exec('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], { cwd });
}
