/** Pages of one kind as editor tabs: at most one for each key, and back again after a reload or a dead extension host. */
import * as vscode from 'vscode';
import type { PageBoot } from '../../protocol/pageBoot.ts';
import { commands } from '../ui/contributions.ts';
import { lostTab, placeOf, type ShownPage } from './lostTab.ts';
import { pageOptions, showPage, type PageToShow } from './showPage.ts';

export interface TabPage extends ShownPage {
  reveal(): void;
  dispose(): void;
}

export interface PageTabsParts {
  readonly extension: vscode.Uri;
  readonly page: PageToShow['page'];
  /** As VS Code knows it. */
  readonly type: string;
}

export interface TabToOpen<P extends TabPage> {
  /** Of all pages of the kind. */
  readonly key: string;
  readonly title: string;
  readonly boot: Omit<PageBoot, 'strings' | 'reopenCommand'>;
  readonly make: (panel: vscode.WebviewPanel) => P;
}

export class PageTabs<P extends TabPage> implements vscode.Disposable {
  readonly #open = new Map<string, P>();
  readonly #parts: PageTabsParts;

  constructor(parts: PageTabsParts) {
    this.#parts = parts;
  }

  get(key: string): P | undefined {
    return this.#open.get(key);
  }

  /** In a new tab. */
  open(tab: TabToOpen<P>, viewColumn = vscode.ViewColumn.Active): P {
    return this.#adopt(this.#create(tab, { viewColumn, preserveFocus: false }), tab);
  }

  /**
   * Puts a page in the place of one whose extension host died: VS Code keeps its tab, but nobody can speak with it any more.
   * Does nothing for a page that only had to wait.
   */
  async reopen(tab: TabToOpen<P>): Promise<void> {
    if (this.#open.has(tab.key)) return;
    const lost = lostTab(this.#parts.type, this.#open.values());
    this.#adopt(this.#create(tab, placeOf(lost)), tab);
    if (lost) await vscode.window.tabGroups.close(lost, true);
  }

  /** Fills a tab that VS Code kept over a reload, or closes it when nobody knows any more what it showed. */
  restore(panel: vscode.WebviewPanel, tab: TabToOpen<P> | undefined): void {
    if (tab === undefined) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.#options();
    this.#adopt(panel, tab);
  }

  dispose(): void {
    for (const page of [...this.#open.values()]) page.dispose();
  }

  #options(): vscode.WebviewOptions {
    return pageOptions(this.#parts.extension, [commands.runsReopenPage]);
  }

  #create(
    { title }: TabToOpen<P>,
    place: { viewColumn: vscode.ViewColumn; preserveFocus: boolean },
  ): vscode.WebviewPanel {
    return vscode.window.createWebviewPanel(this.#parts.type, title, place, this.#options());
  }

  #adopt(panel: vscode.WebviewPanel, { key, title, boot, make }: TabToOpen<P>): P {
    const page = make(panel);
    this.#open.set(key, page);
    panel.onDidDispose(() => {
      page.dispose();
      if (this.#open.get(key) === page) this.#open.delete(key);
    });
    const { extension, page: name } = this.#parts;
    // Last: the page asks at once, and what it asks must be heard.
    showPage(panel.webview, extension, {
      ...{ page: name, title },
      boot: { ...boot, reopenCommand: commands.runsReopenPage },
    });
    return page;
  }
}
