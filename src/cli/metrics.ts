/** `cairn metrics`: the points of one metric. */
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { toJsonNumber } from '../protocol/jsonNumber.ts';
import { runDir, runPaths } from '../storage/layout.ts';
import { openSeries } from '../storage/series/seriesReader.ts';
import type { Call, Command } from './command.ts';
import { findRuns } from './findRuns.ts';
import { suggest } from '../base/suggest.ts';
import { cellText } from './textTable.ts';

export const metrics: Command = {
  name: 'metrics',
  summary: t('print the points of one metric'),
  operands: 'RUN [KEY]',
  options: {},
  notes: [
    t(
      'One line a point: step, ISO time and value, parted by tabs. Without KEY the names of the metrics, line breaks in them as spaces.',
    ),
    t('Exit code 1: the run has no such metric.'),
  ],
  run: printPoints,
};

async function printPoints(call: Call): Promise<number> {
  const [word, key, ...more] = call.operands;
  if (more.length > 0)
    throw new UserError(
      'usage',
      t('cairn metrics takes one run and one metric.'),
      t('See cairn metrics --help.'),
    );
  const [run] = await findRuns(call, word === undefined ? [] : [word]);
  const id = run?.id ?? '';
  const series = openSeries(runPaths(runDir(call.layout, id)).metrics);
  for (const { where, message } of series.problems) await call.terminal.tell(`cairn: ${where}: ${message}\n`);
  const keys = series.summaries().map((summary) => summary.key);
  if (key === undefined) {
    const list = call.json
      ? `${JSON.stringify({ run: id, keys })}\n`
      : keys.map((name) => `${cellText(name)}\n`).join('');
    await call.terminal.print(list);
    return 0;
  }
  if (!keys.includes(key)) {
    const meant = suggest(key, keys);
    const next =
      meant === undefined ? t('cairn metrics RUN lists what there is.') : t('Did you mean “{0}”?', meant);
    await call.terminal.tell(`${t('cairn: {0} has no metric “{1}”. {2}', id, key, next)}\n`);
    return 1;
  }
  const { steps, times, values } = series.read(key);
  const place = (i: number) => [steps[i] ?? NaN, times[i] ?? NaN, values[i] ?? NaN] as const;
  if (call.json) {
    const points = Array.from(steps, (_, i) => {
      const [step, time, value] = place(i);
      return [step, time, toJsonNumber(value)];
    });
    await call.terminal.print(`${JSON.stringify({ run: id, key, points })}\n`);
    return 0;
  }
  for (let from = 0; from < steps.length; from += linesPerWrite) {
    const lines = Array.from({ length: Math.min(linesPerWrite, steps.length - from) }, (_, i) => {
      const [step, time, value] = place(from + i);
      return `${step}\t${new Date(time).toISOString()}\t${value}\n`;
    });
    await call.terminal.print(lines.join(''));
  }
  return 0;
}

const linesPerWrite = 10_000;
