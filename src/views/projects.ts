/** The projects of this window: one for each workspace folder on a disk, coming and going with the folders. */
import * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable.ts';
import { Project, type ProjectHost } from '../project/project.ts';

export class Projects implements vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<void>());
  readonly #open = new Map<string, { readonly project: Project; readonly owned: DisposableStore }>();
  readonly #attached: ((project: Project) => Disposable)[] = [];
  readonly #host: ProjectHost;
  /** Folders came or went. */
  readonly onDidChange = this.#changed.event;

  constructor(host: ProjectHost) {
    this.#host = host;
    this.#owned.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#sync()));
    this.#owned.add(toDisposable(() => [...this.#open.values()].forEach(({ owned }) => owned.dispose())));
    this.#sync();
  }

  get all(): readonly Project[] {
    return [...this.#open.values()].map(({ project }) => project);
  }

  /** The project of the folder with this URI, as a string. */
  byFolder(folder: string): Project | undefined {
    return this.#open.get(folder)?.project;
  }

  /** The project that a file belongs to. */
  ofFile(uri: vscode.Uri): Project | undefined {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    return folder && this.byFolder(folder.uri.toString());
  }

  /** What every project has while it is open; the disposable goes when the project goes. */
  attach(make: (project: Project) => Disposable): void {
    this.#attached.push(make);
    for (const { project, owned } of this.#open.values()) owned.add(make(project));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #sync(): void {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const wanted = new Set(folders.map(({ uri }) => uri.toString()));
    for (const [key, { owned }] of this.#open) {
      if (wanted.has(key)) continue;
      this.#open.delete(key);
      owned.dispose();
    }
    for (const { uri } of folders) {
      const key = uri.toString();
      if (this.#open.has(key)) continue;
      const owned = new DisposableStore();
      const project = owned.add(new Project(uri.fsPath, this.#host));
      this.#open.set(key, { project, owned });
      for (const make of this.#attached) owned.add(make(project));
    }
    this.#changed.fire();
  }
}

/** How commands, pages and terminals name a run: JSON that survives a reload. */
export interface RunRef {
  /** URI of the workspace folder. */
  readonly folder: string;
  readonly run: string;
}

export function folderUri(project: Project): string {
  return vscode.Uri.file(project.folder).toString();
}
