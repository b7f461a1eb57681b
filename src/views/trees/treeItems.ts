/** How each row of the Runs view looks to VS Code. */
import * as vscode from 'vscode';
import { formatCount } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import type { RunRow, RunStatus } from '../../protocol/runShape.ts';
import { folderUri } from '../projects.ts';
import { commands, type ItemWord } from '../ui/contributions.ts';
import type { FolderNode, GroupNode, MoreNode, RunNode } from './nodes.ts';
import { isLive, rowDescription, rowLabel, rowSpeech, statusIcon } from './rowText.ts';
import { rowTooltip } from './rowTooltip.ts';

export function folderItem(node: FolderNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.project.name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `folder ${folderUri(node.project)}`;
  item.resourceUri = vscode.Uri.file(node.project.folder);
  item.iconPath = vscode.ThemeIcon.Folder;
  item.contextValue = words('folder');
  return item;
}

export function groupItem(node: GroupNode): vscode.TreeItem {
  const { key, count, running } = node.group;
  const state = node.open
    ? vscode.TreeItemCollapsibleState.Expanded
    : vscode.TreeItemCollapsibleState.Collapsed;
  const item = new vscode.TreeItem(groupLabel(node), state);
  item.id = `group ${folderUri(node.project)} ${node.by} ${key ?? ''}`;
  const counted = count === 1 ? t('1 run') : t('{0} runs', formatCount(count));
  item.description = running > 0 ? t('{0} · {1} running', counted, running) : counted;
  item.tooltip = key ?? '';
  item.contextValue = node.by === 'script' && key !== null ? words('group', 'scripted') : words('group');
  return item;
}

export function runItem(node: RunNode, now: number): vscode.TreeItem {
  const { row, project } = node;
  const item = new vscode.TreeItem(rowLabel(row), vscode.TreeItemCollapsibleState.None);
  item.id = `run ${folderUri(project)} ${row.id}`;
  node.shown = rowDescription(row, now);
  item.description = node.shown;
  item.iconPath = new vscode.ThemeIcon(statusIcon(row.status), statusColor(row.status));
  item.contextValue = row.place === null ? words('run', 'own', ...ownWords(row)) : words('run', 'foreign');
  item.accessibilityInformation = { label: rowSpeech(row, now), role: 'treeitem' };
  // Without arguments, so about the selected row: VS Code forgets the arguments of a row that ticks while it is clicked.
  item.command = { command: commands.runsOpen, title: t('Open Run') };
  return item;
}

export function runTooltip(row: RunRow, now: number): vscode.MarkdownString {
  return new vscode.MarkdownString(rowTooltip(row, now));
}

export function moreItem(node: MoreNode): vscode.TreeItem {
  const left = node.list.total - (node.list.nodes?.length ?? 0);
  const item = new vscode.TreeItem(t('Show more…'), vscode.TreeItemCollapsibleState.None);
  const { project, group } = node.list;
  item.id = `more ${folderUri(project)} ${group?.by ?? 'all'} ${group?.key ?? ''}`;
  item.description = left === 1 ? t('1 older run') : t('{0} more', formatCount(left));
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  // Without arguments, as that of a run.
  item.command = { command: commands.runsShowMore, title: t('Show more…') };
  return item;
}

/** The colour roles of the design: only verdicts have one. */
export function statusColor(status: RunStatus): vscode.ThemeColor | undefined {
  if (status === 'finished') return new vscode.ThemeColor('charts.green');
  if (status === 'failed') return new vscode.ThemeColor('list.errorForeground');
  if (status === 'interrupted' || status === 'unknown')
    return new vscode.ThemeColor('list.warningForeground');
  // Without one, VS Code paints the icon of stopping in the red of its debug toolbar.
  return status === 'stopped' ? new vscode.ThemeColor('icon.foreground') : undefined;
}

/** `$(check) quiet-heron`, for quick picks. */
export function runPickLabel(row: RunRow): string {
  return `$(${statusIcon(row.status)}) ${rowLabel(row)}`;
}

function groupLabel({ by, group }: GroupNode): string {
  if (group.key !== null) return group.key;
  return by === 'script' ? t('Commands without a script') : t('No experiment');
}

function ownWords(row: RunRow): readonly ItemWord[] {
  const star = row.star ? 'starred' : 'plain';
  return [...endWords(row), star, ...(row.script === null ? [] : (['scripted'] as const))];
}

/** An unknown run may be both: it can be stopped, and it can be thrown away. */
function endWords(row: RunRow): readonly ItemWord[] {
  if (row.status === 'unknown') return ['live', 'ended'];
  return isLive(row) ? ['live'] : ['ended'];
}

export function words(...list: readonly ItemWord[]): string {
  return `;${list.join(';')};`;
}
