// npm run package: a production build in a folder of its own, packed as one VSIX in out of which nothing is missing and in
// which nothing is needless. The working out/ folder stays as it is, so that this may run beside tests.
import { createVSIX } from '@vscode/vsce';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
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
const isShipped = (file) => !/[\\/](\.cairn[\\/](runs|trash|index)|__pycache__|predictions)/.test(file);

/**
 * Returns the path of the VSIX.
 * @param {string} [target] a .vsix path
 * @returns {Promise<string>}
 */
export async function packageExtension(target) {
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const vsix = target ?? path.join(root, `${manifest.name}-${manifest.version}.vsix`);
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
    await createVSIX({
      cwd: staging,
      packagePath: vsix,
      // Everything is bundled; there is nothing to install.
      dependencies: false,
      rewriteRelativeLinks: false,
      allowMissingRepository: true,
    });
    return vsix;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const vsix = await packageExtension(process.argv[2] ? path.resolve(process.argv[2]) : undefined);
  console.log(`${vsix} (${(statSync(vsix).size / 1e6).toFixed(2)} MB)`);
}
