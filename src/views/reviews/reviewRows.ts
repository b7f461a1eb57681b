/** How the scripts of this window's folders stand by their reviews: what the tree, the lenses and the pages show of them. */
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { Project } from '../../project/project.ts';
import type { ReviewRow } from '../../protocol/reviewShape.ts';
import type { Projects } from '../projects.ts';
import type { CodeChanges } from './codeChanges.ts';
import type { Toast } from '../ui/toast.ts';

export interface ReviewRowsChange {
  readonly project: Project;
  /** Undefined: any may have changed. */
  readonly scripts: ReadonlySet<string> | undefined;
}

export interface ReviewRowsParts {
  readonly toast: Toast;
  /** Loaded when a script is stale. */
  readonly changes: () => Promise<CodeChanges>;
}

export class ReviewRows implements vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<ReviewRowsChange>());
  readonly #known = new Map<Project, Promise<Map<string, ReviewRow>>>();
  readonly #parts: ReviewRowsParts;
  readonly #projects: Projects;
  readonly #typed: Typed;
  readonly onDidChange = this.#changed.event;

  constructor(projects: Projects, parts: ReviewRowsParts) {
    this.#parts = parts;
    this.#projects = projects;
    const { toast } = parts;
    projects.attach((project) => this.#follow(project));
    this.#typed = new Typed((uri, text) => {
      const project = projects.ofFile(uri);
      if (project === undefined || !this.#known.has(project)) return;
      project.store.reviews.unsaved(project.relative(uri.fsPath), text);
      // Saved, or given up: what is on disk may be another text than before.
      if (text === undefined) toast.own(project.store.reviews.look());
    });
    this.#owned.add(this.#typed);
  }

  /** By path. Asked for the first time, it reads them. */
  async of(project: Project): Promise<ReadonlyMap<string, ReviewRow>> {
    let rows = this.#known.get(project);
    if (rows === undefined) {
      for (const { uri, text } of this.#typed.all())
        if (this.#projects.ofFile(uri) === project)
          project.store.reviews.unsaved(project.relative(uri.fsPath), text);
      rows = project.store.reviews.all().then((all) => new Map(all.map((row) => [row.script, row])));
      this.#known.set(project, rows);
      rows.then(
        (all) => this.#parts.toast.own(this.#judge(project, [...all.values()])),
        () => this.#known.delete(project),
      );
    }
    return await rows;
  }

  /** Looks at the files now. */
  async look(project: Project): Promise<void> {
    await project.store.reviews.look();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #follow(project: Project): Disposable {
    const owned = new DisposableStore();
    owned.add(
      project.onDidOpenStore((store) => {
        owned.add(
          store.reviews.onDidChange((change) => {
            if (change === 'all') {
              this.#known.delete(project);
              this.#changed.fire({ project, scripts: undefined });
            } else this.#parts.toast.own(this.#takeIn(project, change));
          }),
        );
      }),
    );
    owned.add({ dispose: () => this.#known.delete(project) });
    return owned;
  }

  async #takeIn(
    project: Project,
    { rows, gone }: { readonly rows: readonly ReviewRow[]; readonly gone: readonly string[] },
  ): Promise<void> {
    const known = await this.#known.get(project);
    if (known === undefined) return;
    for (const row of rows) known.set(row.script, row);
    for (const script of gone) known.delete(script);
    this.#changed.fire({ project, scripts: new Set([...rows.map(({ script }) => script), ...gone]) });
    await this.#judge(project, rows);
  }

  /** Says of those that are stale whether more than comments and formatting changed. */
  async #judge(project: Project, rows: readonly ReviewRow[]): Promise<void> {
    for (const row of rows) {
      const { outdated, script } = row;
      if (outdated === null || row.state !== 'stale') continue;
      const changes = await this.#parts.changes();
      if ((await changes.of(project, row)) !== 'same') continue;
      const known = await this.#known.get(project);
      // Meanwhile it may be another text.
      if (known?.get(script) !== row) continue;
      known.set(script, { ...row, outdated: { ...outdated, isCosmetic: true } });
      this.#changed.fire({ project, scripts: new Set([script]) });
    }
  }
}

/** Tells of Python texts that are typed, when the keys rest for a moment, and of those that are saved or closed. */
class Typed implements vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #told = new Set<string>();
  readonly #tell: (uri: vscode.Uri, text: string | undefined) => void;

  constructor(tell: (uri: vscode.Uri, text: string | undefined) => void) {
    this.#tell = tell;
    this.#owned.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (isFollowed(document)) this.#soon(document);
      }),
    );
    this.#owned.add(vscode.workspace.onDidSaveTextDocument(({ uri }) => this.#saved(uri)));
    this.#owned.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (this.#told.has(uri.toString())) this.#saved(uri);
      }),
    );
    this.#owned.add({ dispose: () => this.#timers.forEach((timer) => clearTimeout(timer)) });
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** What was typed before anybody asked for reviews. */
  all(): { readonly uri: vscode.Uri; readonly text: string }[] {
    const dirty = vscode.workspace.textDocuments.filter((one) => isFollowed(one) && one.isDirty);
    for (const { uri } of dirty) this.#told.add(uri.toString());
    return dirty.map((document) => ({ uri: document.uri, text: document.getText() }));
  }

  #soon(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        if (document.isClosed) return;
        if (document.isDirty) this.#told.add(key);
        else this.#told.delete(key);
        this.#tell(document.uri, document.isDirty ? document.getText() : undefined);
      }, restMs),
    );
  }

  #saved(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#told.delete(key);
    this.#tell(uri, undefined);
  }
}

function isFollowed({ languageId, uri }: vscode.TextDocument): boolean {
  return languageId === 'python' && uri.scheme === 'file';
}

/** ms. */
const restMs = 100;
