/** Two people carry the example's script from *never reviewed* to *approved*; a change makes it stale everywhere, and the difference is approved. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Frame } from 'playwright-core';
import { root } from '../../tools/toolchain.mjs';
import { until } from './until.ts';
import { openVSCode, screenshotPath } from './vscode.ts';
import { exampleWorkspace } from './workspaces.ts';

const exec = promisify(execFile);

describe('the review of a training script', () => {
  it('goes from never reviewed over approved and stale to approved again, with two people, and is all in git', async () => {
    const folder = await exampleWorkspace();
    const git = async (...words: string[]) => (await exec('git', words, { cwd: folder })).stdout;
    const cairn = async (...words: string[]) =>
      await exec(process.execPath, [path.join(root, 'out', 'cli.js'), ...words], { cwd: folder });
    const check = async () =>
      await cairn('review', 'check', 'train_credit.py').then(
        () => 0,
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
      );
    const become = async (name: string) => {
      await git('config', 'user.name', name);
      await git('config', 'user.email', `${name.toLowerCase()}@example.org`);
    };
    await git('init', '-q', '-b', 'main');
    await become('Ada');
    await git('commit', '-q', '--allow-empty', '-m', 'Ada was here before');
    await become('Sam');
    await git('add', '-A');
    await git('commit', '-qm', 'A project');
    const quick = ['--epochs', '2', '--rounds', '20', '--lr', '0.05'];
    await cairn('run', '--', process.env['CAIRN_PYTHON'] ?? 'python3', 'train_credit.py', ...quick);

    const window = await openVSCode({ folder });
    await window.showCairn();
    await window.foldView('Runs');
    await window.foldView('Catalog');
    await window.unfoldView('Reviews');
    const group = (title: string) => window.row(new RegExp(`^${title}\\s*\\d+$`), 'Reviews');
    await group('Never reviewed, with runs').click();
    await window.contextMenu(window.row('train_credit.py', 'Reviews'), 'Request Review');
    await window.quickTitle(/Request a review of train_credit.py/).waitFor();
    await window.quickRow('Ada').getByRole('checkbox').click();
    await window.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    await window.quickMessage().getByText('What should reviewers know?').waitFor();
    await window.answer('before it goes into the pilot');
    await group('Mine').waitFor();
    const asked = await window.pageFrame('.signbar');
    await asked.getByText('somebody other than the author, Sam').first().waitFor();
    assert.equal(await check(), 1);

    await become('Ada');
    await window.command('Cairn: Refresh Reviews');
    await group('Waiting for me').waitFor();
    await window.openFile('train_credit.py');
    await window.clickLens('Review:');
    const page = await window.pageFrame('.signbar');
    await page.getByText('You are Ada').waitFor();
    await window.screenshot(screenshotPath('review-asked'));
    await answerAll(page);
    await window.screenshot(screenshotPath('review-answered'));
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await group('Approved').waitFor();
    assert.equal(await check(), 0);
    await git('add', '-A');
    await git('commit', '-qm', 'Approve the script');

    const script = path.join(folder, 'train_credit.py');
    const text = await readFile(script, 'utf8');
    await writeFile(script, text.replace('SMOOTHING = 4.0', 'SMOOTHING = 5.0'));
    await page.getByText('Changed since approval').first().waitFor();
    await group('Changed since approval').waitFor();
    await window.row('1 line changed since approval', 'Reviews').waitFor();
    await window.screenshot(screenshotPath('review-stale'));
    assert.equal(await check(), 1);
    await window.openFile('train_credit.py');
    await window.lens('Review: 1 line changed since approval').waitFor();

    await window.command('Cairn: Show What Changed Since Approval');
    await window.tab('since').waitFor();
    await window.screenshot(screenshotPath('review-diff'));
    await window.contextMenu(window.row('train_credit.py', 'Reviews'), 'Re-approve the Change');
    await window.answerTold('Approve this change?', 'Approve the Change');
    await group('Approved').waitFor();
    assert.equal(await check(), 0);
    await git('commit', '-qam', 'Approve the change');
    assert.match(await git('log', '-p', '--', '.cairn/reviews'), /"basis"[^]*"kind": "request"/);
  });
});

/** Says yes to whatever no evidence answers, and overrules what it says no to. */
async function answerAll(page: Frame): Promise<void> {
  await until('every item is answered', async () => await answerOne(page), 120_000);
}

async function answerOne(page: Frame): Promise<boolean> {
  const waiting = page.locator('[data-item]').filter({ has: page.getByRole('button', { name: /^Yes/ }) });
  const denied = page
    .locator('[data-item]')
    .filter({ has: page.locator('.state', { hasText: /^\s*No\s*$/ }) });
  const item = (await waiting.count()) > 0 ? waiting.first() : denied.first();
  // What evidence is still asked for can be neither.
  if ((await item.count()) === 0)
    return await page.getByRole('button', { name: 'Approve', exact: true }).isEnabled();
  const id = (await item.getAttribute('data-item')) ?? '';
  const own = page.locator(`[data-item="${id}"]`);
  if ((await own.getByRole('button', { name: /^Yes/ }).count()) > 0)
    await own.getByRole('button', { name: /^Yes/ }).click();
  else {
    await own.getByRole('button', { name: /^Change the answer/ }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Yes…' }).click();
    await own.getByRole('textbox', { name: 'Why is the evidence wrong?' }).fill('It is only an example.');
    await own.getByRole('button', { name: 'Answer yes' }).click();
  }
  await own.locator('.state', { hasText: 'Yes' }).waitFor();
  return false;
}
