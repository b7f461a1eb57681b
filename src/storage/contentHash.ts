/** Content hashes of files: each is read once, and recognised by size and times after that. */
import { createHash } from 'node:crypto';
import fs, { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';

export interface FileStamp {
  /** Bytes. */
  readonly size: number;
  /** ms since 1970. */
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

/** A file of a dataset or an artifact. */
export interface HashedFile {
  /** From the folder that all of them are in, with forward slashes. */
  readonly relative: string;
  /** SHA-256, hex. */
  readonly hash: string;
}

export interface FoundHash {
  readonly hash: string;
  /** False: it was read within a moment of its last change, and another change may have left its times as they are. */
  readonly isSure: boolean;
}

export interface HashOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes that were read since the last call. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * SHA-256 of a file, hex. Rejects with UserError `changing` when it changes while it is read, with an AbortError, or as
 * the file system says.
 */
export async function hashFile(file: string, { signal, onBytes }: HashOptions = {}): Promise<string> {
  // Without waiting: a named pipe that nobody writes to would never open.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const before = await handle.stat();
    if (!before.isFile()) throw new UserError('noFile', t('{0} is no file.', file));
    const hash = createHash('sha256');
    const read = await eachPiece(handle, before.size, (piece) => {
      signal?.throwIfAborted();
      hash.update(piece);
      onBytes?.(piece.length);
    });
    const after = await handle.stat();
    if (read !== after.size || after.mtimeMs !== before.mtimeMs)
      throw new UserError(
        'changing',
        t('{0} changed while it was read.', file),
        t('Try again when nothing writes to it.'),
      );
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}

/**
 * One hash of a dataset: of a single file its own, of several SHA-256 of what `sha256sum` prints for them, sorted by name
 * (bytes of UTF-8), so that `cd DIR && sha256sum FILES… | sha256sum` gives the same.
 */
export function hashOfFiles(files: readonly HashedFile[]): string {
  const [only] = files;
  if (only !== undefined && files.length === 1) return only.hash;
  const hash = createHash('sha256');
  const named = files.map(({ relative, hash: own }) => ({ own, name: Buffer.from(relative) }));
  for (const { own, name } of named.sort((a, b) => Buffer.compare(a.name, b.name)))
    hash.update(own).update('  ').update(name).update('\n');
  return hash.digest('hex');
}

const line = z.object({
  path: z.string(),
  size: z.number(),
  mtimeMs: z.number(),
  ctimeMs: z.number(),
  hash: z.string(),
});

/** Hashes by path, size and times, kept in a file that may be deleted at any time; several processes may add to it. */
export class HashCache {
  readonly #file: string;
  readonly #now: () => number;
  #known = new Map<string, z.infer<typeof line>>();
  /** Of files that had just changed when they were read. */
  readonly #recent = new Map<string, z.infer<typeof line>>();
  #readTo = 0;
  readonly #unwritten: string[] = [];
  /** False for what cannot be added to, such as a folder; a pipe would never let go. */
  #isFile = true;

  /** `file`: .cairn/cache/hashes.jsonl. `now`: ms since 1970. */
  constructor(file: string, now: () => number = Date.now) {
    this.#file = file;
    this.#now = now;
  }

  /** The hash of a file that is as it was when it was hashed; undefined when it must be read. */
  find(file: string, stamp: FileStamp): FoundHash | undefined {
    const known = this.#known.get(file);
    if (known !== undefined && isSameStamp(known, stamp)) return { hash: known.hash, isSure: true };
    const recent = this.#recent.get(file);
    if (recent === undefined || !isSameStamp(recent, stamp)) return undefined;
    return { hash: recent.hash, isSure: false };
  }

  /** As `hashFile`, read only when need be. */
  async hash(file: string, options: HashOptions = {}): Promise<string> {
    const stamp = await fs.promises.stat(file);
    this.reload();
    const known = this.find(file, stamp);
    if (known?.isSure === true) return known.hash;
    const hash = await this.read(file, stamp, options);
    this.flush();
    return hash;
  }

  /** Hashes a file that had this stamp before; `flush` writes down what was read. */
  async read(file: string, stamp: FileStamp, options: HashOptions = {}): Promise<string> {
    const hash = await hashFile(file, options);
    this.#keep(file, stamp, hash);
    return hash;
  }

  /** Adds to the file what was read since the last time. */
  flush(): void {
    const lines = this.#unwritten.splice(0);
    if (lines.length === 0 || !this.#isFile) return;
    try {
      const folder = path.dirname(this.#file);
      if (!fs.existsSync(folder)) {
        fs.mkdirSync(folder, { recursive: true });
        fs.writeFileSync(path.join(folder, '.gitignore'), '*\n');
      }
      fs.appendFileSync(this.#file, lines.join(''));
    } catch {
      // A folder that cannot be written has no cache.
    }
  }

  /** Takes in what other processes added. */
  reload(): void {
    // A cache: what cannot be read is hashed again.
    try {
      const info = fs.statSync(this.#file);
      this.#isFile = info.isFile();
      if (!this.#isFile) return;
      // Begun anew by somebody, or grown beyond what a look should take.
      if (info.size < this.#readTo) this.#readTo = 0;
      if (info.size - this.#readTo > mostCacheBytes) fs.rmSync(this.#file);
      else if (info.size > this.#readTo) this.#readFrom(this.#readTo, info.size);
    } catch {
      this.#readTo = 0;
    }
  }

  /** Whole lines only: the last one may still be written. */
  #readFrom(start: number, end: number): void {
    const handle = fs.openSync(this.#file, 'r');
    try {
      const piece = Buffer.allocUnsafe(pieceBytes);
      let rest = Buffer.alloc(0);
      for (let at = start; at < end;) {
        const read = fs.readSync(handle, piece, 0, Math.min(pieceBytes, end - at), at);
        if (read === 0) break;
        at += read;
        const held = Buffer.concat([rest, piece.subarray(0, read)]);
        const whole = held.lastIndexOf(newline) + 1;
        for (const each of held.toString('utf8', 0, whole).split('\n')) if (each !== '') this.#take(each);
        rest = held.length - whole > longestLine ? Buffer.alloc(0) : Buffer.from(held.subarray(whole));
        this.#readTo = at - rest.length;
      }
    } finally {
      fs.closeSync(handle);
    }
  }

  #take(text: string): void {
    try {
      const { data } = line.safeParse(JSON.parse(text));
      if (data !== undefined) this.#known.set(data.path, data);
    } catch {
      // Half a line of a process that died.
    }
  }

  #keep(file: string, { size, mtimeMs, ctimeMs }: FileStamp, hash: string): void {
    const entry = { path: file, size, mtimeMs, ctimeMs, hash };
    this.#recent.set(file, entry);
    if (!isSettled({ size, mtimeMs, ctimeMs }, this.#now())) return;
    this.#recent.delete(file);
    this.#known.set(file, entry);
    this.#unwritten.push(`${JSON.stringify(entry)}\n`);
    if (this.#unwritten.length >= mostUnwritten) this.flush();
  }
}

/** Whether a change now would show in its times: file systems have clocks that tick roughly. `now`: ms since 1970. */
export function isSettled({ mtimeMs, ctimeMs }: FileStamp, now: number): boolean {
  return Math.abs(now - Math.max(mtimeMs, ctimeMs)) >= settleMs;
}

export function isSameStamp(one: FileStamp, other: FileStamp): boolean {
  return one.size === other.size && one.mtimeMs === other.mtimeMs && one.ctimeMs === other.ctimeMs;
}

/** Reads into two buffers by turns, so that the disk works while the hash is computed; returns the bytes read. */
async function eachPiece(
  handle: FileHandle,
  size: number,
  take: (piece: Uint8Array) => void,
): Promise<number> {
  // A small file is whole in the first; the second then shows that nothing follows.
  const most = Math.min(pieceBytes, size + 1);
  const buffers = [Buffer.allocUnsafe(most), Buffer.allocUnsafe(most)] as const;
  let position = 0;
  let next = handle.read(buffers[0], 0, most, 0);
  for (let turn = 1; ; turn += 1) {
    const { bytesRead, buffer } = await next;
    position += bytesRead;
    // Of a file, less than was asked for is its end.
    if (bytesRead < most) {
      if (bytesRead > 0) take(buffer.subarray(0, bytesRead));
      return position;
    }
    next = handle.read(buffers[turn % 2 === 0 ? 0 : 1], 0, most, position);
    try {
      take(buffer.subarray(0, bytesRead));
    } catch (error) {
      // The read that is under way must end before the file is closed.
      await next.catch(() => undefined);
      throw error;
    }
  }
}

const pieceBytes = 1024 * 1024;
const newline = 10;
/** Hashes that are written down at once. */
const mostUnwritten = 100;
/** Bytes; no path is that long. */
const longestLine = 100_000;
/** Bytes; of half a million files. What is more is begun anew. */
const mostCacheBytes = 128 * 1024 * 1024;
/** ms; coarser than the clocks of file systems. */
const settleMs = 2000;
