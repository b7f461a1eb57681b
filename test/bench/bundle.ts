/** Size of the production build: what the extension host loads, and all of it with worker, command line and pages. */
import { readdir, rm, stat } from 'node:fs/promises';
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
  await rm(out, { recursive: true, force: true });
  const megabytes = (wanted: (name: string) => boolean): number =>
    sizes.filter(({ name }) => wanted(name)).reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  const hosts = ['extension.js', 'indexer.js', 'sql-wasm.wasm'];
  const isLoaded = (name: string): boolean => hosts.includes(name) || path.dirname(name) === sharedFolder;
  return [
    {
      name: 'extension bundle with its index thread and wasm',
      value: megabytes(isLoaded),
      unit: 'MB',
      limit: 1.5,
      better: 'lower',
    },
    {
      name: 'everything that is installed, minified',
      value: megabytes(() => true),
      unit: 'MB',
      better: 'lower',
    },
  ];
}
