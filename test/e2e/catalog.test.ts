/**
 * The catalog as somebody meets it who has only a mouse in hand: data, features and models of the example project, found again
 * as a short git diff and on the command line.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../tools/toolchain.mjs';
import { until } from './until.ts';
import { openVSCode, screenshotPath } from './vscode.ts';
import type { Workbench } from './workbench.ts';
import { exampleWorkspace } from './workspaces.ts';

const exec = promisify(execFile);

describe('the catalog', () => {
  it('goes from a data file to a champion and back with the mouse alone', async () => {
    const folder = await exampleWorkspace();
    await git(folder, 'init', '-q', '-b', 'main');
    await git(folder, 'add', '.');
    await git(folder, 'commit', '-qm', 'first');
    const window = await openVSCode({ folder, settings: { 'cairn.output.showOnRun': false } });

    // Data into the catalog.
    await window.explorerFile('data').click();
    await window.contextMenu(window.explorerFile('loans.csv'), 'Add to Catalog…');
    await window.told('data/loans.csv is in the catalog now, as loans v1.');
    const yaml = path.join(folder, '.cairn', 'datasets.yaml');
    assert.match(
      await readFile(yaml, 'utf8'),
      /^loans:\n(?: {2}owner: .*\n)? {2}location: data\/loans\.csv\n {2}format: csv\n {2}versions:\n {4}- version: 1\n {6}hash: [0-9a-f]{64}\n {6}seen: \S+\n {6}size: \d+\n {6}rows: 4000\n$/,
    );

    // Two runs, and a model version of each.
    await window.explorerFile('train_baseline.py').dblclick();
    await window.showCairn();
    for (const ended of [1, 2]) {
      await window.editorActions('Run Script').first().click();
      await until(`${String(ended)} runs have ended`, async () => (await endedRuns(folder)) === ended);
    }
    await window.spokenRow('finished').nth(1).waitFor();
    await window.contextMenu(window.spokenRow('finished').nth(1), 'Register Model…');
    await window.choose('train_baseline');
    await window.choose('baseline_model.json');
    await window.choose('Nothing to say');
    await window.told('version 1 of train_baseline');
    await window.contextMenu(window.spokenRow('finished').nth(0), 'Register Model…');
    await window.choose('train_baseline');
    await window.choose('baseline_model.json');
    await window.choose('Nothing to say');
    await window.told('version 2 of train_baseline');

    // One champion, another, and back.
    await window.row('train_baseline', 'Catalog').first().click();
    const model = await window.pageFrame('h1');
    for (const [version, reason] of [
      ['v1', 'First version'],
      ['v2', 'Better than the version before'],
    ] as const) {
      await model.locator('.vt').getByRole('button', { name: version }).click();
      await model.locator('h1', { hasText: `train_baseline ${version}` }).waitFor();
      await model.getByRole('button', { name: 'Set alias…' }).click();
      await window.choose('champion');
      await window.quickRow(reason).waitFor();
      assert.equal(await window.quickRow(/./).count(), 1, 'only reasons that make sense are proposed');
      await window.choose(reason);
      await model.locator('.head .tag', { hasText: 'champion' }).waitFor();
    }
    await model.getByRole('button', { name: 'Roll back champion to v1…' }).click();
    await window.choose('Worse in use than expected');
    await model.locator('.moves').getByText('Worse in use than expected').waitFor();
    await model.getByText('debt_to_income').first().waitFor();
    await window.screenshot(screenshotPath('catalog-model'));

    // Features: an owner for the one that has none, and the one that nobody uses.
    await expand(window, 'loans', /late_payments/);
    await window.contextMenu(window.row('late_payments', 'Catalog'), 'Set Owner…');
    await window.choose('risk-ml');
    await window.row(/late_payments.*risk-ml/, 'Catalog').waitFor();
    await window.row(/Without a dataset.*⚠ 1/, 'Catalog').waitFor();
    // One feature may be chosen by accident, as the row that was clicked last: it is ticked, the others of its owner are not.
    await window.contextMenu(window.row('late_payments', 'Catalog'), 'Hand Over Features…');
    await window.quickTitle(/Features to hand over/).waitFor();
    const ticked = window.page.locator('.quick-input-list .monaco-list-row:has([aria-checked="true"])');
    await until('one row is ticked', async () => (await ticked.count()) === 1);
    await window.page.keyboard.press('Escape');
    await window.viewMenu('Unused Features…', 'Catalog');
    await window.quickRow('postcode_risk').waitFor();
    assert.equal(await window.quickRow('debt_to_income').count(), 0);
    await window.page.keyboard.press('Escape');

    // The data changes: what changed, and who is affected.
    const row = window.row(/^loans/, 'Catalog').first();
    await appendFile(
      path.join(folder, 'data', 'loans.csv'),
      'L09999,F,31,25-34,east,home,own,1,1,1,1,0.5,1,1,1,1\n',
    );
    await row.getByText(/changed since v1/).waitFor();
    await window.screenshot(screenshotPath('catalog-tree'));
    await row.click();
    const data = await window.pageFrame('.ct');
    await data.getByText('4 001 rows, 1 more').waitFor();
    await data.getByText('train_baseline v1 (champion) was trained on v1').waitFor();
    await data.locator('.sample .vt-body').getByText('L00001').waitFor();
    await window.screenshot(screenshotPath('catalog-dataset'));
    await data.getByRole('button', { name: 'Record version' }).click();
    await until('v2 is written', async () => /version: 2/.test(await readFile(yaml, 'utf8')));
    await data.getByText('v2, on disk').waitFor();

    // All of it is a short diff.
    await git(folder, 'add', '-N', '.cairn');
    const diff = await git(folder, 'diff', '--numstat', '--', '.cairn');
    assert.deepEqual(
      diff
        .trim()
        .split('\n')
        .map((line) => line.split('\t')[2]),
      ['.cairn/datasets.yaml', '.cairn/features.yaml', '.cairn/models/train_baseline.yaml'],
    );
    assert.equal(
      (await git(folder, 'diff', '-U0', '--', '.cairn/features.yaml')).split('\n').slice(5).join('\n'),
      '+  owner: risk-ml\n',
    );

    // And the same on the command line.
    const shown = await cairn(folder, 'catalog', 'show', 'loans', 'late_payments');
    for (const fact of ['data/loans.csv', 'v2', 'v1', 'risk-ml']) assert.ok(shown.includes(fact), fact);
    assert.match(await cairn(folder, 'catalog', 'unused'), /postcode_risk/);
    assert.match(await cairn(folder, 'models', 'show', 'train_baseline'), /champion/);
  });
});

/** Opens rows of the catalog until one that is meant is there. */
async function expand(window: Workbench, group: string, wanted: RegExp): Promise<void> {
  const twistie = window
    .view('Catalog')
    .locator('.monaco-list-row', { hasText: group })
    .locator('.monaco-tl-twistie.codicon-tree-item-expanded.collapsed');
  await until('the feature is listed', async () => {
    if ((await window.row(wanted, 'Catalog').count()) > 0) return true;
    await twistie.last().click();
    return false;
  });
}

async function endedRuns(folder: string): Promise<number> {
  const said: unknown = JSON.parse(await cairn(folder, 'ls', '--filter', "status = 'finished'", '--json'));
  return typeof said === 'object' && said !== null && 'total' in said ? Number(said.total) : 0;
}

async function cairn(folder: string, ...words: string[]): Promise<string> {
  const [first = '', ...rest] = words;
  const cli = path.join(root, 'out', 'cli.js');
  return (await exec(process.execPath, [cli, first, '-C', folder, ...rest])).stdout;
}

async function git(folder: string, ...words: string[]): Promise<string> {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  return (await exec('git', [...who, ...words], { cwd: folder })).stdout;
}
