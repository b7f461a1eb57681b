/** The rows of the Runs view: folders (when there are several), groups, runs, and "show more". */
import type { Project } from '../../project/project.ts';
import type { RunGroup } from '../../project/runStore.ts';
import type { RunRow } from '../../protocol/runShape.ts';

export class FolderNode {
  readonly kind = 'folder';
  readonly project: Project;
  constructor(project: Project) {
    this.project = project;
  }
}

export class GroupNode {
  readonly kind = 'group';
  readonly project: Project;
  readonly by: 'script' | 'experiment';
  group: RunGroup;
  /** Newest groups open by themselves, the others wait to be asked. */
  readonly open: boolean;
  readonly list: RunList;
  constructor(of: { project: Project; by: 'script' | 'experiment'; group: RunGroup; open: boolean }) {
    this.project = of.project;
    this.by = of.by;
    this.group = of.group;
    this.open = of.open;
    this.list = new RunList(of.project, { by: of.by, key: of.group.key });
  }
}

export class RunNode {
  readonly kind = 'run';
  readonly project: Project;
  row: RunRow;
  /** What the row said when it was last shown, so that a tick redraws only what it changes. */
  shown = '';
  constructor(project: Project, row: RunRow) {
    this.project = project;
    this.row = row;
  }
}

export class MoreNode {
  readonly kind = 'more';
  readonly list: RunList;
  constructor(list: RunList) {
    this.list = list;
  }
}

export const pageSize = 200;

/** One list of runs, of which the first `limit` are shown. */
export class RunList {
  readonly project: Project;
  readonly group: { readonly by: 'script' | 'experiment'; readonly key: string | null } | undefined;
  limit = pageSize;
  total = 0;
  /** Undefined until it was first shown. */
  nodes: readonly RunNode[] | undefined;
  readonly more: MoreNode;

  constructor(project: Project, group?: RunList['group']) {
    this.project = project;
    this.group = group;
    this.more = new MoreNode(this);
  }

  get children(): readonly (RunNode | MoreNode)[] {
    const nodes = this.nodes ?? [];
    return this.total > nodes.length ? [...nodes, this.more] : nodes;
  }

  /** Takes new rows in, keeping the nodes of runs that stay; tells which rows changed, or that the list itself did. */
  replace(
    rows: readonly RunRow[],
    total: number,
  ): { readonly list: boolean; readonly changed: readonly RunNode[] } {
    const old = new Map((this.nodes ?? []).map((node) => [node.row.id, node]));
    const same =
      this.nodes !== undefined &&
      this.total === total &&
      this.nodes.length === rows.length &&
      rows.every((row, index) => this.nodes?.[index]?.row.id === row.id);
    const changed: RunNode[] = [];
    this.nodes = rows.map((row) => {
      const node = old.get(row.id) ?? new RunNode(this.project, row);
      if (node.row !== row && JSON.stringify(node.row) !== JSON.stringify(row)) {
        node.row = row;
        changed.push(node);
      }
      return node;
    });
    this.total = total;
    return { list: !same, changed };
  }
}
