/** A run names its predictions; a person opens their fairness report, moves the threshold, exports it, and finds it after a reload. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../tools/toolchain.mjs';
import { until } from './until.ts';
import { exportMarkdown } from './exportMarkdown.ts';
import { openVSCode, screenshotPath } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

const exec = promisify(execFile);

/** Of the women who repay, every second one is refused; of the men one in ten. */
const script = `import json, os, pathlib
rows = ["sex,repaid,score,age"]
for at in range(2000):
    sex, repaid = ("F", "M")[at % 2], (at // 2) % 2
    refused = (at // 4) % 10 < (5 if sex == "F" else 1)
    score = (0.3 if refused else 0.8) if repaid else (0.2 if (at // 4) % 5 else 0.7)
    rows.append(f"{sex},{repaid},{score},{20 + at % 50}")
pathlib.Path("predictions.csv").write_text("\\n".join(rows) + "\\n")
with open(os.environ["CAIRN_INBOX"], "a") as inbox:
    inbox.write(json.dumps({"predictions": "predictions.csv", "label": "repaid", "score": "score", "groups": ["sex"]}) + "\\n")
`;

const config = `fairness:
  limits:
    - { metric: equalOpportunity, difference: 0.1 }
`;

describe('fairness report', () => {
  it('opens from the run that wrote the predictions, judges, exports, and comes back after a reload', async () => {
    const folder = await workspaceOf({ 'train.py': script, '.cairn/config.yaml': config });
    const words = ['run', '-C', folder, '--name', 'lender', '--', 'python3', 'train.py'];
    await exec(process.execPath, [path.join(root, 'out', 'cli.js'), ...words], { cwd: folder });
    const window = await openVSCode({ folder });
    await window.showCairn();
    await window.contextMenu(window.row('lender'), 'Fairness Report…');

    const page = await window.pageFrame('.finding');
    await page.locator('.meaning', { hasText: 'How many of the positives are missed.' }).waitFor();
    const finding = page.locator('.finding', {
      hasText: 'sex = F are wrongly refused 5 times as often as sex = M',
    });
    await finding.waitFor();
    await page.locator('.head').getByText('1 of 1 limits exceeded').waitFor();
    await page.locator('.lt').getByText('exceeds').waitFor();
    await window.screenshot(screenshotPath('fairness-page'));

    await page.getByRole('slider', { name: 'Threshold' }).focus();
    await until('the threshold lets everybody who repays in', async () => {
      await page.locator('input[type=range]').press('ArrowLeft');
      return (await page.locator('.head').innerText()).includes('within limits');
    });

    const report = path.join(folder, 'fairness.md');
    const text = await exportMarkdown(window, page, report);
    assert.match(text, /^## Fairness/);
    assert.match(text, /Run: lender, train\.py/);

    await window.reload();
    await window.tab('Fairness: lender').first().click();
    const again = await window.pageFrame('.finding');
    await again.locator('.head').getByText('within limits').waitFor();
  });

  it('asks what the columns of a file are, with the likely ones first', async () => {
    const rows = Array.from(
      { length: 400 },
      (_, at) => `${String(at % 2)},${String((at >> 1) % 2)},${'FM'[at % 2] ?? ''}`,
    );
    const folder = await workspaceOf({ 'scored.csv': ['outcome,predicted,gender', ...rows].join('\n') });
    const window = await openVSCode({ folder });
    await window.command('Cairn: Fairness Report…');
    await window.answerPath(path.join(folder, 'scored.csv'));
    const asked = async (title: string) => await window.page.getByText(title).waitFor();
    await asked('Which column is true? (1 of 4)');
    await window.choose('outcome');
    await asked('Which column did the model decide? (2 of 4)');
    await window.choose('predicted');
    await asked('Which column did the model score? (3 of 4)');
    await window.choose('None: only decisions');
    await asked('Which columns are groups of people? (4 of 4)');
    await window.answer('');
    const page = await window.pageFrame('.finding');
    await page.locator('.pt').getByText('gender', { exact: true }).waitFor();
    await page.getByText('None is set, so nothing is judged.').waitFor();
  });

  it('takes groups that predictions lack from a dataset that knows the same ids, and says when that changed', async () => {
    const people = (other: string) => [
      'person_id,sex,region',
      ...Array.from({ length: 400 }, (_, at) => `${String(at)},${at % 2 ? 'F' : other},north`),
    ];
    const folder = await workspaceOf({
      'scored.csv': [
        'person_id,outcome,predicted',
        ...Array.from(
          { length: 400 },
          (_, at) => `${String(at)},${String((at >> 1) % 2)},${String((at >> 2) % 2)}`,
        ),
      ].join('\n'),
      'people.csv': people('M').join('\n'),
      '.cairn/datasets.yaml': 'people:\n  owner: ana\n  location: people.csv\n  sensitive: [sex]\n',
    });
    await exec(process.execPath, [path.join(root, 'out', 'cli.js'), 'catalog', 'record', 'people'], {
      cwd: folder,
    });
    const window = await openVSCode({ folder });
    await window.command('Cairn: Fairness Report…');
    await window.answerPath(path.join(folder, 'scored.csv'));
    const asked = async (title: string) => await window.page.getByText(title).waitFor();
    await asked('Which column is true? (1 of 4)');
    await window.choose('outcome');
    await asked('Which column did the model decide? (2 of 4)');
    await window.choose('predicted');
    await asked('Which column did the model score? (3 of 4)');
    await window.choose('None: only decisions');
    await asked('Which columns are groups of people? (4 of 4)');
    await window.page.getByText('from people, by person_id').waitFor();
    // It is proposed, since the predictions have no groups themselves.
    await window.answer('');
    const page = await window.pageFrame('.finding');
    await page.locator('.pt').getByText('sex', { exact: true }).waitFor();
    await page.locator('.facts').getByText('people v1 (groups)').waitFor();
    assert.deepEqual(
      (await page.locator('.pt .in').allInnerTexts()).map((text) => text.split('\n')[0]).sort(),
      ['F', 'M'],
    );

    await writeFile(path.join(folder, 'people.csv'), people('X').join('\n'));
    await page
      .getByText('The dataset people, which groups are joined in from, changed since version 1 was recorded.')
      .waitFor({ timeout: 60_000 });
    await page.locator('.pt .in', { hasText: 'X' }).waitFor();

    await page.getByRole('button', { name: 'Columns…' }).click();
    await window.page.getByText('sex of people').waitFor();
    await window.choose('Groups of a dataset');
    await asked('Which groups come from a dataset?');
    await window.page.getByText('from people, by person_id').waitFor();
    await window.page.keyboard.press('Escape');
  });

  it('offers the tables among the artifacts of a run that named no predictions', async () => {
    const logs = `import json, os, pathlib
rows = [[at % 2, (at >> 1) % 2, "FM"[(at >> 2) % 2]] for at in range(400)]
pathlib.Path("predictions.json").write_text(json.dumps({"columns": ["label", "prediction", "sex"], "data": rows}))
pathlib.Path("notes.csv").write_text("a,b\\n1,2\\n")
with open(os.environ["CAIRN_INBOX"], "a") as inbox:
    for name in ("notes.csv", "predictions.json"):
        inbox.write(json.dumps({"artifact": name}) + "\\n")
`;
    const folder = await workspaceOf({ 'train.py': logs });
    const words = ['run', '-C', folder, '--name', 'logger', '--', 'python3', 'train.py'];
    await exec(process.execPath, [path.join(root, 'out', 'cli.js'), ...words], { cwd: folder });
    const window = await openVSCode({ folder });
    await window.showCairn();
    await window.contextMenu(window.row('logger'), 'Fairness Report…');
    await window.page.getByText('Predictions of the run').waitFor();
    const offered = window.page.locator('.quick-input-list .monaco-list-row');
    await offered.nth(2).waitFor();
    assert.deepEqual(
      (await offered.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim()),
      ['predictions.jsonartifact', 'notes.csvartifact', 'Choose a file…'],
    );
    await window.choose('predictions.json');
    await window.page.getByText('Which column is true? (1 of 4)').waitFor();
    await window.choose('label');
    await window.page.getByText('Which column did the model decide? (2 of 4)').waitFor();
    await window.choose('prediction');
    await window.page.getByText('Which column did the model score? (3 of 4)').waitFor();
    await window.choose('None: only decisions');
    await window.page.getByText('Which columns are groups of people? (4 of 4)').waitFor();
    await window.answer('');
    const page = await window.pageFrame('.finding');
    await page.locator('.pt').getByText('sex', { exact: true }).waitFor();
    await page.locator('.facts').getByText('logger', { exact: true }).waitFor();
  });
});
