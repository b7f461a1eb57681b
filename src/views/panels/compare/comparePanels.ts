/** Compare pages as editor tabs: at most one a folder, and back again after the window was reloaded. */
import type * as vscode from 'vscode';
import { t } from '../../../base/l10n.ts';
import { comparePageState, type ComparePageState } from '../../../protocol/compare/comparePage.ts';
import type { Project } from '../../../project/project.ts';
import { folderUri, type Projects } from '../../projects.ts';
import { comparePageType } from '../names.ts';
import { PageTabs, type TabToOpen } from '../pageTabs.ts';
import { ComparePanel, type CompareParts, type CompareWish } from './comparePanel.ts';

export class ComparePanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #tabs: PageTabs<ComparePanel>;
  readonly #projects: Projects;
  readonly #parts: CompareParts;

  constructor(extension: vscode.Uri, projects: Projects, parts: CompareParts) {
    this.#tabs = new PageTabs({ extension, page: 'compare', type: comparePageType });
    this.#projects = projects;
    this.#parts = parts;
  }

  /** Shows the page of a folder with what is wished for; one that is open already comes to the front. */
  open(project: Project, wish: CompareWish): void {
    const tab = this.#tabOf(project);
    (this.#tabs.get(tab.key) ?? this.#tabs.open(tab)).show(wish);
  }

  /** Puts a page in the place of one whose extension host died; does nothing for one that only had to wait. */
  async reopen(project: Project, state: ComparePageState): Promise<void> {
    await this.#tabs.reopen(this.#tabOf(project, { picked: state.picked, restore: state }));
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, saved: unknown): Promise<void> {
    const state = comparePageState.safeParse(saved).data;
    const project = state && this.#projects.byFolder(state.folder);
    this.#tabs.restore(panel, project && this.#tabOf(project, { picked: state.picked }));
    await Promise.resolve();
  }

  dispose(): void {
    this.#tabs.dispose();
  }

  #tabOf(
    project: Project,
    { picked = [], restore }: { picked?: readonly string[]; restore?: ComparePageState } = {},
  ): TabToOpen<ComparePanel> {
    const folder = folderUri(project);
    return {
      key: folder,
      title: t('Compare runs'),
      boot: { folder, subject: '', ...(restore && { restore }) },
      make: (panel) => new ComparePanel({ panel, project, picked, parts: this.#parts }),
    };
  }
}
