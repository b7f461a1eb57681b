/** Which Python runs a script: the one that the Python extension has chosen, and a sentence when there is none. */
import assert from 'node:assert/strict';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../../tools/toolchain.mjs';
import { outputOf, recordedRuns, untilRecorded } from './recordedRuns.ts';
import { until } from './until.ts';
import { openVSCode } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

const settings = { 'cairn.output.showOnRun': false };
const pythonExtension = path.join(root, 'test', 'fixtures', 'python');
const python = process.env['CAIRN_PYTHON'] ?? '';

/** Says which Python it is that runs it. */
const script = `import sys

if __name__ == "__main__":
    print("run by", sys.executable)
`;

describe('the interpreter', () => {
  it('is the one that the Python extension has chosen now, however long it takes to tell, and no other', async () => {
    const folder = await workspaceOf({ 'train.py': script });
    const [fast, slow, gone] = ['fast', 'slow', 'gone'].map((name) => path.join(folder, name, 'python'));
    assert.ok(fast && slow && gone);
    await mkdir(path.dirname(fast));
    await symlink(python, fast);
    await mkdir(path.dirname(slow));
    await writeFile(
      slow,
      `#!/bin/sh\nuntil [ -e "${folder}/go" ]; do sleep 0.05; done\nexec "${python}" "$@"\n`,
    );
    await chmod(slow, 0o755);
    const choose = async (interpreter: string): Promise<void> => {
      await mkdir(path.join(folder, '.vscode'), { recursive: true });
      await writeFile(
        path.join(folder, '.vscode', 'settings.json'),
        JSON.stringify({ 'python.defaultInterpreterPath': interpreter }),
      );
    };
    await choose(fast);
    const window = await openVSCode({ folder, others: [pythonExtension], settings });
    await window.openFile('train.py');
    await window.clickLens('▷ Run');
    const first = await untilRecorded(folder, 1);
    assert.equal(first.command[0], fast);
    await until('it says so itself', async () => (await outputOf(folder, first)).includes(`run by ${fast}`));

    await choose(slow);
    await window.statusBar(`Interpreter: ${slow}`).waitFor();
    await window.clickLens('▷ Run');
    await window.statusBar('Asking the Python extension').waitFor();
    assert.equal((await recordedRuns(folder)).length, 1);
    await writeFile(path.join(folder, 'go'), '');
    const second = await untilRecorded(folder, 2);
    assert.equal(second.command[0], slow);
    await window.statusBar('Asking the Python extension').waitFor({ state: 'detached' });

    await choose(gone);
    await window.statusBar(`Interpreter: ${gone}`).waitFor();
    await window.clickLens('▷ Run');
    await window.answerTold(
      `The Python extension has chosen ${gone}, which is no program.`,
      'Select Interpreter',
    );
    await window.quickInput().waitFor();
    assert.equal((await recordedRuns(folder)).length, 2);
  });

  it('that is nowhere is said to be missing, with a way to mend it, and nothing is started before', async () => {
    const folder = await workspaceOf({ 'train.py': script, 'bin/nothing': '' });
    const window = await openVSCode({
      folder,
      settings,
      // With VSCODE_CLI it takes its environment as it is, instead of asking a login shell for a better one.
      env: { PATH: path.join(folder, 'bin'), VSCODE_CLI: '1' },
    });
    await window.openFile('train.py');
    await window.clickLens('▷ Run');
    await window.answerTold('Python was not found. Install Python 3 or set cairn.python.', 'Open Settings');
    await window.fillSetting('cairn.python', '/no/where/python');

    await window.clickLens('▷ Run');
    const wrong =
      'The setting cairn.python names /no/where/python, which is no program. Correct it, or leave it empty.';
    await window.told(wrong);
    assert.deepEqual(await recordedRuns(folder), []);
    await window.answerTold(wrong, 'Open Settings');
    await window.fillSetting('cairn.python', python);

    await window.clickLens('▷ Run');
    const record = await untilRecorded(folder, 1);
    assert.equal(record.command[0], python);
    await window.lens('1 run').waitFor();
    await until('it has run', async () => (await outputOf(folder, record)).includes('run by'));
  });
});
