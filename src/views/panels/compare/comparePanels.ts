/** Compare pages as editor tabs: at most one a folder, and back again after the window was reloaded. */
import * as vscode from 'vscode';
import { t } from '../../../base/l10n.ts';
import { comparePageState, type ComparePageState } from '../../../protocol/compare/comparePage.ts';
import type { Project } from '../../../project/project.ts';
import { commands } from '../../ui/contributions.ts';
import { folderUri, type Projects } from '../../projects.ts';
import { lostTab, placeOf } from '../lostTab.ts';
import { comparePageType } from '../names.ts';
import { pageOptions, showPage } from '../showPage.ts';
import { ComparePanel, type CompareParts, type CompareWish } from './comparePanel.ts';

export class ComparePanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  /** By the URI of the folder. */
  readonly #open = new Map<string, ComparePanel>();
  readonly #extension: vscode.Uri;
  readonly #projects: Projects;
  readonly #parts: CompareParts;

  constructor(extension: vscode.Uri, projects: Projects, parts: CompareParts) {
    this.#extension = extension;
    this.#projects = projects;
    this.#parts = parts;
  }

  /** Shows the page of a folder with what is wished for; one that is open already comes to the front. */
  open(project: Project, wish: CompareWish): void {
    const folder = folderUri(project);
    const known = this.#open.get(folder);
    if (known) {
      known.show(wish);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      comparePageType,
      t('Compare runs'),
      vscode.ViewColumn.Active,
      pageOptions(this.#extension, [commands.runsReopenPage]),
    );
    this.#adopt(panel, project, folder).show(wish);
  }

  /** Puts a page in the place of one whose extension host died. Does nothing for a page that only had to wait. */
  async reopen(project: Project, state: ComparePageState): Promise<void> {
    const folder = folderUri(project);
    if (this.#open.has(folder)) return;
    const lost = lostTab(comparePageType, this.#open.values());
    const panel = vscode.window.createWebviewPanel(
      comparePageType,
      t('Compare runs'),
      placeOf(lost),
      pageOptions(this.#extension, [commands.runsReopenPage]),
    );
    this.#adopt(panel, project, folder, { picked: state.picked, restore: state });
    if (lost) await vscode.window.tabGroups.close(lost, true);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, saved: unknown): Promise<void> {
    const state = comparePageState.safeParse(saved).data;
    const project = state && this.#projects.byFolder(state.folder);
    if (!state || !project) {
      panel.dispose();
      return;
    }
    panel.webview.options = pageOptions(this.#extension, [commands.runsReopenPage]);
    this.#adopt(panel, project, state.folder, { picked: state.picked });
    await Promise.resolve();
  }

  dispose(): void {
    for (const panel of [...this.#open.values()]) panel.dispose();
  }

  #adopt(
    panel: vscode.WebviewPanel,
    project: Project,
    folder: string,
    { picked = [], restore }: { picked?: readonly string[]; restore?: ComparePageState } = {},
  ): ComparePanel {
    const page = new ComparePanel({ panel, project, picked, parts: this.#parts });
    this.#open.set(folder, page);
    panel.onDidDispose(() => {
      page.dispose();
      if (this.#open.get(folder) === page) this.#open.delete(folder);
    });
    // Last: the page asks at once, and what it asks must be heard.
    showPage(panel.webview, this.#extension, {
      page: 'compare',
      title: t('Compare runs'),
      boot: { folder, subject: '', reopenCommand: commands.runsReopenPage, ...(restore && { restore }) },
    });
    return page;
  }
}
