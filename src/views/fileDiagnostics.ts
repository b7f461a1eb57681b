/** Watches the files that people write in .cairn, and shows what is wrong with them in the Problems panel, at its line. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import { followFile } from '../project/followFile.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from './projects.ts';
import type { Toast } from './ui/toast.ts';

export class FileDiagnostics implements vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #shown = this.#owned.add(vscode.languages.createDiagnosticCollection('cairn'));
  readonly #toast: Toast;

  constructor(projects: Projects, toast: Toast) {
    this.#toast = toast;
    projects.attach((project) => this.#watchConfig(project));
    projects.attach((project) => this.#watchCatalog(project));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #watchConfig(project: Project): Disposable {
    const owned = new DisposableStore();
    const uri = vscode.Uri.file(project.layout.config);
    owned.add(
      project.onDidChangeConfig(({ problems }) => {
        this.#shown.set(uri, problems.map(diagnosticOf));
      }),
    );
    owned.add({ dispose: () => this.#shown.delete(uri) });
    owned.add(followInFolder(project, project.layout.config, () => this.#toast.own(project.reloadConfig())));
    return owned;
  }

  #watchCatalog(project: Project): Disposable {
    const owned = new DisposableStore();
    const files = [project.layout.datasets, project.layout.features];
    const look = latest(async () => {
      // A folder without a catalog asks nothing of its index.
      const problems = files.some((file) => existsSync(file)) ? await project.store.catalogTexts.catalogProblems({}) : [];
      for (const file of files) {
        const own = problems.filter(({ where }) => where === path.basename(file));
        this.#shown.set(vscode.Uri.file(file), own.map(diagnosticOf));
      }
    });
    // After activation, which has more urgent things to do.
    const start = setImmediate(() => {
      for (const file of files) {
        owned.add(followInFolder(project, file, () => this.#toast.own(look())));
        owned.add({ dispose: () => this.#shown.delete(vscode.Uri.file(file)) });
      }
    });
    owned.add({ dispose: () => clearImmediate(start) });
    return owned;
  }
}

/** Calls back now, and whenever the file may have changed. */
function followInFolder(project: Project, file: string, changed: () => void): Disposable {
  const owned = new DisposableStore();
  const uri = vscode.Uri.file(file);
  const pattern = path.relative(project.folder, file).replaceAll(path.sep, '/');
  const watcher = owned.add(
    vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(project.folder, pattern)),
  );
  owned.add(watcher.onDidChange(changed));
  owned.add(watcher.onDidCreate(changed));
  owned.add(watcher.onDidDelete(changed));
  // A hint only: many file systems do not tell, so the file is asked for its time as well.
  owned.add(followFile(file, askEvery, changed));
  // What is saved in the editor is seen at once.
  owned.add(
    vscode.workspace.onDidSaveTextDocument((saved) => {
      if (saved.uri.toString() === uri.toString()) changed();
    }),
  );
  changed();
  return owned;
}

/** One at a time; what is asked for meanwhile is done once more, after it. */
function latest(work: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  let isQueued = false;
  const start = async () => {
    isQueued = false;
    await work();
  };
  return async () => {
    if (!isQueued) {
      isQueued = true;
      last = last.then(start, start);
    }
    await last;
  };
}

interface Placed {
  readonly line: number;
  readonly column: number;
  readonly endLine?: number | undefined;
  readonly endColumn?: number | undefined;
  readonly message: string;
  readonly level?: 'error' | 'warning';
}

function diagnosticOf({ line, column, endLine, endColumn, message, level }: Placed): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(line - 1, column - 1, (endLine ?? line) - 1, (endColumn ?? column) - 1),
    message,
    level === 'warning' ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Error,
  );
  diagnostic.source = 'Cairn';
  return diagnostic;
}

/** ms between two looks at the file's time. */
const askEvery = 2000;
