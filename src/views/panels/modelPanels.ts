/** Model pages as editor tabs: at most one a model, and back again after the window was reloaded. */
import * as vscode from 'vscode';
import type { Project } from '../../project/project.ts';
import { modelPageState, type LostModelPage, type ModelPageState } from '../../protocol/modelPage.ts';
import type { Projects } from '../projects.ts';
import { folderUri } from '../projects.ts';
import { commands } from '../ui/contributions.ts';
import { lostTab, placeOf } from './lostTab.ts';
import { ModelPanel, type ModelPageActions } from './modelPanel.ts';
import { modelPageType } from './names.ts';
import { pageOptions, showPage } from './showPage.ts';

export class ModelPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #open = new Map<string, ModelPanel>();
  readonly #extension: vscode.Uri;
  readonly #projects: Projects;
  readonly #actions: ModelPageActions;

  constructor(extension: vscode.Uri, projects: Projects, actions: ModelPageActions) {
    this.#extension = extension;
    this.#projects = projects;
    this.#actions = actions;
  }

  /** Shows the page of a model, at a version when one is named; one that is open already comes to the front. */
  open(project: Project, name: string, version?: number): void {
    const folder = folderUri(project);
    const known = this.#open.get(keyOf(folder, name));
    if (known && version === undefined) {
      known.reveal();
      return;
    }
    const column = known?.column ?? vscode.ViewColumn.Active;
    known?.dispose();
    this.#adopt(this.#create(name, { viewColumn: column, preserveFocus: false }), project, {
      name,
      ...(version !== undefined && { restore: { ...fresh(folder, name), version } }),
    });
  }

  /** Puts a page in the place of one whose extension host died; does nothing for one that only had to wait. */
  async reopen(project: Project, { name, state }: Pick<LostModelPage, 'name' | 'state'>): Promise<void> {
    if (this.#open.has(keyOf(folderUri(project), name))) return;
    const lost = lostTab(modelPageType, this.#open.values());
    this.#adopt(this.#create(name, placeOf(lost)), project, { name, restore: state });
    if (lost) await vscode.window.tabGroups.close(lost, true);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, saved: unknown): Promise<void> {
    const state = modelPageState.safeParse(saved).data;
    const project = state && this.#projects.byFolder(state.folder);
    if (!state || !project) {
      panel.dispose();
      return;
    }
    panel.webview.options = pageOptions(this.#extension, [commands.runsReopenPage]);
    this.#adopt(panel, project, { name: state.name });
    await Promise.resolve();
  }

  dispose(): void {
    for (const panel of [...this.#open.values()]) panel.dispose();
  }

  #create(
    name: string,
    place: { viewColumn: vscode.ViewColumn; preserveFocus: boolean },
  ): vscode.WebviewPanel {
    const options = pageOptions(this.#extension, [commands.runsReopenPage]);
    return vscode.window.createWebviewPanel(modelPageType, name, place, options);
  }

  #adopt(
    panel: vscode.WebviewPanel,
    project: Project,
    { name, restore }: { readonly name: string; readonly restore?: ModelPageState },
  ): void {
    const folder = folderUri(project);
    const key = keyOf(folder, name);
    const page = new ModelPanel({ panel, project, folder, name, actions: this.#actions });
    this.#open.set(key, page);
    panel.onDidDispose(() => {
      page.dispose();
      if (this.#open.get(key) === page) this.#open.delete(key);
    });
    // Last: the page asks at once, and what it asks must be heard.
    showPage(panel.webview, this.#extension, {
      page: 'model',
      title: name,
      boot: { folder, subject: name, reopenCommand: commands.runsReopenPage, ...(restore && { restore }) },
    });
  }
}

function fresh(folder: string, name: string): ModelPageState {
  return {
    page: 'model',
    folder,
    name,
    version: null,
    unfolded: [],
    allVersions: false,
    scroll: 0,
  };
}

function keyOf(folder: string, name: string): string {
  return `${folder}\n${name}`;
}
