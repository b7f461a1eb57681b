/** The first promise: launch from the editor, watch it live, lose nothing when the window goes. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { letGo, pacedScript, shortScript } from './pacedScript.ts';
import { until } from './until.ts';
import { openAnother, openVSCode } from './vscode.ts';
import { exampleWorkspace, workspaceOf } from './workspaces.ts';

describe('a live run', () => {
  it('starts from the lens, ticks in row and status bar, goes on without the window, and is shown as it is', async () => {
    const folder = await workspaceOf({ 'train.py': pacedScript(5) });
    const window = await openVSCode({ folder });
    await window.openFile('train.py');
    await window.clickLens('▷ Run');
    await window.showCairn();
    await window.row('epoch 1/5').waitFor();
    await window.row('val_auc 0.81').waitFor();
    await window.statusBar('1/5').waitFor();
    await until('the output streams', async () => (await window.terminalText()).includes('finished epoch 1'));

    await letGo(folder, 1, 2);
    await window.row('epoch 3/5').waitFor();
    await window.row('val_auc 0.83').waitFor();
    await window.statusBar('3/5').waitFor();

    await window.close();
    await letGo(folder, 3);
    await window.reopen();
    await window.showCairn();
    await window.row('epoch 4/5').waitFor();
    await letGo(folder, 4, 5);
    await window.row('val_auc 0.85').waitFor();
    await until('the run is no longer live', async () => (await window.row('epoch').count()) === 0);
    await window.openFile('train.py');
    await window.lens('1 run').waitFor();
    await window.lens('best val_auc 0.85').waitFor();
  });

  it('comes from the example as it is shipped', async () => {
    const folder = await exampleWorkspace();
    const window = await openVSCode({ folder });
    await window.openFile('train_credit.py');
    await window.clickLens('▷ Run');
    await window.showCairn();
    await window.row(/epoch\s[2-9]\/20\s·\sval_auc\s0\.\d/).waitFor();
    await window.rowAction(window.row('val_auc'), 'Stop Run');
    await window.spokenRow('stopped').waitFor();
  });

  it('is seen by two windows on one folder', async () => {
    const folder = await workspaceOf({ 'train.py': pacedScript(3) });
    const first = await openVSCode({ folder });
    const second = await openAnother(first);
    await second.showCairn();
    await first.toFront();
    await first.openFile('train.py');
    await first.clickLens('▷ Run');
    await first.showCairn();
    await Promise.all([first.row('epoch 1/3').waitFor(), second.row('epoch 1/3').waitFor()]);
    await letGo(folder, 1, 2, 3);
    await Promise.all([first.row('val_auc 0.83').waitFor(), second.row('val_auc 0.83').waitFor()]);
  });

  it('shows the same screen after the index was deleted', async () => {
    const folder = await workspaceOf({
      'train.py': shortScript,
      'other.py': shortScript.replace('0.875', '0.5'),
    });
    const window = await openVSCode({ folder, settings: { 'cairn.output.showOnRun': false } });
    for (const script of ['train.py', 'other.py']) {
      await window.openFile(script);
      await window.clickLens('▷ Run');
      await window.lens('1 run').waitFor();
    }
    await window.showCairn();
    await window.row('val_auc 0.875').waitFor();
    await window.row('val_auc 0.5').waitFor();
    const before = withoutAges(await window.rowTexts());
    const index = path.join(folder, '.cairn', 'index.sqlite');
    await until('the index is saved', () => existsSync(index));
    await window.close();
    await rm(index);
    await window.reopen();
    await window.showCairn();
    await window.row('val_auc 0.5').waitFor();
    await until(
      'the rows are as before',
      async () => withoutAges(await window.rowTexts()).join('\n') === before.join('\n'),
    );
    assert.equal(before.length, 4);
  });
});

function withoutAges(rows: readonly string[]): string[] {
  return rows.map((row) => row.replace(/\s*\b(\d+\s?(ms|s|m|min|h|d)|now)$/, ''));
}
