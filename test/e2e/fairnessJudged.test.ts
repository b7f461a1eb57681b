/** Runs are judged when limits are written into config.yaml, again when these change, and those that cannot be judged are told of once. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../tools/toolchain.mjs';
import { openVSCode } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

const exec = promisify(execFile);

/** Of the women who repay, every third one is refused; of the men one in ten. */
const script = (group: string) => `import json, os
place = os.path.join(os.environ["CAIRN_ARTIFACTS"], "predictions.csv")
rows = ["${group},repaid,approved"]
for at in range(800):
    sex, repaid = ("F", "M")[at % 2], (at // 2) % 2
    rows.append(f"{sex},{repaid},{0 if (at // 4) % (3 if sex == 'F' else 10) == 0 else repaid}")
with open(place, "w") as file:
    file.write("\\n".join(rows) + "\\n")
with open(os.environ["CAIRN_INBOX"], "a") as inbox:
    inbox.write(json.dumps({"predictions": place, "label": "repaid", "prediction": "approved", "groups": ["${group}"]}) + "\\n")
`;

/** Names predictions that treat both alike, and writes worse ones once it may go on. */
const live = `${script('sex').replace('(3 if sex', '(10 if sex')}
import time
with open(os.environ["CAIRN_INBOX"], "a") as inbox:
    inbox.write(json.dumps({"progress": {"at": 1, "of": 4, "unit": "step"}}) + "\\n")
while not os.path.exists("go"):
    time.sleep(0.05)
with open(place, "w") as file:
    file.write("\\n".join(row.replace("F,1,1", "F,1,0") for row in rows) + "\\n")
`;

describe('predictions that nobody asked to judge', () => {
  it('are judged by limits that come, change and come back, and complained about once', async () => {
    const folder = await workspaceOf({ 'judge.py': script('sex'), 'other.py': script('kind') });
    const limit = async (difference: number) =>
      await writeFile(
        path.join(folder, '.cairn', 'config.yaml'),
        `fairness:\n  attributes: [sex]\n  limits: [{ metric: fnr, difference: ${String(difference)} }]\n`,
      );
    const run = async (name: string, file: string) => {
      const words = ['run', '-C', folder, '--name', name, '--', 'python3', file];
      await exec(process.execPath, [path.join(root, 'out', 'cli.js'), ...words], { cwd: folder });
    };
    await run('before', 'judge.py');
    const window = await openVSCode({ folder });
    await window.showCairn();
    await window.row('before').waitFor();

    await limit(0.1);
    await window.row('before').getByText('✗ fairness').waitFor();
    await limit(0.5);
    await window.row('before').getByText('✓ fairness').waitFor();
    await limit(0.1);
    await window.row('before').getByText('✗ fairness').waitFor();

    await run('odd', 'other.py');
    await window.told('The predictions of odd were not judged');
    await run('odder', 'other.py');
    await run('sound', 'judge.py');
    await window.row('sound').getByText('✗ fairness').waitFor();
    await window.command('Notifications: Show Notifications');
    await window.notification('The predictions of odd were not judged').first().waitFor();
    assert.equal(await window.notification('The predictions of odder were not judged').count(), 0);
  });

  it('are judged by the next window when their run ended while none was open', async () => {
    const folder = await workspaceOf({
      'judge.py': script('sex'),
      '.cairn/config.yaml': 'fairness:\n  limits: [{ metric: fnr, difference: 0.1 }]\n',
    });
    const run = async (name: string) => {
      const words = ['run', '-C', folder, '--name', name, '--', 'python3', 'judge.py'];
      await exec(process.execPath, [path.join(root, 'out', 'cli.js'), ...words], { cwd: folder });
    };
    await run('overnight');
    const window = await openVSCode({ folder });
    await window.showCairn();
    await window.row('overnight').getByText('✗ fairness').waitFor();
  });

  it('are judged as they are when the run has ended, whoever looked at them before', async () => {
    const folder = await workspaceOf({
      'live.py': live,
      '.cairn/config.yaml': 'fairness:\n  limits: [{ metric: fnr, difference: 0.1 }]\n',
    });
    const window = await openVSCode({ folder });
    await window.showCairn();
    const words = ['run', '-C', folder, '--name', 'early', '--', 'python3', 'live.py'];
    const ended = exec(process.execPath, [path.join(root, 'out', 'cli.js'), ...words], { cwd: folder });
    await window.row('early').getByText('step 1/4').waitFor();
    await window.contextMenu(window.row('early'), 'Fairness Report…');
    const page = await window.pageFrame('.finding');
    await page.locator('.head').getByText('within limits').waitFor();
    await writeFile(path.join(folder, 'go'), '');
    await ended;
    await window.row('early').getByText('✗ fairness').waitFor();
  });
});
