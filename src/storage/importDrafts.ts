/** Folders in which runs are put together before they appear whole: named for the process that does, so that what a killed one left can be told. */
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { codeOf } from '../base/errors.ts';
import type { Layout } from './layout.ts';

/** A new one, absolute; nothing is made yet. `id`: of the run that it will be. */
export function importDraft(layout: Layout, id: string): string {
  const name = `${prefix}${id}-${thisHost()}-${process.pid}-${randomBytes(4).toString('hex')}`;
  return path.join(layout.runs, name);
}

/** Removes those whose process is gone, and those of other machines that nobody has written for a day. */
export async function removeStaleImports(layout: Layout): Promise<void> {
  for (const name of await namesIn(layout.runs)) {
    if (!name.startsWith(prefix)) continue;
    const draft = path.join(layout.runs, name);
    try {
      if (await isStale(draft)) await fs.rm(draft, { recursive: true, force: true });
    } catch (error) {
      // It went meanwhile, or is not ours to remove: no import should fail for it.
      if (codeOf(error) === undefined) throw error;
    }
  }
}

async function isStale(draft: string): Promise<boolean> {
  const [, host, pid] = /-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/.exec(draft) ?? [];
  if (host === thisHost() && !isAlive(Number(pid))) return true;
  return Date.now() - (await lastChange(draft)) > abandonedMs;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/** ms since 1970: of the newest file or folder in it. */
async function lastChange(place: string): Promise<number> {
  const stats = await fs.lstat(place);
  let newest = stats.mtimeMs;
  if (stats.isDirectory())
    for (const name of await fs.readdir(place))
      newest = Math.max(newest, await lastChange(path.join(place, name)));
  return newest;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await fs.readdir(folder);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return [];
  }
}

/** In a shared folder a process of the same number may live on another machine. */
function thisHost(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

const prefix = '.import-';
const abandonedMs = 24 * 3600 * 1000;
