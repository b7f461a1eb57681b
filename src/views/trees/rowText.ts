/** What a row of the Runs view says, as plain text: no vscode here, so that it can be tested as a table. */
import {
  cutText,
  formatAge,
  formatFixed,
  formatDuration,
  formatNumber,
  formatProgress,
  formatShort,
  nbsp,
} from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import type { RunRow, RunStatus } from '../../protocol/runShape.ts';
import { fromJsonNumber } from '../../protocol/jsonNumber.ts';
import { fairnessSign, fairnessText } from './fairnessText.ts';

/** Name, with a star when a person gave it one. */
export function rowLabel(row: RunRow): string {
  return row.star ? `${row.name} ★` : row.name;
}

/** `epoch 7/20 · val_auc 0.874 ▲0.012  2m`; `now` is ms since 1970. */
export function rowDescription(row: RunRow, now: number): string {
  const parts = [
    failureText(row),
    isLive(row) ? progressText(row) : undefined,
    objectiveText(row),
    isStandingBest(row) ? t('best') : undefined,
    isLive(row) ? undefined : goalText(row.meets),
    isLive(row) || row.fairness === null ? undefined : fairnessSign(row.fairness, now),
  ];
  const text = parts.filter((part) => part !== undefined && part !== '').join(' · ');
  const age = formatShort(now - (isLive(row) ? row.started : (row.ended ?? row.started)));
  return `${text === '' ? statusText(row.status) : text}${nbsp}${nbsp}${age}`;
}

/** `val_auc 0.891 ▲0.012`: where the number went against the best before; the tooltip says whether that is better. */
export function objectiveText(row: RunRow): string | undefined {
  if (row.objective === null) return undefined;
  const { key, value, change } = row.objective;
  const text = `${cutText(key, 40)} ${objectiveNumber(fromJsonNumber(value))}`;
  const by = change === null ? NaN : fromJsonNumber(change);
  if (!Number.isFinite(by) || by === 0) return text;
  return `${text} ${by > 0 ? '▲' : '▼'}${objectiveNumber(Math.abs(by))}`;
}

/** Three decimals, so that the rows of a list can be compared at a glance; other sizes as everywhere. */
export function objectiveNumber(value: number): string {
  const size = Math.abs(value);
  return Number.isInteger(value) || size < 0.01 || size >= 100
    ? formatNumber(value, 3)
    : formatFixed(value, 3);
}

/** One sentence for a screen reader, which should not have to spell icons and signs. */
export function rowSpeech(row: RunRow, now: number): string {
  const parts = [
    row.name,
    statusText(row.status),
    row.star ? t('starred') : undefined,
    isStandingBest(row) ? t('best of its script') : undefined,
    isLive(row) ? progressText(row) : failureText(row),
    isLive(row) ? undefined : goalText(row.meets),
    isLive(row) || row.fairness === null ? undefined : fairnessText(row.fairness, now),
    row.objective === null
      ? undefined
      : `${row.objective.key} ${objectiveNumber(fromJsonNumber(row.objective.value))}`,
    isLive(row) ? t('for {0}', formatDuration(now - row.started)) : formatAge(row.ended ?? row.started, now),
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

/** What config.yaml asks, in a word; nothing where it asks nothing. */
export function goalText(meets: RunRow['meets']): string | undefined {
  switch (meets) {
    case 'met':
      return t('meets its goals');
    case 'missed':
      return t('misses its goals');
    case 'notJudged':
      return t('goals not judged');
    case null:
      return undefined;
  }
}

/** A live run is not the best of anything yet. */
function isStandingBest(row: RunRow): boolean {
  return row.isBest && !isLive(row);
}

export function isLive(row: Pick<RunRow, 'status'>): boolean {
  return row.status === 'running' || row.status === 'starting';
}

export function statusText(status: RunStatus): string {
  const words: Readonly<Record<RunStatus, string>> = {
    starting: t('starting'),
    running: t('running'),
    finished: t('finished'),
    failed: t('failed'),
    stopped: t('stopped'),
    interrupted: t('interrupted'),
    unknown: t('unknown'),
  };
  return words[status];
}

/** Codicon of a status. */
export function statusIcon(status: RunStatus): string {
  const icons: Readonly<Record<RunStatus, string>> = {
    starting: 'loading~spin',
    running: 'loading~spin',
    finished: 'check',
    failed: 'error',
    stopped: 'debug-stop',
    interrupted: 'circle-slash',
    unknown: 'question',
  };
  return icons[status];
}

function progressText(row: RunRow): string | undefined {
  return row.progress === null ? undefined : formatProgress(row.progress);
}

function failureText(row: RunRow): string | undefined {
  if (row.status === 'finished' || isLive(row)) return undefined;
  const reason = row.reason === null ? undefined : cutText(row.reason, 120);
  if (row.status === 'stopped') return statusText(row.status);
  if (row.status !== 'failed') return reason ?? statusText(row.status);
  const code = row.exitCode === null ? undefined : t('exit {0}', row.exitCode);
  if (code !== undefined && reason?.startsWith(code) === true) return reason;
  return [code, reason].filter((part) => part !== undefined).join(' · ');
}
