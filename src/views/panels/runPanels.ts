/** Run pages as editor tabs: at most one a run, and back again after the window was reloaded. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { runPageState, type LostPage, type RunPageState } from '../../protocol/runPage.ts';
import { commands } from '../ui/contributions.ts';
import { CodeChanges } from './codeChanges.ts';
import { lostTab, placeOf } from './lostTab.ts';
import { runPageType } from './names.ts';
import { pageOptions, showPage } from './showPage.ts';
import type { RunPageActions, RunPageHost } from './runPageHost.ts';
import { RunPanel } from './runPanel.ts';

export class RunPanels<H extends RunPageHost> implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #open = new Map<string, RunPanel<H>>();
  readonly #extension: vscode.Uri;
  readonly #actions: RunPageActions<H>;
  /** What was not committed when runs were started, for the diff editor. */
  readonly changes: CodeChanges;

  constructor(extension: vscode.Uri, actions: RunPageActions<H>) {
    this.#extension = extension;
    this.#actions = actions;
    this.changes = new CodeChanges(
      (folder) => actions.findHost(folder),
      (line) => actions.log(line),
    );
  }

  /** Shows the page of a run of an open folder; one that is open already comes to the front. */
  open(host: H, run: string): void {
    const folder = vscode.Uri.file(host.folder).toString();
    const known = this.#open.get(keyOf(folder, run));
    if (known) {
      known.reveal();
      return;
    }
    const { Active } = vscode.ViewColumn;
    const panel = vscode.window.createWebviewPanel(
      runPageType,
      t('Run'),
      Active,
      pageOptions(this.#extension, [commands.runsReopenPage]),
    );
    this.#adopt(panel, host, { folder, run });
  }

  /**
   * Puts a page in the place of one whose extension host died: VS Code keeps its tab, but nobody can speak with it any more.
   * Does nothing for a page that only had to wait.
   */
  async reopen(host: H, { run, state }: Pick<LostPage, 'run' | 'state'>): Promise<void> {
    const folder = vscode.Uri.file(host.folder).toString();
    if (this.#open.has(keyOf(folder, run))) return;
    const lost = lostTab(runPageType, this.#open.values());
    const panel = vscode.window.createWebviewPanel(
      runPageType,
      t('Run'),
      placeOf(lost),
      pageOptions(this.#extension, [commands.runsReopenPage]),
    );
    this.#adopt(panel, host, { folder, run, restore: state });
    if (lost) await vscode.window.tabGroups.close(lost, true);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, saved: unknown): Promise<void> {
    const state = runPageState.safeParse(saved).data;
    const host = state && this.#actions.findHost(state.folder);
    if (!state || !host) {
      panel.dispose();
      return;
    }
    panel.webview.options = pageOptions(this.#extension, [commands.runsReopenPage]);
    this.#adopt(panel, host, state);
    await Promise.resolve();
  }

  dispose(): void {
    for (const panel of [...this.#open.values()]) panel.dispose();
  }

  #adopt(
    panel: vscode.WebviewPanel,
    host: H,
    { folder, run, restore }: { folder: string; run: string; restore?: RunPageState },
  ): void {
    const key = keyOf(folder, run);
    const page = new RunPanel({ panel, host, folder, run, actions: this.#actions, changes: this.changes });
    this.#open.set(key, page);
    panel.onDidDispose(() => {
      page.dispose();
      if (this.#open.get(key) === page) this.#open.delete(key);
    });
    // Last: the page asks at once, and what it asks must be heard.
    showPage(panel.webview, this.#extension, {
      page: 'run',
      title: t('Run'),
      boot: { folder, subject: run, reopenCommand: commands.runsReopenPage, ...(restore && { restore }) },
    });
  }
}

function keyOf(folder: string, run: string): string {
  return `${folder}\n${run}`;
}
