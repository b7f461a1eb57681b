/** What DuckDB says went wrong, as a sentence for people: the file, the place, the next step. */
import { messageOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';

/** `names` gives the path that was asked for in place of the one that DuckDB opened. */
export function explainDuckdb(error: unknown, names: ReadonlyMap<string, string>): unknown {
  if (error instanceof UserError) return error;
  let text = messageOf(error);
  for (const [opened, asked] of names) if (opened !== asked) text = text.replaceAll(opened, asked);
  for (const [pattern, explain] of known) {
    const found = pattern.exec(text);
    if (found) return explain(found, [...names.values()][0] ?? '', error);
  }
  const [first = ''] = text.split('\n');
  return /^(\w+ )*(Error|Exception):/.test(text)
    ? new UserError(
        'unreadableData',
        t('The data cannot be read: {0}', first.replace(/^(\w+ )*(Error|Exception):\s*/, '').slice(0, 400)),
        t('Check the file and its format.'),
        { cause: error },
      )
    : error;
}

type Explain = (found: RegExpExecArray, file: string, cause: unknown) => UserError;

const known: readonly (readonly [RegExp, Explain])[] = [
  [
    /[Ee]rror when sniffing file/,
    (_, file, cause) =>
      new UserError(
        'unclearCsv',
        t('{0}: no delimiter and quotes were found with which its lines have the same columns.', file),
        t('Check that it is CSV, and its quotes.'),
        { cause },
      ),
  ],
  [/INTERRUPT/i, (_, __, cause) => new UserError('cancelled', t('It was cancelled.'), undefined, { cause })],
  [
    /^Out of Memory|failed to (allocate|offload|pin)|No space left|max_temp_directory_size/im,
    (found, file, cause) =>
      new UserError(
        'outOfMemory',
        /space|temp_directory/i.test(found[0])
          ? t('There is not enough room for temporary files to read {0}.', file)
          : t('There is not enough memory to read {0}.', file),
        t('Make room, or profile a part of the data.'),
        { cause },
      ),
  ],
  [
    /Malformed JSON in file "([^"]*)", at byte (\d+) in (?:line|record\/value) (\d+)/,
    ([, file = '', byte = '', line = ''], __, cause) =>
      new UserError(
        'badJson',
        t('{0}: line {1} is no JSON (at byte {2}).', file, line, byte),
        t('Mend or remove that line.'),
        { cause },
      ),
  ],
  [
    /JSON transform error in file "([^"]*)", in (?:line|record\/value) (\d+): (.{0,200})/,
    ([, file = '', line = '', what = ''], __, cause) =>
      new UserError(
        'badJson',
        t('{0}: line {1} cannot be read: {2}', file, line, what),
        t('Mend or remove that line.'),
        { cause },
      ),
  ],
  [
    /schema mismatch in glob: column "([^"]*)"[^]*not be found in file "([^"]*)"/i,
    ([, column = '', file = ''], __, cause) =>
      new UserError(
        'otherColumns',
        t('{0} has no column “{1}”, which the first file has.', file, column),
        t('Profile files of the same columns together.'),
        { cause },
      ),
  ],
  [
    /Maximum line size of (\d+) bytes exceeded/,
    (_, file, cause) =>
      new UserError(
        'lineTooLong',
        t('{0}: a line has more than {1} MB.', file, 2),
        t('Check quotes and line breaks.'),
        { cause },
      ),
  ],
  [
    /CSV Error on Line: (\d+)/,
    ([, line = ''], file, cause) =>
      new UserError(
        'badCsv',
        t('{0}: line {1} cannot be read as CSV.', file, line),
        t('Check its quotes and delimiters.'),
        { cause },
      ),
  ],
  [
    /encrypt/i,
    (_, file, cause) =>
      new UserError(
        'encrypted',
        t('{0} is encrypted.', file),
        t('Cairn has no key for it; name a file that is not.'),
        {
          cause,
        },
      ),
  ],
  [
    /TProtocolException|magic bytes|parquet file|snappy|zstd|thrift|page header|out of buffer|decompress|don't know what type/i,
    (_, file, cause) =>
      new UserError(
        'damaged',
        t('{0} is damaged: its Parquet data cannot be read.', file),
        t('Copy or write it again.'),
        {
          cause,
        },
      ),
  ],
  [
    // Of a file that is not there DuckDB thinks as of a folder, which it may not look into.
    /Cannot access file "([^"]*)[/\\]\*\*[/\\]\*\.parquet"/,
    ([, file = ''], __, cause) => gone(file, cause),
  ],
  [
    /(?:Cannot open file|No files found that match[^"]*|IO Error:[^"]*) "([^"]*)"/,
    ([, file = ''], __, cause) => gone(file, cause),
  ],
];

function gone(file: string, cause: unknown): UserError {
  return new UserError(
    'unreadable',
    t('{0} cannot be read any more.', file),
    t('Check that it is still there and who may read it.'),
    { cause },
  );
}
