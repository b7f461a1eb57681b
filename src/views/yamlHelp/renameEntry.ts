/** Renames a dataset or a feature everywhere: in the catalog and model files, and, once a person agrees, in scripts. */
import path from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import { findPlaces } from '../features/findPlaces.ts';
import type { Projects } from '../projects.ts';
import { editsBetween } from './changeFile.ts';
import { openTexts } from './openTexts.ts';
import { renamedInScript } from './renamedInScript.ts';
import { subjectAt, type Subject } from './subject.ts';
import { yamlPlace } from './yamlProviders.ts';

export class RenameEntry implements vscode.RenameProvider {
  readonly #projects: Projects;

  constructor(projects: Projects) {
    this.#projects = projects;
  }

  prepareRename(document: vscode.TextDocument, position: vscode.Position) {
    const place = yamlPlace(this.#projects, document, position);
    const subject = place && subjectAt(place.file, place.context);
    if (place === undefined || subject === undefined || !place.range.contains(position))
      throw new Error(t('Only names of datasets and features can be renamed here.'));
    return { range: place.range, placeholder: subject.name };
  }

  async provideRenameEdits(document: vscode.TextDocument, position: vscode.Position, newName: string) {
    const place = yamlPlace(this.#projects, document, position);
    const subject = place && subjectAt(place.file, place.context);
    if (place === undefined || subject === undefined) return undefined;
    const to = newName.trim();
    if (to === '' || to.includes('\n')) throw new Error(t('A name has to be one line of text.'));
    const { project } = place;
    const files = await project.store.catalogTexts.renameEntry({ ...subject, to, texts: openTexts(project) });
    const edit = new vscode.WorkspaceEdit();
    for (const { file, text } of files) {
      const uri = vscode.Uri.file(path.join(project.layout.root, file));
      edit.set(uri, editsBetween(await vscode.workspace.openTextDocument(uri), text));
    }
    // What is called the same in a script may mean something else, so a person sees each before.
    const texts = {
      ...{ needsConfirmation: true, label: t('Texts in scripts that are called the same') },
      ...(await this.#whatStays(project, subject)),
    };
    const names = { ...texts, label: t('Attributes and arguments in scripts that are called the same') };
    for (const { location, as } of await findPlaces(project, subject)) {
      if (as !== 'text' && as !== 'attribute' && as !== 'keyword') continue;
      if (as !== 'text' && subject.kind === 'dataset') continue;
      const script = await vscode.workspace.openTextDocument(location.uri);
      const { start, end } = location.range;
      const line = script.lineAt(start.line).text;
      const renamed = renamedInScript({ as, line, start: start.character }, to);
      if (renamed === undefined) continue;
      const range = new vscode.Range(start.with({ character: renamed.start }), end);
      edit.replace(location.uri, range, renamed.text, as === 'text' ? texts : names);
    }
    return edit;
  }

  /** Said beside each script: the data do not change with the catalog. */
  async #whatStays(project: Project, { kind, name }: Subject): Promise<{ description?: string }> {
    if (kind === 'dataset') return {};
    const [feature] = await project.store.features.byName([name]);
    return feature?.columns.includes(name) === true
      ? { description: t('the column of the data stays “{0}”', name) }
      : {};
  }
}
