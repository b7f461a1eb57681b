/** *Explain This Script to Me*: Markdown as VS Code renders it, on a page whose links lead to files, runs and the review. */
import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import { fileWithin } from '../fileWithin.ts';
import { escapeHtml } from '../panels/html.ts';
import { explainedPageType } from '../panels/names.ts';
import { folderUri, type Projects } from '../projects.ts';
import { commands, foreignCommands } from '../ui/contributions.ts';
import type { Toast } from '../ui/toast.ts';
import type { Reviewing } from './reviewing.ts';

/** One that is open already comes to the front, and tells how things are now. */
export async function showExplained(
  project: Project,
  script: string,
  { reviewing, toast }: { readonly reviewing: Reviewing; readonly toast: Toast },
): Promise<void> {
  const html = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: t('Reading what is known of {0}', script) },
    async () => await explained(project, script, reviewing),
  );
  const key = `${folderUri(project)} ${script}`;
  const known = shown.get(key);
  const panel =
    known ??
    vscode.window.createWebviewPanel(
      explainedPageType,
      t('{0}, explained', path.posix.basename(script)),
      vscode.ViewColumn.Active,
      options,
    );
  panel.webview.html = html;
  if (known === undefined) keep(key, panel, { project, toast });
  else known.reveal();
}

/** After a reload of the window. */
export async function restoreExplained(
  panel: vscode.WebviewPanel,
  saved: unknown,
  {
    projects,
    reviewing,
    toast,
  }: { readonly projects: Projects; readonly reviewing: () => Promise<Reviewing>; readonly toast: Toast },
): Promise<void> {
  const { folder, script } = state.parse(saved);
  const project = projects.byFolder(folder);
  if (project === undefined) throw new UserError('gone', t('The folder of {0} is not open.', script));
  panel.webview.options = options;
  keep(`${folder} ${script}`, panel, { project, toast });
  panel.webview.html = await explained(project, script, await reviewing());
}

const state = z.object({ folder: z.string(), script: z.string() });

/** By folder and script. */
const shown = new Map<string, vscode.WebviewPanel>();

function keep(
  key: string,
  panel: vscode.WebviewPanel,
  { project, toast }: { readonly project: Project; readonly toast: Toast },
): void {
  shown.set(key, panel);
  panel.onDidDispose(() => shown.delete(key));
  panel.webview.onDidReceiveMessage((message: unknown) => {
    const href = followed.safeParse(message).data?.href;
    if (href !== undefined) toast.own(follow(project, href));
  });
}

const followed = z.object({ href: z.string() });

/** All links of the page are ours, and lie in the folder: what people wrote makes none. It is checked all the same. */
async function follow(project: Project, href: string): Promise<void> {
  const [place = '', line] = href.split('#L');
  const file = decodeURIComponent(place);
  const folder = folderUri(project);
  const run = /^\.cairn\/runs\/([^/]+)$/.exec(file)?.[1];
  const script = /^\.cairn\/reviews\/(.+)\.yaml$/.exec(file)?.[1];
  if (run !== undefined) await vscode.commands.executeCommand(commands.runsOpen, { folder, run });
  else if (script !== undefined)
    await vscode.commands.executeCommand(commands.reviewsOpen, { folder, script });
  else {
    const at = new vscode.Position(Math.max(0, Number(line ?? 1) - 1), 0);
    await vscode.commands.executeCommand(foreignCommands.open, fileWithin(project, file), {
      selection: new vscode.Range(at, at),
    });
  }
}

const options: vscode.WebviewOptions & vscode.WebviewPanelOptions = {
  enableScripts: true,
  enableFindWidget: true,
  localResourceRoots: [],
};

async function explained(project: Project, script: string, reviewing: Reviewing): Promise<string> {
  const text = await reviewing.print(project, 'explain', script);
  const body = z.string().parse(await vscode.commands.executeCommand(foreignCommands.renderMarkdown, text));
  const nonce = crypto.randomUUID();
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'`;
  const kept: z.infer<typeof state> = { folder: folderUri(project), script };
  return `<!doctype html>
<html lang="${escapeHtml(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeHtml(t('{0}, explained', script))}</title>
<style>${style}</style>
</head>
<body data-state="${escapeHtml(JSON.stringify(kept))}">
<main>${body}</main>
<script nonce="${nonce}">${pageScript}</script>
</body>
</html>`;
}

/** Before VS Code follows a link itself, which would be one out of the window. */
const pageScript = `
const api = acquireVsCodeApi();
api.setState(JSON.parse(document.body.dataset.state));
document.addEventListener('click', (event) => {
  const href = event.target.closest?.('a[href]')?.getAttribute('href');
  if (!href) return;
  event.preventDefault();
  event.stopPropagation();
  api.postMessage({ href });
}, true);
`;

const style = `
body { padding: 8px 24px 24px; background: var(--vscode-editor-background); line-height: 1.5; overflow-wrap: anywhere; }
main { max-width: 88ch; }
h1 { font-size: 1.6em; line-height: 1.3; margin: 16px 0 8px; }
h2 { font-size: 1.2em; line-height: 1.4; margin: 24px 0 4px; padding-bottom: 2px;
  border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border)); }
h1, h2, th { font-weight: 600; }
p, ul { margin: 4px 0 8px; }
ul { padding-left: 20px; }
code { font: 1em var(--vscode-editor-font-family); padding: 0 2px; }
pre { padding: 8px; overflow-x: auto; background: var(--vscode-textCodeBlock-background);
  border: 1px solid var(--vscode-contrastBorder, transparent); }
pre code { padding: 0; background: none; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 2px 16px 2px 0; text-align: left;
  border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border)); }
a:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
`;
