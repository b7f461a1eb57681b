/** Data at a URL, as a copy of it that lies in the cache: fetched when somebody asks for it, and read like any other file. */
import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf, UserError } from '../base/errors.ts';
import { formatSize } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { LocatedFile } from './locate.ts';

export interface DownloadOptions {
  /** Folder of copies, made when it is not there. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Bytes that have come, and how many there will be (0: the server does not say). */
  readonly progress: (done: number, total: number) => void;
}

/** Where the copy of a URL lies, whether there is one or not. The name keeps the ending, which says the format. */
export function copyOf(url: string, folder: string): string {
  const { pathname } = new URL(url);
  const name = path.posix
    .basename(decodeURI(pathname))
    .replace(/[^\w.-]/g, '_')
    .slice(-80);
  const key = createHash('sha256').update(url).digest('hex').slice(0, 16);
  return path.join(folder, `${key}-${name === '' ? 'data' : name}`);
}

/** The copy, when there is one. */
export async function copyAt(url: string, folder: string): Promise<LocatedFile | undefined> {
  if (!URL.canParse(url)) return undefined;
  const file = copyOf(url, folder);
  const info = await stat(file).catch(() => undefined);
  if (info?.isFile() !== true) return undefined;
  const { size, mtimeMs, ctimeMs } = info;
  return { path: file, relative: path.basename(new URL(url).pathname), size, mtimeMs, ctimeMs };
}

/**
 * Fetches the data anew; what was there before stays until all of it has come. Its time is the one that the server says.
 * Rejects with UserError `network`, or an AbortError.
 */
export async function download(url: string, { folder, signal, progress }: DownloadOptions): Promise<void> {
  if (!/^https?:/i.test(url) || !URL.canParse(url))
    throw new UserError('network', t('{0} is no address that starts with http:// or https://.', url));
  const file = copyOf(url, folder);
  const draft = `${file}.tmp`;
  try {
    const answer = await fetch(url, { signal, credentials: 'omit' });
    if (!answer.ok || answer.body === null)
      throw new UserError('network', t('{0} answered {1}.', new URL(url).host, answer.status));
    const total = Number(answer.headers.get('content-length') ?? 0);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(path.dirname(folder), '.gitignore'), '*\n');
    let done = 0;
    const count = new Transform({
      transform: (piece: Buffer, _, next) => {
        done += piece.length;
        if (done > mostBytes)
          next(new UserError('network', t('{0} is larger than {1}.', url, formatSize(mostBytes))));
        else {
          progress(done, total);
          next(null, piece);
        }
      },
    });
    const opened = await open(draft, 'w');
    await pipeline(piecesOf(answer.body), count, opened.createWriteStream(), { signal });
    const said = Date.parse(answer.headers.get('last-modified') ?? '');
    await rename(draft, file);
    if (!Number.isNaN(said)) await utimes(file, new Date(said), new Date(said));
  } catch (error) {
    await rm(draft, { force: true });
    signal.throwIfAborted();
    if (error instanceof UserError) throw error;
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    throw new UserError('network', t('{0} could not be fetched: {1}', url, messageOf(cause)));
  }
}

async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

const mostBytes = 20_000_000_000;
