/** A folder that can be read and not written, such as one on a share: its runs are shown, and what cannot be done is said. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { shortScript } from './pacedScript.ts';
import { obeyingPermissions, whileReadOnly } from './readOnly.ts';
import { recordedRuns } from './recordedRuns.ts';
import { runInTerminal } from './terminalRun.ts';
import { openVSCode } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

describe('a folder that cannot be written', () => {
  it('shows its runs, and says so when something should be started, changed or thrown away', async () => {
    const folder = await workspaceOf({ 'train.py': shortScript });
    await runInTerminal(folder, 'python3', 'train.py');
    await whileReadOnly(folder, async () => {
      const window = await openVSCode({
        folder,
        settings: { 'cairn.output.showOnRun': false },
        through: obeyingPermissions,
      });
      await window.openFile('train.py');
      await window.lens('best val_auc 0.875').waitFor();
      await window.showCairn();
      const row = window.row('val_auc 0.875');
      await (await window.openRow(row)).getByText('val_auc').first().waitFor();
      assert.equal(await window.notification('').count(), 0);

      const refused = async (sentence: string): Promise<void> => await window.dismiss(sentence);
      await window.rowAction(row, 'Star');
      await refused('The run could not be changed: its folder cannot be written.');
      await window.contextMenu(row, 'Move to Trash');
      await refused('its folder cannot be written');
      await window.tab('train.py').click();
      await window.clickLens('▷ Run');
      await refused(
        `The run was not started, because ${path.join(folder, '.cairn')} cannot be written. Check the permissions of the folder.`,
      );
      await row.waitFor();
      await window.close();
      assert.equal((await recordedRuns(folder)).length, 1);
      assert.equal(existsSync(path.join(folder, '.cairn', 'index.sqlite')), false);
    });
  });
});
