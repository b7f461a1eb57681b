/** Help with .cairn's YAML while it is written, in a real VS Code without any YAML extension. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { until } from '../e2e/until.ts';
import { openFolder, type OpenedFolder } from './cairnWindow.ts';

const datasets = 'loans:\n  location: loans.csv\n  owner: risk-ml\n  description: d\n';
const features = 'age:\n  dataset: loans\n  columns: age\n  owner: sam\n  description: d\n';

describe('YAML that helps', () => {
  let opened: OpenedFolder;
  before(async () => {
    opened = await openFolder({
      '.cairn/datasets.yaml': datasets,
      '.cairn/features.yaml': features,
      '.cairn/config.yaml': '# none\n',
      '.cairn/models/churn.yaml': 'name: churn\n',
      'data/2026/bonds.parquet': '',
      'loans.csv': 'age,"in come",42\n1,2,3\n',
      'src/make.py': 'def ratio():\n    return 1\nclass A:\n    def f(self): pass\n',
      'train.py': 'columns = ["loans", "age"]\nage = 1\ndf = df.assign(age=df.age)\n',
      CODEOWNERS: '/.cairn/ @org/catalog\n*.py @org/makers\n',
    });
    const git = (...args: string[]) => execFileSync('git', args, { cwd: opened.folder });
    git('init', '-q');
    git('add', '-A');
    git(
      '-c',
      'user.name=Ada Writer',
      '-c',
      'user.email=a@b.c',
      '-c',
      'commit.gpgsign=false',
      'commit',
      '-qm',
      'x',
    );
  });
  after(async () => {
    await opened.close();
  });

  type Name = 'datasets' | 'features' | 'config' | 'models/churn';
  const uriOf = (name: Name) => opened.file(`.cairn/${name}.yaml`);
  /** The text as somebody writes it, not saved; `|` is where the cursor is. */
  const typed = async (name: Name, marked: string) => {
    const document = await vscode.workspace.openTextDocument(uriOf(name));
    await vscode.window.showTextDocument(document);
    const edit = new vscode.WorkspaceEdit();
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    edit.replace(document.uri, whole, marked.replace('|', ''));
    await vscode.workspace.applyEdit(edit);
    return { document, position: document.positionAt(Math.max(0, marked.indexOf('|'))) };
  };
  const completed = async (name: Name, marked: string) => {
    const { document, position } = await typed(name, marked);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      position,
    );
    return list.items
      .filter(({ kind }) => kind !== vscode.CompletionItemKind.Text)
      .map(({ label }) => (typeof label === 'string' ? label : label.label));
  };
  const problems = (name: Name) =>
    vscode.languages
      .getDiagnostics(uriOf(name))
      .map(({ range, message }) => `${range.start.line + 1}: ${message}`);
  const untilProblems = async (name: Name, wanted: readonly string[]) => {
    let last: readonly string[] = [];
    await until(
      'the problems',
      () => JSON.stringify((last = problems(name))) === JSON.stringify(wanted),
    ).catch(() => assert.deepEqual(last, wanted));
  };
  /** Takes back what was typed; asked again where another editor was the active one still. */
  const revert = async (uri: vscode.Uri) =>
    await until(`${uri.path} is as it was saved`, async () => {
      const { document } = await vscode.window.showTextDocument(uri);
      await vscode.commands.executeCommand('workbench.action.files.revert');
      return !document.isDirty;
    });
  const fixes = async (name: Name, line: number) => {
    const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uriOf(name),
      new vscode.Range(line, 0, line, 200),
    );
    return found.filter(
      ({ kind }) => kind?.contains(vscode.CodeActionKind.QuickFix) === true || kind?.value === 'quickfix',
    );
  };
  /** The text after the fix of this title. */
  const fixed = async (name: Name, line: number, title: string) => {
    const found = await until(title, async () =>
      (await fixes(name, line)).find((one) => one.title === title),
    );
    assert.ok(found.edit);
    await vscode.workspace.applyEdit(found.edit);
    return (await vscode.workspace.openTextDocument(uriOf(name))).getText();
  };

  const table: [what: string, name: Name, text: string, has: string[], hasNot: string[]][] = [
    [
      'keys, those that are there left out',
      'features',
      'age:\n  owner: x\n  |\n',
      ['dataset', 'kind', 'parents'],
      ['owner'],
    ],
    ['values', 'features', 'age:\n  kind: |\n', ['raw', 'crossed'], ['dataset']],
    ['datasets', 'features', 'age:\n  dataset: l|\n', ['loans'], ['raw']],
    [
      'columns of the dataset',
      'features',
      'age:\n  dataset: loans\n  columns: [|]\n',
      ['age', 'in come', '42'],
      [],
    ],
    [
      'features as parents, but not itself',
      'features',
      `${features}b:\n  parents:\n    - |\n`,
      ['age'],
      ['b'],
    ],
    [
      'owners, also of CODEOWNERS',
      'features',
      'age:\n  owner: |\n',
      ['risk-ml', '@org/catalog', '@org/makers'],
      [],
    ],
    ['files', 'features', 'age:\n  function: |\n', ['src/make.py#', 'train.py#'], []],
    [
      'functions',
      'features',
      'age:\n  function: src/make.py#|\n',
      ['src/make.py#ratio', 'src/make.py#A.f'],
      ['train.py#'],
    ],
    ['keys of datasets', 'datasets', 'loans:\n  |\n', ['location', 'freshness'], ['dataset']],
    ['columns as the label', 'datasets', `${datasets}  label: |\n`, ['age'], []],
    ['keys of the configuration', 'config', 'objective:\n  |\n', ['metric', 'direction'], ['limits']],
    ['keys of a model', 'models/churn', 'name: churn\n|\n', ['versions', 'aliases'], ['name']],
  ];
  for (const [what, name, text, has, hasNot] of table)
    it(`completes ${what}`, async () => {
      await until('the completion', async () => {
        const found = await completed(name, text);
        return has.every((one) => found.includes(one)) && hasNot.every((one) => !found.includes(one));
      }).catch(async () => assert.deepEqual(await completed(name, text), has));
      await revert(uriOf(name));
    });

  it('says while one types what is wrong, and takes it back with what was typed', async () => {
    await typed('features', `${features}  knd: raw\nb: {owner: x, description: d, parents: gone}\n`);
    await untilProblems('features', ['6: “age.knd” is not known here.', '7: There is no feature “gone”.']);
    await typed('features', '\tage: {}\n');
    await until('tabs are a problem', () => problems('features').some((one) => one.startsWith('1: ')));
    await typed('config', 'limits:\n  outputMB: lots\n');
    await untilProblems('config', ['2: “limits.outputMB” should be a number.']);
    await typed('models/churn', 'name: churn\nversions:\n  - version: no\n');
    await until('the version is wrong', () => problems('models/churn').length === 1);
    for (const name of ['models/churn', 'config', 'features'] as const) {
      await revert(uriOf(name));
      await untilProblems(name, []);
    }
  });

  it('offers owners by CODEOWNERS and git, and a description', async () => {
    await typed('features', `${features}# new\nratio:\n  # why\n  function: src/make.py#ratio\n`);
    await untilProblems('features', ['7: “ratio” has no owner.', '7: “ratio” has no description.']);
    const text = await fixed('features', 6, 'Add owner @org/makers (CODEOWNERS)');
    assert.equal(
      text,
      `${features}# new\nratio:\n  owner: "@org/makers"\n  # why\n  function: src/make.py#ratio\n`,
    );
    await untilProblems('features', ['7: “ratio” has no description.']);
    const titles = (await fixes('features', 6)).map(({ title }) => title);
    assert.ok(titles.includes('Add a description'), titles.join());
    await revert(uriOf('features'));
    await typed('features', `${features}ratio:\n  function: src/make.py#ratio\n`);
    await until('git says who wrote it', async () =>
      (await fixes('features', 5)).some(({ title }) => title === 'Add owner Ada Writer (git)'),
    );
    await revert(uriOf('features'));
  });

  it('mends keys, names that are there twice, and datasets that are not there', async () => {
    await typed('features', features.replace('columns', 'colums'));
    assert.equal(await fixed('features', 2, 'Rename to “columns”'), features);
    await typed('features', `${features}age:\n  owner: y\n\n# of b\nb: {owner: o, description: d}\n`);
    await untilProblems('features', ['6: “age” is there twice; the first, at line 1, counts.']);
    assert.equal(
      await fixed('features', 5, 'Remove this “age”'),
      `${features}\n# of b\nb: {owner: o, description: d}\n`,
    );
    await typed('features', features.replace('loans', 'loan'));
    assert.equal(await fixed('features', 1, 'Change to “loans”'), features);
    await typed('features', features.replace('loans', 'credits'));
    await untilProblems('features', ['2: There is no dataset “credits” in datasets.yaml.']);
    const made = async () => (await vscode.workspace.openTextDocument(uriOf('datasets'))).getText();
    const takenBack = async () => {
      for (const name of ['datasets', 'features'] as const) await revert(uriOf(name));
    };
    await fixed('features', 1, 'Create the dataset “credits”');
    // The file is sorted by name, and stays so.
    assert.equal(await made(), `credits:\n  location: credits.csv\n${datasets}`);
    await takenBack();
    // Where there is a file of that name, it is the one that is meant.
    await typed('features', features.replace('loans', 'bonds'));
    await untilProblems('features', ['2: There is no dataset “bonds” in datasets.yaml.']);
    await fixed('features', 1, 'Create the dataset “bonds” (data/2026/bonds.parquet)');
    assert.equal(await made(), `bonds:\n  location: data/2026/bonds.parquet\n${datasets}`);
    await takenBack();
  });

  it('renames everywhere, and asks before it changes texts of scripts', async () => {
    const rename = async (name: Name, line: number, character: number, to: string) => {
      await vscode.workspace.openTextDocument(uriOf(name));
      const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        uriOf(name),
        new vscode.Position(line, character),
        to,
      );
      return edit
        .entries()
        .map(
          ([uri, edits]) =>
            `${uri.path.slice(opened.uri.path.length + 1)} ${edits.map(({ range }) => `${range.start.line}:${range.start.character}`).join()}`,
        )
        .sort();
    };
    assert.deepEqual(await rename('features', 0, 1, 'years'), [
      '.cairn/features.yaml 0:0',
      'train.py 0:21,2:15,2:22',
    ]);
    assert.deepEqual(await rename('features', 1, 13, 'credits'), [
      '.cairn/datasets.yaml 0:0',
      '.cairn/features.yaml 1:11',
      'train.py 0:12',
    ]);
    await assert.rejects(rename('features', 3, 11, 'x'));
  });

  it('renames so that the changes fit, also where Python cannot write the name as a name', async () => {
    const script = opened.file('train.py');
    const written = await readFile(script.fsPath, 'utf8');
    const renamed = async (to: string) => {
      const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        uriOf('features'),
        new vscode.Position(0, 1),
        to,
      );
      assert.ok(await vscode.workspace.applyEdit(edit));
      const texts: string[] = [];
      for (const uri of [uriOf('features'), script]) {
        const document = await vscode.workspace.openTextDocument(uri);
        texts.push(document.getText());
        await revert(uri);
      }
      return texts;
    };
    const child = `${features}b:\n  parents: [age]\n  owner: o\n  description: d\n`;
    await writeFile(uriOf('features').fsPath, child);
    await until('the file is read', async () => {
      const document = await vscode.workspace.openTextDocument(uriOf('features'));
      return document.getText() === child;
    });
    assert.deepEqual(await renamed('years'), [
      child.replace('age:', 'years:').replace('[age]', '[years]'),
      'columns = ["loans", "years"]\nage = 1\ndf = df.assign(years=df.years)\n',
    ]);
    assert.deepEqual(await renamed('age in "years"'), [
      child.replace('age:', 'age in "years":').replace('[age]', '[age in "years"]'),
      'columns = ["loans", "age in \\"years\\""]\nage = 1\ndf = df.assign(age=df["age in \\"years\\""])\n',
    ]);
    assert.equal(await readFile(script.fsPath, 'utf8'), written);
    await writeFile(uriOf('features').fsPath, features);
    await untilProblems('features', []);
  });

  it('shows a conflict of a merge, and goes on with what was read before', async () => {
    const file = uriOf('features').fsPath;
    const conflict = `<<<<<<< HEAD\n${features}=======\nb: {}\n>>>>>>> other\n`;
    await writeFile(file, conflict);
    await untilProblems('features', [
      '1: The file has a merge conflict here; what was read before it stays in use.',
    ]);
    const found = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      uriOf('datasets'),
      new vscode.Position(0, 1),
    );
    assert.ok(found.length > 0);
    assert.equal(await readFile(file, 'utf8'), conflict);
    await writeFile(file, features);
    await untilProblems('features', []);
  });

  it('judges a file of 10 MB to its last line', async () => {
    const large = Array.from(
      { length: 60_000 },
      (_, at) => `f${at}:\n  owner: o\n  description: ${'d'.repeat(120)}\n`,
    ).join('');
    await writeFile(uriOf('features').fsPath, `${large}last:\n  owner: o\n`);
    await until(
      'the last line is judged',
      () => problems('features').some((one) => one.endsWith('“last” has no description.')),
      60_000,
    );
    await writeFile(uriOf('features').fsPath, features);
    await untilProblems('features', []);
  });
});
