/** How each row of the Catalog view looks to VS Code. */
import * as vscode from 'vscode';
import { counted } from '../../../base/counted.ts';
import { assertNever } from '../../../base/errors.ts';
import { formatAge, formatCount } from '../../../base/format.ts';
import { t } from '../../../base/l10n.ts';
import { folderUri } from '../../projects.ts';
import { commands, type ItemWord } from '../../ui/contributions.ts';
import { serverLabel } from '../serverItems.ts';
import { words } from '../treeItems.ts';
import type { CatalogRef } from '../../catalogRef.ts';
import type {
  CatalogNode,
  DatasetNode,
  FeatureGroupNode,
  FeatureNode,
  ModelNode,
  ModelVersionNode,
  Section,
  ServerModelNode,
  ServerVersionNode,
} from './catalogNodes.ts';
import * as text from './catalogText.ts';

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

export function catalogItem(node: CatalogNode, now: number): vscode.TreeItem {
  const item = itemOf(node, now);
  item.id = `${folderUri(node.project)} ${idOf(node)}`;
  return item;
}

function itemOf(node: CatalogNode, now: number): vscode.TreeItem {
  switch (node.kind) {
    case 'folder':
      return row(node.project.name, Expanded, { icon: 'folder', word: 'folder' });
    case 'section': {
      const item = row(sectionName(node.section), Expanded, {
        icon: sectionIcons[node.section],
        word: node.section,
      });
      if (node.count !== undefined)
        item.description = node.count === 0 ? t('none yet') : formatCount(node.count);
      return item;
    }
    case 'dataset':
      return datasetItem(node, now);
    case 'datasetVersion': {
      const { version, runs, models } = node.version;
      const isUsed = runs.length + models.length > 0;
      const item = row(`v${String(version)}`, isUsed ? Collapsed : None, {
        icon: 'history',
        word: 'datasetVersion',
      });
      item.description = text.versionDescription(node.version, node.isOnDisk, now);
      item.tooltip = node.version.note ?? node.version.hash;
      return item;
    }
    case 'unknown': {
      const item = row(node.data.location ?? node.data.name, None, { icon: 'question', word: 'unknownData' });
      item.description = text.unknownDescription(node.data, now);
      return item;
    }
    case 'featureGroup': {
      const isOfData = node.under !== undefined;
      const icon = isOfData ? sectionIcons.features : groupIcons[node.by];
      const name = isOfData ? t('Features made from it') : groupName(node);
      const item = row(name, Collapsed, { icon, word: 'group' });
      item.description =
        formatCount(node.count) + (node.warnings === 0 ? '' : ` · ⚠ ${formatCount(node.warnings)}`);
      return item;
    }
    case 'feature':
      return featureItem(node, now);
    case 'model':
      return modelItem(node, text.modelDescription(node.row));
    case 'serverModel':
      return modelItem(node, text.serverModelDescription(node.row));
    case 'modelVersion':
      return versionItem(node, node.under === '', now);
    case 'serverVersion':
      return versionItem(node, true, now);
    case 'user': {
      const item = row(node.name, None, { icon: 'play-circle', word: 'user' });
      item.description = node.started === undefined ? '' : formatAge(node.started, now);
      const ref = { folder: folderUri(node.project), run: node.run };
      item.command = { command: commands.runsOpen, title: t('Open Run'), arguments: [ref] };
      return item;
    }
    case 'modelServer': {
      const item = row(serverLabel(node.uri), Collapsed, { icon: 'cloud', word: 'modelServer' });
      item.tooltip = t('Registered models of the connected MLflow server');
      return item;
    }
    case 'note': {
      const item = row(node.text, None, { icon: node.isWrong ? 'warning' : 'info', word: 'note' });
      item.tooltip = node.text;
      return item;
    }
    default:
      return assertNever(node);
  }
}

function datasetItem({ row: data, ref }: DatasetNode, now: number): vscode.TreeItem {
  const warnings = text.datasetWarnings(data, now);
  const isChanged = data.disk.state === 'known' && data.disk.version === null;
  const item = row(data.name, Collapsed, { icon: 'database', word: 'dataset' });
  item.contextValue = words('dataset', ...(isChanged ? (['changed'] as const) : []));
  if (warnings.length > 0) item.iconPath = warningIcon();
  item.description = text.datasetDescription(data, now);
  item.tooltip = tooltip(data.name, data.description, [
    data.location,
    ...text.datasetSentences(data),
    ...(data.problems === 0
      ? []
      : [
          counted(data.problems, t('1 problem in datasets.yaml'), (n) =>
            t('{0} problems in datasets.yaml', n),
          ),
        ]),
  ]);
  item.accessibilityInformation = { label: `${data.name}, ${item.description}`, role: 'treeitem' };
  item.command = { command: commands.catalogOpen, title: t('Open Dataset'), arguments: [ref] };
  return item;
}

function modelItem(
  { kind, ref, row: { description } }: ModelNode | ServerModelNode,
  aliases: string,
): vscode.TreeItem {
  const item = row(ref.name, Collapsed, { icon: 'package', word: kind });
  item.description = aliases;
  item.tooltip = tooltip(ref.name, description, onServer(ref));
  item.command = { command: commands.modelsOpen, title: t('Open Model'), arguments: [ref] };
  return item;
}

/** `isBelow`: it stands under its model, whose name it need not repeat. */
function versionItem(
  { kind, ref, row: version }: ModelVersionNode | ServerVersionNode,
  isBelow: boolean,
  now: number,
): vscode.TreeItem {
  const short = `v${String(version.version)}`;
  const item = row(isBelow ? short : `${ref.name} ${short}`, None, { icon: 'tag', word: kind });
  item.description = text.modelVersionDescription(version, now);
  item.tooltip = tooltip(
    `${ref.name} ${short}`,
    item.description === '' ? null : item.description,
    onServer(ref),
  );
  item.command = { command: commands.modelsOpen, title: t('Open Model'), arguments: [ref] };
  return item;
}

function onServer({ server }: CatalogRef): string[] {
  return server === undefined ? [] : [t('Read from the MLflow server {0}; it is changed there.', server)];
}

function featureItem({ row: feature, ref }: FeatureNode, now: number): vscode.TreeItem {
  const item = row(feature.name, None, { icon: 'symbol-field', word: 'feature' });
  if (feature.warnings.length > 0 || feature.isUnused) item.iconPath = warningIcon();
  item.description = text.featureDescription(feature, now);
  item.tooltip = tooltip(feature.name, feature.description, feature.warnings);
  item.accessibilityInformation = { label: `${feature.name}, ${item.description}`, role: 'treeitem' };
  item.command = { command: commands.featuresOpen, title: t('Open Feature'), arguments: [ref] };
  return item;
}

function row(
  label: string,
  state: vscode.TreeItemCollapsibleState,
  { icon, word }: { readonly icon: string; readonly word: ItemWord },
): vscode.TreeItem {
  const item = new vscode.TreeItem(label, state);
  item.iconPath = new vscode.ThemeIcon(icon);
  item.contextValue = words(word);
  return item;
}

/** Another shape, not only another colour. */
function warningIcon(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
}

function tooltip(name: string, description: string | null, lines: readonly string[]): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  markdown.appendText([name, ...(description === null ? [] : [description])].join('\n'));
  for (const line of lines) {
    markdown.appendMarkdown('\n\n');
    markdown.appendText(line);
  }
  return markdown;
}

function idOf(node: CatalogNode): string {
  switch (node.kind) {
    case 'folder':
      return 'folder';
    case 'section':
      return `section ${node.section}`;
    case 'datasetVersion':
      return `datasetVersion ${node.dataset} ${String(node.version.version)}`;
    case 'unknown':
      return `unknown ${node.data.location ?? ''} ${node.data.name}`;
    case 'featureGroup':
      return `group ${node.by} ${node.key ?? ''} ${node.under ?? ''}`;
    case 'modelServer':
      return 'modelServer';
    case 'serverModel':
      return `serverModel ${node.ref.name}`;
    case 'serverVersion':
      return `serverVersion ${node.ref.name} ${String(node.row.version)}`;
    case 'note':
      return `note ${node.text}`;
    case 'user':
      return `user ${node.under} ${node.run}`;
    case 'feature':
    case 'modelVersion':
      return `${node.kind} ${node.under} ${node.ref.name} ${String(node.ref.version ?? '')}`;
    default:
      return `${node.kind} ${node.ref.name}`;
  }
}

function sectionName(section: Section): string {
  return { datasets: t('Datasets'), features: t('Features'), models: t('Models') }[section];
}

function groupName({ by, key }: FeatureGroupNode): string {
  if (key !== null) return key;
  return { none: '', dataset: t('Without a dataset'), owner: t('Without an owner'), model: t('In no model') }[
    by
  ];
}

const sectionIcons = { datasets: 'database', features: 'symbol-field', models: 'package' } as const;
const groupIcons = { none: 'list-flat', dataset: 'database', owner: 'person', model: 'package' } as const;
