/** Writes runs into one zip file, from which `importArchive` makes the same runs elsewhere. */
import { createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { codeOf, UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { runDir, type Layout } from '../../storage/layout.ts';
import { entryKey, entryOf, sharedFiles, sharedFolders } from './sharedFiles.ts';

export interface Exported {
  /** Bytes of the archive. */
  readonly bytes: number;
  readonly files: number;
  /** One sentence for each file that was left out. */
  readonly problems: readonly string[];
}

/**
 * `file` is absolute and appears whole or not at all; an older one of that name is replaced. Rejects with UserError
 * `live` for a run that goes on, since its files would not fit together.
 */
export async function exportRuns(
  layout: Layout,
  runs: readonly { readonly id: string; readonly name: string; readonly isLive: boolean }[],
  file: string,
): Promise<Exported> {
  const live = runs.find(({ isLive }) => isLive);
  if (live !== undefined)
    throw new UserError('live', t('{0} is still running.', live.name), t('Export it when it has ended.'));
  const zip = new ZipFile();
  const problems: string[] = [];
  const keys = new Set<string>();
  for (const { id } of runs) {
    const dir = runDir(layout, id);
    for (const name of await namesOf(dir, problems)) {
      const entry = `${id}/${name}`;
      if (entryOf(entry) === undefined) {
        problems.push(t('{0} was left out, because not every system can have a file of that name.', entry));
        continue;
      }
      if (keys.has(entryKey(entry))) {
        problems.push(
          t('{0} was left out, because on other systems it is the same file as another one.', entry),
        );
        continue;
      }
      keys.add(entryKey(entry));
      const real = path.join(dir, ...name.split('/'));
      const { mtime } = await fs.stat(real);
      zip.addFile(real, entry, { mtime, mode: 0o100644, compress: !isPacked.test(name) });
    }
  }
  zip.end();
  const draft = `${file}.tmp`;
  try {
    // Errors of a file that goes away meanwhile come through the zip, not through its stream.
    const failed = new Promise<never>((_, reject) => zip.on('error', reject));
    await Promise.race([pipeline(zip.outputStream, createWriteStream(draft)), failed]);
    await fs.rename(draft, file);
  } catch (error) {
    await fs.rm(draft, { force: true });
    throw error;
  }
  return { bytes: (await fs.stat(file)).size, files: keys.size, problems };
}

/** Already compressed: a second time costs time and saves nothing. */
const isPacked = /\.(png|jpe?g|gif|webp|mp4|zip|gz|bz2|xz|zst|whl|npz|parquet|safetensors|pt|pth)$/i;

/** Plain files only: a link may lead to what was never meant to be shared. */
async function namesOf(dir: string, problems: string[]): Promise<string[]> {
  const names: string[] = [];
  for (const name of sharedFiles) if (await isFile(path.join(dir, name))) names.push(name);
  for (const folder of sharedFolders) {
    const waiting = [folder];
    for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) {
      for (const entry of await entriesOf(path.join(dir, ...place.split('/')))) {
        const name = `${place}/${entry.name}`;
        if (entry.isDirectory()) waiting.push(name);
        else if (entry.isFile()) names.push(name);
        else problems.push(t('{0} was left out, because it is a link or no plain file.', name));
      }
    }
  }
  return names;
}

async function entriesOf(folder: string) {
  try {
    return await fs.readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await fs.lstat(file)).isFile();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
