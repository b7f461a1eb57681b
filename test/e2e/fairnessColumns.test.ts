/** A person opens a file of predictions from the Explorer, changes what its columns mean one at a time, and saves a chart; by keyboard. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { until } from './until.ts';
import { openVSCode, screenshotPath } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

/** Everybody has an income of their own; whoever earns less is wrongly refused more often. */
const rows = Array.from({ length: 3000 }, (_, at) => {
  const income = 20_000 + at * 20;
  const truth = at % 3 === 0 ? 'denied' : 'granted';
  const isWronged = (at * 7) % 100 < (at < 1000 ? 40 : 10);
  const told = truth === 'granted' && isWronged ? 'denied' : truth;
  return [truth, told, income, 'FM'[at % 2] ?? '', at % 4 === 0 ? 'train' : 'test', 1 + (at % 2)].join(',');
});
const text = ['outcome,predicted,income,sex,part,weight', ...rows].join('\n');

describe('columns of a fairness report', () => {
  it('are asked from the Explorer, and changed one at a time where something is wrong', async () => {
    const folder = await workspaceOf({ 'scored.csv': text });
    const window = await openVSCode({ folder });
    const asked = async (title: string) => await window.page.getByText(title).first().waitFor();
    await window.contextMenu(window.explorerFile('scored.csv'), 'Fairness Report…');
    await asked('Which column is true? (1 of 4)');
    await window.answer('outcome');
    await asked('Which column did the model decide? (2 of 4)');
    await window.answer('predicted');
    await asked('Which column did the model score? (3 of 4)');
    await window.answer('None');
    await asked('Which columns are groups of people? (4 of 4)');
    await window.choose('income');
    await window.quickInput().press('Enter');

    // The labels do not say which of them is favourable: the page asks right there.
    const page = await window.pageFrame('.note.err');
    await page.getByRole('button', { name: 'Choose the favourable label…' }).press('Enter');
    await asked('Which value of outcome is the favourable one?');
    await window.answer('granted');
    await page.locator('.finding', { hasText: 'are wrongly refused' }).waitFor();
    await page.locator('.facts', { hasText: 'outcome = granted' }).first().waitFor();
    // Two sexes, incomes that were cut into four without asking, and both crossed.
    const slices = async () => await page.locator('.pt .named button').count();
    assert.equal(await slices(), 14);

    // The list tells what each says now; one is changed at a time.
    await page.getByRole('button', { name: 'Columns…', exact: true }).press('Enter');
    await asked('Columns of scored.csv');
    await window.quickRow('4 with equally many rows').waitFor();
    await window.quickRow('granted').waitFor();
    await window.answer('Bins of income');
    await asked('How is income cut into bins?');
    await window.answer('Not at all');
    await window.quickRow('each value is a group').waitFor();
    await window.quickInput().press('Escape');

    const refused = page.getByRole('alert');
    await refused.getByText('“income” has 3 000 groups; at most 1 000 are judged.').waitFor();
    await window.screenshot(screenshotPath('fairness-columns'));
    await refused.getByRole('button', { name: 'Cut into bins…' }).press('Enter');
    await asked('How is income cut into bins?');
    await window.answer('At these edges…');
    await asked('Where is income cut?');
    await window.answer('40000, 30000');
    await window
      .quickMessage()
      .getByText('They must be growing numbers, with commas between them.')
      .waitFor();
    await window.answer('40000');
    await until('incomes are two groups', async () => (await slices()) === 8 || undefined);
    await page
      .locator('.finding', { hasText: /income = .* are wrongly refused .* times as often as income = / })
      .waitFor();

    await page.getByRole('button', { name: 'Columns…', exact: true }).press('Enter');
    await asked('Columns of scored.csv');
    await window.answer('Rows');
    await asked('Which rows count?');
    await window.answer('part');
    await asked('Only rows with which value of part?');
    await window.answer('test');
    await window.quickRow('part = test').waitFor();
    await window.answer('Weights');
    await asked('Which column says how much a row counts?');
    await window.answer('weight');
    await asked('Columns of scored.csv');
    await window.quickInput().press('Escape');
    await page.locator('.facts', { hasText: '2 250, part = test, weighted' }).waitFor();

    const chart = path.join(folder, 'chart.svg');
    await page.getByRole('button', { name: /^Save the chart “FNR by slice”/ }).press('Enter');
    await page.getByText('SVG picture…').press('Enter');
    await window.answerPath(chart);
    const svg = await until(
      'the chart is written',
      async () => await readFile(chart, 'utf8').catch(() => ''),
    );
    assert.match(
      svg,
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^]*<title>FNR by slice<\/title>[^]*<\/svg>\s*$/,
    );
    assert.doesNotMatch(svg, /var\(/);

    await window.reload();
    await window.tab('Fairness: scored.csv').first().click();
    const again = await window.pageFrame('.finding');
    await again.locator('.facts', { hasText: '2 250, part = test, weighted' }).waitFor();
    await until(
      'bins are remembered',
      async () => (await again.locator('.pt .named button').count()) === 8 || undefined,
    );
  });
});
