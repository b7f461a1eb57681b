/** What a folder may do to the machine, and what its configuration may say. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pacedScript, shortScript } from './pacedScript.ts';
import { until } from './until.ts';
import { openVSCode } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

describe('a folder that is not trusted', () => {
  it('offers no Run, refuses the command with a sentence, and starts nothing', async () => {
    const folder = await workspaceOf({ 'train.py': pacedScript(1) });
    const window = await openVSCode({ folder, trust: 'on' });
    await window.openFile('train.py');
    await window.showCairn();
    await window.view('Runs').getByText('not trusted').waitFor();
    assert.equal(await window.lens('▷ Run').count(), 0);
    await window.command('Cairn: Run Script');
    await window.page.getByText(/trust/i).first().waitFor();
    assert.equal(existsSync(path.join(folder, '.cairn', 'runs')), false);
  });
});

describe('config.yaml', () => {
  it('shows a mistake in the Problems panel at its line, and the rest still counts', async () => {
    const folder = await workspaceOf({
      'train.py': shortScript,
      '.cairn/.gitignore': 'runs/\n',
      '.cairn/config.yaml': 'objective:\n  metric: train_loss\n  direction: upwards\nstopGraceSeconds: 3\n',
    });
    const window = await openVSCode({ folder });
    await window.openFile('train.py');
    await window.clickLens('▷ Run');
    const problems = await window.problems();
    assert.ok(
      problems.some((row) => row.includes('config.yaml')),
      problems.join('\n'),
    );
    await until('the mistake is at line 3', async () =>
      (await window.problems()).some((row) => /Ln 3/.test(row)),
    );
  });
});
