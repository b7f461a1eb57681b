/** Run pages as editor tabs: at most one a run, and back again after the window was reloaded. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { runPageState, type LostPage, type RunPageState } from '../../protocol/runPage.ts';
import { CodeChanges } from './codeChanges.ts';
import { runPageType } from './names.ts';
import { PageTabs, type TabToOpen } from './pageTabs.ts';
import type { RunPageActions, RunPageHost } from './runPageHost.ts';
import { RunPanel } from './runPanel.ts';

export class RunPanels<H extends RunPageHost> implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #tabs: PageTabs<RunPanel<H>>;
  readonly #actions: RunPageActions<H>;
  /** What was not committed when runs were started, for the diff editor. */
  readonly changes: CodeChanges;

  constructor(extension: vscode.Uri, actions: RunPageActions<H>) {
    this.#tabs = new PageTabs({ extension, page: 'run', type: runPageType });
    this.#actions = actions;
    this.changes = new CodeChanges(
      (folder) => actions.findHost(folder),
      (line) => actions.log(line),
    );
  }

  /** Shows the page of a run of an open folder; one that is open already comes to the front. */
  open(host: H, run: string): void {
    const tab = this.#tabOf(host, run);
    const known = this.#tabs.get(tab.key);
    if (known) known.reveal();
    else this.#tabs.open(tab);
  }

  /** Puts a page in the place of one whose extension host died; does nothing for one that only had to wait. */
  async reopen(host: H, { run, state }: Pick<LostPage, 'run' | 'state'>): Promise<void> {
    await this.#tabs.reopen(this.#tabOf(host, run, state));
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, saved: unknown): Promise<void> {
    const state = runPageState.safeParse(saved).data;
    const host = state && this.#actions.findHost(state.folder);
    this.#tabs.restore(panel, host && this.#tabOf(host, state.run));
    await Promise.resolve();
  }

  dispose(): void {
    this.#tabs.dispose();
  }

  #tabOf(host: H, run: string, restore?: RunPageState): TabToOpen<RunPanel<H>> {
    const folder = vscode.Uri.file(host.folder).toString();
    return {
      key: `${folder}\n${run}`,
      title: t('Run'),
      boot: { folder, subject: run, ...(restore && { restore }) },
      make: (panel) =>
        new RunPanel({ panel, host, folder, run, actions: this.#actions, changes: this.changes }),
    };
  }
}
