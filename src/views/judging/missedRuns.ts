/** Runs that ended while no window was open: up to when they were judged is remembered, so that the next window takes up from there. */
import * as z from 'zod';
import type { Project } from '../../project/project.ts';
import type { RunRow } from '../../protocol/runShape.ts';
import { nameRecord } from '../../records/nameRecord.ts';
import type { Memory } from '../memory.ts';

const seen = nameRecord(z.object({ policy: z.string(), until: z.number() }));

export interface Missed {
  /** `policyStamp` */
  readonly policy: string;
  /** ms since 1970: runs that ended later are the window's own. */
  readonly opened: number;
}

/** Those since the last window; the last few where none is known, or limits are others since. */
export async function missedRuns(
  { folder, store }: Pick<Project, 'folder' | 'store'>,
  memory: Memory,
  { policy, opened }: Missed,
): Promise<readonly RunRow[]> {
  const before = seen.catch({}).parse(memory.get(memoryKey))[folder];
  const isKnown = before?.policy === policy;
  const since = isKnown ? ` and end_time >= ${String(before.until)}` : '';
  const { rows } = await store.rows({
    local: true,
    filter: `end_time < ${String(opened)}${since}`,
    limit: isKnown ? mostRows : lastFew,
  });
  return rows;
}

/** They are judged, or cannot be. */
export async function rememberSeen(
  { folder }: Pick<Project, 'folder'>,
  memory: Memory,
  { policy, opened }: Missed,
): Promise<void> {
  const all = seen.catch({}).parse(memory.get(memoryKey));
  await memory.update(memoryKey, { ...all, [folder]: { policy, until: opened } });
}

const memoryKey = 'cairn.judged';
export const lastFew = 20;
export const mostRows = 200;
