// esbuild shares code between bundles only as ES modules, and Electron's extension host and Node's threads load ours as CommonJS:
// this plugin turns what was split into CommonJS, file by file, and writes it.
import { transform } from 'esbuild';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Folder in the output folder for what several bundles hold, or what one of them loads only when it is needed. */
export const sharedFolder = 'shared';

/**
 * Options of a build whose entry points share their common code. Its `format`, `splitting` and `write` are the plugin's.
 * @param {import('esbuild').BuildOptions & { outdir: string }} options
 * @returns {import('esbuild').BuildOptions}
 */
export function sharingCode(options) {
  return {
    ...options,
    format: 'esm',
    splitting: true,
    write: false,
    chunkNames: `${sharedFolder}/[name]-[hash]`,
    // Two steps, one map: the second step reads the first one's only where it stands in the file itself.
    sourcemap: options.sourcemap ? 'inline' : false,
    plugins: [...(options.plugins ?? []), asCommonJs(options)],
  };
}

/** @returns {import('esbuild').Plugin} */
function asCommonJs({ outdir, minify, target, sourcemap }) {
  return {
    name: 'as-common-js',
    setup(build) {
      build.onEnd(async ({ outputFiles = [], errors }) => {
        if (errors.length > 0) return;
        const shared = path.resolve(outdir, sharedFolder);
        await mkdir(shared, { recursive: true });
        await Promise.all(
          outputFiles.map(async (file) => {
            const { code } = await transform(requireVscode(file.text), {
              format: 'cjs',
              platform: 'node',
              target,
              minify,
              sourcemap: sourcemap ? 'inline' : false,
              sourcefile: file.path,
              // require() finds the file in the extension host, in a thread and in Node alike.
              supported: { 'dynamic-import': false },
            });
            await writeFile(file.path, code);
          }),
        );
        // Names hold a hash, so those of earlier builds would stay for ever.
        const current = new Set(outputFiles.map((file) => path.resolve(file.path)));
        for (const name of await readdir(shared)) {
          if (!current.has(path.join(shared, name))) await rm(path.join(shared, name), { force: true });
        }
      });
    },
  };
}

/**
 * As it stands, each source file would copy all several hundred names of VS Code's API into an object of its own when it is
 * loaded, a third of what starting takes; nobody changes them, so the module itself does.
 * @param {string} text
 */
function requireVscode(text) {
  return text.replaceAll(/\bimport\s*\*\s*as ([\w$]+) from\s*"vscode";/g, 'const $1 = require("vscode");');
}
