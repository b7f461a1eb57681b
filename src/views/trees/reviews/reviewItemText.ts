/** What a row of the Reviews view says and shows. */
import path from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../../base/l10n.ts';
import type { ReviewRow } from '../../../protocol/reviewShape.ts';
import { nameOf } from '../../../review/person.ts';
import { names, openText, reviewState } from '../../reviews/reviewText.ts';

export function reviewDescription(row: ReviewRow): string {
  const folder = path.posix.dirname(row.script);
  const parts = [folder === '.' ? '' : folder, reviewState(row)];
  if (row.openComments > 0)
    parts.push(row.openComments === 1 ? t('1 open comment') : t('{0} open comments', row.openComments));
  if (row.splitFrom !== null) parts.push(t('split from {0}', row.splitFrom));
  if (row.problems.length > 0) parts.push('⚠');
  if (row.state === 'never' && row.runs > 0)
    parts.push(row.runs === 1 ? t('1 run') : t('{0} runs', row.runs));
  return parts.filter(Boolean).join(' · ');
}

/** One fact a line. */
export function reviewTooltip(row: ReviewRow): vscode.MarkdownString {
  const lines = [row.script, reviewState(row)];
  if (row.renamedFrom !== null) lines.push(t('Reviewed as {0}', row.renamedFrom));
  if (row.state !== 'never') {
    lines.push(openText(row));
    if (row.authors.length > 0) lines.push(t('Author: {0}', names(row.authors)));
    if (row.waitingFor.length > 0) lines.push(t('Asked: {0}', names(row.waitingFor)));
    if (row.state === 'stale' && row.outdated)
      lines.push(t('Approved before by {0}', nameOf(row.outdated.by)));
    if (row.approvedBy.length < row.needed && row.state !== 'stale')
      lines.push(t('{0} of {1} approvals', row.approvedBy.length, row.needed));
    if (row.missingOwners.length > 0)
      lines.push(t('Needs one of its code owners: {0}', names(row.missingOwners)));
  }
  for (const file of row.outdated?.files ?? []) {
    const count = file.lines === null ? t('changed') : t('lines changed: {0}', file.lines);
    lines.push(`${file.path}: ${count}`);
  }
  lines.push(...row.problems.map((problem) => `⚠ ${problem}`), ...row.notes);
  const text = new vscode.MarkdownString();
  text.appendText(lines.join('\n'));
  return text;
}

export function reviewIcon({ state, problems }: ReviewRow): vscode.ThemeIcon {
  const [name, color] = icons[state];
  if (problems.length > 0 && state !== 'approved')
    return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  return new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
}

const icons: Readonly<Record<ReviewRow['state'], readonly [icon: string, color?: string]>> = {
  never: ['circle-outline'],
  started: ['comment'],
  requested: ['git-pull-request'],
  changesRequested: ['request-changes', 'list.errorForeground'],
  approved: ['pass', 'charts.green'],
  stale: ['history', 'list.warningForeground'],
};
