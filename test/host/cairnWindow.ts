/** The running extension as tests see it: rows of its tree, folders of its own for each test. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { CairnWindow } from '../../src/views/openWindow.ts';
import type { RunNode } from '../../src/views/trees/nodes.ts';
import type { Node } from '../../src/views/trees/treeNode.ts';
import { until } from '../e2e/until.ts';

type Exports = Omit<CairnWindow, 'dispose'>;

export async function cairn(): Promise<Exports> {
  const extension = vscode.extensions.getExtension<Exports>('cairn-ml.cairn');
  assert.ok(extension);
  return await extension.activate();
}

/** Adds a folder with these files to the workspace; `close` takes it out again and deletes it. */
export async function openFolder(files: Readonly<Record<string, string>>): Promise<OpenedFolder> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'cairn host ü ')));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  const uri = vscode.Uri.file(folder);
  await change(() => vscode.workspace.updateWorkspaceFolders(count(), 0, { uri }));
  return {
    folder,
    uri,
    file: (name) => vscode.Uri.file(path.join(folder, name)),
    close: async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      const at =
        vscode.workspace.workspaceFolders?.findIndex((f) => f.uri.toString() === uri.toString()) ?? -1;
      if (at >= 0) await change(() => vscode.workspace.updateWorkspaceFolders(at, 1));
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

export interface OpenedFolder {
  readonly folder: string;
  readonly uri: vscode.Uri;
  file(name: string): vscode.Uri;
  close(): Promise<void>;
}

export interface Row {
  readonly node: Node;
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly words: string;
  readonly children: readonly Row[];
}

/** The rows under one folder, as they are shown. */
export async function rowsOf({ uri }: OpenedFolder): Promise<readonly Row[]> {
  const { tree } = await cairn();
  const roots = await tree.getChildren();
  const folder = roots.find((node) => node.kind === 'folder' && node.project.folder === uri.fsPath);
  return folder === undefined ? [] : await read(folder);
}

/** The rows of runs, of all groups. */
export async function runsOf(opened: OpenedFolder): Promise<readonly Row[]> {
  const flat = (rows: readonly Row[]): Row[] => rows.flatMap((row) => [row, ...flat(row.children)]);
  return flat(await rowsOf(opened)).filter(({ node }) => node.kind === 'run');
}

/** Waits for a run whose row is as it should be. */
export async function untilRun(
  opened: OpenedFolder,
  sentence: string,
  look: (row: RunNode['row'], shown: Row) => boolean,
): Promise<{ readonly row: RunNode['row']; readonly node: RunNode; readonly shown: Row }> {
  return await until(sentence, async () => {
    for (const shown of await runsOf(opened)) {
      if (shown.node.kind === 'run' && look(shown.node.row, shown))
        return { row: shown.node.row, node: shown.node, shown };
    }
    return undefined;
  });
}

async function read(node: Node): Promise<readonly Row[]> {
  const { tree } = await cairn();
  return await Promise.all(
    (await tree.getChildren(node)).map(async (child) => {
      const item = tree.getTreeItem(child);
      return {
        node: child,
        label: typeof item.label === 'string' ? item.label : (item.label?.label ?? ''),
        description: String(item.description ?? '').replaceAll('\u00a0', ' '),
        icon: item.iconPath instanceof vscode.ThemeIcon ? item.iconPath.id : '',
        words: item.contextValue ?? '',
        children: child.kind === 'group' ? await read(child) : [],
      };
    }),
  );
}

function count(): number {
  return vscode.workspace.workspaceFolders?.length ?? 0;
}

async function change(work: () => boolean): Promise<void> {
  const changed = new Promise<void>((resolve) => {
    const once = vscode.workspace.onDidChangeWorkspaceFolders(() => {
      once.dispose();
      resolve();
    });
  });
  assert.ok(work());
  await changed;
}
