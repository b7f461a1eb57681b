/** The Runs view as a whole: its title line, badge, messages and the clock that keeps live rows ticking. */
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import type { LiveRuns } from '../liveRuns.ts';
import type { Projects } from '../projects.ts';
import { contextKeys, views } from '../ui/contributions.ts';
import type { Toast } from '../ui/toast.ts';
import { MoreNode, RunNode } from './nodes.ts';
import type { Node } from './treeNode.ts';
import { ServerExperimentNode, ServerMoreNode, ServerNode } from './serverNodes.ts';
import type { RunsTree } from './runsTree.ts';
import type { ViewState } from './viewState.ts';

export class RunsView implements vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #view: vscode.TreeView<Node>;
  readonly #problems = new Map<string, number>();
  #empty = false;

  constructor(parts: { tree: RunsTree; state: ViewState; projects: Projects; live: LiveRuns; toast: Toast }) {
    const { tree, state, projects, live, toast } = parts;
    this.#view = this.#owned.add(
      vscode.window.createTreeView(views.runs, {
        treeDataProvider: tree,
        canSelectMany: true,
        showCollapseAll: true,
      }),
    );
    this.#owned.add(
      this.#view.onDidChangeSelection(({ selection }) => {
        const runs = selection.filter((node) => node instanceof RunNode).length;
        void vscode.commands.executeCommand('setContext', contextKeys.selected, runs);
      }),
    );
    this.#owned.add(state.onDidChange(() => this.#tell(state)));
    this.#owned.add(
      tree.onDidCount((count) => {
        this.#empty = count === 0;
        this.#tell(state);
      }),
    );
    this.#tell(state);
    this.#owned.add(live.onDidChange(() => this.#count(live)));
    projects.attach((project) => {
      const owned = new DisposableStore();
      owned.add(
        project.onDidOpenStore((store) => {
          const tell = (count: number): void => {
            this.#problems.set(project.folder, count);
            this.#tell(state);
          };
          owned.add(store.onDidChangeProblems((problems) => tell(problems.length)));
          toast.own(store.problems().then((problems) => tell(problems.length)));
        }),
      );
      owned.add({ dispose: () => this.#problems.delete(project.folder) });
      return owned;
    });
    this.#keepFocus(tree);
    this.#everySecond(tree);
  }

  /** The selected runs, in the order of the rows. */
  get selection(): readonly RunNode[] {
    return this.#view.selection.filter((node) => node instanceof RunNode);
  }

  /** The row at the end of a list that was clicked or entered last. */
  get selectedMore(): MoreNode | ServerMoreNode | undefined {
    return this.#view.selection.find((node) => node instanceof MoreNode || node instanceof ServerMoreNode);
  }

  /** The server, or the experiment on one, that is selected alone. */
  get selectedServer(): ServerNode | ServerExperimentNode | undefined {
    const [node] = this.#view.selection;
    return node instanceof ServerNode || node instanceof ServerExperimentNode ? node : undefined;
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #count(live: LiveRuns): void {
    const { length } = live.running;
    const tooltip = length === 1 ? t('1 run is running') : t('{0} runs are running', length);
    this.#view.badge = length === 0 ? undefined : { value: length, tooltip };
  }

  /** The filter, and what could not be read. A view alone in its container has no room for a description, so both are messages. */
  #tell({ filter }: ViewState): void {
    const count = [...this.#problems.values()].reduce((sum, problems) => sum + problems, 0);
    const unread =
      count === 1
        ? t('1 file could not be read; the “…” menu shows which.')
        : t('{0} files could not be read; the “…” menu shows which.', count);
    this.#view.description = filter;
    this.#view.message = [
      // A message would hide the welcome text, which says that nothing matches and what to do.
      ...(filter === '' || this.#empty ? [] : [t('Only runs with {0}', filter)]),
      ...(count === 0 ? [] : [unread]),
    ].join('  ·  ');
  }

  /**
   * When the view is first opened it has no rows yet, so VS Code gives the focus to its welcome text, and to nothing at all
   * when rows take that away. Not at the start of the window, where nobody asked for the focus, nor after a long wait.
   */
  #keepFocus(tree: RunsTree): void {
    const born = performance.now();
    const opening = this.#owned.add(
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (!visible) return;
        opening.dispose();
        const opened = performance.now();
        if (opened - born < 2000) return;
        const counting = this.#owned.add(
          tree.onDidCount(() => {
            counting.dispose();
            if (performance.now() - opened < 1000) setTimeout(focusView, 100);
          }),
        );
      }),
    );
  }

  #everySecond(tree: RunsTree): void {
    let seconds = 0;
    const timer = setInterval(() => {
      if (!this.#view.visible) return;
      seconds += 1;
      tree.tick(seconds % 30 === 0);
    }, 1000);
    this.#owned.add({ dispose: () => clearInterval(timer) });
  }
}

function focusView(): void {
  void vscode.commands.executeCommand(`${views.runs}.focus`);
}
