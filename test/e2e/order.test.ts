/** Keeping order among runs: filter, group, star, rename, tag, trash; with the mouse and with nothing but the keyboard. */
import assert from 'node:assert/strict';
import { pacedScript, shortScript, letGo } from './pacedScript.ts';
import { until } from './until.ts';
import { openVSCode } from './vscode.ts';
import type { Workbench } from './workbench.ts';
import { workspaceOf } from './workspaces.ts';

const settings = { 'cairn.output.showOnRun': false };

describe('order among runs', () => {
  it('filters, and says so when nothing matches', async () => {
    const window = await twoRuns();
    await filter(window, 'metrics.val_auc > 0.8');
    await until('one run is left', async () => (await runRows(window)).length === 1);
    await window.row('val_auc 0.875').waitFor();
    await filter(window, 'metrics.val_auc > 2 or params.model = "none"');
    await window.view('Runs').getByText('No run matches').waitFor();
    await window.command('Cairn: Clear Filter');
    await until('both are back', async () => (await runRows(window)).length === 2);
  });

  it('groups by script, or not at all', async () => {
    const window = await twoRuns();
    await window.row('good.py').waitFor();
    await window.command('Cairn: Group Runs…');
    await window
      .quickRow(/None|One list|No groups|Not/i)
      .first()
      .click();
    await until('the groups are gone', async () => (await window.rowTexts()).length === 2);
  });

  it('stars and renames', async () => {
    const window = await twoRuns();
    await window.rowAction(window.row('val_auc 0.5'), 'Star');
    await window.row(/★.*val_auc 0\.5/).waitFor();
    await window.contextMenu(window.row('val_auc 0.5'), 'Rename…');
    await window.answer('the weak one');
    await window.row('the weak one').waitFor();
    await window.reload();
    await window.showCairn();
    await window.row(/the weak one.*★/).waitFor();
  });

  it('needs no mouse: run, watch, stop and open by keyboard alone', async () => {
    const folder = await workspaceOf({ 'train.py': pacedScript(9) });
    const window = await openVSCode({ folder, settings });
    await window.openFile('train.py');
    await window.command('Cairn: Run Script');
    await window.statusBar('epoch 1/9').waitFor();
    await window.command('Cairn: Focus on Runs View');
    await window.row('epoch 1/9').waitFor();
    const list = window.view('Runs').locator('.monaco-list:focus-within');
    const focused = list.locator('.monaco-list-row.focused');
    await until('the row has the focus', async () => {
      if ((await focused.count()) === 1 && ((await focused.textContent()) ?? '').includes('epoch'))
        return true;
      // VS Code may drop the focus of a view whose first rows come just after it got it.
      if ((await list.count()) === 0) await window.command('Cairn: Focus on Runs View');
      else await window.page.keyboard.press('ArrowDown');
      return false;
    });
    await window.page.keyboard.press('Enter');
    await window.pageFrame('h1');
    await window.command('Cairn: Stop Run');
    await window.spokenRow('stopped').waitFor();
    await letGo(folder, 1);
  });
});

async function twoRuns(): Promise<Workbench> {
  const folder = await workspaceOf({
    'good.py': shortScript,
    'weak.py': shortScript.replace('0.875', '0.5'),
  });
  const window = await openVSCode({ folder, settings });
  for (const script of ['good.py', 'weak.py']) {
    await window.openFile(script);
    await window.clickLens('▷ Run');
    await window.lens('1 run').waitFor();
  }
  await window.showCairn();
  await window.row('val_auc 0.875').waitFor();
  await window.row('val_auc 0.5').waitFor();
  assert.equal((await runRows(window)).length, 2);
  return window;
}

async function filter(window: Workbench, expression: string): Promise<void> {
  await window.command('Cairn: Filter Runs…');
  await window.quickInput().fill(expression);
  await window.quickRow('Show runs that match').waitFor();
  await window.quickInput().press('Enter');
}

async function runRows(window: Workbench): Promise<string[]> {
  return (await window.rowTexts()).filter((text) => text.includes('val_auc'));
}
