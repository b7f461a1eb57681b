/** `cairn profile`: what the columns of a data file hold, worked out by DuckDB in a process of its own. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { counted } from '../base/counted.ts';
import { codeOf, UserError } from '../base/errors.ts';
import { cutText, formatCount, formatNumber, formatShare, formatSize, missing } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { readProblem } from '../base/readProblem.ts';
import { formatOf } from '../data/dataFiles.ts';
import type { ColumnProfile, DataProfile } from '../protocol/dataProfile.ts';
import { dataFormat, type DataFormat } from '../records/dataset.ts';
import { askData } from './askData.ts';
import { lastOf, type Call, type Command } from './command.ts';
import { cellText, textTable } from './textTable.ts';

export const profile: Command = {
  name: 'profile',
  summary: t('profile a CSV, Parquet or JSON file: types, missing values, ranges, distributions'),
  operands: 'FILE…',
  options: {
    format: { type: 'string', value: 'F', help: t('csv, parquet or json; else the name says it') },
  },
  notes: [
    t(
      'Several files, or a folder of files, are profiled as one table. Every number is exact. Ctrl+C cancels.\nMissing counts rows without a value; NaN, infinities and texts such as NA are values.',
    ),
  ],
  run: printProfile,
};

async function printProfile(call: Call): Promise<number> {
  if (call.operands.length === 0)
    throw new UserError('usage', t('Name a data file.'), t('See cairn profile --help.'));
  const format = formatAsked(call);
  const files = call.operands.flatMap((operand) => filesAt(path.resolve(call.cwd, operand), format));
  const { terminal } = call;
  const found = await askData(
    call,
    (percent) => t('Profiling: {0} %', percent),
    async (data, heard) => await data.profile({ files, ...(format && { format }) }, heard),
  );
  const shown = named(found, call.cwd);
  if (call.json) await terminal.print(`${JSON.stringify(shown)}\n`);
  else await terminal.print(textOf(shown));
  for (const { where, line, message } of shown.problems)
    await terminal.tell(`cairn: ${where}${line === undefined ? '' : `:${String(line)}`}: ${message}\n`);
  return 0;
}

function formatAsked(call: Call): DataFormat | undefined {
  const asked = lastOf(call, 'format');
  if (asked === undefined) return undefined;
  const { data: format } = dataFormat.safeParse(asked);
  if (format === undefined)
    throw new UserError('usage', t('Unknown format “{0}”.', asked), t('There are csv, parquet and json.'));
  return format;
}

/** The file itself, or the data files of a folder and its folders. */
function filesAt(place: string, format: DataFormat | undefined): string[] {
  try {
    if (!statSync(place).isDirectory()) return [place];
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    throw new UserError(
      'missing',
      codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR'
        ? t('{0} does not exist.', place)
        : t('{0} cannot be read: {1}.', place, readProblem(error)),
      t('Check the name.'),
      {
        cause: error,
      },
    );
  }
  const found = readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !/(^|[\\/])[._]/.test(path.relative(place, file)))
    .filter((file) => (format === undefined ? formatOf(file) !== undefined : formatOf(file) === format))
    .sort();
  const formats = [...new Set(found.map(formatOf))];
  if (found.length === 0)
    throw new UserError(
      'nothing',
      t('{0} holds no data files.', place),
      t('CSV, Parquet and JSON are read.'),
    );
  if (formats.length > 1)
    throw new UserError(
      'mixed',
      t('{0} holds files of several formats: {1}.', place, formats.join(', ')),
      t('Say which ones with --format.'),
    );
  return found;
}

/** With names as somebody in this folder would write them. */
function named(found: DataProfile, cwd: string): DataProfile {
  const short = (file: string) => {
    const relative = path.relative(cwd, file);
    return path.isAbsolute(file) && relative !== '' && !relative.startsWith('..') ? relative : file;
  };
  return {
    ...found,
    file: short(found.file),
    problems: found.problems.map((problem) => ({ ...problem, where: short(problem.where) })),
  };
}

function textOf({ file, files, size, rows, columns }: DataProfile): string {
  const name =
    files > 1
      ? counted(files - 1, t('{0} and 1 more file', file), (n) => t('{0} and {1} more files', file, n))
      : file;
  const sizes = [
    counted(rows, t('1 row'), (n) => t('{0} rows', n)),
    counted(columns.length, t('1 column'), (n) => t('{0} columns', n)),
    formatSize(size),
  ];
  const head = `${name}: ${sizes.join(', ')}`;
  const titles = ['column', 'type', 'missing', 'distinct', 'min', 'typical', 'max', ''];
  const table = columns.map((column) => [
    cutText(cellText(column.name), 40),
    cutText(column.type, 30),
    column.nulls + column.nan === 0 ? missing : formatShare((column.nulls + column.nan) / Math.max(1, rows)),
    formatCount(column.distinct),
    valueText(column.min),
    typical(column, rows),
    valueText(column.max),
    bars(column),
  ]);
  return `${head}\n\n${textTable([titles, ...table], ['left', 'left', 'right', 'right', 'right', 'right', 'right'])}\n`;
}

function valueText(value: ColumnProfile['min']): string {
  if (value === null) return missing;
  return typeof value === 'number' ? formatNumber(value) : cutText(cellText(String(value)), 24);
}

/** The median of numbers and times, else the most frequent value and its share. */
function typical({ kind, quantiles, top }: ColumnProfile, rows: number): string {
  const median = quantiles.find(({ at }) => at === 0.5)?.value;
  if (median !== undefined)
    return kind === 'number' ? formatNumber(median) : new Date(median).toISOString().slice(0, 10);
  const [first] = top;
  if (first === undefined) return missing;
  return `${cutText(cellText(first.value), 24)} (${formatShare(first.count / Math.max(1, rows))})`;
}

/** The histogram, or the most frequent values, as blocks of eight heights; what is there is never without a mark. */
function bars({ histogram, top }: ColumnProfile): string {
  const counts = histogram?.counts ?? top.map(({ count }) => count);
  const most = Math.max(1, ...counts);
  return counts
    .map((count) => (count === 0 ? ' ' : (blocks[Math.min(7, Math.floor((count / most) * 8))] ?? '')))
    .join('');
}

const blocks = '▁▂▃▄▅▆▇█';
