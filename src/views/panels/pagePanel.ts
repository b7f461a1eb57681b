/** The host's side of a page, as far as it is the same for all: where its tab is, the channel to it, and its end. */
import type * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import { serve } from '../../protocol/rpc.ts';
import type { Events, Handlers, Methods, Protocol } from '../../protocol/rpcShape.ts';
import type { ShownPage } from './lostTab.ts';
import type { PageToShow } from './showPage.ts';

export interface PagePanelParts {
  readonly panel: vscode.WebviewPanel;
  readonly page: PageToShow['page'];
  readonly log: (line: string) => void;
}

export abstract class PagePanel implements ShownPage, vscode.Disposable {
  /** Ends with the page. */
  protected readonly owned = new DisposableStore();
  readonly #parts: PagePanelParts;

  constructor(parts: PagePanelParts) {
    this.#parts = parts;
  }

  get isVisible(): boolean {
    return this.#parts.panel.visible;
  }

  get column(): vscode.ViewColumn | undefined {
    return this.#parts.panel.viewColumn;
  }

  reveal(): void {
    this.#parts.panel.reveal();
  }

  dispose(): void {
    if (this.owned.isDisposed) return;
    this.owned.dispose();
    this.#parts.panel.dispose();
  }

  /** Answers the page from now on; what comes back tells it what changed. */
  protected serve<M extends Methods<M>, E extends Events<E>>(
    protocol: Protocol<M, E>,
    handlers: Handlers<M>,
  ) {
    const { webview } = this.#parts.panel;
    return this.owned.add(
      serve(protocol, {
        port: {
          // A page that was closed meanwhile hears nothing.
          post: (message) => {
            if (!this.owned.isDisposed) this.own(webview.postMessage(message));
          },
          onMessage: (listener) => webview.onDidReceiveMessage(listener),
        },
        handlers,
        log: (line) => this.log(line),
      }),
    );
  }

  /** What the tab says. */
  protected retitle(title: string): void {
    if (!this.owned.isDisposed) this.#parts.panel.title = title;
  }

  /** Work that nobody waits for. */
  protected own(work: PromiseLike<unknown>): void {
    work.then(undefined, (error: unknown) => this.log(String(error)));
  }

  protected log(line: string): void {
    this.#parts.log(`${this.#parts.page} page: ${line}`);
  }
}
