/** *Explain This Script to Me* in VS Code: everything that it names can be opened from there. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { ReviewActions } from '../../src/review/reviewActions.ts';
import { layoutOf } from '../../src/storage/layout.ts';
import { root } from '../../tools/toolchain.mjs';
import { axeViolations } from './pages/axe.ts';
import { openVSCode, screenshotPath } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

const [ada, sam] = ['Ada <ada@example.org>', 'Sam <sam@example.org>'];
const script = 'src/mit leer/trän (1).py';
const text = '"""Learns who pays back."""\nimport loans\n\nx = 1\n';

describe('a script, explained to a colleague', () => {
  it('leads to its lines, its modules, its runs and its review, and is there again after a reload', async () => {
    const folder = await workspaceOf({ [script]: text, 'src/mit leer/loans.py': 'rows = 3\n' });
    const as = (by: string) =>
      new ReviewActions({
        ...{ layout: layoutOf(folder), policy: undefined, now: Date.now },
        who: { by, identity: 'git' },
      });
    await promisify(execFile)(
      process.execPath,
      [path.join(root, 'out', 'cli.js'), 'run', '--name', 'first-try', '--', 'python3', script],
      { cwd: folder },
    );
    await as(sam).request(script, { reviewers: [ada] });
    await as(ada).comment(script, { line: 4, count: 1, text: 'Why one?' });
    const window = await openVSCode({ folder });
    await window.openFile('trän (1).py');
    await window.command('Cairn: Explain This Script to Me');
    const shown = async () => {
      await window.tab('trän (1).py, explained').click();
      return await window.pageFrame('h1 code');
    };
    const page = await shown();
    await page.getByText('Learns who pays back.').waitFor();
    assert.deepEqual(await axeViolations(page), []);
    await window.screenshot(screenshotPath('explained'));
    await page.getByRole('link', { name: 'Line 4' }).click();
    await window.statusBar('Ln 4, Col 1').waitFor();
    await (await shown()).getByRole('link', { name: 'src/mit leer/loans.py' }).press('Enter');
    await window.tab('loans.py').waitFor();
    await (await shown()).getByRole('link', { name: 'first-try' }).first().press('Enter');
    await window.tab('first-try').waitFor();
    await (await shown()).getByRole('link', { name: 'All of its review' }).press('Enter');
    await window.pageFrame('.signbar');
    await shown();
    await window.reload();
    await (await shown()).getByText('Learns who pays back.').waitFor();
  });
});
