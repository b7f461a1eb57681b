/** Looks at data files before DuckDB does: what is missing, empty, cut or no such file at all is said at once, in a sentence. */
import { open, realpath, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { counted } from '../base/counted.ts';
import { codeOf, UserError, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { readProblem } from '../base/readProblem.ts';
import type { DataSource } from '../protocol/dataProcess.ts';
import type { DataFormat } from '../records/dataset.ts';

export interface DataFile {
  /** As it was asked for. */
  readonly asked: string;
  /** Without links. */
  readonly real: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

export interface DataFiles {
  readonly files: readonly DataFile[];
  readonly format: DataFormat;
  /** Of CSV, where it is no UTF-8. */
  readonly encoding: 'utf-16' | 'latin-1' | undefined;
  /** Text with so many columns that reading a few thousand rows takes most of the memory. */
  readonly isWide: boolean;
  /** Files that are left out. */
  readonly problems: readonly Problem[];
}

/** Bytes a line may have, as DuckDB has it by default. */
export /** Bytes of the end of a Parquet file that are searched. */
const longestFooter = 262_144;
const longestLine = 2_000_000;
/** Files whose beginnings are read; of more only the first ones are. */
const mostOpened = 1000;
const manyColumns = 600;

export async function inspectFiles({ files: asked, format: told }: DataSource): Promise<DataFiles> {
  const found = await inParallel(asked, findFile);
  const format = told ?? formatOf(asked[0] ?? '') ?? (await formatByContent(found[0]));
  const problems: Problem[] = [];
  const empty = new Set(found.filter(({ size }) => size === 0));
  if (empty.size === found.length)
    throw new UserError(
      'empty',
      t('{0} is empty.', nameOf(found)),
      t('Check whether it was written to its end.'),
    );
  for (const file of empty) problems.push({ where: file.asked, message: t('The file is empty.') });
  const files = found.filter((file) => !empty.has(file));
  const beginnings = await inParallel(files.slice(0, mostOpened), (file) => inspect(file, format));
  const encoding = beginnings.find((one) => one.encoding !== undefined)?.encoding;
  if (encoding === 'latin-1')
    problems.push({
      where: files[beginnings.findIndex((one) => one.encoding === encoding)]?.asked ?? '',
      message: t('The file is not UTF-8; it was read as Latin-1 (ISO 8859-1).'),
    });
  return { files, format, encoding, isWide: beginnings.some((one) => one.isWide), problems };
}

/** Files that are no longer what they were. */
export async function changedFiles(files: readonly DataFile[]): Promise<readonly DataFile[]> {
  const changed = await inParallel(files, async (file) => {
    try {
      const { size, mtimeMs, ino } = await stat(file.real);
      return size !== file.size || mtimeMs !== file.mtimeMs || ino !== file.ino;
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
      return true;
    }
  });
  return files.filter((_, at) => changed[at] === true);
}

/** By the end of its name; compressed CSV and JSON too. */
export function formatOf(file: string): DataFormat | undefined {
  const name = file.toLowerCase().replace(/\.(gz|zst)$/, '');
  if (/\.(csv|tsv|txt|tab|psv)$/.test(name)) return 'csv';
  if (/\.(parquet|parq|pq)$/.test(name)) return 'parquet';
  return /\.(json|jsonl|ndjson)$/.test(name) ? 'json' : undefined;
}

async function findFile(asked: string): Promise<DataFile> {
  if (!path.isAbsolute(asked) || asked.includes('\0')) throw new Error(`Not an absolute path: ${asked}`);
  try {
    const real = await realpath(asked);
    const facts = await stat(real);
    if (!facts.isFile())
      throw new UserError('noFile', t('{0} is no file.', asked), t('Name the data files in it.'));
    return { asked, real, size: facts.size, mtimeMs: facts.mtimeMs, ino: facts.ino };
  } catch (error) {
    if (error instanceof UserError || codeOf(error) === undefined) throw error;
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR')
      throw new UserError('missing', t('{0} does not exist.', asked), t('Check the name.'), { cause: error });
    throw new UserError(
      'unreadable',
      t('{0} cannot be read: {1}.', asked, readProblem(error)),
      t('Check who may read it.'),
      { cause: error },
    );
  }
}

async function formatByContent(file: DataFile | undefined): Promise<DataFormat> {
  const head = file && (await withFile(file, (handle) => bytesAt(handle, 0, 4)));
  if (head?.toString('latin1') === 'PAR1') return 'parquet';
  throw new UserError(
    'unknownFormat',
    t('{0}: its name does not say what it holds.', file?.asked ?? ''),
    t('Say whether it is csv, parquet or json (--format on the command line, format in datasets.yaml).'),
  );
}

interface Beginning {
  /** When it is not UTF-8. */
  readonly encoding: DataFiles['encoding'];
  readonly isWide: boolean;
}

/** Throws a UserError for what DuckDB could only refuse late or in riddles. */
async function inspect(file: DataFile, format: DataFormat): Promise<Beginning> {
  return await withFile(file, async (handle) => {
    if (format === 'parquet') {
      await inspectParquet(file, handle);
      return { encoding: undefined, isWide: false };
    }
    if (/\.(gz|zst)$/i.test(file.real)) return { encoding: undefined, isWide: false };
    const start = await bytesAt(handle, 0, 65_536);
    const utf16 = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff);
    if (utf16) {
      if (format === 'csv') return { encoding: 'utf-16', isWide: false };
      throw new UserError('encoding', t('{0} is UTF-16.', file.asked), t('JSON must be UTF-8: convert it.'));
    }
    if (start.includes(0))
      throw new UserError(
        'binary',
        t('{0} is no text: it has a zero byte at {1}.', file.asked, start.indexOf(0)),
        t('Check its format and that it was written to its end.'),
      );
    if (format === 'csv' && !hasLineBreak(start)) await findLineBreak(file, handle);
    const [line = ''] = start.toString('latin1').split(/[\r\n]/, 1);
    return {
      encoding: format === 'csv' && !isUtf8(start) ? 'latin-1' : undefined,
      isWide: (line.match(/[,;\t|]/g)?.length ?? 0) > manyColumns,
    };
  });
}

async function inspectParquet(file: DataFile, handle: FileHandle): Promise<void> {
  const head = (await bytesAt(handle, 0, 4)).toString('latin1');
  const tail = (await bytesAt(handle, Math.max(0, file.size - 4), 4)).toString('latin1');
  if (head === 'PARE' || tail === 'PARE' || (await hasWrappedKey(file, handle)))
    throw new UserError(
      'encrypted',
      t('{0} is encrypted.', file.asked),
      t('Cairn has no key for it; name a file that is not.'),
    );
  if (head !== 'PAR1')
    throw new UserError(
      'noParquet',
      t('{0} is no Parquet file.', file.asked),
      t('Say its format, or check how it was written.'),
    );
  if (tail !== 'PAR1' || file.size < 12)
    throw new UserError(
      'truncated',
      t('{0} is cut off: the end of a Parquet file is missing.', file.asked),
      t('Copy or write it again.'),
    );
}

/** Where single columns are encrypted, the footer can be read and holds their keys, wrapped: as Parquet's own tools write them. */
async function hasWrappedKey({ size }: DataFile, handle: FileHandle): Promise<boolean> {
  const length = Math.min(size, longestFooter);
  return (await bytesAt(handle, size - length, length)).includes('"wrappedDEK"');
}

async function findLineBreak(file: DataFile, handle: FileHandle): Promise<void> {
  if (file.size <= longestLine || hasLineBreak(await bytesAt(handle, 0, longestLine))) return;
  throw new UserError(
    'lineTooLong',
    t('{0}: its first line has more than {1} MB.', file.asked, longestLine / 1e6),
    t('Check that it is a CSV file with line breaks.'),
  );
}

function hasLineBreak(bytes: Buffer): boolean {
  return bytes.includes(10) || bytes.includes(13);
}

/** A letter that is cut at the end is none that is wrong. */
function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

async function withFile<T>(file: DataFile, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  try {
    const handle = await open(file.real);
    try {
      return await use(handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof UserError || codeOf(error) === undefined) throw error;
    throw new UserError(
      'unreadable',
      t('{0} cannot be read: {1}.', file.asked, readProblem(error)),
      t('Check that it is still there and who may read it.'),
      { cause: error },
    );
  }
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, position);
  return bytes.subarray(0, bytesRead);
}

/** A few at a time, in order; the first failure is the answer. */
async function inParallel<A, B>(all: readonly A[], work: (one: A) => Promise<B>): Promise<B[]> {
  const done: B[] = [];
  for (let at = 0; at < all.length; at += 64)
    done.push(...(await Promise.all(all.slice(at, at + 64).map(work))));
  return done;
}

function nameOf(files: readonly DataFile[]): string {
  const [first] = files;
  const name = first?.asked ?? '';
  if (files.length <= 1) return name;
  return counted(files.length - 1, t('{0} and 1 more file', name), (n) =>
    t('{0} and {1} more files', name, n),
  );
}
