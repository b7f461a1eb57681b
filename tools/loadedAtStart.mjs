// What of a production build a window loads to show its views; all else waits for a command, a page or a file.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { sharedFolder } from './sharedCode.mjs';

/** Parts that are imported late, but at once in every window: what shows Runs and Catalog. */
const parts = [
  'openWindow',
  'threadStore',
  'indexThread',
  'catalogSession',
  'catalogAnswers',
  'usageSource',
  'modelAnswers',
];

/**
 * The two programs of a window with all that they and the parts require when they are loaded, and SQLite: names of files in
 * the output folder.
 * @param {string} out
 * @returns {Promise<Set<string>>}
 */
export async function loadedAtStart(out) {
  const shared = await readdir(path.join(out, sharedFolder));
  const late = shared.filter((name) => parts.includes(name.replace(/-[A-Z0-9]+\.js$/, '')));
  if (late.length !== parts.length) throw new Error(`Some of ${parts.join(', ')} are not in the build.`);
  const waiting = ['extension.js', 'indexer.js', ...late.map((name) => path.join(sharedFolder, name))];
  const found = new Set(['sql-wasm.wasm']);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const text = await readFile(path.join(out, name), 'utf8');
    // What is imported later has the name of its source; what several parts share is a chunk.
    for (const [, chunk] of text.matchAll(/require\("\.{1,2}\/(?:shared\/)?(chunk-[A-Z0-9]+\.js)"\)/g))
      waiting.push(path.join(sharedFolder, chunk));
  }
  return found;
}
