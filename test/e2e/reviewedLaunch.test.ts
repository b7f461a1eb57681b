/** Launches where config.yaml asks for reviews: the lens warns or refuses, and so do tasks, by their names. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { shortScript } from './pacedScript.ts';
import { recordedRuns } from './recordedRuns.ts';
import { until } from './until.ts';
import { openVSCode } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

describe('a launch that lacks its review', () => {
  it('warns and runs when the person says so, and is refused where an approval is required', async () => {
    const tasks = [{ type: 'cairn', label: 'release', script: 'train.py' }];
    const folder = await workspaceOf({
      'train.py': `${shortScript}\nif __name__ == "__main__":\n    pass\n`,
      '.vscode/tasks.json': JSON.stringify({ version: '2.0.0', tasks }),
      '.cairn/config.yaml': 'review:\n  launch:\n    warn: ["*.py"]\n    require: [release]\n',
    });
    const window = await openVSCode({ folder });
    const runs = async () => (await recordedRuns(folder)).length;
    await window.openFile('train.py');
    await window.clickLens('▷ Run');
    await window.answerTold('train.py was never reviewed.', 'Open Review');
    await window.tab(/Review/).waitFor();
    assert.equal(await runs(), 0);
    await window.openFile('train.py');
    await window.clickLens('▷ Run');
    await window.answerTold('train.py was never reviewed.', 'Run Anyway');
    await until('it runs', async () => (await runs()) === 1);

    await window.command('Tasks: Run Task');
    await window.choose('release');
    await until('the task says why it does not run', async () =>
      (await window.terminalText())
        .replaceAll(/\s+/g, ' ')
        .includes('train.py was never reviewed. Launches like this one'),
    );
    assert.equal(await runs(), 1);
    // Without rules nothing is asked.
    await writeFile(path.join(folder, '.cairn/config.yaml'), '');
    await window.openFile('train.py');
    await window.clickLens('▷ Run');
    await until('it runs at once', async () => (await runs()) === 2);
  });
});
