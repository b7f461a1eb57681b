/** Hints that something changed in a folder, from the operating system; never more than hints, so whoever asks polls as well. */
import fs from 'node:fs';
import type { Disposable } from '../base/disposable.ts';

/** Undefined when there is no such folder (yet), no watch left, or a drive that has none. */
export function watchFolder(folder: string, changed: () => void): Disposable | undefined {
  try {
    const watcher = fs.watch(folder, { persistent: false }, changed);
    // A watch that breaks hints no more, which is no worse than none.
    watcher.on('error', () => watcher.close());
    return { dispose: () => watcher.close() };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return undefined;
  }
}
