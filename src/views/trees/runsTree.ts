/** The Runs view's rows: read a page at a time, and redrawn one by one when only they changed. */
import * as vscode from 'vscode';
import { assertNever, UserError } from '../../base/errors.ts';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore } from '../../base/disposable.ts';
import type { Project } from '../../project/project.ts';
import type { RunChange, RunGroup } from '../../project/runStore.ts';
import type { Projects } from '../projects.ts';
import type { TeamServers } from '../team/teamServers.ts';
import { contextKeys } from '../ui/contributions.ts';
import type { Toast } from '../ui/toast.ts';
import { FolderNode, GroupNode, pageSize, RunList, type MoreNode, type RunNode } from './nodes.ts';
import type { Node } from './treeNode.ts';
import { isLive, rowDescription } from './rowText.ts';
import { experimentItem, messageItem, serverItem, serverMoreItem } from './serverItems.ts';
import { ServerNode, type ServerExperimentNode, type ServerMoreNode } from './serverNodes.ts';
import { folderItem, groupItem, moreItem, runItem, runTooltip } from './treeItems.ts';
import type { ViewState } from './viewState.ts';

/** What is shown of one folder. */
interface Shown {
  readonly node: FolderNode;
  /** Undefined until first asked for; then either groups or one list. */
  groups: GroupNode[] | undefined;
  list: RunList | undefined;
  server: ServerNode | undefined;
}

export interface RunsTreeParts {
  readonly projects: Projects;
  readonly servers: Pick<TeamServers, 'of' | 'ready' | 'onDidChange'>;
  readonly state: ViewState;
  readonly toast: Toast;
  readonly clock: Clock;
}

export class RunsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #redraw = this.#owned.add(new vscode.EventEmitter<Node[] | undefined>());
  readonly #shown = new Map<Project, Shown>();
  readonly #parts: RunsTreeParts;
  readonly #counted = this.#owned.add(new vscode.EventEmitter<number>());
  readonly onDidChangeTreeData = this.#redraw.event;
  /** Fires with the number of rows at the top whenever they were read. */
  readonly onDidCount = this.#counted.event;

  constructor(parts: RunsTreeParts) {
    this.#parts = parts;
    this.#owned.add(parts.state.onDidChange(() => this.reload()));
    this.#owned.add(parts.projects.onDidChange(() => this.reload()));
    this.#owned.add(parts.servers.onDidChange((project) => this.reloadServer(project)));
    parts.projects.attach((project) => this.#follow(project));
  }

  /** Forgets everything and asks again. */
  reload(): void {
    this.#shown.clear();
    this.#redraw.fire(undefined);
  }

  async showMore(node: MoreNode): Promise<void> {
    node.list.limit += pageSize;
    await this.#load(node.list);
    this.#redraw.fire(this.#parentOf(node.list));
  }

  /** Forgets what was read of a folder's server, but not how it is filtered. */
  reloadServer(project: Project): void {
    const shown = this.#shown.get(project);
    shown?.server?.list.forget();
    this.#redraw.fire(undefined);
  }

  async showMoreOfServer({ of }: ServerMoreNode): Promise<void> {
    await of.list.more();
    this.#redraw.fire([of]);
  }

  /** Draws one row anew, with what is below it. */
  redraw(node: Node): void {
    this.#redraw.fire([node]);
  }

  /** Undefined where no server is connected. */
  serverOf(project: Project): ServerNode | undefined {
    const shown = this.#shownOf(project);
    const server = this.#parts.servers.of(project);
    if (shown.server?.uri !== server?.uri)
      shown.server = server === undefined ? undefined : new ServerNode(project, server.uri);
    return shown.server;
  }

  /** Redraws rows whose text time alone has changed; `all`: also those of ended runs. */
  tick(all: boolean): void {
    const now = this.#parts.clock.now();
    const changed = this.#lists()
      .flatMap((list) => list.nodes ?? [])
      .filter(({ row, shown }) => (all || isLive(row)) && rowDescription(row, now) !== shown);
    if (changed.length > 0) this.#redraw.fire(changed);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case 'folder':
        return folderItem(node);
      case 'group':
        return groupItem(node);
      case 'run':
        return runItem(node, this.#parts.clock.now());
      case 'more':
        return moreItem(node);
      case 'server':
        return serverItem(node);
      case 'experiment':
        return experimentItem(node);
      case 'serverMore':
        return serverMoreItem(node);
      case 'serverMessage':
        return messageItem(node);
      default:
        return assertNever(node);
    }
  }

  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    if (node.kind === 'run') item.tooltip = runTooltip(node.row, this.#parts.clock.now());
    return item;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    try {
      const children = [...(await this.#childrenOf(node))];
      // Only now is it known whether there is anything to welcome; and an extension host that dies takes nothing back.
      if (node === undefined) {
        await vscode.commands.executeCommand('setContext', contextKeys.empty, children.length === 0);
        this.#counted.fire(children.length);
      }
      return children;
    } catch (error) {
      this.#parts.toast.error(error);
      return [];
    }
  }

  getParent(node: Node): Node | undefined {
    if (node.kind === 'folder') return undefined;
    if (node.kind === 'experiment') return node.server;
    if (node.kind === 'serverMore' || node.kind === 'serverMessage') return node.of;
    const project = node.kind === 'more' ? node.list.project : node.project;
    const group = node.kind === 'run' ? (this.#groupOf(node) ?? this.#experimentOf(node)) : undefined;
    return group ?? (this.#parts.projects.all.length > 1 ? this.#shownOf(project).node : undefined);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #childrenOf(node: Node | undefined): Promise<readonly Node[]> {
    if (node?.kind === 'folder') return await this.#withServer(node.project);
    if (node?.kind === 'group') return await this.#listed(node.list);
    if (node?.kind === 'server' || node?.kind === 'experiment') return await this.#readServer(node);
    if (node !== undefined) return [];
    const { all } = this.#parts.projects;
    if (all.length === 1 && all[0] !== undefined) return await this.#withServer(all[0]);
    // Folders without any run would only hide the welcome text. The first that has some decides: one whose index is late or
    // fails, which its own rows tell, keeps the others from nothing.
    const having = all.map(async (project) => {
      const isEmpty = this.serverOf(project) === undefined && (await countOf(project).catch(() => 1)) === 0;
      if (isEmpty) throw new Error('It has no runs.');
    });
    const isAny = await Promise.any(having).then(
      () => true,
      () => false,
    );
    return isAny ? all.map((project) => this.#shownOf(project).node) : [];
  }

  async #withServer(project: Project): Promise<readonly Node[]> {
    const server = this.serverOf(project);
    const own = await this.#childrenOfProject(project);
    return server === undefined ? own : [...own, server];
  }

  async #readServer(node: ServerNode | ServerExperimentNode): Promise<readonly Node[]> {
    const { project } = node.kind === 'server' ? node : node.server;
    if (node.list.items === undefined) {
      try {
        await this.#parts.servers.ready(project);
      } catch (error) {
        // A wrong address: the list says so itself.
        if (!(error instanceof UserError)) throw error;
        node.list.fail(error);
        return node.list.children;
      }
      await node.list.more();
    }
    return node.list.children;
  }

  #experimentOf(node: RunNode): ServerExperimentNode | undefined {
    const experiments = this.#shown.get(node.project)?.server?.list.items ?? [];
    return experiments.find(({ list }) => list.items?.includes(node) ?? false);
  }

  async #childrenOfProject(project: Project): Promise<readonly Node[]> {
    const shown = this.#shownOf(project);
    const by = this.#parts.state.groupBy;
    if (by === 'none') {
      shown.list ??= new RunList(project);
      return await this.#listed(shown.list);
    }
    shown.groups ??= (await this.#readGroups(project, by)).map(
      (group, index) => new GroupNode({ project, by, group, open: index < 3 || group.running > 0 }),
    );
    return shown.groups;
  }

  async #listed(list: RunList): Promise<readonly Node[]> {
    if (list.nodes === undefined) await this.#load(list);
    return list.children;
  }

  async #load(list: RunList): Promise<ReturnType<RunList['replace']>> {
    const { filter, orderBy } = this.#parts.state;
    const { rows, total } = await list.project.store.rows({
      ...(filter !== '' && { filter }),
      ...(orderBy !== '' && { orderBy }),
      ...(list.group && { group: list.group }),
      local: true,
      limit: list.limit,
    });
    return list.replace(rows, total);
  }

  async #readGroups(project: Project, by: 'script' | 'experiment'): Promise<readonly RunGroup[]> {
    const { filter } = this.#parts.state;
    return await project.store.groups({ by, local: true, ...(filter !== '' && { filter }) });
  }

  #follow(project: Project): DisposableStore {
    const owned = new DisposableStore();
    owned.add(
      project.onDidOpenStore((store) => {
        let waiting: Set<string> | 'all' | undefined;
        let busy = false;
        const work = async (): Promise<void> => {
          if (busy) return;
          busy = true;
          try {
            // Changes that come in while rows are read are taken together in the next round.
            while (waiting !== undefined && !owned.isDisposed) {
              const ids = waiting;
              waiting = undefined;
              await this.#update(project, ids);
              await new Promise((resolve) => setTimeout(resolve, 100));
            }
          } finally {
            busy = false;
          }
        };
        owned.add(
          store.onDidChange(({ ids }: RunChange) => {
            waiting = ids === 'all' || waiting === 'all' ? 'all' : new Set([...(waiting ?? []), ...ids]);
            this.#parts.toast.own(work());
          }),
        );
      }),
    );
    owned.add({ dispose: () => this.#shown.delete(project) });
    return owned;
  }

  /** Reads again what of the shown rows may have changed, and redraws no more than that. */
  async #update(project: Project, ids: ReadonlySet<string> | 'all'): Promise<void> {
    const shown = this.#shown.get(project);
    if (shown === undefined) {
      if (ids === 'all') this.#redraw.fire(undefined);
      return;
    }
    const redraw: Node[] = [];
    const grown = new Set<RunList>();
    let whole = false;
    if (shown.groups !== undefined) {
      const { groupBy } = this.#parts.state;
      if (groupBy === 'none') return;
      const groups = await this.#readGroups(project, groupBy);
      const known = new Map(shown.groups.map((node) => [node.group.key, node]));
      whole =
        groups.length !== shown.groups.length ||
        groups.some(({ key }, i) => shown.groups?.[i]?.group.key !== key);
      shown.groups = groups.map((group) => {
        const node = known.get(group.key) ?? new GroupNode({ project, by: groupBy, group, open: true });
        if (node.group.count !== group.count || node.group.running !== group.running) redraw.push(node);
        if (node.group.count !== group.count || node.group.latest !== group.latest) grown.add(node.list);
        node.group = group;
        return node;
      });
    }
    for (const list of this.#lists(project)) {
      if (list.nodes === undefined) continue;
      if (ids !== 'all' && !grown.has(list) && !this.#mayHold(list, ids)) continue;
      const change = await this.#load(list);
      if (change.list) redraw.push(...(this.#parentOf(list) ?? []));
      if (change.list && this.#parentOf(list) === undefined) whole = true;
      redraw.push(...change.changed);
    }
    if (whole) this.#redraw.fire(this.#parts.projects.all.length > 1 ? [shown.node] : undefined);
    else if (redraw.length > 0) this.#redraw.fire([...new Set(redraw)]);
  }

  /** A filter or an order makes any run come, go or move; one list of all runs also gets every new one. */
  #mayHold(list: RunList, ids: ReadonlySet<string>): boolean {
    const { filter, orderBy } = this.#parts.state;
    if (filter !== '' || orderBy !== '' || list.group === undefined) return true;
    return (list.nodes ?? []).some(({ row }) => ids.has(row.id));
  }

  #shownOf(project: Project): Shown {
    const known = this.#shown.get(project);
    if (known !== undefined) return known;
    const shown = { node: new FolderNode(project), groups: undefined, list: undefined, server: undefined };
    this.#shown.set(project, shown);
    return shown;
  }

  #lists(project?: Project): RunList[] {
    const all = project === undefined ? [...this.#shown.values()] : [this.#shown.get(project)];
    return all.flatMap((shown) => [
      ...(shown?.list === undefined ? [] : [shown.list]),
      ...(shown?.groups ?? []).map(({ list }) => list),
    ]);
  }

  #groupOf(node: RunNode): GroupNode | undefined {
    return this.#shown.get(node.project)?.groups?.find(({ list }) => list.nodes?.includes(node) ?? false);
  }

  /** What to redraw for the rows of a list to be asked for again; undefined: everything. */
  #parentOf(list: RunList): Node[] | undefined {
    const shown = this.#shown.get(list.project);
    const group = shown?.groups?.find((node) => node.list === list);
    if (group !== undefined) return [group];
    return shown !== undefined && this.#parts.projects.all.length > 1 ? [shown.node] : undefined;
  }
}

async function countOf(project: Project): Promise<number> {
  return (await project.store.rows({ local: true, limit: 1 })).total;
}
