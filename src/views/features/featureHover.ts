/** What a hover shows of a feature: texts from the folder as texts, and links to our own commands only. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import type { FeatureBrief } from '../../protocol/featureThread.ts';
import type { CatalogRef } from '../catalogRef.ts';
import { folderUri } from '../projects.ts';
import { commands, type CommandId } from '../ui/contributions.ts';
import { factsOf } from './featureText.ts';

export function featureHover(project: Project, feature: FeatureBrief): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.isTrusted = {
    enabledCommands: [
      commands.featuresOpen,
      commands.featuresOpenPlaces,
      commands.featuresUsage,
      commands.catalogSetOwner,
    ],
  };
  text.appendMarkdown('**').appendText(feature.name).appendMarkdown('**\n\n');
  if (feature.description !== null) text.appendText(feature.description.trim()).appendMarkdown('\n\n');
  for (const fact of factsOf(feature, Date.now()))
    text.appendMarkdown('- ').appendText(fact).appendMarkdown('\n');
  const ref: CatalogRef = { folder: folderUri(project), kind: 'feature', name: feature.name };
  const links: [string, CommandId][] = [
    [t('Open in features.yaml'), commands.featuresOpen],
    [t('Who uses it'), commands.featuresUsage],
    [t('Show all places'), commands.featuresOpenPlaces],
    [feature.owner === null ? t('Set owner…') : t('Change owner…'), commands.catalogSetOwner],
  ];
  const asLink = ([title, command]: [string, CommandId]) =>
    `[${title}](command:${command}?${encodeURIComponent(JSON.stringify([ref]))})`;
  return text.appendMarkdown(`\n${links.map(asLink).join(' · ')}`);
}
