/** What identifies the files of a model version: one SHA-256 of a file, or of the list of a folder's files. */
import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { hashFile } from '../storage/contentHash.ts';

export interface HashedArtifact {
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** Undefined for a file. */
  readonly files: number | undefined;
}

export interface Hashing {
  readonly signal?: AbortSignal | undefined;
  /** Hears how many bytes were read in all. */
  readonly progress?: ((bytes: number) => void) | undefined;
}

/**
 * Of a folder it is that of its sorted list as `sha256sum` writes it: `<hex>  <path with forward slashes>\n`. Only regular files
 * count; links are not followed. Rejects with errors of the operating system, and UserError `artifact`
 * or `changing`.
 */
export async function hashArtifact(place: string, hashing: Hashing = {}): Promise<HashedArtifact> {
  const listed = await filesOf(place);
  let read = 0;
  const lines: string[] = [];
  for (const { file, name } of listed.files) {
    const sha256 = await hashFile(file, {
      signal: hashing.signal,
      onBytes: (bytes) => {
        read += bytes;
        hashing.progress?.(read);
      },
    });
    if (!listed.isFolder) return { sha256, size: read, files: undefined };
    lines.push(lineOf(sha256, name));
  }
  return { sha256: hashOfLines(lines), size: read, files: lines.length };
}

/** The same, when the hashes of its files are known already. */
export function folderHash(files: readonly { readonly path: string; readonly sha256: string }[]): string {
  const sorted = [...files].sort((a, b) => compareNames(a.path, b.path));
  return hashOfLines(sorted.map(({ path: name, sha256 }) => lineOf(sha256, name)));
}

export interface ListedFile {
  /** Absolute. */
  readonly file: string;
  /** From the folder, with forward slashes. */
  readonly name: string;
  readonly size: number;
}

/** The regular files of a folder in the order of their names, or the file itself. */
export async function filesOf(
  place: string,
): Promise<{ readonly isFolder: boolean; readonly files: readonly ListedFile[] }> {
  const top = await lstat(place);
  if (top.isFile())
    return { isFolder: false, files: [{ file: place, name: path.basename(place), size: top.size }] };
  if (!top.isDirectory())
    throw new UserError('artifact', t('{0} is neither a file nor a folder.', path.basename(place)));
  const files: ListedFile[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(path.join(place, folder), { withFileTypes: true })) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(name);
      if (!entry.isFile()) continue;
      const file = path.join(place, name);
      files.push({ file, name, size: (await lstat(file)).size });
      if (files.length > mostFiles)
        throw new UserError(
          'artifact',
          t('{0} holds more than {1} files.', path.basename(place), mostFiles),
          t('Pick the folder of the model itself.'),
        );
    }
  }
  return { isFolder: true, files: files.sort((a, b) => compareNames(a.name, b.name)) };
}

const mostFiles = 100_000;

function lineOf(sha256: string, name: string): string {
  return `${sha256}  ${name}\n`;
}

function hashOfLines(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/** By bytes, as `LC_ALL=C sort` does. */
function compareNames(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
