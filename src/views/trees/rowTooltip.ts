/** The details of a run as Markdown, for the tooltip of its row; everything from outside is escaped. */
import {
  formatAge,
  formatDifference,
  formatDuration,
  formatNumber,
  formatProgress,
} from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import type { RunRow } from '../../protocol/runShape.ts';
import { fromJsonNumber } from '../../protocol/jsonNumber.ts';
import { fairnessText } from './fairnessText.ts';
import { goalText, isLive, statusText } from './rowText.ts';

export function rowTooltip(row: RunRow, now: number): string {
  const facts: (readonly [string, string] | undefined)[] = [
    row.place === null ? undefined : [t('Recorded by'), escapeMarkdown(row.place.group)],
    row.script === null ? undefined : [t('Script'), code(row.script)],
    row.experiment === null ? undefined : [t('Experiment'), escapeMarkdown(row.experiment)],
    [t('Started'), formatAge(row.started, now)],
    [t('Took'), formatDuration((row.ended ?? (isLive(row) ? now : row.started)) - row.started)],
    row.progress === null ? undefined : [t('Progress'), escapeMarkdown(formatProgress(row.progress))],
    row.exitCode === null ? undefined : [t('Exit code'), String(row.exitCode)],
    row.objective === null ? undefined : [escapeMarkdown(row.objective.key), objectiveFact(row.objective)],
    row.meets === null ? undefined : [t('Goals'), goalText(row.meets) ?? ''],
    row.fairness === null
      ? undefined
      : [
          t('Fairness'),
          escapeMarkdown([fairnessText(row.fairness, now), row.fairness.says ?? ''].join('. ')),
        ],
    row.star ? [t('Star'), t('given by a person')] : undefined,
    row.problems === 0 ? undefined : [t('Problems'), String(row.problems)],
  ];
  const head = `**${escapeMarkdown(row.name)}** ${row.isBest ? `(${t('best of its script')}) ` : ''}— ${statusText(row.status)}`;
  const reason = row.reason === null || row.reason === '' ? '' : `\n\n${escapeMarkdown(row.reason)}`;
  const table = facts.flatMap((fact) => (fact === undefined ? [] : [`| ${fact[0]} | ${fact[1]} |`]));
  return `${head}${reason}\n\n| | |\n|:--|:--|\n${table.join('\n')}\n\n${code(row.id)}`;
}

export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()#+\-.!|<>~&$]/g, '\\$&');
}

function objectiveFact(objective: NonNullable<RunRow['objective']>): string {
  const value = formatNumber(fromJsonNumber(objective.value));
  if (objective.change === null) return value;
  const change = fromJsonNumber(objective.change);
  const better = objective.direction === 'maximize' ? change > 0 : change < 0;
  const verdict = better
    ? t('better than the best before')
    : change === 0
      ? t('as the best before')
      : t('behind the best before');
  return `${value} (${formatDifference(change)}, ${verdict})`;
}

function code(text: string): string {
  return `\`${text.replace(/[`|\s]+/g, ' ')}\``;
}
