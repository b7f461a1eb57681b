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
import { runDir, runPaths, type Layout } from '../../storage/layout.ts';
import { ignoreWhatMachinesWrite } from '../launchFolder.ts';
import { entryOf } from './sharedFiles.ts';

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
    await ignoreWhatMachinesWrite(layout);
    await unpack(zip, { layout, file, limits, drafts });
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
  readonly limits: ArchiveLimits;
  /** Run → where its files are put until all are there. */
  readonly drafts: Map<string, string>;
}

async function unpack(zip: ZipFile, { layout, file, limits, drafts }: Unpacking): Promise<void> {
  if (zip.entryCount > limits.entries)
    throw refused(file, t('it holds {0} files; {1} is the limit', zip.entryCount, limits.entries));
  const seen = new Set<string>();
  let total = 0;
  for (;;) {
    const entry = await nextEntry(zip, file);
    if (entry === undefined) return;
    if (entry.fileName.endsWith('/')) continue;
    const named = entryOf(entry.fileName);
    if (named === undefined)
      throw refused(file, t('“{0}” is no file of a run', entry.fileName.slice(0, 200)));
    if (isLink(entry)) throw refused(file, t('“{0}” is a link', entry.fileName));
    if (entry.isEncrypted()) throw refused(file, t('“{0}” is encrypted', entry.fileName));
    // Two names that differ only in case are one file on many systems.
    const key = entry.fileName.toLowerCase();
    if (seen.has(key)) throw refused(file, t('“{0}” is in it twice', entry.fileName));
    seen.add(key);
    total += entry.uncompressedSize;
    if (total > limits.bytes)
      throw refused(file, t('it would unpack to more than {0}', formatSize(limits.bytes)));
    const draft = drafts.get(named.run) ?? path.join(layout.runs, `.import-${named.run}-${process.pid}`);
    drafts.set(named.run, draft);
    const target = path.join(draft, ...named.file.split('/'));
    await fs.mkdir(path.dirname(target), { recursive: true });
    await write(zip, entry, target, file);
  }
}

/** The archive says how large a file is; more than that is refused while it is being unpacked. */
async function write(zip: ZipFile, entry: Entry, target: string, file: string): Promise<void> {
  try {
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
    throw refused(file, t('“{0}” cannot be unpacked: {1}', entry.fileName, messageOf(error)), error);
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
  await fs.rename(draft, dir);
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

const usualLimits: ArchiveLimits = { entries: 100_000, bytes: 100e9 };
