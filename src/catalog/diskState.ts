/** How the data of a dataset stands on disk: which version it is, and whether it is too old. */
import { messageOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Dataset } from '../records/dataset.ts';
import {
  hashOfFiles,
  isSameStamp,
  isSettled,
  type HashCache,
  type HashedFile,
  type HashOptions,
} from '../storage/contentHash.ts';
import type { Located, LocatedFile } from './locate.ts';

export interface DiskState {
  /** `unread`: not hashed yet; `changing`: it changed a moment ago. */
  readonly state: 'known' | 'unread' | 'changing' | 'lost' | 'refused' | 'url';
  /** False: to be read once more, now that it has been quiet for a moment. */
  readonly isSure: boolean;
  /** No file changed a moment ago. */
  readonly isQuiet: boolean;
  /** Content hash, hex; of a `known` one. */
  readonly hash: string | undefined;
  /** Number in the catalog of the version with this hash; undefined: none has it. */
  readonly version: number | undefined;
  readonly files: readonly LocatedFile[];
  /** Bytes. */
  readonly size: number;
  /** ms since 1970: the last change of any file. */
  readonly modified: number | undefined;
  /** Older than the limit of the dataset. */
  readonly isStale: boolean;
  /** One sentence on why it cannot be read. */
  readonly why: string | undefined;
}

const nothing = {
  ...{
    isSure: true,
    isQuiet: true,
    hash: undefined,
    version: undefined,
    files: [],
    size: 0,
    modified: undefined,
  },
  ...{ isStale: false, why: undefined },
};

/** Of a dataset that nobody looked at yet. */
export const unreadDisk: DiskState = { ...nothing, state: 'unread' };

/** From what is known without reading a file. `before`: how it was at the last look. */
export function diskStateOf(
  entry: Dataset,
  located: Located,
  cache: HashCache,
  now: number,
  before?: DiskState,
): DiskState {
  if (located.kind === 'url') return { ...nothing, state: 'url' };
  if (located.kind !== 'files') return { ...nothing, state: located.kind, why: located.why };
  const { files } = located;
  const modified = files.reduce((last, { mtimeMs }) => Math.max(last, mtimeMs), 0);
  const isQuiet = files.every((file) => isSettled(file, now));
  const { hash, isSure } =
    before?.hash !== undefined && before.isSure && before.isQuiet && isQuiet && isSame(before.files, files)
      ? before
      : hashKnown(files, cache);
  return {
    state: hash !== undefined ? 'known' : isQuiet ? 'unread' : 'changing',
    isSure: !isQuiet || isSure,
    isQuiet,
    hash,
    version: entry.versions.find((version) => version.hash === hash)?.version,
    files,
    size: files.reduce((sum, { size }) => sum + size, 0),
    modified,
    isStale: entry.freshness !== undefined && now - modified > entry.freshness,
    why: undefined,
  };
}

function hashKnown(files: readonly LocatedFile[], cache: HashCache) {
  let isSure = true;
  const known: HashedFile[] = [];
  for (const file of files) {
    const found = cache.find(file.path, file);
    if (found === undefined) return { hash: undefined, isSure: true };
    isSure &&= found.isSure;
    known.push({ relative: file.relative, hash: found.hash });
  }
  return { hash: hashOfFiles(known), isSure };
}

function isSame(files: readonly LocatedFile[], others: readonly LocatedFile[]): boolean {
  return (
    files.length === others.length &&
    files.every((file, at) => {
      const other = others[at];
      return other?.relative === file.relative && isSameStamp(file, other);
    })
  );
}

/**
 * Reads what the cache does not know; small files a few at a time. Resolves to a sentence when it could not be read; rejects
 * only when it is cancelled.
 */
export async function readHashes(
  files: readonly LocatedFile[],
  cache: HashCache,
  options: HashOptions,
): Promise<string | undefined> {
  cache.reload();
  let problem: string | undefined;
  const readAll = async (waiting: Iterator<LocatedFile>) => {
    for (let next = waiting.next(); next.done !== true; next = waiting.next()) {
      if (problem !== undefined) return;
      options.signal?.throwIfAborted();
      const file = next.value;
      if (cache.find(file.path, file)?.isSure === true) {
        options.onBytes?.(file.size);
        continue;
      }
      try {
        await cache.read(file.path, file, options);
      } catch (error) {
        options.signal?.throwIfAborted();
        problem ??= t('{0} could not be read: {1}', file.relative, messageOf(error));
      }
    }
  };
  const small = files.filter(({ size }) => size < smallBytes).values();
  try {
    const lanes = Array.from({ length: smallAtOnce }, async () => await readAll(small));
    for (const lane of await Promise.allSettled(lanes)) if (lane.status === 'rejected') throw lane.reason;
    await readAll(files.filter(({ size }) => size >= smallBytes).values());
  } finally {
    cache.flush();
  }
  return problem;
}

/** Bytes; of such files the opening takes longer than the reading. */
const smallBytes = 1024 * 1024;
const smallAtOnce = 4;
