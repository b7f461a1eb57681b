// npm run package [-- --target TARGET] [FILE.vsix]: a production build in a folder of its own, packed as one VSIX in out of
// which nothing is missing and in which nothing is needless. The working out/ folder stays as it is, so that this may run beside
// tests. TARGET is a platform (linux-x64, darwin-arm64, win32-x64, alpine-x64 …), this one by default, or `none`: a VSIX for
// every platform, without DuckDB.
import { createVSIX } from '@vscode/vsce';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { cache, node24, root, run } from './toolchain.mjs';

/** What the VSIX is made of, besides the bundles. .vscodeignore says the same to people who call vsce themselves. */
const ingredients = [
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'SUPPORT.md',
  'LICENSE',
  '.vscodeignore',
  'media',
  'python/cairn.py',
  'l10n',
  'examples/credit',
];

/** Runs and caches of somebody who tried the example here are not part of it. */
const isShipped = (file) =>
  !/[\\/](\.cairn[\\/](runs|trash|index|cache|profiles)|__pycache__|predictions)/.test(file);

/** The platform that this runs on, as VS Code's marketplace calls it. */
export const thisPlatform = `${process.platform}-${process.arch}`;

/**
 * Returns the path of the VSIX.
 * @param {string} [file] a .vsix path
 * @param {string} [target] a platform, or `none`
 * @returns {Promise<string>}
 */
export async function packageExtension(file, target = thisPlatform) {
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const platform = target === 'none' ? undefined : target;
  const ending = platform === undefined ? '' : `-${platform}`;
  const vsix = file ?? path.join(root, `${manifest.name}${ending}-${manifest.version}.vsix`);
  const staging = path.join(cache, `package-${process.pid}`);
  try {
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging, { recursive: true });
    const translations = existsSync(path.join(root, 'package.nls.json')) ? ['package.nls.json'] : [];
    for (const name of [...ingredients, ...translations]) {
      if (existsSync(path.join(root, name)))
        await cp(path.join(root, name), path.join(staging, name), { recursive: true, filter: isShipped });
    }
    await run(node24(), ['tools/build.mjs', '--production', '--out', path.join(staging, 'out')], {
      cwd: root,
    });
    if (platform !== undefined) await copyDuckdb(platform, path.join(staging, 'out', 'node_modules'));
    await createVSIX({
      cwd: staging,
      packagePath: vsix,
      ...(platform !== undefined && { target: platform }),
      // Everything is bundled or lies beside the bundles; there is nothing to install.
      dependencies: false,
      rewriteRelativeLinks: false,
      allowMissingRepository: true,
    });
    return vsix;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/**
 * DuckDB beside the bundle that loads it: its interface and the native part of one platform, without types and documents.
 * @param {string} platform
 * @param {string} folder
 */
async function copyDuckdb(platform, folder) {
  const native = `@duckdb/node-bindings-${platform.replace(/^alpine-(.*)/, 'linux-$1-musl')}`;
  if (!existsSync(path.join(root, 'node_modules', native)))
    throw new Error(
      `${native} is not installed: npm install --no-save --force ${native} brings it, or --target none leaves DuckDB out.`,
    );
  for (const name of ['@duckdb/node-api', '@duckdb/node-bindings', native, 'detect-libc'])
    await cp(path.join(root, 'node_modules', name), path.join(folder, name), {
      recursive: true,
      filter: (file) => !/(\.d\.ts|\.map|\.md)$/.test(file),
    });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values, positionals } = parseArgs({
    options: { target: { type: 'string' } },
    allowPositionals: true,
  });
  const [file] = positionals;
  const vsix = await packageExtension(file && path.resolve(file), values.target);
  console.log(`${vsix} (${(statSync(vsix).size / 1e6).toFixed(2)} MB)`);
}
