/** Features in Python files: a hover on their names, and the way from a name to its entry and to everywhere else it stands. */
import * as vscode from 'vscode';
import type { Project } from '../../project/project.ts';
import type { Projects } from '../projects.ts';
import { featureHover } from './featureHover.ts';
import { findPlaces } from './findPlaces.ts';
import { wordAt } from './pythonDocuments.ts';

export class PythonHelp implements vscode.HoverProvider, vscode.DefinitionProvider, vscode.ReferenceProvider {
  readonly #projects: Projects;
  readonly #hasFeatures: (project: Project) => boolean;

  constructor(projects: Projects, hasFeatures: (project: Project) => boolean) {
    this.#projects = projects;
    this.#hasFeatures = hasFeatures;
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position) {
    const found = await this.#at(document, position);
    return found && new vscode.Hover(featureHover(found.project, found.feature), found.range);
  }

  async provideDefinition(document: vscode.TextDocument, position: vscode.Position) {
    const found = await this.#at(document, position);
    if (found === undefined) return undefined;
    const uri = vscode.Uri.file(found.project.layout.features);
    return new vscode.Location(uri, new vscode.Position(found.feature.line - 1, 0));
  }

  async provideReferences(document: vscode.TextDocument, position: vscode.Position) {
    const found = await this.#at(document, position);
    if (found === undefined) return undefined;
    const places = await findPlaces(found.project, { kind: 'feature', name: found.feature.name });
    return places.map(({ location }) => location);
  }

  async #at(document: vscode.TextDocument, position: vscode.Position) {
    const project = this.#projects.ofFile(document.uri);
    if (project === undefined || !this.#hasFeatures(project)) return undefined;
    const word = wordAt(document, position);
    if (word === undefined || word.text === '') return undefined;
    const [feature] = await project.store.features.byName([word.text]);
    if (feature === undefined) return undefined;
    const { line, column, text } = word;
    return { project, feature, range: new vscode.Range(line, column, line, column + text.length) };
  }
}
