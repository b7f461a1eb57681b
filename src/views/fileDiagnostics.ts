/** Watches the files that people write in .cairn, and shows what is wrong with them in the Problems panel, at its line. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import { followFile } from '../project/followFile.ts';
import type { Fix } from '../storage/yamlText.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from './projects.ts';
import type { Toast } from './ui/toast.ts';

export class FileDiagnostics implements vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #shown = this.#owned.add(vscode.languages.createDiagnosticCollection('cairn'));
  readonly #looked = this.#owned.add(new vscode.EventEmitter<void>());
  /** The catalog's files were looked at again, since they may have changed. */
  readonly onDidLook = this.#looked.event;
  readonly #problems = new Map<string, readonly ShownProblem[]>();
  /** What to do when the text of a file changes in the editor, by its URI. */
  readonly #looks = new Map<string, () => Promise<void>>();
  readonly #projects: Projects;
  readonly #toast: Toast;

  constructor(projects: Projects, toast: Toast) {
    this.#projects = projects;
    this.#toast = toast;
    projects.attach((project) => this.#watchConfig(project));
    projects.attach((project) => this.#watchCatalog(project));
    const typed = ({ uri }: vscode.TextDocument) => {
      if (isModelFile(uri) && !this.#looks.has(uri.toString())) this.#watchModel(uri);
      const look = this.#looks.get(uri.toString());
      if (look !== undefined) toast.own(look());
    };
    this.#owned.add(vscode.workspace.onDidChangeTextDocument(({ document }) => typed(document)));
    this.#owned.add(vscode.workspace.onDidOpenTextDocument(typed));
    this.#owned.add(
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (!isModelFile(document.uri)) typed(document);
        else if (this.#looks.delete(document.uri.toString())) this.#show(document.uri, []);
      }),
    );
  }

  /** What is shown of a file, with what would mend it. */
  problemsOf(uri: vscode.Uri): readonly ShownProblem[] {
    return this.#problems.get(uri.toString()) ?? [];
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #show(uri: vscode.Uri, problems: readonly Placed[]): void {
    const shown = problems.map((problem) => ({ problem, diagnostic: diagnosticOf(problem) }));
    this.#problems.set(uri.toString(), shown);
    this.#shown.set(
      uri,
      shown.map(({ diagnostic }) => diagnostic),
    );
  }

  #watchConfig(project: Project): Disposable {
    const uri = vscode.Uri.file(project.layout.config);
    const look = latest(async () => {
      const text = unsavedText(uri);
      const file = path.basename(uri.fsPath);
      this.#show(
        uri,
        text === undefined
          ? project.configProblems
          : await project.store.catalogTexts.textProblems({ file, text }),
      );
    });
    const owned = this.#hold(uri, look);
    owned.add(project.onDidChangeConfig(({ problems }) => this.#show(uri, problems)));
    owned.add(followInFolder(project, project.layout.config, () => this.#toast.own(project.reloadConfig())));
    return owned;
  }

  #watchCatalog(project: Project): Disposable {
    const owned = new DisposableStore();
    const files = { datasets: project.layout.datasets, features: project.layout.features };
    const uris = Object.values(files).map((file) => vscode.Uri.file(file));
    const look = latest(async () => {
      const [datasets, features] = uris.map(unsavedText);
      const texts = {
        ...(datasets !== undefined && { datasets }),
        ...(features !== undefined && { features }),
      };
      // A folder without a catalog asks nothing of its index.
      const isThere = Object.keys(texts).length > 0 || Object.values(files).some((file) => existsSync(file));
      const problems = isThere ? await project.store.catalogTexts.catalogProblems(texts) : [];
      for (const uri of uris)
        this.#show(
          uri,
          problems.filter(({ where }) => where === path.basename(uri.fsPath)),
        );
      this.#looked.fire();
    });
    for (const uri of uris) owned.add(this.#hold(uri, look));
    // The index thread sees what others change, also in scripts that make features.
    owned.add(
      project.onDidOpenStore((store) => owned.add(store.onDidChangeCatalog(() => this.#toast.own(look())))),
    );
    // The functions of features may have been renamed.
    owned.add(
      vscode.workspace.onDidSaveTextDocument(({ languageId, uri }) => {
        if (languageId === 'python' && this.#projects.ofFile(uri) === project) this.#toast.own(look());
      }),
    );
    // After activation, which has more urgent things to do.
    const start = setImmediate(() => {
      for (const { fsPath } of uris)
        owned.add(followInFolder(project, fsPath, () => this.#toast.own(look())));
    });
    owned.add({ dispose: () => clearImmediate(start) });
    return owned;
  }

  #hold(uri: vscode.Uri, look: () => Promise<void>): DisposableStore {
    const key = uri.toString();
    const owned = new DisposableStore();
    this.#looks.set(key, look);
    owned.add({
      dispose: () => {
        this.#looks.delete(key);
        this.#problems.delete(key);
        this.#shown.delete(uri);
      },
    });
    return owned;
  }

  /** Model files are looked at while they are open. */
  #watchModel(uri: vscode.Uri): void {
    const project = this.#projects.ofFile(uri);
    if (project === undefined) return;
    const look = latest(async () => {
      const document = openDocument(uri);
      if (document === undefined || document.lineCount > mostLines) return;
      const text = document.getText();
      const file = `models/${path.basename(uri.fsPath)}`;
      this.#show(uri, await project.store.catalogTexts.textProblems({ file, text }));
    });
    this.#looks.set(uri.toString(), look);
  }
}

/** A problem as the Problems panel has it, and as it was found. */
export interface ShownProblem {
  readonly diagnostic: vscode.Diagnostic;
  readonly problem: Placed;
}

function isModelFile({ scheme, path: file }: vscode.Uri): boolean {
  return scheme === 'file' && /\/\.cairn\/models\/[^/]+\.yaml$/.test(file);
}

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
}

/** Of a file that is being written; undefined when the disk says the same, or when it is too long to be looked at with each key. */
function unsavedText(uri: vscode.Uri): string | undefined {
  const document = openDocument(uri);
  if (document?.isDirty !== true || document.lineCount > mostLines) return undefined;
  const text = document.getText();
  return text.length > mostLetters ? undefined : text;
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

export interface Placed {
  readonly line: number;
  readonly column: number;
  readonly endLine?: number | undefined;
  readonly endColumn?: number | undefined;
  readonly message: string;
  readonly level?: 'error' | 'warning' | undefined;
  readonly fix?: Fix | undefined;
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

const mostLines = 50_000;
/** Letters; a text that is longer is judged when it is saved. */
const mostLetters = 1_000_000;
/** ms between two looks at the file's time. */
const askEvery = 2000;
