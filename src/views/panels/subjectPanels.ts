/** Pages about one named thing as editor tabs: at most one for each, and back again after the window was reloaded. */
import * as vscode from 'vscode';
import type * as z from 'zod';
import type { Project } from '../../project/project.ts';
import { folderUri, type Projects } from '../projects.ts';
import { commands } from '../ui/contributions.ts';
import { lostTab, placeOf, type ShownPage } from './lostTab.ts';
import { pageOptions, showPage, type PageToShow } from './showPage.ts';

export interface SubjectPage extends ShownPage {
  reveal(): void;
  dispose(): void;
}

export interface SubjectPanelsParts<S> {
  readonly extension: vscode.Uri;
  readonly projects: Projects;
  readonly page: PageToShow['page'];
  /** As VS Code knows it. */
  readonly type: string;
  readonly state: z.ZodType<S>;
  /** Else its name. */
  readonly title?: (name: string) => string;
  readonly make: (of: SubjectToShow) => SubjectPage;
}

export interface SubjectToShow {
  readonly panel: vscode.WebviewPanel;
  readonly project: Project;
  /** URI of the workspace folder. */
  readonly folder: string;
  readonly name: string;
  /** Where it is read from, as people call it; null: it is the folder's own. */
  readonly server: string | null;
}

interface Subject {
  readonly folder: string;
  readonly name: string;
  readonly server?: string | null;
}

type Named = Pick<SubjectToShow, 'name' | 'server'>;

export class SubjectPanels<S extends Subject> implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #open = new Map<string, SubjectPage>();
  readonly #parts: SubjectPanelsParts<S>;

  constructor(parts: SubjectPanelsParts<S>) {
    this.#parts = parts;
  }

  /** Shows a page; one that is open already comes to the front, unless another state of it is wanted. */
  open(project: Project, { name, server = null }: Omit<Subject, 'folder'>, restore?: S): void {
    const of = { name, server };
    const known = this.#open.get(keyOf(folderUri(project), of));
    if (known && restore === undefined) {
      known.reveal();
      return;
    }
    const column = known?.column ?? vscode.ViewColumn.Active;
    known?.dispose();
    this.#adopt(this.#create(name, { viewColumn: column, preserveFocus: false }), project, of, restore);
  }

  /** Puts a page in the place of one whose extension host died; does nothing for one that only had to wait. */
  async reopen(
    project: Project,
    { name, state }: { readonly name: string; readonly state: S },
  ): Promise<void> {
    const of = { name, server: state.server ?? null };
    if (this.#open.has(keyOf(folderUri(project), of))) return;
    const lost = lostTab(this.#parts.type, this.#open.values());
    this.#adopt(this.#create(name, placeOf(lost)), project, of, state);
    if (lost) await vscode.window.tabGroups.close(lost, true);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, saved: unknown): Promise<void> {
    const { data: state } = this.#parts.state.safeParse(saved);
    const project = state && this.#parts.projects.byFolder(state.folder);
    if (!state || !project) {
      panel.dispose();
      return;
    }
    panel.webview.options = pageOptions(this.#parts.extension, [commands.runsReopenPage]);
    this.#adopt(panel, project, { name: state.name, server: state.server ?? null });
    await Promise.resolve();
  }

  dispose(): void {
    for (const panel of [...this.#open.values()]) panel.dispose();
  }

  #titleOf(name: string): string {
    return this.#parts.title?.(name) ?? name;
  }

  #create(
    name: string,
    place: { viewColumn: vscode.ViewColumn; preserveFocus: boolean },
  ): vscode.WebviewPanel {
    const options = pageOptions(this.#parts.extension, [commands.runsReopenPage]);
    return vscode.window.createWebviewPanel(this.#parts.type, this.#titleOf(name), place, options);
  }

  #adopt(panel: vscode.WebviewPanel, project: Project, of: Named, restore?: S): void {
    const folder = folderUri(project);
    const { name, server } = of;
    const key = keyOf(folder, of);
    const page = this.#parts.make({ panel, project, folder, name, server });
    this.#open.set(key, page);
    panel.onDidDispose(() => {
      page.dispose();
      if (this.#open.get(key) === page) this.#open.delete(key);
    });
    // Last: the page asks at once, and what it asks must be heard.
    showPage(panel.webview, this.#parts.extension, {
      page: this.#parts.page,
      title: this.#titleOf(name),
      boot: {
        ...{ folder, subject: name, reopenCommand: commands.runsReopenPage },
        ...(server !== null && { server }),
        ...(restore && { restore }),
      },
    });
  }
}

function keyOf(folder: string, { name, server }: Named): string {
  return JSON.stringify([folder, server, name]);
}
