/** How the rows of a team's server look to VS Code. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { folderUri } from '../projects.ts';
import { commands } from '../ui/contributions.ts';
import type { ServerExperimentNode, ServerMessageNode, ServerMoreNode, ServerNode } from './serverNodes.ts';
import { words } from './treeItems.ts';

export function serverItem(node: ServerNode): vscode.TreeItem {
  // Opened by a person: nobody's network is asked because a window was opened.
  const item = new vscode.TreeItem(serverLabel(node.uri), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = idOf(node);
  item.iconPath = new vscode.ThemeIcon('cloud');
  item.description = [node.experimentFilter, node.runFilter].filter((text) => text !== '').join(' · ');
  item.tooltip = t('MLflow server {0}', withoutSecrets(node.uri));
  item.contextValue = words('server');
  item.accessibilityInformation = { label: t('MLflow server {0}', serverLabel(node.uri)), role: 'treeitem' };
  return item;
}

export function experimentItem(node: ServerExperimentNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.experiment.name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = idOf(node);
  item.iconPath = new vscode.ThemeIcon('beaker');
  item.contextValue = words('experiment');
  return item;
}

export function serverMoreItem({ of }: ServerMoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(t('Show more…'), vscode.TreeItemCollapsibleState.None);
  item.id = `more ${idOf(of)}`;
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  // Without arguments, as that of a run.
  item.command = { command: commands.runsShowMore, title: t('Show more…') };
  return item;
}

export function messageItem({ of, text, isWrong }: ServerMessageNode): vscode.TreeItem {
  const item = new vscode.TreeItem(text, vscode.TreeItemCollapsibleState.None);
  item.id = `message ${idOf(of)} ${text}`;
  item.tooltip = text;
  item.iconPath = isWrong
    ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
    : new vscode.ThemeIcon('info');
  return item;
}

/** Host and path, without a sign-in that somebody wrote into the address. */
export function serverLabel(uri: string): string {
  if (!URL.canParse(uri)) return uri;
  const { host, pathname } = new URL(uri);
  return `${host}${pathname.replace(/\/+$/, '')}`;
}

function withoutSecrets(uri: string): string {
  return uri.replace(/\/\/[^/@]*@/, '//');
}

function idOf(node: ServerNode | ServerExperimentNode): string {
  return node.kind === 'server'
    ? `server ${folderUri(node.project)}`
    : `experiment ${folderUri(node.server.project)} ${node.experiment.id}`;
}
