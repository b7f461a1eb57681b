/** Pages about one named thing as editor tabs: at most one for each, and back again after the window was reloaded. */
import type * as vscode from 'vscode';
import type * as z from 'zod';
import type { Project } from '../../project/project.ts';
import { folderUri, type Projects } from '../projects.ts';
import { PageTabs, type PageTabsParts, type TabPage, type TabToOpen } from './pageTabs.ts';

export interface SubjectPanelsParts<S> extends PageTabsParts {
  readonly projects: Projects;
  readonly state: z.ZodType<S>;
  /** Else its name. */
  readonly title?: (name: string) => string;
  readonly make: (of: SubjectToShow) => TabPage;
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

export class SubjectPanels<S extends Subject> implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #parts: SubjectPanelsParts<S>;
  readonly #tabs: PageTabs<TabPage>;

  constructor(parts: SubjectPanelsParts<S>) {
    this.#parts = parts;
    this.#tabs = new PageTabs(parts);
  }

  /** Shows a page; one that is open already comes to the front, unless another state of it is wanted. */
  open(project: Project, of: Omit<Subject, 'folder'>, restore?: S): void {
    const tab = this.#tabOf(project, of, restore);
    const known = this.#tabs.get(tab.key);
    if (known && restore === undefined) {
      known.reveal();
      return;
    }
    const column = known?.column;
    known?.dispose();
    this.#tabs.open(tab, column);
  }

  /** Puts a page in the place of one whose extension host died; does nothing for one that only had to wait. */
  async reopen(
    project: Project,
    { name, state }: { readonly name: string; readonly state: S },
  ): Promise<void> {
    await this.#tabs.reopen(this.#tabOf(project, { name, server: state.server ?? null }, state));
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, saved: unknown): Promise<void> {
    const { data: state } = this.#parts.state.safeParse(saved);
    const project = state && this.#parts.projects.byFolder(state.folder);
    this.#tabs.restore(panel, project && this.#tabOf(project, state));
    await Promise.resolve();
  }

  dispose(): void {
    this.#tabs.dispose();
  }

  #tabOf(
    project: Project,
    { name, server = null }: Omit<Subject, 'folder'>,
    restore?: S,
  ): TabToOpen<TabPage> {
    const folder = folderUri(project);
    return {
      key: JSON.stringify([folder, server, name]),
      title: this.#parts.title?.(name) ?? name,
      boot: {
        ...{ folder, subject: name },
        ...(server !== null && { server }),
        ...(restore && { restore }),
      },
      make: (panel) => this.#parts.make({ panel, project, folder, name, server }),
    };
  }
}
