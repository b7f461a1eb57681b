/**
 * Makes the view `data` of a session. Parquet is read where it lies; CSV and JSON are read once and written as Parquet into the
 * session's folder, since reading their text again for every question takes most of the time, and tables of DuckDB took
 * half as long again to make and more memory.
 */
import path from 'node:path';
import * as z from 'zod';
import { UserError, type Problem } from '../base/errors.ts';
import { formatCount } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { badJsonLine } from './badJsonLine.ts';
import type { DataFiles } from './dataFiles.ts';
import type { DataSession } from './dataSession.ts';
import { copyInParts } from './partTables.ts';
import { quoteList, quoteName, quoteText } from './sqlText.ts';
import { wordedFlags } from './wordedFlags.ts';

type Session = Pick<DataSession, 'query'>;
interface Opened {
  readonly source: DataFiles;
  /** What DuckDB opens, one for each file. */
  readonly paths: readonly string[];
  /** What was asked for, by what is opened. */
  readonly names: ReadonlyMap<string, string>;
  /** Those of them that were made of tables in one JSON object: a line of such a one is a row. */
  readonly tables: ReadonlyMap<string, unknown>;
  /** For the copy. */
  readonly folder: string;
}

/** More Parquet files than these are copied, because each statement would open all of them. */
const mostViewed = 100;
/** Groups within groups of JSON that get types of their own; what is deeper is shown as JSON. Two thousand would take minutes. */
const deepest = 12;
/** Rejected values that DuckDB keeps of one scan. */
const mostRejects = 10_000;
/** Rejected lines that make another look at the quotes worth it. */
const manyRejects = 100;
const mostTold = 20;
/** Codes of what reading with notes on bad lines may come over. */
const notWell = ['badCsv', 'unclearCsv', 'unreadableData'];
/** Files whose columns are all looked at before they are read. */
const mostSniffed = 1000;

export async function loadData(
  session: Session,
  opened: Opened,
  share: (share: number) => void,
): Promise<Problem[]> {
  const { format } = opened.source;
  const many = opened.paths.length > 1;
  if (format === 'csv') return await loadCsv(session, opened, share);
  const files = quoteList(opened.paths);
  const options = `union_by_name = ${String(many)}, hive_partitioning = false`;
  if (format === 'parquet') {
    const from = `FROM read_parquet(${files}, ${options})`;
    if (opened.paths.length > mostViewed) await copy(session, opened, from, share);
    else await session.query(`CREATE VIEW data AS ${from}`, share);
    return [];
  }
  // Columns are looked for in every line: one that only comes late would be dropped without a word.
  const from = `FROM read_json(${files}, sample_size = -1, map_inference_threshold = -1, maximum_depth = ${String(deepest)}, ${options})`;
  try {
    await copy(session, opened, from, share);
  } catch (error) {
    throw await withItsLine(error, opened);
  }
  return await mixedColumns(session);
}

/** Of a line that is no JSON: the one that a person finds in the file. */
async function withItsLine(error: unknown, { names, tables }: Opened): Promise<unknown> {
  if (!(error instanceof UserError) || error.code !== 'badJson') return error;
  for (const [opened, asked] of names) {
    const line = error.message.startsWith(`${asked}: `) ? await badJsonLine(opened) : undefined;
    if (line === undefined) continue;
    const message = tables.has(opened)
      ? t('{0}: row {1} of the table is no JSON.', asked, formatCount(line))
      : t('{0}: line {1} is no JSON.', asked, line);
    return new UserError('badJson', message, error.next, { cause: error });
  }
  return error;
}

async function copy(
  { query }: Session,
  { folder, source }: Opened,
  from: string,
  share: (share: number) => void,
): Promise<void> {
  if (source.isWide && source.format === 'csv') {
    await copyInParts(query, { from, folder, options: copyOptions(source) }, share);
    return;
  }
  if (source.isWide) {
    // Parquet is written column by column, each with buffers of its own.
    await query(`CREATE OR REPLACE TABLE data AS ${from}`, share);
    return;
  }
  const file = quoteText(path.join(folder, 'data.parquet'));
  await query(`COPY (${from}) TO ${file} (FORMAT parquet, ${copyOptions(source)})`, share);
  await query(`CREATE OR REPLACE VIEW data AS FROM read_parquet(${file}, hive_partitioning = false)`);
}

/** The copy is read a few times and then gone: making it takes longest, so it is only compressed where the data were. */
function copyOptions({ files }: DataFiles): string {
  const isCompressed = files.some(({ real }) => /\.(gz|zst)$/i.test(real));
  return `COMPRESSION ${isCompressed ? 'snappy' : 'uncompressed'}, DICTIONARY_SIZE_LIMIT 4000`;
}

/** DuckDB calls a column JSON when its values are of several kinds. */
async function mixedColumns({ query }: Session): Promise<Problem[]> {
  const found = await query(
    `SELECT column_name FROM duckdb_columns() WHERE table_name = 'data' AND data_type = 'JSON'`,
  );
  return found.map(([name]) => ({
    where: String(name),
    message: t('Its values are of several kinds; they are shown as JSON.'),
  }));
}

async function loadCsv(session: Session, opened: Opened, share: (share: number) => void): Promise<Problem[]> {
  const header = await lookAtHeader(session, opened);
  const { problems } = header;
  if (opened.paths.length > 1) {
    if (await loadUnion(session, opened, header, share)) return problems;
    problems.push({
      where: opened.source.files[0]?.asked ?? '',
      message: t('Only the columns of the first file are read; others that later files may have are not.'),
    });
  }
  const asText = new Map<string, Problem>();
  let encoding: string | undefined = opened.source.encoding;
  // One quote that is not closed, and DuckDB takes quotes for text: then every line with a quoted delimiter has too many values.
  let quotes: readonly string[] = [];
  let fewest = Infinity;
  for (let attempt = 0; ; attempt++) {
    // A column that fails in a fourth turn too is one of many: then all are text.
    const texts = attempt < 4 ? new Set([...header.worded, ...asText.keys()]) : 'all';
    const options = [
      ...(encoding === undefined ? [] : [`encoding = ${quoteText(encoding)}`]),
      ...(opened.source.isWide ? header.known(texts) : [...quotes, ...textOptions(texts)]),
    ];
    const from = readCsv(opened.paths, [
      ...options,
      'store_rejects = true',
      `rejects_limit = ${String(mostRejects)}`,
    ]);
    await copy(session, opened, from, share);
    if (!opened.source.isWide) {
      const rejected = await countRejected(session);
      const isWorse = quotes.length > 0 && rejected >= fewest;
      if (isWorse || (fewest === Infinity && rejected >= manyRejects)) {
        quotes = isWorse ? [] : usualQuotes(header);
        fewest = isWorse ? 0 : rejected;
        await dropRejects(session);
        continue;
      }
    }
    // What stands in a line of too many or too few values says nothing of the columns.
    const ofWholeLines = opened.source.isWide
      ? ''
      : `AND (e.file_id, e.line) NOT IN (SELECT (file_id, line) FROM reject_errors WHERE error_type <> 'CAST')`;
    const wrong = await session.query(
      `SELECT e.column_name, min(e.line), s.file_path, arg_min(e.error_message, e.line) FROM reject_errors e
       JOIN reject_scans s USING (scan_id, file_id) WHERE e.error_type = 'CAST' ${ofWholeLines} GROUP BY ALL`,
    );
    const isOther =
      encoding === undefined &&
      Number(
        (
          await session.query(`SELECT count(*) FROM reject_errors WHERE error_type = 'INVALID ENCODING'`)
        )[0]?.[0],
      ) > 0;
    if ((wrong.length === 0 && !isOther) || attempt >= 5)
      return [...problems, ...asText.values(), ...(await rejectedLines(session, opened.names))];
    for (const [name, line, file, message] of wrong)
      asText.set(String(name), {
        where: opened.names.get(String(file)) ?? String(file),
        line: Number(line),
        message: t('Column “{0}” is read as text: {1}', String(name), sentenceOf(String(message))),
      });
    if (isOther) {
      encoding = 'latin-1';
      const [where = ''] = opened.names.values();
      problems.push({ where, message: t('The file is not UTF-8; it was read as Latin-1 (ISO 8859-1).') });
    }
    await dropRejects(session);
  }
}

function usualQuotes({ delimiter }: Header): string[] {
  return [`delim = ${delimiter}`, `quote = '"'`, `escape = '"'`];
}

async function countRejected({ query }: Session): Promise<number> {
  return Number(
    (
      await query(
        `SELECT count(DISTINCT line) FROM reject_errors WHERE error_type NOT IN ('CAST', 'INVALID ENCODING')`,
      )
    )[0]?.[0],
  );
}

async function dropRejects({ query }: Session): Promise<void> {
  await query('DROP TABLE reject_errors');
  await query('DROP TABLE reject_scans');
}

/** Names of columns that are to be read as they stand. */
type Texts = 'all' | ReadonlySet<string>;

function textOptions(texts: Texts): string[] {
  if (texts === 'all') return ['all_varchar = true'];
  if (texts.size === 0) return [];
  return [`types = {${[...texts].map((name) => `${quoteName(name)}: 'VARCHAR'`).join(', ')}}`];
}

/**
 * Files of one table may differ in their columns: those are matched by name, and one that a file lacks is empty there. DuckDB
 * cannot note bad lines while it does that, so this is for files in which all is well; false: it is not.
 */
async function loadUnion(
  session: Session,
  opened: Opened,
  { delimiter, worded }: Header,
  share: (share: number) => void,
): Promise<boolean> {
  const { encoding } = opened.source;
  if (opened.paths.length > mostSniffed) return false;
  const options = [
    'union_by_name = true',
    // Else one is looked for with which a bad line is a good one.
    `delim = ${delimiter}`,
    'null_padding = false',
    // Types of single columns cannot be given where a file may lack them.
    ...(worded.length === 0 ? [] : [`auto_type_candidates = ${quoteList(typesButFlags)}`]),
    ...(encoding === undefined ? [] : [`encoding = ${quoteText(encoding)}`]),
  ];
  try {
    await copy(session, opened, readCsv(opened.paths, options), share);
    return true;
  } catch (error) {
    if (error instanceof UserError && notWell.includes(error.code)) return false;
    throw error;
  }
}

const typesButFlags = ['NULL', 'BIGINT', 'DOUBLE', 'TIME', 'DATE', 'TIMESTAMP', 'TIMESTAMPTZ', 'VARCHAR'];

function readCsv(paths: readonly string[], options: readonly string[]): string {
  const all = [...options, 'hive_partitioning = false'];
  return `FROM read_csv(${quoteList(paths)}, ${all.join(', ')})`;
}

interface Header {
  readonly problems: Problem[];
  /** As a literal. */
  readonly delimiter: string;
  /** Columns of flags that are to be read as they stand. */
  readonly worded: readonly string[];
  /** Options that say all that was found, so that nothing is looked for again: with thousands of columns that takes seconds. */
  readonly known: (texts: Texts) => string[];
}

const columnList = z.array(z.object({ name: z.string(), type: z.string() }));

/** What the first line of the first file tells: names that are there twice, none at all, or a delimiter that was not found. */
async function lookAtHeader(session: Session, { source, paths }: Opened): Promise<Header> {
  const { query } = session;
  const [first = ''] = paths;
  const where = source.files[0]?.asked ?? first;
  const encoding = source.encoding === undefined ? '' : `, encoding = ${quoteText(source.encoding)}`;
  const sniffed = await query(
    `SELECT "Delimiter", "Quote", "Escape", "SkipRows", "HasHeader", "DateFormat", "TimestampFormat", to_json("Columns")::VARCHAR
     FROM sniff_csv(${quoteText(first)}, ignore_errors = true${encoding})`,
  );
  const [delimiter, quote, escape, skip, hasHeader, date, time, listed] = sniffed[0] ?? [];
  const columns = columnList.parse(JSON.parse(String(listed)));
  const mark = (value: unknown) => quoteText(value === '(empty)' ? '' : String(value));
  const dialect = [
    'auto_detect = false',
    `delim = ${mark(delimiter)}`,
    `quote = ${mark(quote)}`,
    `escape = ${mark(escape)}`,
    `skip = ${String(skip)}`,
  ];
  const known = (texts: Texts) => [
    ...dialect,
    `header = ${String(hasHeader)}`,
    ...(typeof date === 'string' ? [`dateformat = ${quoteText(date)}`] : []),
    ...(typeof time === 'string' ? [`timestampformat = ${quoteText(time)}`] : []),
    `columns = {${columns
      .map(
        ({ name, type }) =>
          `${quoteName(name)}: ${quoteText(texts === 'all' || texts.has(name) ? 'VARCHAR' : type)}`,
      )
      .join(', ')}}`,
  ];
  const flags = columns.filter(({ type }) => type === 'BOOLEAN').map(({ name }) => name);
  const asTexts = [...known('all'), 'null_padding = true', 'ignore_errors = true', 'parallel = false'];
  const worded = await wordedFlags(
    session,
    `FROM read_csv(${quoteText(first)}, ${asTexts.join(', ')}${encoding})`,
    flags,
  );
  const found = { delimiter: mark(delimiter), worded, known };
  if (hasHeader !== true) {
    const message = t('No line with names was found; the columns are numbered.');
    return { ...found, problems: [{ where, message }] };
  }
  const options = [
    ...dialect,
    'header = false',
    'all_varchar = true',
    'null_padding = true',
    'ignore_errors = true',
    // Names may hold line breaks.
    'parallel = false',
    `columns = {${columns.map((_, at) => `'c${String(at)}': 'VARCHAR'`).join(', ')}}`,
  ];
  const [header = []] = await query(
    `FROM read_csv(${quoteText(first)}, ${options.join(', ')}${encoding}) LIMIT 1`,
  );
  const names = header.map((name) => (typeof name === 'string' ? name.replace(/^\ufeff/, '').trim() : ''));
  const seen = new Set<string>();
  const twice = names.filter((name) => name !== '' && (seen.has(name) || !seen.add(name)));
  const problems: Problem[] = [...new Set(twice)].map((name) => ({
    where,
    line: Number(skip) + 1,
    message: t('There are several columns “{0}”; those after the first have a number.', name),
  }));
  const [only = ''] = names;
  if (names.length === 1 && /[,;\t|#:~^]/.test(only))
    problems.push({
      where,
      line: Number(skip) + 1,
      message: t(
        'Only one column was found, “{0}”: its delimiter may be none that is known.',
        only.slice(0, 80),
      ),
    });
  return { ...found, problems };
}

async function rejectedLines({ query }: Session, names: ReadonlyMap<string, string>): Promise<Problem[]> {
  const found = await query(
    `SELECT s.file_path, e.line, any_value(e.error_message) FROM reject_errors e JOIN reject_scans s USING (scan_id, file_id)
     GROUP BY ALL ORDER BY ALL`,
  );
  const told = found.slice(0, mostTold).map(([file, line, message]) => ({
    where: names.get(String(file)) ?? String(file),
    line: Number(line),
    message: t('The line was left out: {0}', sentenceOf(String(message))),
  }));
  if (found.length > mostTold)
    told.push({
      where: told[0]?.where ?? '',
      line: Number(found[mostTold]?.[1]),
      message:
        found.length >= mostRejects
          ? t('{0} or more lines were left out in all.', found.length)
          : t('{0} lines were left out in all.', found.length),
    });
  return told;
}

/** What DuckDB says of a line, in words for people. */
function sentenceOf(message: string): string {
  const [, wanted, found] = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message) ?? [];
  if (wanted !== undefined && found !== undefined)
    return Number(found) === 1
      ? t('it has 1 value where {0} are expected.', wanted)
      : t('it has {0} values where {1} are expected.', found, wanted);
  const [, value, type] = /Could not convert string "(.{0,100}?)" to '(\w+)'/s.exec(message) ?? [];
  if (value !== undefined && type !== undefined) return t('“{0}” is no {1}.', value, type);
  return (message.split('\n')[0] ?? '').replace(/\s+/g, ' ').trim().slice(0, 200);
}
