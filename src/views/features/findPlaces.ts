/** Everywhere a feature or a dataset is named: the catalog's files, model files, and the Python files of the folder. */
import path from 'node:path';
import * as vscode from 'vscode';
import { findFunction } from '../../base/pythonCode.ts';
import type { Project } from '../../project/project.ts';
import { fileOf, subjectAt, type Subject } from '../yamlHelp/subject.ts';
import { linesOf, yamlContext } from '../yamlHelp/yamlContext.ts';
import { pythonIn } from './pythonDocuments.ts';

export interface NamedPlace {
  readonly location: vscode.Location;
  /** `entry`: its own key. In scripts: a text, `frame.age`, `assign(age=1)`, or another name that is the same. */
  readonly as: 'entry' | 'catalog' | 'text' | 'attribute' | 'keyword' | 'name';
}

export async function findPlaces(project: Project, subject: Subject): Promise<NamedPlace[]> {
  const files = [project.layout.datasets, project.layout.features, ...(await modelFiles(project))];
  const inCatalog = await Promise.all(files.map((file) => placesInYaml(file, subject)));
  const scripts = await vscode.workspace.findFiles(
    new vscode.RelativePattern(project.folder, '**/*.py'),
    notScripts,
    mostScripts,
  );
  const naming = await project.store.features.naming(
    subject.name,
    scripts.map(({ fsPath }) => project.relative(fsPath)),
  );
  const inScripts: NamedPlace[] = [];
  for (const file of naming) {
    const document = await open(path.resolve(project.folder, file));
    if (document === undefined) continue;
    for (const { text, isString, role, line, column } of pythonIn(document).words)
      if (text === subject.name) {
        const range = new vscode.Range(line, column, line, column + text.length);
        inScripts.push({
          location: new vscode.Location(document.uri, range),
          as: isString ? 'text' : (role ?? 'name'),
        });
      }
  }
  return [...inCatalog.flat(), ...inScripts];
}

/** The function `file.py#name`, where there is one. */
export async function functionPlace(project: Project, made: string): Promise<vscode.Location | undefined> {
  const [file = '', called] = made.split('#');
  const document = await open(path.resolve(project.folder, file));
  if (document === undefined) return undefined;
  if (called === undefined) return new vscode.Location(document.uri, new vscode.Position(0, 0));
  const found = findFunction(pythonIn(document), called);
  return (
    found &&
    new vscode.Location(
      document.uri,
      new vscode.Range(found.line, found.column, found.line, found.column + found.name.length),
    )
  );
}

async function placesInYaml(file: string, { kind, name }: Subject): Promise<NamedPlace[]> {
  const document = await open(file);
  if (document === undefined || document.lineCount > mostLines) return [];
  const lines = linesOf(document.getText());
  const places: NamedPlace[] = [];
  for (let line = 0; line < lines.count; line += 1) {
    const text = lines.at(line);
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
      const context = yamlContext(lines, line, at + 1);
      const subject = context && subjectAt(fileOf(document.uri), context);
      if (subject?.kind !== kind || subject.name !== name) continue;
      const location = new vscode.Location(document.uri, new vscode.Range(line, at, line, at + name.length));
      places.push({ location, as: context?.path.length === 0 ? 'entry' : 'catalog' });
    }
  }
  return places;
}

async function modelFiles({ layout }: Project): Promise<string[]> {
  const found = await vscode.workspace.findFiles(
    new vscode.RelativePattern(layout.models, '*.yaml'),
    undefined,
    2000,
  );
  return found.map(({ fsPath }) => fsPath);
}

async function open(file: string): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  } catch {
    // Not there, or no text: it names nothing.
    return undefined;
  }
}

const mostLines = 100_000;
export const notScripts =
  '**/{node_modules,.venv,venv,env,site-packages,.cairn,.git,__pycache__,.tox,build,dist}/**';
export const mostScripts = 2000;
