/** Completion, hover, definitions and references in .cairn's YAML files, also where no YAML extension is installed. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import { featureHover } from '../features/featureHover.ts';
import { findPlaces, functionPlace } from '../features/findPlaces.ts';
import type { Projects } from '../projects.ts';
import { descriptionAt, keysAt, valuesAt, type SchemaKey } from './schemaHelp.ts';
import { fileOf, subjectAt, type CatalogFile } from './subject.ts';
import { yamlContext, type Lines, type YamlContext } from './yamlContext.ts';
import { namesFor, type Schemas } from './yamlWords.ts';

export interface YamlPlace {
  readonly project: Project;
  readonly file: CatalogFile;
  readonly lines: Lines;
  readonly context: YamlContext;
  readonly range: vscode.Range;
}

/** Undefined in other files, in comments and in folders that are not open. */
export function yamlPlace(
  projects: Projects,
  document: vscode.TextDocument,
  { line, character }: vscode.Position,
): YamlPlace | undefined {
  const file = fileOf(document.uri);
  const project = projects.ofFile(document.uri);
  if (file === undefined || project === undefined) return undefined;
  const lines = linesIn(document);
  const context = yamlContext(lines, line, character);
  return (
    context && {
      ...{ project, file, lines, context },
      range: new vscode.Range(line, context.start, line, context.end),
    }
  );
}

export function linesIn(document: vscode.TextDocument): Lines {
  return { count: document.lineCount, at: (line) => document.lineAt(line).text };
}

export class YamlProviders
  implements
    vscode.CompletionItemProvider,
    vscode.HoverProvider,
    vscode.DefinitionProvider,
    vscode.ReferenceProvider
{
  readonly #projects: Projects;
  readonly #schemas: Schemas;

  constructor(projects: Projects, schemas: Schemas) {
    this.#projects = projects;
    this.#schemas = schemas;
  }

  async provideCompletionItems(document: vscode.TextDocument, position: vscode.Position) {
    const place = yamlPlace(this.#projects, document, position);
    if (place === undefined) return [];
    const { context, file, project, range, lines } = place;
    const schema = await this.#schemas.of(file);
    const inserting = new vscode.Range(range.start, position);
    const item = (label: string, kind: vscode.CompletionItemKind, insert: string | vscode.SnippetString) => {
      const made = new vscode.CompletionItem(label, kind);
      made.insertText = insert;
      made.range = { inserting: inserting.start.isAfter(position) ? range : inserting, replacing: range };
      return made;
    };
    if (context.on === 'key') {
      const hasColon = document
        .lineAt(position.line)
        .text.slice(range.end.character)
        .trimStart()
        .startsWith(':');
      const keys = keysAt(schema, context.path);
      return keys
        .filter(({ name }) => name === context.word || !context.beside.includes(name))
        .map((key, at) => {
          const made = item(key.name, vscode.CompletionItemKind.Property, keyText(key, hasColon, context));
          if (key.description !== undefined) made.documentation = key.description;
          if (key.isRequired) made.detail = t('needed');
          made.sortText = String(at).padStart(3, '0');
          return made;
        });
    }
    const values = valuesAt(schema, context.path);
    const names = (await namesFor(project, file, context, lines)) ?? [];
    return [
      ...values.map((value) => item(value, vscode.CompletionItemKind.EnumMember, value)),
      ...names.map((name, at) => {
        const made = item(name, vscode.CompletionItemKind.Value, yamlText(name));
        made.filterText = name;
        made.sortText = String(at).padStart(6, '0');
        // With the file comes the question for the function.
        if (name.endsWith('#')) made.command = { command: 'editor.action.triggerSuggest', title: '' };
        return made;
      }),
    ];
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position) {
    const place = yamlPlace(this.#projects, document, position);
    if (place === undefined || !place.range.contains(position)) return undefined;
    const { project, file, context, range } = place;
    const subject = subjectAt(file, context);
    if (subject?.kind === 'feature') {
      const [feature] = await project.store.features.byName([subject.name]);
      return feature && new vscode.Hover(featureHover(project, feature), range);
    }
    if (subject?.kind === 'dataset') {
      const dataset = (await project.store.features.words()).datasets.find(
        ({ name }) => name === subject.name,
      );
      if (dataset === undefined) return undefined;
      const text = new vscode.MarkdownString();
      text.appendMarkdown('**').appendText(dataset.name).appendMarkdown('**\n\n');
      for (const fact of [
        dataset.description,
        dataset.owner && t('Owner: {0}', dataset.owner),
        dataset.location,
      ])
        if (fact !== null && fact !== '') text.appendText(fact.trim()).appendMarkdown('\n\n');
      return new vscode.Hover(text, range);
    }
    if (context.on !== 'key') return undefined;
    const description = descriptionAt(await this.#schemas.of(file), [...context.path, context.word]);
    return description === undefined
      ? undefined
      : new vscode.Hover(new vscode.MarkdownString().appendText(description), range);
  }

  async provideDefinition(document: vscode.TextDocument, position: vscode.Position) {
    const place = yamlPlace(this.#projects, document, position);
    if (place === undefined) return undefined;
    const { project, file, context } = place;
    const { features } = project.store;
    if (
      file === 'features' &&
      context.on === 'value' &&
      context.path.join() === `${context.path[0] ?? ''},function`
    )
      return await functionPlace(project, context.word);
    const subject = subjectAt(file, context);
    if (subject === undefined) return undefined;
    if (subject.kind === 'feature') {
      const [feature] = await features.byName([subject.name]);
      if (feature === undefined) return undefined;
      // From its own key on to the function that makes it.
      if (context.on === 'key')
        return feature.function === null ? undefined : await functionPlace(project, feature.function);
      return at(project.layout.features, feature.line);
    }
    const dataset = (await features.words()).datasets.find(({ name }) => name === subject.name);
    return dataset && at(project.layout.datasets, dataset.line);
  }

  async provideReferences(document: vscode.TextDocument, position: vscode.Position) {
    const place = yamlPlace(this.#projects, document, position);
    const subject = place && subjectAt(place.file, place.context);
    if (place === undefined || subject === undefined) return undefined;
    return (await findPlaces(place.project, subject)).map(({ location }) => location);
  }
}

function at(file: string, line: number): vscode.Location {
  return new vscode.Location(vscode.Uri.file(file), new vscode.Position(line - 1, 0));
}

function keyText(
  { name, holds }: SchemaKey,
  hasColon: boolean,
  { path }: YamlContext,
): string | vscode.SnippetString {
  if (hasColon) return name;
  if (holds === 'text') return `${name}: `;
  const indent = '  '.repeat(path.filter((step) => step !== '[]').length + 1);
  return new vscode.SnippetString(holds === 'list' ? `${name}:\n${indent}- $0` : `${name}:\n${indent}$0`);
}

/** As YAML takes it for a text. */
export function yamlText(text: string): string {
  return /^[\p{L}\p{N}_./][\p{L}\p{N}_./#@ -]*$/u.test(text) &&
    !/ #|^(true|false|null|yes|no|~)$|^[\d.]+$| $/i.test(text)
    ? text
    : JSON.stringify(text);
}
