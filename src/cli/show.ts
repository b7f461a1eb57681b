/** `cairn show`: everything that is recorded of one run. */
import { formatAge, formatCount, formatDuration, formatNumber, formatSize, missing } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { GitState } from '../records/event.ts';
import { fromJsonNumber } from '../protocol/jsonNumber.ts';
import { goalRow } from './goalRow.ts';
import type { RunDetail } from '../protocol/runShape.ts';
import type { JsonNumber } from '../protocol/jsonNumber.ts';
import type { Call, Command } from './command.ts';
import { openOne } from './openRuns.ts';
import { cellText, textTable } from './textTable.ts';

export const show: Command = {
  name: 'show',
  summary: t('show one run with everything that is recorded'),
  operands: 'RUN',
  options: {},
  notes: [],
  run: async (call) => {
    const run = await openOne(call);
    if (call.json) await call.terminal.print(`${JSON.stringify(run)}\n`);
    else await call.terminal.print(sheet(run, call));
    return 0;
  },
};

function sheet(run: RunDetail, { terminal, layout }: Call): string {
  const parts = [
    section('', factsOf(run, terminal.now())),
    section(
      t('Params'),
      Object.entries(run.params).map(([key, value]) => [key, value]),
    ),
    metricsOf(run),
    section(t('Goals'), run.goals.map(goalRow)),
    section(
      t('Tags'),
      Object.entries(run.tags).map(([key, value]) => [key, value]),
    ),
    section(t('Code'), codeOf(run)),
    section(t('Environment'), environmentOf(run)),
    section(
      t('Data'),
      run.datasets.map(({ name, role, version }) => [name, role ?? '', version ?? '']),
    ),
    section(
      t('Features'),
      run.features.map((name) => [name]),
    ),
    section(
      t('Artifacts'),
      run.artifacts.map(({ path, kind, size }) => [path, formatSize(size), kind ?? '']),
      ['left', 'right'],
    ),
    section(
      t('Predictions'),
      run.predictions.map(({ path, label, groups }) => [path, t('label {0}', label), groups.join(', ')]),
    ),
    section(
      t('Fairness'),
      run.fairnessReports.map(({ file, says }) => [file, says ?? '']),
    ),
    section(t('Notes'), [...(run.note === '' ? [] : [[run.note]]), ...run.notes.map(({ text }) => [text])]),
    section(
      t('Problems'),
      run.problemList.map(({ where, line, message }) => [
        line === undefined ? where : `${where}:${line}`,
        message,
      ]),
    ),
    t('Files: {0}', `${layout.runs}/${run.id}`),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function factsOf(run: RunDetail, now: number): string[][] {
  const took = formatDuration((run.ended ?? now) - run.started);
  const lasted = run.ended === null ? t('running for {0}', took) : t('took {0}', took);
  const status = [
    run.status,
    run.exitCode === null ? '' : t('exit {0}', run.exitCode),
    run.signal ?? '',
    run.reason ?? '',
  ];
  return [
    [t('Name'), run.name + (run.star ? ' ★' : '')],
    [t('Id'), run.id],
    [t('Status'), [...new Set(status)].filter((part) => part !== '').join(' · ')],
    [
      t('Started'),
      formatAge(run.started, now) + (run.ended === null && run.status === 'unknown' ? '' : `, ${lasted}`),
    ],
    [t('Command'), run.command.join(' ')],
    [t('Folder'), run.cwd],
    ...(run.experiment === null ? [] : [[t('Experiment'), run.experiment]]),
    [t('By'), t('{0} on {1}, from the {2}', run.user, run.host, run.origin)],
  ];
}

function metricsOf(run: RunDetail): string {
  const entries = Object.entries(run.metrics);
  if (entries.length === 0) return '';
  const head = [t('Metrics'), t('last'), t('best'), t('at step'), t('min'), t('max'), t('points'), t('from')];
  const rows = entries.map(([key, metric]) => [
    `  ${cellText(key)}`,
    value(metric.last),
    value(metric.best),
    metric.bestStep === null ? missing : formatNumber(metric.bestStep),
    value(metric.min),
    value(metric.max),
    formatCount(metric.count),
    metric.source,
  ]);
  return textTable([head, ...rows], ['left', 'right', 'right', 'right', 'right', 'right', 'right']);
}

function codeOf({ script, scriptHash, git }: RunDetail): string[][] {
  return [
    ...(script === null ? [] : [[t('script'), script, scriptHash?.slice(0, 7) ?? '']]),
    ...(git === null ? [] : [[t('commit'), git.commit?.slice(0, 7) ?? missing, git.branch ?? '']]),
    ...(git === null || git.changedFiles === 0
      ? []
      : [[t('changed'), changesOf(git), git.patchComplete ? '' : t('patch incomplete')]]),
  ];
}

function changesOf({ changedFiles, changedLines }: GitState): string {
  const files = changedFiles === 1 ? t('1 file') : t('{0} files', changedFiles);
  return `${files}, ${changedLines === 1 ? t('1 line') : t('{0} lines', changedLines)}`;
}

function environmentOf({ interpreter, machine, gpus }: RunDetail): string[][] {
  const notable = Object.entries(interpreter?.notable ?? {}).map(([name, version]) => `${name} ${version}`);
  return [
    ...(interpreter === null ? [] : [[t('interpreter'), interpreter.version, interpreter.path]]),
    ...(interpreter === null ? [] : [[t('packages'), formatCount(interpreter.packages), notable.join(', ')]]),
    [
      t('machine'),
      `${machine.os} ${machine.arch}`,
      t('{0} × {1}, {2}', machine.cores, machine.cpu, formatSize(machine.memory)),
    ],
    ...(gpus.length === 0 ? [] : [[t('GPU'), gpus.join(', ')]]),
  ];
}

function section(
  title: string,
  rows: readonly (readonly string[])[],
  align: readonly ('left' | 'right')[] = [],
): string {
  if (rows.length === 0) return '';
  const indent = title === '' ? '' : '  ';
  const table = textTable(
    rows.map((row) => row.map((cell, column) => (column === 0 ? indent : '') + cellText(cell))),
    align,
  );
  return title === '' ? table : `${title}\n${table}`;
}

function value(number: JsonNumber | null): string {
  return formatNumber(number === null ? null : fromJsonNumber(number));
}
