/** The rows of a team's server in the Runs view: the server, its experiments, their runs, each read a page at a time. */
import { messageOf, UserError, type Problem } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import type { ServerExperimentRow } from '../../protocol/serverShape.ts';
import { RunNode } from './nodes.ts';

/** The MLflow server of a folder. */
export class ServerNode {
  readonly kind = 'server';
  readonly project: Project;
  /** Its address as the setting has it. */
  readonly uri: string;
  /** What the names of the shown experiments hold; empty: all. */
  experimentFilter = '';
  /** Of the runs of all its experiments. */
  runFilter = '';
  readonly list: ServerList<ServerExperimentNode>;
  constructor(project: Project, uri: string) {
    this.project = project;
    this.uri = uri;
    this.list = new ServerList(this, async (page) => {
      const read = await project.store.server.experiments(this.experimentFilter, page);
      return {
        ...read,
        items: read.experiments.map((experiment) => new ServerExperimentNode(this, experiment)),
      };
    });
  }
}

export class ServerExperimentNode {
  readonly kind = 'experiment';
  readonly server: ServerNode;
  readonly experiment: ServerExperimentRow;
  readonly list: ServerList<RunNode>;
  constructor(server: ServerNode, experiment: ServerExperimentRow) {
    const { project } = server;
    this.server = server;
    this.experiment = experiment;
    this.list = new ServerList(this, async (page) => {
      const read = await project.store.server.runs({
        experiment: experiment.id,
        filter: server.runFilter,
        page,
      });
      return { ...read, items: read.rows.map((row) => new RunNode(project, row)) };
    });
  }
}

/** Reads the next page of a server's list. */
export class ServerMoreNode {
  readonly kind = 'serverMore';
  readonly of: ServerNode | ServerExperimentNode;
  constructor(of: ServerNode | ServerExperimentNode) {
    this.of = of;
  }
}

/** Why a list on a server could not be read, or that there is nothing in it. */
export class ServerMessageNode {
  readonly kind = 'serverMessage';
  readonly of: ServerNode | ServerExperimentNode;
  readonly text: string;
  readonly isWrong: boolean;
  constructor(of: ServerNode | ServerExperimentNode, text: string, isWrong: boolean) {
    this.of = of;
    this.text = text;
    this.isWrong = isWrong;
  }
}

export type ServerSideNode = ServerNode | ServerExperimentNode | ServerMoreNode | ServerMessageNode;

interface ReadPage<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  readonly problems: readonly Problem[];
}

/** One list on a server, of which the pages that were asked for are kept. */
export class ServerList<T extends ServerExperimentNode | RunNode> {
  readonly #read: (page: string | null) => Promise<ReadPage<T>>;
  readonly #of: ServerNode | ServerExperimentNode;
  /** Undefined until it was first shown. */
  items: readonly T[] | undefined;
  #next: string | null = null;
  /** What stands below the rows: that there is more, or what is wrong. */
  #foot: readonly ServerSideNode[] = [];

  constructor(of: ServerNode | ServerExperimentNode, read: (page: string | null) => Promise<ReadPage<T>>) {
    this.#of = of;
    this.#read = read;
  }

  get children(): readonly (T | ServerSideNode)[] {
    return [...(this.items ?? []), ...this.#foot];
  }

  get #nothing(): string {
    const { kind } = this.#of;
    const filter = kind === 'server' ? this.#of.experimentFilter : this.#of.server.runFilter;
    if (filter !== '') return t('Nothing matches {0}', filter);
    return kind === 'server' ? t('No experiments yet') : t('No runs yet');
  }

  forget(): void {
    this.items = undefined;
    this.#next = null;
    this.#foot = [];
  }

  /** What is wrong becomes a row, so that the rest of the tree is not in its way. */
  async more(): Promise<void> {
    try {
      const { items, next, problems } = await this.#read(this.#next);
      this.items = [...(this.items ?? []), ...items];
      this.#next = next;
      const wrong = problems.map(({ message }) => new ServerMessageNode(this.#of, message, true));
      const empty =
        this.items.length === 0 && next === null
          ? [new ServerMessageNode(this.#of, this.#nothing, false)]
          : [];
      this.#foot = [...wrong, ...empty, ...(next === null ? [] : [new ServerMoreNode(this.#of)])];
    } catch (error) {
      this.fail(error);
    }
  }

  /** Says in a row why there are none, or no more. */
  fail(error: unknown): void {
    this.items ??= [];
    const again = this.#next === null ? [] : [new ServerMoreNode(this.#of)];
    this.#foot = [new ServerMessageNode(this.#of, sentenceOf(error), true), ...again];
  }
}

function sentenceOf(error: unknown): string {
  const next = error instanceof UserError && error.next !== undefined ? ` ${error.next}` : '';
  return `${messageOf(error)}${next}`;
}
