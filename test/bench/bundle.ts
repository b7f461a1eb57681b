/** Size of the production build: what every window loads, what it may load later, and all of it with the other programs. */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { sharedFolder } from '../../tools/sharedCode.mjs';
import { cache, node24, root, run as runTool } from '../../tools/toolchain.mjs';
import type { Figure } from './figure.ts';

export async function run(): Promise<readonly Figure[]> {
  const out = path.join(cache, 'bench-out');
  await runTool(node24(), ['tools/build.mjs', '--production', '--out', out], { cwd: root });
  const files = await readdir(out, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    files
      .filter((file) => file.isFile())
      .map(async (file) => ({
        name: path.relative(out, path.join(file.parentPath, file.name)),
        bytes: (await stat(path.join(file.parentPath, file.name))).size,
      })),
  );
  const loaded = await loadedAtStart(out);
  await rm(out, { recursive: true, force: true });
  const megabytes = (wanted: (name: string) => boolean): number =>
    sizes.filter(({ name }) => wanted(name)).reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  const hosts = ['extension.js', 'indexer.js', 'sql-wasm.wasm'];
  const isLoaded = (name: string): boolean => hosts.includes(name) || path.dirname(name) === sharedFolder;
  return [
    {
      name: 'what a window loads to show its views, wasm included',
      value: megabytes((name) => loaded.has(name) || name === 'sql-wasm.wasm'),
      unit: 'MB',
      limit: 1.5,
      better: 'lower',
    },
    {
      name: 'with what it may load later',
      value: megabytes(isLoaded),
      unit: 'MB',
      better: 'lower',
    },
    {
      name: 'everything that is installed, minified, without DuckDB',
      value: megabytes(() => true),
      unit: 'MB',
      better: 'lower',
    },
  ];
}

/** Parts that are asked for as soon as a window shows Runs and Catalog; all else waits for a command, a page or a file. */
const atStart = [
  'openWindow',
  'threadStore',
  'catalogSession',
  'catalogAnswers',
  'usageSource',
  'modelAnswers',
];

/** The two programs of a window with all that they, and the parts above, require when they are loaded. */
async function loadedAtStart(out: string): Promise<ReadonlySet<string>> {
  const shared = await readdir(path.join(out, sharedFolder));
  const parts = shared.filter((name) => atStart.includes(name.replace(/-[A-Z0-9]+\.js$/, '')));
  if (parts.length !== atStart.length) throw new Error(`Some of ${atStart.join(', ')} are not in the build.`);
  const waiting = ['extension.js', 'indexer.js', ...parts.map((name) => path.join(sharedFolder, name))];
  const found = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const text = await readFile(path.join(out, name), 'utf8');
    // What is imported later has the name of its source; what several parts share is a chunk.
    for (const [, chunk = ''] of text.matchAll(/require\("\.{1,2}\/(?:shared\/)?(chunk-[A-Z0-9]+\.js)"\)/g))
      waiting.push(path.join(sharedFolder, chunk));
  }
  return found;
}
