/** Tells when a file comes, changes or goes, on any drive: asks for its times, since many file systems tell nothing by themselves. */
import { unwatchFile, watchFile } from 'node:fs';
import type { Disposable } from '../base/disposable.ts';

/** `every`: ms between two looks. May call back once more than there are changes. */
export function followFile(file: string, every: number, changed: () => void): Disposable {
  // A function of its own, as files are let go of by what listens to them.
  const listener = (): void => changed();
  watchFile(file, { interval: every, persistent: false }, listener);
  return { dispose: () => unwatchFile(file, listener) };
}
