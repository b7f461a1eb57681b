/** datasets.yaml and features.yaml as the Problems panel sees them. */
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { until } from '../e2e/until.ts';
import { openFolder, type OpenedFolder } from './cairnWindow.ts';

describe('the catalog in the editor', () => {
  let opened: OpenedFolder;
  before(async () => {
    opened = await openFolder({
      '.cairn/datasets.yaml':
        'loans:\n  location: loans.csv\n  owner: risk-ml\n  description: d\n  formt: csv\n',
      '.cairn/features.yaml': 'ratio:\n  description: d\n  dataset: loans\n',
    });
  });
  after(async () => {
    await opened.close();
  });

  const problems = (name: 'datasets' | 'features') =>
    vscode.languages
      .getDiagnostics(opened.file(`.cairn/${name}.yaml`))
      .map(
        ({ range, severity, message }) =>
          `${String(range.start.line + 1)} ${severity === vscode.DiagnosticSeverity.Warning ? 'warning' : 'error'}: ${message}`,
      );

  it('shows errors and warnings at their lines as soon as the folder is open', async () => {
    await until(
      'problems in both files',
      () => problems('datasets').length + problems('features').length === 2,
    );
    assert.deepEqual(problems('datasets'), ['5 error: “loans.formt” is not known here.']);
    assert.deepEqual(problems('features'), ['1 warning: “ratio” has no owner.']);
  });

  it('looks at both files when one is written', async () => {
    const file = path.join(opened.folder, '.cairn', 'datasets.yaml');
    await writeFile(file, 'credits:\n  location: loans.csv\n  owner: risk-ml\n  description: d\n');
    await until('the feature has lost its dataset', () => problems('features').length === 2);
    assert.deepEqual(problems('datasets'), []);
    assert.ok(problems('features').includes('3 error: There is no dataset “loans” in datasets.yaml.'));
    for (const name of ['datasets', 'features']) await rm(path.join(opened.folder, '.cairn', `${name}.yaml`));
    await until('nothing is shown', () => problems('datasets').length + problems('features').length === 0);
  });
});
