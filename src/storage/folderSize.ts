/** How much room a folder takes: of all runs, of the trash, of one run in it. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../base/errors.ts';

/** Bytes of all files below a folder; what cannot be read counts nothing. */
export async function folderSize(folder: string): Promise<number> {
  let total = 0;
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const place = next;
    try {
      for (const entry of await fs.readdir(place, { withFileTypes: true })) {
        const child = path.join(place, entry.name);
        if (entry.isDirectory()) waiting.push(child);
        else if (entry.isFile()) total += (await fs.stat(child)).size;
      }
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
    }
  }
  return total;
}
