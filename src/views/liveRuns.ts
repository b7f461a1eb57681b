/** What runs now in all folders, and what failed since somebody looked: feeds the status bar and the view's badge. */
import * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable.ts';
import type { Project } from '../project/project.ts';
import type { RunStore } from '../project/runStore.ts';
import type { RunRow } from '../protocol/runShape.ts';
import type { Projects } from './projects.ts';
import type { Toast } from './ui/toast.ts';

export interface LiveRun {
  readonly project: Project;
  readonly row: RunRow;
}

export class LiveRuns implements vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<void>());
  readonly #ended = this.#owned.add(new vscode.EventEmitter<LiveRun>());
  readonly #running = new Map<Project, ReadonlyMap<string, RunRow>>();
  readonly #open = new Map<Project, Set<string>>();
  readonly #toast: Toast;
  #failed: LiveRun[] = [];
  readonly onDidChange = this.#changed.event;
  /** A run that was seen live has ended. */
  readonly onDidEnd = this.#ended.event;

  constructor(projects: Projects, toast: Toast) {
    this.#toast = toast;
    projects.attach((project) => this.#follow(project));
  }

  /** Newest first. */
  get running(): readonly LiveRun[] {
    return [...this.#running]
      .flatMap(([project, rows]) => [...rows.values()].map((row) => ({ project, row })))
      .sort((a, b) => b.row.started - a.row.started);
  }

  /** Runs that were seen live and whose end is not recorded: they run, or their worker died. */
  get open(): readonly { readonly project: Project; readonly id: string }[] {
    return [...this.#open].flatMap(([project, ids]) => [...ids].map((id) => ({ project, id })));
  }

  /** Runs that failed in this window since `forgetFailures`. */
  get failed(): readonly LiveRun[] {
    return this.#failed;
  }

  forgetFailures(): void {
    this.#failed = [];
    this.#changed.fire();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #follow(project: Project): Disposable {
    const owned = new DisposableStore();
    owned.add(project.onDidOpenStore((store) => this.#listen(project, store, owned)));
    owned.add(
      toDisposable(() => {
        this.#running.delete(project);
        this.#open.delete(project);
        this.#failed = this.#failed.filter((run) => run.project !== project);
        this.#changed.fire();
      }),
    );
    return owned;
  }

  #listen(project: Project, store: RunStore, owned: DisposableStore): void {
    let busy = false;
    let again = false;
    const look = async (): Promise<void> => {
      again = busy;
      if (busy) return;
      busy = true;
      try {
        if (!owned.isDisposed) await this.#look(project, store);
      } finally {
        busy = false;
      }
      if (again) await look();
    };
    owned.add(store.onDidChange(() => this.#toast.own(look())));
    this.#toast.own(look());
  }

  async #look(project: Project, store: RunStore): Promise<void> {
    const { rows } = await store.rows({ filter: 'status = "running" or status = "starting"', limit: 200 });
    // What other tools record has no process of ours to stop or to look after.
    const now = new Map(rows.filter(({ place }) => place === null).map((row) => [row.id, row]));
    const open = new Set([...(this.#open.get(project) ?? []), ...now.keys()]);
    this.#running.set(project, now);
    this.#open.set(project, open);
    for (const id of open) {
      if (now.has(id)) continue;
      const row = await store.detail(id);
      // Neither live nor ended: its worker died, and the one that takes over will say how it ended.
      if (row?.ended === null || row?.unclosed === true) continue;
      open.delete(id);
      if (row === undefined) continue;
      this.#ended.fire({ project, row });
      if (row.status === 'failed') this.#failed = [{ project, row }, ...this.#failed];
    }
    this.#changed.fire();
  }
}
