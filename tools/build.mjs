// Bundles the extension, the worker, the index thread, the data process, the command line and every page into out/.
//   node tools/build.mjs [--production] [--watch] [--out DIR]
import * as esbuild from 'esbuild';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { sharingCode } from './sharedCode.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const out = process.argv.includes('--out') ? process.argv[process.argv.indexOf('--out') + 1] : 'out';

/** zod brings its messages in fifty languages, 260 kB in every bundle; ours come from elsewhere. */
const englishOnly = {
  name: 'english-only',
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: `export { default as en } from './en.js';`,
    }));
  },
};

/**
 * zod's schemas carry the making of JSON Schemas with them, 20 kB. That is done by a tool here (tools/schemas.mjs) and never in
 * a bundle, so there its functions do nothing.
 */
const noJsonSchema = {
  name: 'no-json-schema',
  setup(build) {
    const made = /[\\/]zod[\\/]v4[\\/]core[\\/](?:to-json-schema|json-schema-processors)\.js$/;
    build.onLoad({ filter: made }, async ({ path }) => {
      const names = (await readFile(path, 'utf8')).matchAll(/^export (?:const|function) (\w+)/gm);
      return {
        contents: [...names].map(([, name]) => `export const ${name} = () => () => undefined;`).join('\n'),
      };
    });
  },
};

const common = {
  plugins: [englishOnly, noJsonSchema],
  // The same code as ES modules, of which a bundler takes only what is used.
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: production ? 'none' : 'inline',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
};

/** Node-side bundles are CommonJS, because that is what the extension host loads; Node 20 is the oldest we run on. */
const node = { ...common, platform: 'node', target: 'node20', outdir: out, external: ['vscode'] };

/** What an open window loads: the extension and its index thread, which share what both hold. */
const window = sharingCode({
  ...node,
  entryPoints: { extension: 'src/extension.ts', indexer: 'src/indexer/main.ts' },
});

/**
 * One file each: a worker lives for days, through updates of the extension that delete the folder it was started from, so it
 * must not load anything later.
 */
const programs = {
  ...node,
  format: 'cjs',
  // Native modules, found in node_modules beside the bundle; only the data process asks for it.
  external: [...node.external, '@duckdb/node-api', '@duckdb/node-bindings'],
  entryPoints: { cli: 'src/cli/main.ts', worker: 'src/worker/main.ts', data: 'src/data/main.ts' },
};

/** Page bundles: one script and one style sheet for each folder in webview/pages; chunks that they share would open slower. */
const pages = await readdir('webview/pages');
const page = {
  ...common,
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
  outdir: `${out}/pages`,
  tsconfig: 'webview/tsconfig.json',
  loader: { '.svg': 'text' },
  entryPoints: Object.fromEntries(
    pages
      .filter((name) => existsSync(`webview/pages/${name}/main.ts`))
      .map((name) => [name, `webview/pages/${name}/main.ts`]),
  ),
};

if (production) await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
// Our sources are ES modules, the bundles are not: this tells Node so.
await writeFile(`${out}/package.json`, '{ "type": "commonjs" }\n');
await cp('node_modules/sql.js/dist/sql-wasm.wasm', `${out}/sql-wasm.wasm`);

const configs = [window, programs, page].filter((c) => Object.values(c.entryPoints).length > 0);
if (watch) {
  const announce = {
    name: 'announce',
    setup(build) {
      build.onStart(() => console.log('[build] started'));
      build.onEnd((result) => console.log(`[build] finished with ${result.errors.length} errors`));
    },
  };
  for (const config of configs) {
    const context = await esbuild.context({ ...config, plugins: [...config.plugins, announce] });
    await context.watch();
  }
} else {
  const results = await Promise.allSettled(configs.map((config) => esbuild.build(config)));
  // esbuild has already shown each error at its line.
  if (results.some((result) => result.status === 'rejected')) process.exitCode = 1;
}
