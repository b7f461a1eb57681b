/** The columns of a dataset by what was kept of it when it was profiled: for Parquet and JSON, and for data that is gone. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { Dataset } from '../records/dataset.ts';
import type { Layout } from '../storage/layout.ts';

const kept = z.object({ columns: z.array(z.object({ name: z.string() })) });

/** Of the newest version that was profiled on this machine; empty when none was. */
export async function profileColumns(
  { profiles }: Layout,
  { versions }: Dataset,
): Promise<readonly string[]> {
  for (const { hash } of [...versions].sort((a, b) => b.version - a.version)) {
    const text = await readFile(path.join(profiles, `${hash}.json`), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    try {
      return kept.parse(JSON.parse(text)).columns.map(({ name }) => name);
    } catch {
      // Of another time: an older one may do.
    }
  }
  return [];
}
