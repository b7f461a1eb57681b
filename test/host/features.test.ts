/** Features in a real VS Code: lens, hover, definitions and references in Python and in features.yaml, owners, and the unused ones. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { commands } from '../../src/views/ui/contributions.ts';
import { until } from '../e2e/until.ts';
import { openFolder, type OpenedFolder } from './cairnWindow.ts';
import { projectOf, writeRuns } from './writtenRuns.ts';

const python = `import functools

@functools.cache
def ratio(rows):
    return rows["debt"] / rows["income"]

class Ages:
    async def bucket(self, age):
        return "age_bucket"
`;
const yaml = `# what the model learns from
debt_to_income:
  description: Monthly debt over monthly income, of the month before the application and never of a later one
  owner: risk-ml
  function: make.py#ratio
  parents: [debt]
debt:
  dataset: loans
  columns: debt
  owner: gone-girl
age_bucket:
  function: make.py#Ages.bucket
`;
const datasets = 'loans:\n  location: loans.csv\n  owner: risk-ml\n  description: d\n';
const model =
  'name: churn\naliases:\n  champion: 1\nversions:\n  - version: 1\n    run: 20261101-000000-aaaa\n';

describe('features in the editor', () => {
  let opened: OpenedFolder;
  before(async () => {
    opened = await openFolder({
      'make.py': python,
      'train.py': 'import make\nuse = ["debt_to_income"]\ndebt_to_income = 1\n',
      'loans.csv': 'debt,age\n1,2\n',
      '.cairn/datasets.yaml': datasets,
      '.cairn/features.yaml': yaml,
      '.cairn/models/churn.yaml': model,
      CODEOWNERS: '*.py @org/makers\n',
    });
    writeRuns(opened.folder, [{ id: '20261101-000000-aaaa', name: 'calm-owl', script: 'train.py' }]);
    await projectOf(opened, 1);
    await vscode.workspace.openTextDocument(opened.file('make.py'));
  });
  after(async () => {
    await opened.close();
  });

  const lenses = async () => {
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      opened.file('make.py'),
    );
    return found
      .filter(({ command }) => command?.command === commands.featuresOpen)
      .map(({ range, command }) => `${range.start.line}: ${command?.title ?? ''}`);
  };
  const places = (found: readonly (vscode.Location | vscode.LocationLink)[]) =>
    found.map((one) => {
      const { uri, range } = 'uri' in one ? one : { uri: one.targetUri, range: one.targetRange };
      return `${uri.path.slice(opened.uri.path.length + 1)}:${range.start.line + 1}:${range.start.character + 1}`;
    });
  const ask = async <T>(command: string, file: string, line: number, character: number) => {
    await vscode.workspace.openTextDocument(opened.file(file));
    return await vscode.commands.executeCommand<T>(
      command,
      opened.file(file),
      new vscode.Position(line, character),
    );
  };
  const hover = async (file: string, line: number, character: number) =>
    (await ask<vscode.Hover[]>('vscode.executeHoverProvider', file, line, character))
      .flatMap(({ contents }) => contents)
      .map((one) => (one instanceof vscode.MarkdownString ? one.value : ''))
      .join('\n')
      .replaceAll('&nbsp;', ' ')
      .replaceAll('\\', '');

  it('stand above the functions that make them, decorators, methods and all', async () => {
    await until('two lenses', async () => (await lenses()).length === 2);
    assert.deepEqual(await lenses(), [
      '2: risk-ml · Monthly debt over monthly income, of the month before the a… · churn v1 (champion)',
      '7: age_bucket: no owner · no description · in no model',
    ]);
  });

  it('show who answers for them in a hover, on a text and on a name', async () => {
    for (const [line, character] of [
      [1, 12],
      [2, 3],
    ] as const) {
      const text = await hover('train.py', line, character);
      for (const part of [
        'debt_to_income',
        'Owner: risk-ml',
        'From make.py#ratio',
        'Used by 1 run',
        'churn v1 (champion)',
      ])
        assert.ok(text.includes(part), `${part} is not in ${text}`);
      assert.match(text, /command:cairn\.features\.open\?/);
    }
    assert.doesNotMatch(await hover('train.py', 0, 9), /Owner/);
    assert.match(await hover('.cairn/features.yaml', 5, 13), /Owner: gone-girl/);
    assert.match(await hover('.cairn/features.yaml', 7, 12), /loans\.csv/);
    assert.match(await hover('.cairn/features.yaml', 8, 4), /Columns of that dataset/);
  });

  it('lead from a name to its entry, from the entry to its function, and to everywhere they stand', async () => {
    const definition = async (...at: readonly [file: string, line: number, character: number]) =>
      places(await ask<vscode.Location[]>('vscode.executeDefinitionProvider', ...at));
    assert.ok((await definition('train.py', 1, 12)).includes('.cairn/features.yaml:2:1'));
    assert.deepEqual(await definition('.cairn/features.yaml', 4, 20), ['make.py:4:5']);
    assert.deepEqual(await definition('.cairn/features.yaml', 1, 3), ['make.py:4:5']);
    assert.deepEqual(await definition('.cairn/features.yaml', 5, 13), ['.cairn/features.yaml:7:1']);
    assert.deepEqual(await definition('.cairn/features.yaml', 7, 13), ['.cairn/datasets.yaml:1:1']);
    assert.deepEqual(await definition('.cairn/features.yaml', 11, 20), ['make.py:8:15']);
    const references = places(await ask('vscode.executeReferenceProvider', '.cairn/features.yaml', 1, 3));
    assert.deepEqual(references.sort(), ['.cairn/features.yaml:2:1', 'train.py:2:9', 'train.py:3:1']);
    const parents = places(await ask('vscode.executeReferenceProvider', '.cairn/features.yaml', 6, 1));
    assert.deepEqual(parents.sort(), [
      '.cairn/features.yaml:6:13',
      '.cairn/features.yaml:7:1',
      'make.py:5:18',
    ]);
  });

  it('open at their entry', async () => {
    await vscode.commands.executeCommand(commands.featuresOpen, {
      ...{ folder: opened.uri.toString(), kind: 'feature', name: 'debt' },
    });
    const editor = vscode.window.activeTextEditor;
    assert.deepEqual(
      [editor?.document.uri.path, editor?.selection.active.line],
      [opened.file('.cairn/features.yaml').path, 6],
    );
  });

  it('go when lenses are switched off', async () => {
    const settings = vscode.workspace.getConfiguration('cairn', opened.uri);
    await settings.update('lenses.enabled', false, vscode.ConfigurationTarget.Global);
    try {
      await until('no lens', async () => (await lenses()).length === 0);
    } finally {
      await settings.update('lenses.enabled', undefined, vscode.ConfigurationTarget.Global);
    }
    await until('they are back', async () => (await lenses()).length === 2);
  });

  it('are handed over from an owner who left, several in one edit that can be undone', async () => {
    const refs = ['debt', 'age_bucket'].map((name) => ({
      ref: { folder: opened.uri.toString(), kind: 'feature', name },
    }));
    const handed = vscode.commands.executeCommand(commands.featuresHandOver, refs[0], refs);
    await until('the question for the owner is answered', async () => {
      await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return (await readFile(opened.file('.cairn/features.yaml').fsPath, 'utf8')) !== yaml;
    });
    await handed;
    const text = await readFile(opened.file('.cairn/features.yaml').fsPath, 'utf8');
    const owners = [...text.matchAll(/owner: (.+)/g)].map(([, owner]) => owner);
    assert.equal(owners.length, 3);
    assert.equal(owners[1], owners[2]);
    assert.ok(text.startsWith(yaml.slice(0, yaml.indexOf('debt:'))));
    await vscode.window.showTextDocument(opened.file('.cairn/features.yaml'));
    await vscode.commands.executeCommand('undo');
    assert.equal(vscode.window.activeTextEditor?.document.getText(), yaml);
    await vscode.commands.executeCommand('workbench.action.files.save');
  });

  it('get the owner that is proposed first, in its place among the keys', async () => {
    const ref = { folder: opened.uri.toString(), kind: 'feature', name: 'age_bucket' };
    const file = opened.file('.cairn/features.yaml').fsPath;
    const setting = vscode.commands.executeCommand(commands.catalogSetOwner, ref);
    await until('the first owner is taken', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return (await readFile(file, 'utf8')) !== yaml;
    });
    await setting;
    assert.equal(
      await readFile(file, 'utf8'),
      yaml.replace('age_bucket:\n', 'age_bucket:\n  owner: "@org/makers"\n'),
    );
    await vscode.window.showTextDocument(opened.file('.cairn/features.yaml'));
    await vscode.commands.executeCommand('undo');
    await vscode.commands.executeCommand('workbench.action.files.save');
    assert.equal(await readFile(file, 'utf8'), yaml);
  });

  it('are listed when nobody uses them, and the places to edit open', async () => {
    await vscode.window.showTextDocument(opened.file('train.py'));
    const listing = vscode.commands.executeCommand(commands.featuresUnused);
    await until('the first of the list is chosen', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return vscode.window.activeTextEditor?.document.uri.path.endsWith('features.yaml');
    });
    await listing;
    // Its only run is of long ago.
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, 1);
    await vscode.commands.executeCommand('closeReferenceSearch');
  });

  it('follow their function when it is renamed: a problem with what it may be called now', async () => {
    await writeFile(opened.file('make.py').fsPath, python.replace('def ratio', 'def debt_ratio'));
    const uri = opened.file('.cairn/features.yaml');
    const problem = await until('the problem', () =>
      vscode.languages.getDiagnostics(uri).find(({ message }) => message.includes('no function ratio')),
    );
    assert.equal(problem.range.start.line, 4);
    const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      problem.range,
    );
    const fix = fixes.find(({ title }) => title === 'Change to “make.py#debt_ratio”');
    assert.ok(fix?.edit, fixes.map(({ title }) => title).join());
    await vscode.workspace.applyEdit(fix.edit);
    await (await vscode.workspace.openTextDocument(uri)).save();
    await until(
      'it is gone',
      () => !vscode.languages.getDiagnostics(uri).some(({ message }) => message.includes('no function')),
    );
    await until('the lens is above it again', async () => (await lenses()).length === 2);
  });
});
