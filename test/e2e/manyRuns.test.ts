/** A list of more runs than are shown at once. */
import { makeRunFolders } from '../bench/runFolders.ts';
import { until } from './until.ts';
import { openVSCode } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

describe('many runs', () => {
  it('are shown a page at a time, by key or by click, also after the list was read anew', async () => {
    const folder = await workspaceOf({ 'train_1.py': '' });
    makeRunFolders(folder, 450);
    const window = await openVSCode({ folder, settings: { 'cairn.runs.groupBy': 'none' } });
    await window.showCairn();
    const end = async (text: RegExp): Promise<boolean> =>
      await until(`the list ends with ${text}`, async () => {
        await window.view('Runs').locator('.monaco-list').focus();
        await window.page.keyboard.press('End');
        return text.test((await window.rowTexts()).at(-1) ?? '');
      });
    const [first, second] = [/^Show more…\s*250 more$/, /^Show more…\s*50 more$/];
    await end(first);
    await window.page.keyboard.press('Enter');
    await end(second);
    await window.command('Cairn: Refresh Runs');
    await end(first);
    await window.row(first).click();
    await end(second);
    await window.row(second).click();
    await end(/val_auc/);
  });
});
