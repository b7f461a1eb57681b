/** How the Runs view is filtered, sorted and grouped; remembered for the workspace. */
import * as vscode from 'vscode';
import * as z from 'zod';
import { DisposableStore } from '../../base/disposable.ts';
import type { GroupBy } from '../../project/runStore.ts';
import { setting } from '../ui/config.ts';
import { contextKeys, settings } from '../ui/contributions.ts';

const remembered = z.object({
  filter: z.string().catch(''),
  orderBy: z.string().catch(''),
  /** Absent: what the setting says. */
  groupBy: z.enum(['script', 'experiment', 'none']).optional().catch(undefined),
  /** Latest first. */
  filters: z.array(z.string()).catch([]),
});
type Remembered = z.infer<typeof remembered>;

export class ViewState implements vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<void>());
  readonly #memory: vscode.Memento;
  #now: Remembered;
  readonly onDidChange = this.#changed.event;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
    const read = remembered.safeParse(memory.get('runs.view'));
    this.#now = read.data ?? { filter: '', orderBy: '', filters: [] };
    this.#tellContext();
    this.#owned.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        // A changed setting is newer than what the view's own button chose before.
        if (event.affectsConfiguration(settings.groupBy)) void this.#set({ groupBy: undefined });
      }),
    );
  }

  get filter(): string {
    return this.#now.filter;
  }

  /** As RunStore's `orderBy`; empty: newest first. */
  get orderBy(): string {
    return this.#now.orderBy;
  }

  get groupBy(): GroupBy {
    return this.#now.groupBy ?? setting.groupBy();
  }

  get recentFilters(): readonly string[] {
    return this.#now.filters;
  }

  async setFilter(filter: string): Promise<void> {
    const filters = [filter, ...this.#now.filters.filter((other) => other !== filter)].filter(
      (f) => f !== '',
    );
    await this.#set({ filter, filters: filters.slice(0, 10) });
  }

  async setOrder(orderBy: string): Promise<void> {
    await this.#set({ orderBy });
  }

  async setGroupBy(groupBy: GroupBy): Promise<void> {
    await this.#set({ groupBy });
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #set(change: Partial<Remembered>): Promise<void> {
    this.#now = { ...this.#now, ...change };
    this.#tellContext();
    this.#changed.fire();
    await this.#memory.update('runs.view', this.#now);
  }

  #tellContext(): void {
    void vscode.commands.executeCommand('setContext', contextKeys.filtered, this.#now.filter !== '');
  }
}
