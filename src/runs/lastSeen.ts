/** When a run that nobody watched was last seen alive: what its row says before it is closed, and its end afterwards. */
import fs from 'node:fs';
import type { RunPaths } from '../storage/layout.ts';

/** ms: the newest of what it left. */
export function lastSeen(paths: RunPaths): number {
  const files = [paths.exit, paths.output, paths.inbox, paths.metrics, paths.events];
  return Math.max(...files.map((file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0));
}
