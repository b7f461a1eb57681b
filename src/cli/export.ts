/** `cairn export`: runs as one file for another machine, or as text for other programs and people. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { formatSize } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { RunDetail } from '../protocol/runShape.ts';
import { exportRuns } from '../runs/sharing/exportRuns.ts';
import { runAsText, runsAsText, textFormats, type TextFormat } from '../runs/sharing/runTexts.ts';
import { runDir, runPaths } from '../storage/layout.ts';
import { openSeries } from '../storage/series/seriesReader.ts';
import { lastOf, type Call, type Command } from './command.ts';
import { openRuns, type FolderRuns } from './openRuns.ts';
import { pickRuns, runsOf } from './pickRuns.ts';

export const exportCommand: Command = {
  name: 'export',
  summary: t('write runs into one file to share, or print them as CSV, JSON or Markdown'),
  operands: '[RUN…]',
  options: {
    output: { type: 'string', value: 'FILE', help: t('where to write; the ending tells the format') },
    format: {
      type: 'string',
      value: 'F',
      help: t('zip (whole runs, for cairn import), csv, json or md; without FILE printed, except zip'),
    },
    filter: { type: 'string', value: 'EXPR', help: t('instead of naming runs: all that match') },
  },
  notes: [
    t(
      'One RUN as csv: every point of every metric. Several, or none: the table of runs with params, metrics and\ntags. A text that a spreadsheet would take for a formula is written with an apostrophe before it.',
    ),
  ],
  run: runExport,
};

const formats = ['zip', ...textFormats] as const;
type Format = (typeof formats)[number];

async function runExport(call: Call): Promise<number> {
  const output = lastOf(call, 'output');
  const file = output === undefined ? undefined : path.resolve(call.cwd, output);
  const format = formatOf(lastOf(call, 'format'), file);
  const runs = await openRuns(call);
  try {
    const chosen = chosenRuns(call, runs);
    if (format === 'zip') return await writeArchive(call, chosen, file);
    const text = textOf(call, chosen, format);
    if (file === undefined) await call.terminal.print(text);
    else await writeFile(file, text);
    return 0;
  } finally {
    runs.dispose();
  }
}

function chosenRuns(call: Call, runs: FolderRuns): readonly RunDetail[] {
  const filter = lastOf(call, 'filter');
  if (filter !== undefined && call.operands.length > 0)
    throw new UserError('usage', t('Name runs or give --filter, not both.'), t('See cairn export --help.'));
  const ids =
    call.operands.length > 0
      ? pickRuns(runs.list(), call.operands, runsOf(call.layout.folder)).map(({ id }) => id)
      : runs.shapes({ filter, limit: Infinity }).runs.map(({ id }) => id);
  if (ids.length === 0)
    throw new UserError('nothing', t('No run matches.'), t('cairn ls lists what there is.'));
  return ids.flatMap((id) => runs.detail(id) ?? []);
}

function textOf(call: Call, chosen: readonly RunDetail[], format: TextFormat): string {
  const [run] = chosen;
  if (call.operands.length !== 1 || run === undefined) return runsAsText(chosen, format);
  const reader = openSeries(runPaths(runDir(call.layout, run.id)).metrics);
  const series = reader.summaries().map(({ key }) => ({ key, points: reader.read(key) }));
  return runAsText(run, series, format);
}

async function writeArchive(
  call: Call,
  chosen: readonly RunDetail[],
  file: string | undefined,
): Promise<number> {
  const target =
    file ?? path.resolve(call.cwd, `${chosen.length === 1 ? (chosen[0]?.id ?? '') : 'runs'}.zip`);
  const done = await exportRuns(
    call.layout,
    chosen.map(({ id, name, status }) => ({
      id,
      name,
      isLive: status === 'running' || status === 'starting',
    })),
    target,
  );
  for (const message of done.problems) await call.terminal.tell(`cairn: ${message}\n`);
  if (call.json)
    await call.terminal.print(
      `${JSON.stringify({ file: target, bytes: done.bytes, runs: chosen.map(({ id }) => id), problems: done.problems })}\n`,
    );
  else await call.terminal.print(`${target}  ${formatSize(done.bytes)}\n`);
  return 0;
}

function formatOf(asked: string | undefined, file: string | undefined): Format {
  const word = asked ?? (file === undefined ? 'zip' : path.extname(file).slice(1).toLowerCase());
  const known = formats.find((format) => format === word);
  if (known !== undefined) return known;
  throw new UserError(
    'usage',
    t('“{0}” is no format that runs can be exported to.', word),
    t('It is one of: {0}.', formats.join(', ')),
  );
}
