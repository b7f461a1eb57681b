/** The Reviews view: scripts by what there is to do about their reviews. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../../base/disposable.ts';
import { t } from '../../../base/l10n.ts';
import type { Project } from '../../../project/project.ts';
import type { ReviewRow } from '../../../protocol/reviewShape.ts';
import { folderUri, type Projects } from '../../projects.ts';
import { identityOf } from '../../reviews/identity.ts';
import type { ReviewRows } from '../../reviews/reviewRows.ts';
import { commands, contextKeys, views } from '../../ui/contributions.ts';
import type { Toast } from '../../ui/toast.ts';
import { words } from '../treeItems.ts';
import { reviewGroup, reviewGroups, type ReviewGroup } from './reviewGroups.ts';
import { reviewDescription, reviewIcon, reviewTooltip } from './reviewItemText.ts';

export interface ReviewFolderNode {
  readonly kind: 'folder';
  readonly project: Project;
}
export interface ReviewGroupNode {
  readonly kind: 'group';
  readonly project: Project;
  readonly group: ReviewGroup;
  readonly rows: readonly ReviewRow[];
}
export interface ReviewNode {
  readonly kind: 'review';
  readonly project: Project;
  /** By which commands know it. */
  readonly ref: { readonly folder: string; readonly script: string };
  readonly row: ReviewRow;
}
export type ReviewsNode = ReviewFolderNode | ReviewGroupNode | ReviewNode;

export interface ReviewsTreeParts {
  readonly projects: Projects;
  readonly rows: ReviewRows;
  readonly toast: Toast;
}

export class ReviewsTree implements vscode.TreeDataProvider<ReviewsNode>, vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #redraw = this.#owned.add(new vscode.EventEmitter<undefined>());
  readonly #parts: ReviewsTreeParts;
  readonly #view: vscode.TreeView<ReviewsNode>;
  /** Who asks, by folder; asked again when the view is refreshed. */
  readonly #me = new Map<Project, Promise<string>>();
  /** Counts of waiting scripts, by folder: the badge is their sum. */
  readonly #waiting = new Map<Project, number>();
  readonly onDidChangeTreeData = this.#redraw.event;

  constructor(parts: ReviewsTreeParts) {
    this.#parts = parts;
    this.#view = this.#owned.add(
      vscode.window.createTreeView(views.reviews, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.#owned.add(
      parts.projects.onDidChange(() => {
        for (const project of this.#waiting.keys())
          if (!parts.projects.all.includes(project)) this.#waiting.delete(project);
        this.#showBadge();
        this.reload();
      }),
    );
    this.#owned.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.reload()));
    this.#owned.add(
      parts.rows.onDidChange(({ project, scripts }) => {
        this.#redraw.fire(undefined);
        // A view that is not in sight is not drawn, and its badge counts all the same.
        if (!this.#view.visible && scripts !== undefined) parts.toast.own(this.#groups(project));
      }),
    );
    parts.projects.attach((project) => this.#countLater(project));
  }

  /** Asks again who is at this window, too. */
  reload(): void {
    this.#me.clear();
    this.#redraw.fire(undefined);
  }

  get badge(): vscode.ViewBadge | undefined {
    return this.#view.badge;
  }

  get selection(): readonly ReviewsNode[] {
    return this.#view.selection;
  }

  async getChildren(node?: ReviewsNode): Promise<ReviewsNode[]> {
    if (node === undefined) return await this.#top();
    if (node.kind === 'folder') return await this.#groups(node.project);
    if (node.kind === 'review') return [];
    const folder = folderUri(node.project);
    return node.rows.map((row) => ({
      kind: 'review',
      project: node.project,
      ref: { folder, script: row.script },
      row,
    }));
  }

  getTreeItem(node: ReviewsNode): vscode.TreeItem {
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    const id = folderUri(node.project);
    if (node.kind === 'folder') {
      const item = new vscode.TreeItem(node.project.name, Expanded);
      item.iconPath = new vscode.ThemeIcon('folder');
      item.contextValue = words('folder');
      item.id = id;
      return item;
    }
    if (node.kind === 'group') {
      const isQuiet = node.group === 'never' || node.group === 'approved';
      const item = new vscode.TreeItem(groupTitle(node.group), isQuiet ? Collapsed : Expanded);
      item.description = String(node.rows.length);
      item.contextValue = words('group');
      item.id = `${id} ${node.group}`;
      return item;
    }
    const { row } = node;
    const item = new vscode.TreeItem(path.posix.basename(row.script), None);
    item.id = `${id} ${row.script}`;
    item.description = reviewDescription(row);
    item.tooltip = reviewTooltip(row);
    item.iconPath = reviewIcon(row);
    item.contextValue = row.state === 'stale' ? words('review', 'changed') : words('review');
    item.accessibilityInformation = { label: `${row.script}, ${reviewDescription(row)}` };
    item.command = { command: commands.reviewsOpen, title: t('Open Review'), arguments: [node] };
    return item;
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #top(): Promise<ReviewsNode[]> {
    const { all } = this.#parts.projects;
    const [only] = all;
    const tops =
      only !== undefined && all.length === 1
        ? await this.#groups(only)
        : all.map((project): ReviewsNode => ({ kind: 'folder', project }));
    await vscode.commands.executeCommand(
      'setContext',
      contextKeys.reviewsEmpty,
      all.length === 1 && tops.length === 0,
    );
    return tops;
  }

  async #groups(project: Project): Promise<ReviewsNode[]> {
    const me = this.#me.get(project) ?? identityOf(project.folder).then(({ by }) => by);
    this.#me.set(project, me);
    const [rows, by] = await Promise.all([this.#parts.rows.of(project), me]);
    const groups = new Map<ReviewGroup, ReviewRow[]>(reviewGroups.map((group) => [group, []]));
    for (const row of rows.values()) groups.get(reviewGroup(row, by))?.push(row);
    this.#count(project, groups.get('waiting')?.length ?? 0);
    return [...groups].flatMap(([group, found]) =>
      found.length === 0 ? [] : [{ kind: 'group', project, group, rows: found.sort(byPath) }],
    );
  }

  /** What waits is told by the badge also while the view is folded, once the window has come to rest. */
  #countLater(project: Project): Disposable {
    let timer: NodeJS.Timeout | undefined;
    const opened = project.onDidOpenStore(() => {
      timer = setTimeout(() => {
        if (existsSync(project.layout.reviews)) this.#parts.toast.own(this.#groups(project));
      }, restMs);
    });
    return {
      dispose: () => {
        opened.dispose();
        clearTimeout(timer);
        this.#waiting.delete(project);
      },
    };
  }

  #count(project: Project, waiting: number): void {
    if (this.#parts.projects.all.includes(project)) this.#waiting.set(project, waiting);
    this.#showBadge();
  }

  #showBadge(): void {
    const sum = [...this.#waiting.values()].reduce((all, one) => all + one, 0);
    const tooltip = sum === 1 ? t('1 review waits for you') : t('{0} reviews wait for you', sum);
    this.#view.badge = sum === 0 ? undefined : { value: sum, tooltip };
  }
}

/** ms. */
const restMs = 3000;

function byPath(a: ReviewRow, b: ReviewRow): number {
  return a.script < b.script ? -1 : 1;
}

function groupTitle(group: ReviewGroup): string {
  switch (group) {
    case 'waiting':
      return t('Waiting for me');
    case 'mine':
      return t('Mine');
    case 'stale':
      return t('Changed since approval');
    case 'open':
      return t('In review');
    case 'approved':
      return t('Approved');
    case 'never':
      return t('Never reviewed, with runs');
  }
}
