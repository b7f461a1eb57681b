/** Puts a page into a webview: its bundle, its policy, and what it must know at its start; the same for every page. */
import * as vscode from 'vscode';
import type { PageBoot } from '../../protocol/pageBoot.ts';
import { pageHtml } from './html.ts';

export interface PageToShow {
  /** Folder in webview/pages. */
  readonly page: 'run' | 'compare' | 'model' | 'dataset' | 'fairness' | 'review';
  readonly title: string;
  readonly boot: Omit<PageBoot, 'strings'>;
}

/** `commands`: a page whose host is gone has nobody else to ask. */
export function pageOptions(extension: vscode.Uri, commands: readonly string[]): vscode.WebviewOptions {
  return {
    enableScripts: true,
    enableCommandUris: commands,
    localResourceRoots: [vscode.Uri.joinPath(extension, 'out', 'pages')],
  };
}

export function showPage(
  webview: vscode.Webview,
  extension: vscode.Uri,
  { page, title, boot }: PageToShow,
): void {
  const resource = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extension, 'out', 'pages', name)).toString();
  webview.html = pageHtml({
    title,
    language: vscode.env.language,
    cspSource: webview.cspSource,
    nonce: crypto.randomUUID().replaceAll('-', ''),
    script: resource(`${page}.js`),
    style: resource(`${page}.css`),
    blobImages: page === 'compare',
    boot: { ...boot, strings: translations() },
  });
}

/** The bundle of the display language, as vscode.l10n.t reads it; English has none. */
function translations(): Record<string, string> {
  const bundle: Readonly<Record<string, unknown>> = vscode.l10n.bundle ?? {};
  return Object.fromEntries(
    Object.entries(bundle).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}
