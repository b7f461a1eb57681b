/** Writes index.sqlite so that no other window ever reads half of it. */
import fs from 'node:fs';
import { codeOf } from '../base/errors.ts';
import { removeStaleDrafts, writeFileAtomic } from '../storage/atomicFile.ts';
import type { Layout } from '../storage/layout.ts';

/** False when this folder cannot take a snapshot (read-only, full): then nobody should try again. */
export function writeSnapshot(layout: Layout, bytes: () => Uint8Array): boolean {
  try {
    fs.accessSync(layout.root, fs.constants.W_OK);
    writeFileAtomic(layout.index, bytes());
    removeStaleDrafts(layout.index, draftLasts);
    return true;
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return codeOf(error) === 'ENOENT';
  }
}

/** ms; far longer than a slow drive takes to write the index. */
const draftLasts = 10 * 60_000;
