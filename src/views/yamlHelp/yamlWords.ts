/** What a place in .cairn's YAML may be completed with: keys and values of its schema, and names that the folder knows. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { readPython } from '../../base/pythonCode.ts';
import { readScript } from '../../catalog/readScript.ts';
import type { Project } from '../../project/project.ts';
import { mostScripts, notScripts } from '../features/findPlaces.ts';
import { parseSchema, type Schema } from './schemaHelp.ts';
import type { CatalogFile } from './subject.ts';
import type { Lines, YamlContext } from './yamlContext.ts';
import { blockEnd, topLine, yamlContext } from './yamlContext.ts';

/** The schemas that lie in media/schemas, each read once. */
export class Schemas {
  readonly #folder: string;
  readonly #read = new Map<CatalogFile, Promise<Schema>>();

  constructor(extension: vscode.Uri) {
    this.#folder = path.join(extension.fsPath, 'media', 'schemas');
  }

  async of(file: CatalogFile): Promise<Schema> {
    const known =
      this.#read.get(file) ?? readFile(path.join(this.#folder, `${file}.json`), 'utf8').then(parseSchema);
    this.#read.set(file, known);
    return await known;
  }
}

/** Names for the value at this place; undefined when any text may stand there. */
export async function namesFor(
  project: Project,
  file: CatalogFile,
  { path: at, word }: YamlContext,
  lines: Lines,
): Promise<readonly string[] | undefined> {
  const keys = at.filter((step) => step !== '[]');
  const key = keys.at(-1);
  const { features: store } = project.store;
  if (file === 'features' && keys.length === 2)
    switch (key) {
      case 'owner':
      case 'reviewer':
        return await ownersOf(project);
      case 'dataset':
        return (await store.words()).datasets.map(({ name }) => name);
      case 'parents':
        return (await store.words()).features.filter((name) => name !== keys[0]);
      case 'columns': {
        const dataset = valueOf(lines, keys[0] ?? '', 'dataset');
        return dataset === undefined ? [] : await store.columnsOf(dataset);
      }
      case 'function':
        return await functionsFor(project, word);
      default:
        return undefined;
    }
  if (file === 'datasets' && keys.length === 2) {
    if (key === 'owner') return await ownersOf(project);
    if (key === 'time' || key === 'label' || key === 'sensitive') return await store.columnsOf(keys[0] ?? '');
  }
  return undefined;
}

/** Files, and once one is named its functions. */
export async function functionsFor(project: Project, word: string): Promise<string[]> {
  const [file, called] = word.split('#');
  if (file !== undefined && called !== undefined) {
    const text = await readScript(project.folder, file);
    return text === undefined ? [] : readPython(text).functions.map((one) => `${file}#${one.path}`);
  }
  const found = await vscode.workspace.findFiles(
    new vscode.RelativePattern(project.folder, '**/*.py'),
    notScripts,
    mostScripts,
  );
  return found.map(({ fsPath }) => `${project.relative(fsPath)}#`).sort();
}

export async function ownersOf(project: Project): Promise<string[]> {
  const { knownOwners } = await import('../../project/proposeOwners.ts');
  const [{ owners }, named] = await Promise.all([
    project.store.features.words(),
    knownOwners(project.folder),
  ]);
  return [...new Set([...owners, ...named])];
}

/** The text that an entry has for a key, by its lines. */
function valueOf(lines: Lines, entry: string, key: string): string | undefined {
  const line = topLine(lines, entry);
  if (line === undefined) return undefined;
  for (let at = line; at < blockEnd(lines, line); at += 1) {
    const text = lines.at(at);
    for (const found of text.matchAll(new RegExp(`\\b${key}:\\s*[^\\s,}]`, 'g'))) {
      const context = yamlContext(lines, at, found.index + found[0].length);
      if (context?.path.join('\n') === `${entry}\n${key}`) return context.word;
    }
  }
  return undefined;
}
