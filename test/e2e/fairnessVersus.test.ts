/** A biased model and a better one, each of a run: a person sets them side by side, sees the gap close, and finds it after a reload. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../tools/toolchain.mjs';
import { exportMarkdown } from './exportMarkdown.ts';
import { openVSCode, screenshotPath } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

const exec = promisify(execFile);

/** Of the women who repay, the first model refuses every second one, the second one in ten, as of the men. */
const script = `import json, os, pathlib, sys
share = int(sys.argv[1])
rows = ["applicant_id,sex,repaid,score"]
for at in range(2000):
    sex, repaid = ("F", "M")[at % 2], (at // 2) % 2
    refused = (at // 4) % 10 < (share if sex == "F" else 1)
    score = (0.3 if refused else 0.8) if repaid else (0.2 if (at // 4) % 5 else 0.7)
    rows.append(f"{at},{sex},{repaid},{score}")
name = f"predictions-{share}.csv"
pathlib.Path(name).write_text("\\n".join(rows) + "\\n")
with open(os.environ["CAIRN_INBOX"], "a") as inbox:
    inbox.write(json.dumps({"predictions": name, "label": "repaid", "score": "score", "groups": ["sex"]}) + "\\n")
`;

describe('two models side by side', () => {
  it('are chosen from the runs, show that the gap closed, and come back after a reload', async () => {
    const folder = await workspaceOf({ 'train.py': script });
    const run = async (name: string, share: string) => {
      const words = ['run', '-C', folder, '--name', name, '--', 'python3', 'train.py', share];
      await exec(process.execPath, [path.join(root, 'out', 'cli.js'), ...words], { cwd: folder });
    };
    await run('first-lender', '5');
    await run('second-lender', '1');
    const window = await openVSCode({ folder });
    await window.showCairn();
    await window.contextMenu(window.row('second-lender'), 'Fairness Report…');
    const page = await window.pageFrame('.finding');
    await page.getByRole('button', { name: 'Against nothing: choose other predictions' }).click();
    await window.page.getByText('Hold these predictions against which others?').waitFor();
    await window.page.getByText('Runs of the same script').waitFor();
    await window.choose('first-lender');

    const closed =
      /Against first-lender the gap between sex = F and sex = M in FNR shrank from 0\.400 to 0, by 0\.400 \(95 % interval 0\.\d+ to 0\.\d+\)\. Accuracy rose/;
    await page.locator('.versus-finding', { hasText: closed }).waitFor();
    await page.getByText('Rows are paired by “applicant_id”: 2 000 pairs.').waitFor();
    await page.locator('.vt').getByText('closes').first().waitFor({ state: 'attached' });
    assert.ok((await page.locator('.pt .beside').count()) >= 3);
    await window.screenshot(screenshotPath('fairness-versus'));

    const report = path.join(folder, 'both.md');
    const text = await exportMarkdown(window, page, report);
    assert.match(text, /### Against first\\-lender|### Against first-lender/);

    await window.reload();
    await window.tab('Fairness: second-lender').first().click();
    const again = await window.pageFrame('.versus-finding');
    await again.locator('.versus-finding', { hasText: closed }).waitFor();
    await again.getByRole('button', { name: 'Against nothing' }).click();
    await again.getByRole('button', { name: 'Against nothing: choose other predictions' }).waitFor();
  });
});
