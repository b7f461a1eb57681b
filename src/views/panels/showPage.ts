/** Puts a page into a webview: its bundle, its policy, and what it must know at its start; the same for every page. */
import * as vscode from 'vscode';
import { pageHtml } from './html.ts';

export interface PageToShow {
  /** Folder in webview/pages. */
  readonly page: 'run' | 'compare';
  readonly title: string;
  /** URI of the workspace folder. */
  readonly folder: string;
  readonly subject: string;
}

export function pageOptions(extension: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extension, 'out', 'pages')] };
}

export function showPage(
  webview: vscode.Webview,
  extension: vscode.Uri,
  { page, title, folder, subject }: PageToShow,
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
    boot: { folder, subject, strings: translations() },
  });
}

/** The bundle of the display language, as vscode.l10n.t reads it; English has none. */
function translations(): Record<string, string> {
  const bundle: Readonly<Record<string, unknown>> = vscode.l10n.bundle ?? {};
  return Object.fromEntries(
    Object.entries(bundle).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}
