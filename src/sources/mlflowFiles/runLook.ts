/** One look at the folder of a run: which files it has and whether anything changed since the last look, without reading. */
import { createHash, type Hash } from 'node:crypto';
import type { Stats } from 'node:fs';
import type { PlainFile, PlainFolder } from '../plainFolder.ts';

export interface RunLook {
  /** Relative to the store: `<experiment>/<run>`. */
  readonly place: string;
  readonly meta: Stats | undefined;
  readonly metrics: readonly PlainFile[];
  readonly params: readonly string[];
  readonly tags: readonly PlainFile[];
  /** Names of the folders in `inputs`. */
  readonly inputs: readonly string[];
  /** The same as long as nothing changed, as far as times and sizes tell. */
  readonly stamp: string;
  /** ms of the last write that was seen. */
  readonly written: number;
}

/** Undefined: there is no run in this folder, e.g. only artifacts of one that a database keeps. */
export function lookAtRun(folder: PlainFolder, place: string): RunLook | undefined {
  const entries = folder.entries(place);
  const has = (name: string) => entries.some((entry) => entry.isDirectory() && entry.name === name);
  if (!entries.some(({ name }) => name === metaName) && !has('metrics') && !has('params') && !has('tags'))
    return undefined;
  const meta = folder.stats(`${place}/${metaName}`);
  // Params never change once they are written, so their names are enough.
  const params = has('params') ? folder.paths(`${place}/params`) : [];
  const metrics = has('metrics') ? folder.files(`${place}/metrics`) : [];
  const tags = has('tags') ? folder.files(`${place}/tags`) : [];
  const inputs = has('inputs') ? folder.entries(`${place}/inputs`).map(({ name }) => name) : [];
  const hash = createHash('sha1');
  addStats(hash, metaName, meta);
  for (const { path, stats } of [...metrics, ...tags]) addStats(hash, path, stats);
  for (const name of [...params, ...inputs]) hash.update(`${name}\n`);
  const written = [...metrics, ...tags].reduce(
    (latest, { stats }) => Math.max(latest, stats.mtimeMs),
    meta?.mtimeMs ?? 0,
  );
  return { place, meta, metrics, params, tags, inputs, stamp: hash.digest('base64'), written };
}

export const metaName = 'meta.yaml';

function addStats(hash: Hash, name: string, stats: Stats | undefined): void {
  hash.update(`${name} ${stats?.mtimeMs} ${stats?.size} ${stats?.ino}\n`);
}
