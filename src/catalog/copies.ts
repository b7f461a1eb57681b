/** Files elsewhere in the workspace with the content of a dataset: one shared source is better than copies that go apart. */
import path from 'node:path';
import type { HashCache } from '../storage/contentHash.ts';
import type { DiskState } from './diskState.ts';
import { filesBelow, formatOf } from './locate.ts';

export interface CopiesOptions {
  /** Workspace folder, absolute. */
  readonly folder: string;
  readonly cache: HashCache;
  readonly pause: () => Promise<void>;
}

/** By the name of the dataset: paths from the folder. Only data files of the same size are read. */
export async function copiesOf(
  disks: ReadonlyMap<string, DiskState>,
  { folder, cache, pause }: CopiesOptions,
): Promise<Map<string, readonly string[]>> {
  const copies = new Map<string, string[]>();
  const own = new Set([...disks.values()].flatMap(({ files }) => files.map((file) => file.path)));
  const single = [...disks].filter(
    ([, { files, hash, size }]) => files.length === 1 && hash !== undefined && size > 0,
  );
  if (single.length === 0) return copies;
  const sizes = new Set(single.map(([, { size }]) => size));
  const all = await filesBelow(folder, (name) => formatOf(name) !== undefined, {
    folder,
    outside: false,
    pause,
  });
  for (const file of all) {
    if (own.has(file.path) || !sizes.has(file.size)) continue;
    await pause();
    const hash = await cache.hash(file.path).catch(() => undefined);
    const [name] = single.find(([, disk]) => disk.hash === hash && disk.size === file.size) ?? [];
    if (name === undefined) continue;
    const relative = path.relative(folder, file.path).replaceAll(path.sep, '/');
    copies.set(name, [...(copies.get(name) ?? []), relative]);
  }
  return copies;
}
