/** Quick fixes for what is wrong or lacks in the catalog's files. */
import path from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { suggestions } from '../../base/suggest.ts';
import { readPython } from '../../base/pythonCode.ts';
import { readScript } from '../../catalog/readScript.ts';
import type { Project } from '../../project/project.ts';
import type { Fix } from '../../storage/yamlText.ts';
import type { FileDiagnostics, ShownProblem } from '../fileDiagnostics.ts';
import type { CatalogRef } from '../catalogRef.ts';
import { folderUri, type Projects } from '../projects.ts';
import { commands } from '../ui/contributions.ts';
import { editsBetween } from './changeFile.ts';
import { proposalsFor } from './ownerProposals.ts';
import { keysAt } from './schemaHelp.ts';
import { fileOf, subjectAt, type CatalogFile } from './subject.ts';
import { blockEnd, textsIn } from './yamlContext.ts';
import { linesIn, yamlPlace, yamlText } from './yamlProviders.ts';
import type { Schemas } from './yamlWords.ts';

interface Wrong {
  readonly project: Project;
  readonly file: CatalogFile;
  readonly document: vscode.TextDocument;
  readonly diagnostic: vscode.Diagnostic;
  readonly fix: Fix;
}

export class YamlFixes implements vscode.CodeActionProvider {
  readonly #projects: Projects;
  readonly #schemas: Schemas;
  readonly #shown: Pick<FileDiagnostics, 'problemsOf'>;

  constructor(projects: Projects, schemas: Schemas, shown: Pick<FileDiagnostics, 'problemsOf'>) {
    this.#projects = projects;
    this.#schemas = schemas;
    this.#shown = shown;
  }

  async provideCodeActions(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
    const file = fileOf(document.uri);
    const project = this.#projects.ofFile(document.uri);
    if (file === undefined || project === undefined) return [];
    const touched = this.#shown
      .problemsOf(document.uri)
      .filter(({ diagnostic }) => diagnostic.range.intersection(range) !== undefined);
    const fixes = touched.map(async ({ diagnostic, problem }: ShownProblem) => {
      if (problem.fix === undefined) return [];
      return await this.#fixesFor({ project, file, document, diagnostic, fix: problem.fix });
    });
    const place = yamlPlace(this.#projects, document, range.start);
    const subject = place && subjectAt(file, place.context);
    return [...(await Promise.all(fixes)).flat(), ...(subject === undefined ? [] : [renameAction()])];
  }

  async #fixesFor(wrong: Wrong): Promise<vscode.CodeAction[]> {
    switch (wrong.fix.kind) {
      case 'owner':
        return await ownerFixes(wrong);
      case 'description':
        return descriptionFix(wrong);
      case 'twice':
        return removeFix(wrong);
      case 'unknownKey':
        return await this.#keyFixes(wrong);
      case 'dataset':
        return await datasetFixes(wrong);
      case 'feature': {
        const { features } = await wrong.project.store.features.words();
        return meantFixes(wrong, suggestions(wrong.fix.value ?? '', features));
      }
      case 'function':
        return await functionFixes(wrong);
      case 'conflict':
        return [];
    }
  }

  async #keyFixes({ file, document, diagnostic, fix }: Wrong): Promise<vscode.CodeAction[]> {
    const schema = await this.#schemas.of(file);
    const known = keysAt(
      schema,
      fix.path.slice(0, -1).map((step) => (/^\d+$/.test(step) ? '[]' : step)),
    ).map(({ name }) => name);
    return suggestions(fix.path.at(-1) ?? '', known).map((name) =>
      replacing(document, diagnostic, t('Rename to “{0}”', name), { range: diagnostic.range, text: name }),
    );
  }
}

async function ownerFixes({ project, file, document, diagnostic, fix }: Wrong): Promise<vscode.CodeAction[]> {
  const [name = ''] = fix.path;
  const ref: CatalogRef = {
    folder: folderUri(project),
    kind: file === 'datasets' ? 'dataset' : 'feature',
    name,
  };
  const written = textsIn(linesIn(document), diagnostic.range.start.line);
  const proposals = await proposalsFor(project, ref, written);
  const asks = action(t('Set owner…'), diagnostic);
  asks.command = { title: asks.title, command: commands.catalogSetOwner, arguments: [ref] };
  return [
    ...proposals.flatMap(({ owner, from }) => {
      const edit = addKey(document, diagnostic.range.start.line, `owner: ${yamlText(owner)}`, fix.path);
      if (edit === undefined) return [];
      const made = action(t('Add owner {0} ({1})', owner, from), diagnostic);
      made.edit = edit;
      return [made];
    }),
    asks,
  ];
}

function descriptionFix({ document, diagnostic, fix }: Wrong): vscode.CodeAction[] {
  const edit = addKey(
    document,
    diagnostic.range.start.line,
    new vscode.SnippetString(`description: \${1:${t('What it says').replaceAll(/[$}\\]/g, '')}}`),
    fix.path,
  );
  if (edit === undefined) return [];
  const made = action(t('Add a description'), diagnostic);
  made.edit = edit;
  return [made];
}

/** As the first line of the entry; undefined where the entry is written between braces, or has the key without a value. */
function addKey(
  document: vscode.TextDocument,
  line: number,
  what: string | vscode.SnippetString,
  path: readonly string[],
): vscode.WorkspaceEdit | undefined {
  if (line >= document.lineCount || path.length !== 1) return undefined;
  const { text, range } = document.lineAt(line);
  const rest = /:\s*(?:#.*|\{\s*\}\s*(?:#.*)?|(?:null|~)\s*)?$/.exec(text);
  if (rest === null) return undefined;
  const lines = linesIn(document);
  const end = blockEnd(lines, line);
  const key = typeof what === 'string' ? 'owner' : 'description';
  let indent = '  ';
  for (let at = line + 1; at < end; at += 1) {
    const own = lines.at(at);
    if (new RegExp(`^ +${key}:`).test(own)) return undefined;
    indent = /^( +)[^\s#]/.exec(own)?.[1] ?? indent;
    if (/^ +[^\s#]/.test(own) && at > line + 40) break;
  }
  const edit = new vscode.WorkspaceEdit();
  const isEmpty = /\{\s*\}|null|~/.test(rest[0].replace(/#.*/, ''));
  const start = new vscode.Position(line, rest.index + 1);
  const place = isEmpty ? new vscode.Range(start, range.end) : new vscode.Range(range.end, range.end);
  // VS Code indents the further lines of a snippet as the line that it is put into, which is not indented.
  const insert =
    typeof what === 'string' ? `\n${indent}${what}` : new vscode.SnippetString(`\n${indent}${what.value}`);
  edit.set(document.uri, [
    typeof insert === 'string'
      ? vscode.TextEdit.replace(place, insert)
      : vscode.SnippetTextEdit.replace(place, insert),
  ]);
  return edit;
}

function removeFix({ document, diagnostic, fix }: Wrong): vscode.CodeAction[] {
  const { line } = diagnostic.range.start;
  // Between braces it is not a line of its own.
  if (!/^\s*(?:- +)?$/.test(document.lineAt(line).text.slice(0, diagnostic.range.start.character))) return [];
  const end = Math.min(blockEnd(linesIn(document), line), document.lineCount);
  const range = new vscode.Range(line, 0, end, 0);
  const made = replacing(document, diagnostic, t('Remove this “{0}”', fix.path.at(-1) ?? ''), {
    range,
    text: '',
  });
  made.isPreferred = true;
  return [made];
}

async function datasetFixes(wrong: Wrong): Promise<vscode.CodeAction[]> {
  const { project, document, diagnostic, fix } = wrong;
  const { datasets } = await project.store.features.words();
  const name = fix.value ?? '';
  const near = suggestions(
    name,
    datasets.map((one) => one.name),
  );
  const uri = vscode.Uri.file(project.layout.datasets);
  const known = await openIfThere(uri);
  const creating = async (title: string, location: string) => {
    const text = await project.store.catalogTexts.changeYaml({
      ...{ file: 'datasets.yaml', text: known?.getText() ?? '' },
      changes: [{ kind: 'set', path: [name], value: { location } }],
    });
    const made = action(title, diagnostic);
    made.edit = new vscode.WorkspaceEdit();
    if (known !== undefined) made.edit.set(uri, editsBetween(known, text));
    else made.edit.createFile(uri, { contents: Buffer.from(text) });
    return made;
  };
  const files = await filesNamed(project, name);
  const made = files.map(
    async (file) => await creating(t('Create the dataset “{0}” ({1})', name, file), file),
  );
  if (files.length === 0) made.push(creating(t('Create the dataset “{0}”', name), `${name}.csv`));
  return [...meantFixes({ ...wrong, document }, near), ...(await Promise.all(made))];
}

/** Data files that are called so, from the folder. */
async function filesNamed({ folder }: Project, name: string): Promise<string[]> {
  if (!/^[\w.-]+$/.test(name)) return [];
  const pattern = new vscode.RelativePattern(folder, `**/${name}.{csv,tsv,parquet,pq,json,jsonl,ndjson}`);
  const found = await vscode.workspace.findFiles(pattern, undefined, 3);
  return found.map(({ fsPath }) => path.relative(folder, fsPath).replaceAll(path.sep, '/')).sort();
}

async function openIfThere(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    // It is made then.
    return undefined;
  }
}

async function functionFixes(wrong: Wrong): Promise<vscode.CodeAction[]> {
  const [file = '', called = ''] = (wrong.fix.value ?? '').split('#');
  const text = await readScript(wrong.project.folder, file);
  if (text === undefined) return [];
  const paths = readPython(text).functions.map(({ path }) => path);
  const near = suggestions(called, paths);
  // A function that was renamed may be called quite differently; of few, each may be it.
  const others = paths.length <= 5 ? paths.filter((one) => !near.includes(one)) : [];
  return meantFixes(
    wrong,
    [...near, ...others].map((one) => `${file}#${one}`),
  );
}

/** Puts one of these in the place of the wrong value, which stands at or below the problem. */
function meantFixes({ document, diagnostic, fix }: Wrong, meant: readonly string[]): vscode.CodeAction[] {
  const value = fix.value ?? '';
  const from = diagnostic.range.start.line;
  const end = Math.min(blockEnd(linesIn(document), from), document.lineCount);
  for (let line = from; line < end; line += 1) {
    const { text } = document.lineAt(line);
    const start = line === from ? diagnostic.range.end.character : 0;
    const at = placeOf(text, value, start);
    if (at === undefined) continue;
    const range = new vscode.Range(line, at, line, at + value.length);
    return meant.map((name) =>
      replacing(document, diagnostic, t('Change to “{0}”', name), { range, text: name }),
    );
  }
  return [];
}

/** Where the value stands alone, and not as a part of another word. */
function placeOf(text: string, value: string, start: number): number | undefined {
  for (let at = text.indexOf(value, start); at >= 0; at = text.indexOf(value, at + 1)) {
    const [before, after] = [text.charAt(at - 1), text.charAt(at + value.length)];
    if (/^[\s["',-]?$/.test(before) && /^[\s\]"',}]?$/.test(after)) return at;
  }
  return undefined;
}

function renameAction(): vscode.CodeAction {
  const made = new vscode.CodeAction(t('Rename everywhere…'), vscode.CodeActionKind.RefactorRewrite);
  made.command = { title: made.title, command: 'editor.action.rename' };
  return made;
}

function replacing(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  title: string,
  { range, text }: { readonly range: vscode.Range; readonly text: string },
): vscode.CodeAction {
  const made = action(title, diagnostic);
  made.edit = new vscode.WorkspaceEdit();
  made.edit.replace(document.uri, range, text);
  return made;
}

function action(title: string, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  made.diagnostics = [diagnostic];
  return made;
}
