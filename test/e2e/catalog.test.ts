/** The catalog as somebody meets it who has only a mouse in hand: data, features and models of the example project. */
import assert from 'node:assert/strict';
import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { until } from './until.ts';
import { openVSCode, screenshotPath } from './vscode.ts';
import { exampleWorkspace } from './workspaces.ts';

describe('the catalog', () => {
  it('takes data in, and sees that it changed', async () => {
    const folder = await exampleWorkspace();
    const window = await openVSCode({ folder });
    await window.explorerFile('data').click();
    await window.contextMenu(window.explorerFile('loans.csv'), 'Add to Catalog…');
    await window.told('data/loans.csv is in the catalog now, as loans v1.');
    const yaml = path.join(folder, '.cairn', 'datasets.yaml');
    assert.match(
      await readFile(yaml, 'utf8'),
      /^loans:\n(?: {2}owner: .*\n)? {2}location: data\/loans\.csv\n/,
    );

    await window.showCairn();
    const row = window.row('loans', 'Catalog');
    await row.getByText(/v1/).waitFor();
    await appendFile(
      path.join(folder, 'data', 'loans.csv'),
      'L09999,F,31,25-34,east,home,own,1,1,1,1,0.5,1,1,1,1\n',
    );
    await row.getByText(/changed since v1/).waitFor();
    await window.screenshot(screenshotPath('catalog-tree'));
    const frame = await window.openRow(row.getByText('loans', { exact: true }));
    await frame.getByText('New, on disk').waitFor();
    await frame.getByText('4 001 rows, +1 than before').waitFor();
    await frame.locator('.sample .vt-body').getByText('L00001').waitFor();
    await window.screenshot(screenshotPath('dataset-page'));
    await frame.getByRole('button', { name: 'Record version' }).click();
    await until('v2 is written', async () => /version: 2/.test(await readFile(yaml, 'utf8')));
    await row.getByText(/v2/).waitFor();
    await frame.getByText('v2, on disk').waitFor();
  });
});
