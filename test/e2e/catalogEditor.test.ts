/** The catalog and the text editor: what is dragged into it, and names that change in files and scripts at once. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { until } from './until.ts';
import { openVSCode } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

const files = {
  'data/loans.csv': 'age,debt\n1,2\n',
  'notes.py': 'first = 1\nsecond = \nthird = 3\n',
  '.cairn/datasets.yaml': 'loans:\n  location: data/loans.csv\n  owner: o\n  description: d\n',
  '.cairn/features.yaml': 'age:\n  dataset: loans\n  columns: age\n  owner: o\n  description: d\n',
};

describe('the catalog in the editor', () => {
  it('inserts the path of a dataset and the name of a feature where they are dropped', async () => {
    const window = await openVSCode({ folder: await workspaceOf(files) });
    await window.openFile('notes.py');
    await window.showCairn();
    const loans = window.row('loans', 'Catalog');
    await loans.nth(1).waitFor();
    await window.dragIntoEditor(loans.first(), { line: 2, inserts: 'second = data/loans.csv\nthird = 3' });
    await loans.last().locator('.monaco-tl-twistie').click();
    await window.row('age', 'Catalog').waitFor();
    await window.dragIntoEditor(window.row('age', 'Catalog'), { line: 1, inserts: 'first = 1age\nsecond' });
  });

  it('adds a feature of a column and describes another one without a look at their file', async () => {
    const folder = await workspaceOf(files);
    const window = await openVSCode({ folder });
    const written = async () => await readFile(path.join(folder, '.cairn/features.yaml'), 'utf8');
    await window.showCairn();
    await window.row('loans', 'Catalog').nth(1).waitFor();
    await window.contextMenu(window.row('loans', 'Catalog').first(), 'Add Feature…');
    assert.equal(await window.quickRow('age').count(), 0);
    await window.choose('debt');
    await window.quickTitle(/Description of debt/).waitFor();
    await window.answer('What is owed');
    await window.choose('owner of loans');
    await window.told('debt is a feature of loans now.');
    const added = 'debt:\n  description: What is owed\n  owner: o\n  dataset: loans\n  columns: debt\n';
    assert.equal(await written(), files['.cairn/features.yaml'] + added);
    await window.row('loans', 'Catalog').last().locator('.monaco-tl-twistie').click();
    await window.row('debt', 'Catalog').waitFor();
    await window.contextMenu(window.row('age', 'Catalog'), 'Describe…');
    await window.quickTitle(/Description of age/).waitFor();
    await window.answer('Age in years');
    const described = files['.cairn/features.yaml'].replace('description: d', 'description: Age in years');
    await until('it is described', async () => (await written()) === described + added);
  });

  it('renames a feature in its file and, after a look at each, in scripts', async () => {
    const script = 'rows = frame["age"]\nmean = frame.age.mean()\nage = 1\n';
    const folder = await workspaceOf({ ...files, 'train.py': script });
    const window = await openVSCode({ folder, settings: { 'files.autoSave': 'off' } });
    await window.openFile('features.yaml');
    await window.focusEditor();
    await window.page.keyboard.press('ControlOrMeta+Home');
    const changes = await window.renameHere('years');
    // What is only called the same is not taken before somebody says so.
    const boxes = changes.locator('.monaco-list-row [role="checkbox"]');
    await until('each change has a box', async () => (await boxes.count()) === 5);
    const ticked = await boxes.evaluateAll((all) => all.map((box) => box.getAttribute('aria-checked')));
    assert.deepEqual(ticked, ['true', 'true', 'false', 'false', 'false']);
    await boxes.nth(4).click();
    await changes.getByText('Apply').click();
    const text = async (name: string) => await readFile(path.join(folder, name), 'utf8');
    const renamed = files['.cairn/features.yaml'].replace('age:', 'years:');
    await until('the feature is renamed', async () => (await text('.cairn/features.yaml')) === renamed);
    const changed = script.replace('frame.age', 'frame.years');
    await until('and its attribute alone', async () => (await text('train.py')) === changed);
  });
});
