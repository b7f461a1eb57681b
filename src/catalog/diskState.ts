/** How the data of a dataset stands on disk: which version it is, and whether it is too old. */
import { messageOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Dataset } from '../records/dataset.ts';
import { hashOfFiles, isSettled, type HashCache, type HashOptions } from '../storage/contentHash.ts';
import type { Located, LocatedFile } from './locate.ts';

export interface DiskState {
  /** `unread`: not hashed yet; `changing`: it changed a moment ago. */
  readonly state: 'known' | 'unread' | 'changing' | 'lost' | 'refused' | 'url';
  /** False: to be read once more, now that it has been quiet for a moment. */
  readonly isSure: boolean;
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

/** From what is known without reading a file. */
export function diskStateOf(entry: Dataset, located: Located, cache: HashCache, now: number): DiskState {
  const nothing = {
    hash: undefined,
    version: undefined,
    files: [],
    size: 0,
    modified: undefined,
    isStale: false,
  };
  if (located.kind === 'url') return { ...nothing, isSure: true, state: 'url', why: undefined };
  if (located.kind !== 'files') return { ...nothing, isSure: true, state: located.kind, why: located.why };
  const { files } = located;
  const modified = files.reduce((last, { mtimeMs }) => Math.max(last, mtimeMs), 0);
  const known = files.flatMap((file) => {
    const found = cache.find(file.path, file);
    return found === undefined ? [] : [{ relative: file.relative, ...found }];
  });
  const hash = known.length === files.length ? hashOfFiles(known) : undefined;
  const isQuiet = files.every((file) => isSettled(file, now));
  return {
    state: hash !== undefined ? 'known' : isQuiet ? 'unread' : 'changing',
    isSure: !isQuiet || known.every(({ isSure }) => isSure),
    hash,
    version: entry.versions.find((version) => version.hash === hash)?.version,
    files,
    size: files.reduce((sum, { size }) => sum + size, 0),
    modified,
    isStale: entry.freshness !== undefined && now - modified > entry.freshness,
    why: undefined,
  };
}

/** Reads what the cache does not know. Resolves to a sentence when it could not be read; rejects only when it is cancelled. */
export async function readHashes(
  files: readonly LocatedFile[],
  cache: HashCache,
  options: HashOptions,
): Promise<string | undefined> {
  cache.reload();
  for (const file of files) {
    options.signal?.throwIfAborted();
    if (cache.find(file.path, file)?.isSure === true) {
      options.onBytes?.(file.size);
      continue;
    }
    try {
      await cache.hash(file.path, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      return t('{0} could not be read: {1}', file.relative, messageOf(error));
    }
  }
  return undefined;
}
