/** Help with the catalog while somebody writes Python or YAML; loaded when the first such file is open in a folder that has one. */
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import type { Project } from '../project/project.ts';
import type { CatalogHelpParts } from './registerCatalogHelp.ts';

export function catalogHelp(parts: CatalogHelpParts): Disposable {
  const owned = new DisposableStore();
  let isLoaded = false;
  const look = (document: vscode.TextDocument): void => {
    if (isLoaded || document.uri.scheme !== 'file') return;
    const isYaml = /[\\/]\.cairn[\\/].*\.yaml$/.test(document.uri.fsPath);
    if (!isYaml && document.languageId !== 'python') return;
    const project = parts.projects.ofFile(document.uri);
    if (project === undefined || (!isYaml && !hasFeatures(project))) return;
    isLoaded = true;
    parts.toast.own(
      import('./registerCatalogHelp.ts').then(({ registerCatalogHelp }) =>
        owned.add(registerCatalogHelp(parts, hasFeatures)),
      ),
    );
  };
  owned.add(vscode.workspace.onDidOpenTextDocument(look));
  // A folder may have got its first features since.
  owned.add(vscode.window.onDidChangeActiveTextEditor((editor) => editor && look(editor.document)));
  // After activation, which has more urgent things to do.
  const start = setImmediate(() => vscode.workspace.textDocuments.forEach(look));
  owned.add({ dispose: () => clearImmediate(start) });
  return owned;
}

function hasFeatures(project: Project): boolean {
  return existsSync(project.layout.features);
}
