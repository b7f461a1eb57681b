/** `cairn ls`: lists runs. */
import {
  formatAge,
  formatDifference,
  formatDuration,
  formatNumber,
  formatProgress,
  missing,
} from '../base/format.ts';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { fromJsonNumber } from '../protocol/jsonNumber.ts';
import type { LsResult, RunShape } from '../protocol/runShape.ts';
import { lastOf } from './command.ts';
import type { Call, Command } from './command.ts';
import { openRuns } from './openRuns.ts';
import { cellText, textTable } from './textTable.ts';

export const ls: Command = {
  name: 'ls',
  summary: t('list runs'),
  operands: '',
  options: {
    filter: {
      type: 'string',
      value: 'EXPR',
      help: t('only runs that match, e.g. metrics.val_auc > 0.9 and params.model = "gbm"'),
    },
    'order-by': {
      type: 'string',
      value: 'K',
      help: t('started, name, status, duration, objective, metrics.<key>, params.<key>; with asc or desc'),
    },
    limit: { type: 'string', value: 'N', help: t('at most N runs (default 50)') },
  },
  notes: [
    t(
      'Filters are those of MLflow’s search_runs, with or, not and parentheses: metrics, params, tags, datasets,\nattributes (status, name, script, experiment, started …).',
    ),
  ],
  run: listRuns,
};

async function listRuns(call: Call): Promise<number> {
  if (call.operands.length > 0) {
    throw new UserError(
      'usage',
      t('cairn ls takes no operands, but got “{0}”.', call.operands.join(' ')),
      t('See cairn ls --help.'),
    );
  }
  const limit = limitOf(lastOf(call, 'limit') ?? '50');
  const runs = await openRuns(call);
  try {
    const { runs: found, total } = runs.shapes({
      filter: lastOf(call, 'filter'),
      orderBy: lastOf(call, 'order-by'),
      limit,
    });
    const result: LsResult = { runs: found, total, problems: [...runs.problems] };
    if (call.json) await call.terminal.print(`${JSON.stringify(result)}\n`);
    else await printTable(result, call);
    return 0;
  } finally {
    runs.dispose();
  }
}

async function printTable({ runs, total, problems }: LsResult, { terminal }: Call): Promise<void> {
  for (const { where, message } of problems) await terminal.tell(`cairn: ${where}: ${message}\n`);
  if (runs.length > 0) {
    const head = [
      t('NAME'),
      t('STATUS'),
      t('SCRIPT'),
      t('METRIC'),
      t('BEST'),
      t('CHANGE'),
      t('TOOK'),
      t('STARTED'),
      t('ID'),
    ];
    const rows = runs.map((run) => rowOf(run, terminal.now()));
    const table = textTable([head, ...rows], ['left', 'left', 'left', 'left', 'right', 'right', 'right']);
    await terminal.print(`${table}\n`);
  }
  if (total === 0) await terminal.tell(`${t('cairn: no run matches')}\n`);
  if (total > runs.length)
    await terminal.tell(`${t('cairn: {0} of {1} runs; --limit shows more', runs.length, total)}\n`);
}

function rowOf(run: RunShape, now: number): string[] {
  const { objective } = run;
  const isLive = run.status === 'running' && run.progress !== null;
  return [
    cellText(run.name) + (run.star ? ' ★' : ''),
    isLive && run.progress !== null ? cellText(formatProgress(run.progress)) : statusOf(run),
    cellText(run.script ?? missing),
    cellText(objective?.key ?? missing),
    objective === null ? missing : formatNumber(fromJsonNumber(objective.value)),
    objective === null || objective.change === null ? '' : formatDifference(fromJsonNumber(objective.change)),
    run.ended === null && run.status === 'unknown'
      ? missing
      : formatDuration((run.ended ?? now) - run.started),
    formatAge(run.started, now),
    run.id,
  ];
}

function statusOf({ status, exitCode }: RunShape): string {
  return status === 'failed' && exitCode !== null ? t('failed (exit {0})', exitCode) : status;
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(limit)) return limit;
  throw new UserError(
    'usage',
    t('--limit needs a whole number, not “{0}”.', text),
    t('See cairn ls --help.'),
  );
}
