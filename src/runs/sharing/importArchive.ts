/** Makes runs from a zip file that somebody else made: every entry is checked before anything of it is believed. */
import { createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from '../../base/crc32.ts';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { codeOf, messageOf, UserError } from '../../base/errors.ts';
import { formatSize } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import { runRecord } from '../../records/run.ts';
import { readJsonFile } from '../../storage/atomicFile.ts';
import { importDraft, removeStaleImports } from '../../storage/importDrafts.ts';
import { runDir, runPaths, type Layout } from '../../storage/layout.ts';
import { ignoreWhatMachinesWrite } from '../../storage/gitignore.ts';
import { entryKey, entryOf } from './sharedFiles.ts';

export interface ArchiveLimits {
  readonly entries: number;
  /** Bytes of all files together, unpacked. */
  readonly bytes: number;
}

export interface ImportedArchive {
  /** `isNew` is false for a run that is here already: it is left as it is. */
  readonly imported: readonly { readonly id: string; readonly isNew: boolean }[];
}

/**
 * All runs of the archive, or none: what is wrong with one entry is a reason to distrust the others.
 * Rejects with UserError `archive`, which names the entry.
 */
export async function importArchive(
  layout: Layout,
  file: string,
  limits: ArchiveLimits = usualLimits,
): Promise<ImportedArchive> {
  const zip = await open(file);
  const drafts = new Map<string, string>();
  try {
    await fs.mkdir(layout.runs, { recursive: true });
    ignoreWhatMachinesWrite(layout.root);
    await removeStaleImports(layout);
    const planned = await plan(zip, file, limits);
    await requireRoom({ layout, file }, planned);
    await unpack(zip, planned, { layout, file, drafts });
    const imported: { id: string; isNew: boolean }[] = [];
    for (const [id, draft] of drafts) checkRecord(id, draft, file);
    for (const [id, draft] of drafts) imported.push({ id, isNew: await settle(draft, runDir(layout, id)) });
    return { imported };
  } finally {
    zip.close();
    for (const draft of drafts.values()) await fs.rm(draft, { recursive: true, force: true });
  }
}

interface Unpacking {
  readonly layout: Layout;
  readonly file: string;
  /** Run → where its files are put until all are there. */
  readonly drafts: Map<string, string>;
}

/** A file of a run, and where in the archive it is. */
interface Planned {
  readonly entry: Entry;
  readonly run: string;
  readonly file: string;
}

/** Looks at what the archive says of every entry before a byte of any is unpacked. */
async function plan(zip: ZipFile, file: string, limits: ArchiveLimits): Promise<readonly Planned[]> {
  if (zip.entryCount > limits.entries)
    throw refused(file, t('it holds {0} files; {1} is the limit', zip.entryCount, limits.entries));
  const planned: Planned[] = [];
  const files = new Set<string>();
  const folders = new Set<string>();
  let total = 0;
  for (let entry = await nextEntry(zip, file); entry !== undefined; entry = await nextEntry(zip, file)) {
    if (entry.fileName.endsWith('/')) continue;
    const named = entryOf(entry.fileName);
    if (named === undefined) throw refused(file, t('“{0}” is no file of a run', shown(entry)));
    if (isLink(entry)) throw refused(file, t('“{0}” is a link', shown(entry)));
    if (entry.isEncrypted()) throw refused(file, t('“{0}” is encrypted', shown(entry)));
    const key = entryKey(entry.fileName);
    if (files.has(key)) throw refused(file, t('“{0}” is in it twice', shown(entry)));
    files.add(key);
    for (let end = key.lastIndexOf('/'); end > 0; end = key.lastIndexOf('/', end - 1))
      folders.add(key.slice(0, end));
    if (named.file === 'run.json' && entry.uncompressedSize > longestRecord)
      throw refused(file, t('the record of {0} is larger than {1}', named.run, formatSize(longestRecord)));
    total += entry.uncompressedSize;
    if (total > limits.bytes)
      throw refused(file, t('it would unpack to more than {0}', formatSize(limits.bytes)));
    planned.push({ entry, ...named });
  }
  const both = planned.find(({ entry }) => folders.has(entryKey(entry.fileName)));
  if (both !== undefined)
    throw refused(file, t('“{0}” is both a file and a folder in it', shown(both.entry)));
  if (planned.length === 0) throw refused(file, t('there are no runs in it'));
  return planned;
}

async function unpack(
  zip: ZipFile,
  planned: readonly Planned[],
  { layout, file, drafts }: Unpacking,
): Promise<void> {
  for (const { entry, run, file: name } of planned) {
    const draft = drafts.get(run) ?? importDraft(layout, run);
    drafts.set(run, draft);
    await write(zip, entry, path.join(draft, ...name.split('/')), file);
  }
}

/** What does not fit is refused before the disk is full, which would disturb the runs that go on. */
async function requireRoom(
  { layout, file }: Pick<Unpacking, 'layout' | 'file'>,
  planned: readonly Planned[],
): Promise<void> {
  const needed = planned.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
  const { bavail, bsize } = await fs.statfs(layout.runs);
  const free = bavail * bsize;
  // Some network drives tell nothing.
  if (free > 0 && needed > free)
    throw refused(
      file,
      t('it would unpack to {0}, and {1} are free on the disk', formatSize(needed), formatSize(free)),
    );
}

/** The archive says how large a file is; more than that is refused while it is being unpacked. */
async function write(zip: ZipFile, entry: Entry, target: string, file: string): Promise<void> {
  try {
    await fs.mkdir(path.dirname(target), { recursive: true });
    const stream = await zip.openReadStreamPromise(entry);
    let crc = 0;
    const check = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        crc = crc32(chunk, crc);
        done(null, chunk);
      },
    });
    await pipeline(stream, check, createWriteStream(target, { flags: 'wx', mode: 0o600 }));
    if (crc !== entry.crc32) throw new Error(t('its checksum is wrong'));
  } catch (error) {
    if (codeOf(error) === 'ENOSPC') throw error;
    throw refused(file, t('“{0}” cannot be unpacked: {1}', shown(entry), messageOf(error)), error);
  }
}

function checkRecord(id: string, draft: string, file: string): void {
  const read = readJsonFile(runPaths(draft).run, runRecord);
  if (!read.ok) throw refused(file, t('the record of {0} cannot be read: {1}', id, read.message));
  if (read.value.id !== id)
    throw refused(file, t('the record of {0} is that of another run, {1}', id, read.value.id));
}

/** False when a run of that id is here already. */
async function settle(draft: string, dir: string): Promise<boolean> {
  try {
    await fs.access(dir);
    return false;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  for (const folder of ['artifacts', 'source']) await fs.mkdir(path.join(draft, folder), { recursive: true });
  try {
    await fs.rename(draft, dir);
  } catch (error) {
    // Somebody else imported it meanwhile.
    if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  return true;
}

async function open(file: string): Promise<ZipFile> {
  try {
    return await openPromise(file, { lazyEntries: true, autoClose: false, strictFileNames: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT')
      throw new UserError('archive', t('{0} is not there.', file), undefined, { cause: error });
    throw refused(file, messageOf(error), error);
  }
}

async function nextEntry(zip: ZipFile, file: string): Promise<Entry | undefined> {
  return await new Promise((resolve, reject) => {
    const done = (act: () => void) => {
      zip.removeAllListeners();
      act();
    };
    zip.once('entry', (entry: Entry) => done(() => resolve(entry)));
    zip.once('end', () => done(() => resolve(undefined)));
    zip.once('error', (error: unknown) => done(() => reject(refused(file, messageOf(error), error))));
    zip.readEntry();
  });
}

/** A name that fits into a sentence. */
function shown({ fileName }: Entry): string {
  return fileName.slice(0, 200).replace(/\p{Cc}/gu, '\ufffd');
}

/** The upper half of the attributes is the Unix mode where the archive was made on Unix. */
function isLink({ externalFileAttributes }: Entry): boolean {
  return ((externalFileAttributes >>> 16) & 0o170000) === 0o120000;
}

function refused(file: string, why: string, cause?: unknown): UserError {
  return new UserError(
    'archive',
    t('{0} was not imported: {1}.', path.basename(file), why.replace(/\.$/, '')),
    t('Nothing was changed. Ask for an archive made by “Export Run” or cairn export.'),
    { cause },
  );
}

/** Bytes. It is read as a whole, here and whenever its run is looked at. */
const longestRecord = 16e6;
const usualLimits: ArchiveLimits = { entries: 100_000, bytes: 100e9 };
