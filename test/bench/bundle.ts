/** Size of the production build: what every window loads, what it may load later, and all of it with the other programs. */
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { loadedAtStart } from '../../tools/loadedAtStart.mjs';
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
      value: megabytes((name) => loaded.has(name)),
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
