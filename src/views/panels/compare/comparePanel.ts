/** One compare page: answers its calls and tells it what changed. */
import * as vscode from 'vscode';
import { messageOf } from '../../../base/errors.ts';
import type { Project } from '../../../project/project.ts';
import {
  comparePage,
  type ComparePageHandlers,
  type CompareTab,
} from '../../../protocol/compare/comparePage.ts';
import { differenceHandlers } from './differenceHandlers.ts';
import { mediaHandlers } from './mediaHandlers.ts';
import { completeFilter, valueWanted, type FilterCompletion } from '../../../runs/filter/completions.ts';
import { parseFilter } from '../../../runs/filter/parse.ts';
import { statedGoals } from '../../../runs/objective/statedGoals.ts';
import { guessDirection } from '../../../records/metric.ts';
import type { RunColors } from '../../runColors.ts';
import { foreignCommands } from '../../ui/contributions.ts';
import { PagePanel } from '../pagePanel.ts';
import { chartFileHandlers } from './chartFiles.ts';
import type { OwnViews } from './ownViews.ts';
import { tableHandlers } from './tableHandlers.ts';

/** What pages share with the rest of the window. */
export interface CompareParts {
  readonly colors: RunColors;
  readonly views: OwnViews;
  openRun(project: Project, run: string): void;
  log(line: string): void;
}

export interface CompareWish {
  /** Null: as it is. */
  readonly filter: string | null;
  /** Runs to draw; none: as it is. */
  readonly runs: readonly string[];
  readonly tab?: CompareTab;
}

export interface ComparePanelOptions {
  readonly panel: vscode.WebviewPanel;
  readonly project: Project;
  readonly parts: CompareParts;
  /** What it showed before. */
  readonly picked?: readonly string[];
}

export class ComparePanel extends PagePanel {
  readonly #options: ComparePanelOptions;
  readonly #emitShow: (wish: CompareWish) => void;
  /** What was wished for before the page could hear it. */
  #wish: CompareWish | undefined;
  #hears = false;
  /** Runs that were asked for, here or in an earlier window. */
  readonly #picked = new Set<string>();

  constructor(options: ComparePanelOptions) {
    const { panel, project, parts, picked = [] } = options;
    super({ panel, page: 'compare', log: (line) => parts.log(line) });
    this.#options = options;
    for (const run of picked) this.#picked.add(run);
    const served = this.serve(comparePage, this.#handlers());
    this.#emitShow = ({ filter, runs, tab }) =>
      served.emit('show', { filter, runs: [...runs], tab: tab ?? null });
    const scopeChanged = () => served.emit('scope', {});
    this.owned.add(
      project.store.onDidChange(({ ids }) => {
        // A server may have been connected only now.
        if (ids === 'all') this.#hold();
        served.emit('changed', { runs: ids === 'all' ? 'all' : [...ids] });
      }),
    );
    this.owned.add(project.onDidChangeConfig(scopeChanged));
    this.owned.add(parts.colors.onDidChange(scopeChanged));
    this.owned.add(vscode.workspace.onDidGrantWorkspaceTrust(scopeChanged));
    this.#hold();
  }

  show(wish: CompareWish): void {
    for (const run of wish.runs) this.#picked.add(run);
    this.reveal();
    if (this.#hears) this.#emitShow(wish);
    else this.#wish = wish;
  }

  #handlers(): ComparePageHandlers {
    const { project, parts } = this.#options;
    const done = async (work: PromiseLike<unknown>) => {
      await work;
      return null;
    };
    return {
      ...project.store.compare,
      ...differenceHandlers(project),
      ...chartFileHandlers(project),
      ...tableHandlers(project, parts.views),
      ...mediaHandlers(project),
      ping: () => done(Promise.resolve()),
      scope: async () => {
        this.#hears = true;
        const wish = this.#wish;
        this.#wish = undefined;
        if (wish !== undefined) this.#emitShow(wish);
        return await Promise.resolve(scopeOf(project));
      },
      checkFilter: async ({ filter }) => {
        const parsed = parseFilter(filter);
        return await Promise.resolve(
          parsed.ok ? null : { message: parsed.error.message, column: parsed.error.column },
        );
      },
      completeFilter: ({ filter, cursor }) => complete(project, filter, cursor),
      colors: async () => await Promise.resolve(parts.colors.all()),
      setColors: ({ colors }) => done(parts.colors.set(colors)),
      openRun: async ({ run }) => {
        parts.openRun(project, run);
        return await Promise.resolve(null);
      },
      copy: ({ text }) => done(vscode.env.clipboard.writeText(text)),
      manageTrust: () => done(vscode.commands.executeCommand(foreignCommands.manageTrust)),
    };
  }

  /** Fetches what a page is to show of a server's runs; when they are here, the index tells that it has changed. */
  #hold(): void {
    if (this.#picked.size === 0) return;
    this.#options.project.store.server
      .hold([...this.#picked])
      .catch((error: unknown) => this.log(messageOf(error)));
  }
}

async function complete({ store }: Project, filter: string, cursor: number): Promise<FilterCompletion[]> {
  const names = await store.names();
  const wanted = valueWanted(filter, cursor);
  if (wanted === undefined) return completeFilter(filter, cursor, names);
  const { columns } = await store.compare.columns({ columns: [wanted] });
  const [column] = columns;
  return completeFilter(filter, cursor, { ...names, values: column?.kind === 'text' ? column.texts : [] });
}

function scopeOf({ name, config }: Project) {
  const { objective } = config;
  const { directions, asksGoals } = statedGoals(config);
  return {
    name,
    trusted: vscode.workspace.isTrusted,
    directions,
    asksGoals,
    objective:
      objective === undefined
        ? null
        : { metric: objective.metric, direction: objective.direction ?? guessDirection(objective.metric) },
  };
}
