/** Files that come and go over the endpoint: in pieces, so that memory stays small, and never to be seen half. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { codeOf, messageOf } from '../../base/errors.ts';
import { formatSize } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import { draftIn } from '../uploads.ts';
import { ApiError } from './apiError.ts';
import { findArtifact, placeForArtifact, type ArtifactPath } from './artifactPaths.ts';

export interface Upload {
  /** Folder of all artifacts of the run. */
  readonly root: string;
  readonly parts: ArtifactPath;
  readonly body: Readable;
  /** Bytes that were announced. */
  readonly announced: number | undefined;
  /** Folder for what is not whole yet, on the same drive as `root`. */
  readonly uploads: string;
  /** Bytes; more is refused. */
  readonly limit: number;
}

export interface Received {
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

/** Resolves when the file is in its place. Throws ApiError, and then nothing is left of it. */
export async function receiveArtifact(upload: Upload): Promise<Received> {
  const { root, parts, announced, uploads, limit } = upload;
  if ((announced ?? 0) > limit) throw tooLarge(parts, limit);
  const draft = draftIn(uploads);
  try {
    // What cannot have a place is refused before it is taken in.
    await placeForArtifact(root, parts);
    await mkdir(uploads, { recursive: true, mode: 0o700 });
    const received = await writeDraft(draft, upload);
    if (announced !== undefined && received.size !== announced) throw cutShort(parts);
    await rename(draft, await placeForArtifact(root, parts));
    return received;
  } catch (error) {
    await rm(draft, { force: true });
    throw asApiError(error, parts);
  }
}

export interface ServedFile {
  readonly handle: FileHandle;
  readonly size: number;
  /** ms since 1970. */
  readonly modified: number;
}

/** The caller closes it. Throws ApiError when there is no such file. */
export async function openArtifact(root: string, parts: ArtifactPath): Promise<ServedFile> {
  const file = await findArtifact(root, parts);
  if (file !== undefined) {
    // A link or a pipe that took its place since is not opened, nor waited for.
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const info = await handle.stat();
    if (info.isFile()) return { handle, size: info.size, modified: info.mtimeMs };
    await handle.close();
  }
  throw new ApiError('RESOURCE_DOES_NOT_EXIST', t('There is no artifact {0}.', parts.join('/')));
}

export interface ListedFile {
  /** One name, without its folders. */
  readonly name: string;
  readonly isFolder: boolean;
  /** Bytes; undefined for folders. */
  readonly size: number | undefined;
}

/** What lies directly in a folder, by name; nothing when it is a file or not there. */
export async function listArtifacts(root: string, parts: ArtifactPath): Promise<readonly ListedFile[]> {
  const folder = await findArtifact(root, parts);
  if (folder === undefined || !(await stat(folder)).isDirectory()) return [];
  const listed: ListedFile[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    // A folder that is a link may hold itself: whoever lists all of it would never come to an end.
    if (entry.isDirectory()) listed.push({ name: entry.name, isFolder: true, size: undefined });
    else if (entry.isFile() || entry.isSymbolicLink()) {
      const size = await sizeOf(root, [...parts, entry.name]);
      if (size !== undefined) listed.push({ name: entry.name, isFolder: false, size });
    }
  }
  return listed.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The files that are gone then, relative to `root`. Throws ApiError when there was nothing. */
export async function deleteArtifacts(root: string, parts: ArtifactPath): Promise<readonly string[]> {
  const found = await findArtifact(root, parts);
  if (found === undefined) {
    throw new ApiError('RESOURCE_DOES_NOT_EXIST', t('There is no artifact {0}.', parts.join('/')));
  }
  const file = path.join(root, ...parts);
  const isFolder = (await lstat(file)).isDirectory();
  const inside = isFolder ? await readdir(file, { recursive: true, withFileTypes: true }) : [];
  const names = inside
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
  // A link goes, not what it leads to.
  await rm(file, { recursive: true, force: true });
  return isFolder ? names : [parts.join('/')];
}

async function writeDraft(draft: string, upload: Upload): Promise<Received> {
  const handle = await open(draft, 'wx', 0o600);
  try {
    const received = await takeIn(handle, upload);
    // A name must not come to stand, after a crash of the machine, for bytes that never reached the disk.
    await handle.datasync();
    return received;
  } finally {
    await handle.close();
  }
}

/**
 * One piece is written while the next one comes in. The body is not closed when this throws: then its connection can
 * still carry the answer.
 */
async function takeIn(handle: FileHandle, { body, parts, limit }: Upload): Promise<Received> {
  const hash = createHash('sha256');
  let size = 0;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let writing = Promise.resolve();
  const write = async (): Promise<void> => {
    const bytes = Buffer.concat(waiting);
    const from = size - bytes.length;
    waiting = [];
    waitingBytes = 0;
    await writing;
    writing = writeAll(handle, bytes, from);
    hash.update(bytes);
    // It is waited for below; until then nobody listens.
    writing.catch(() => undefined);
  };
  try {
    for await (const piece of body.iterator({ destroyOnReturn: false })) {
      const bytes = bytesOf(piece);
      size += bytes.length;
      if (size > limit) throw tooLarge(parts, limit);
      waiting.push(bytes);
      waitingBytes += bytes.length;
      if (waitingBytes >= pieceBytes) await write();
    }
    await write();
  } finally {
    // Nothing is written any more when the file is closed and deleted.
    await writing;
  }
  return { size, sha256: hash.digest('hex') };
}

const pieceBytes = 1024 * 1024;

async function writeAll(handle: FileHandle, bytes: Buffer, from: number): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += (await handle.write(bytes, at, bytes.length - at, from + at)).bytesWritten;
  }
}

function bytesOf(piece: unknown): Buffer {
  if (Buffer.isBuffer(piece)) return piece;
  throw new TypeError('A body without an encoding comes as bytes.');
}

async function sizeOf(root: string, parts: ArtifactPath): Promise<number | undefined> {
  try {
    const found = await findArtifact(root, parts);
    const info = found === undefined ? undefined : await stat(found);
    return info?.isFile() === true ? info.size : undefined;
  } catch (error) {
    if (error instanceof ApiError || codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function asApiError(error: unknown, parts: ArtifactPath): unknown {
  const name = parts.join('/');
  const code = codeOf(error) ?? '';
  if (['ENOSPC', 'EDQUOT'].includes(code)) {
    return new ApiError(
      'TEMPORARILY_UNAVAILABLE',
      t('The disk is full, so the artifact {0} was not kept.', name),
    );
  }
  if (['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNABORTED'].includes(code)) return cutShort(parts);
  if (forGood.has(code)) {
    const message = t('The artifact {0} cannot be written: {1}', name, messageOf(error));
    return new ApiError('INVALID_PARAMETER_VALUE', message);
  }
  return error;
}

/** Names and folders that no repetition makes any better. */
const forGood = new Set([
  ...['ENAMETOOLONG', 'EINVAL', 'EISDIR', 'ENOTDIR', 'EEXIST', 'ENOTEMPTY', 'EFBIG'],
  ...['EACCES', 'EPERM', 'EROFS', 'ELOOP'],
]);

function tooLarge(parts: ArtifactPath, limit: number): ApiError {
  return new ApiError(
    'INVALID_PARAMETER_VALUE',
    t(
      'The artifact {0} is larger than {1}: raise limits.artifactsTotalMB in .cairn/config.yaml to have it kept.',
      parts.join('/'),
      formatSize(limit),
    ),
  );
}

function cutShort(parts: ArtifactPath): ApiError {
  return new ApiError(
    'BAD_REQUEST',
    t('The artifact {0} did not come whole, so it was not kept.', parts.join('/')),
  );
}
