/** Two runs become versions of a model, one champion, then the other, and back: with the mouse, and found again as a git diff. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../tools/toolchain.mjs';
import { openVSCode, screenshotPath } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

const exec = promisify(execFile);

const script = `import json, os, pathlib, sys
score = float(sys.argv[1])
pathlib.Path("model.pkl").write_text("weights " + sys.argv[1])
with open(os.environ["CAIRN_INBOX"], "a") as inbox:
    for line in ({"metrics": {"val_auc": score}, "step": 1}, {"artifact": "model.pkl", "kind": "model"}):
        inbox.write(json.dumps(line) + "\\n")
`;

describe('registered models', () => {
  it('are made of runs, judged against each other, promoted and rolled back with the mouse', async () => {
    const folder = await workspaceOf({ 'train.py': script });
    for (const score of ['0.81', '0.92']) {
      const words = ['run', '-C', folder, '--name', `run-${score}`, '--', 'python3', 'train.py', score];
      await exec(process.execPath, [path.join(root, 'out', 'cli.js'), ...words], { cwd: folder });
    }
    const window = await openVSCode({ folder });
    await window.showCairn();
    await window.contextMenu(window.row('run-0.81'), 'Register Model…');
    await window.answer('credit-risk');
    await window.quickTitle(/Register credit-risk/).waitFor();
    await window.answer('The first');
    await window.told('run-0.81 is version 1 of credit-risk.');
    await window.contextMenu(window.row('run-0.92'), 'Register Model…');
    await window.quickInput().fill('cred');
    await window.choose('credit-risk');
    await window.quickTitle(/Register credit-risk/).waitFor();
    await window.answer('More data');
    await window.answerTold('run-0.92 is version 2 of credit-risk.', 'Open');

    const page = await window.pageFrame('h1');
    await page.locator('h1', { hasText: 'credit-risk v2' }).waitFor();
    await page.getByText('better').first().waitFor();
    for (const version of ['v1', 'v2']) {
      await page.locator('.vt').getByRole('button', { name: version }).click();
      await page.locator('h1', { hasText: `credit-risk ${version}` }).waitFor();
      await page.getByRole('button', { name: 'Set alias…' }).click();
      await window.choose('champion');
      await window.quickTitle(new RegExp(`champion → ${version}`)).waitFor();
      await window.answer(`${version} recalls more`);
      await page.locator('.head .tag', { hasText: 'champion' }).waitFor();
    }
    await page.getByRole('button', { name: 'Roll back champion to v1…' }).click();
    await window.quickTitle(/Roll back champion/).waitFor();
    await window.answer('Worse in production');
    await page.locator('.moves').getByText('Worse in production').waitFor();
    await page.getByRole('button', { name: 'Verify artifact' }).click();
    await page.getByText('Artifact unchanged').waitFor();
    await window.screenshot(screenshotPath('model-page'));

    const text = await readFile(path.join(folder, '.cairn', 'models', 'credit-risk.yaml'), 'utf8');
    assert.match(text, /^aliases:\n {2}champion: 1\n/m);
    const moves = text.slice(text.indexOf('history:')).trim().split('\n').slice(1);
    assert.deepEqual(
      moves.map((line) => line.replace(/at: \S+ by: [^,]*, /, '')),
      [
        '  - { alias: champion, to: 1, reason: v1 recalls more }',
        '  - { alias: champion, from: 1, to: 2, reason: v2 recalls more }',
        '  - { alias: champion, from: 2, to: 1, reason: Worse in production, rollBack: true }',
      ],
    );
    await window.reload();
    await window.tab('credit-risk').first().click();
    await (await window.pageFrame('h1')).locator('h1', { hasText: 'credit-risk v2' }).waitFor();
  });
});
