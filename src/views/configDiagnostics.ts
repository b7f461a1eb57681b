/** Watches .cairn/config.yaml on disk and shows what is wrong with it in the Problems panel, at its line. */
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import { followFile } from '../project/followFile.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from './projects.ts';
import type { Toast } from './ui/toast.ts';

export class ConfigDiagnostics implements vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #shown = this.#owned.add(vscode.languages.createDiagnosticCollection('cairn'));

  constructor(projects: Projects, toast: Toast) {
    projects.attach((project) => this.#watch(project, toast));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #watch(project: Project, toast: Toast): Disposable {
    const owned = new DisposableStore();
    const uri = vscode.Uri.file(project.layout.config);
    const watcher = owned.add(
      vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(project.folder, '.cairn/config.yaml'),
      ),
    );
    const reload = (): void => toast.own(project.reloadConfig());
    owned.add(watcher.onDidChange(reload));
    owned.add(watcher.onDidCreate(reload));
    owned.add(watcher.onDidDelete(reload));
    // A hint only: many file systems do not tell, so the file is asked for its time as well.
    owned.add(followFile(project.layout.config, askEvery, reload));
    // What is saved in the editor is seen at once.
    owned.add(
      vscode.workspace.onDidSaveTextDocument((saved) => {
        if (saved.uri.toString() === uri.toString()) reload();
      }),
    );
    owned.add(
      project.onDidChangeConfig(({ problems }) => {
        this.#shown.set(uri, problems.map(diagnosticOf));
      }),
    );
    owned.add({ dispose: () => this.#shown.delete(uri) });
    reload();
    return owned;
  }
}

function diagnosticOf(problem: Project['configProblems'][number]): vscode.Diagnostic {
  const { line, column, endLine = line, endColumn = column, message } = problem;
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1),
    message,
    vscode.DiagnosticSeverity.Error,
  );
  diagnostic.source = 'Cairn';
  return diagnostic;
}

/** ms between two looks at the file's time. */
const askEvery = 2000;
