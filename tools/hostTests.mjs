// Runs test/host inside the extension host of a real VS Code: bundles the specs, opens the web workbench with Cairn as an
// extension under development, and exits with the tests' own code.
//   node tools/hostTests.mjs        (CAIRN_TEST_RESULTS and CAIRN_TEST_GREP as in tools/testRun.mjs)
import * as esbuild from 'esbuild';
import { globSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { chromiumArguments } from './chromiumArguments.mjs';
import { cache, findChromium, root } from './toolchain.mjs';
import { startServer } from './vscodeServer.mjs';

const limitMs = 10 * 60_000;

/**
 * One CommonJS file with every host spec (found by glob) in it; mocha stays outside, as its reporters load files.
 * @returns {Promise<string>} the path of the bundle
 */
export async function bundleHostTests() {
  const outfile = path.join(root, 'out', 'test', 'host.js');
  await esbuild.build({
    stdin: {
      contents: [
        `export { run } from './test/host/index.ts';`,
        `import { addSpec } from './test/host/index.ts';`,
        ...globSync('test/host/**/*.test.ts', { cwd: root }).map(
          (file) => `addSpec(() => require(${JSON.stringify(`./${file.replaceAll('\\', '/')}`)}));`,
        ),
      ].join('\n'),
      resolveDir: root,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['vscode', 'mocha', 'playwright-core', 'esbuild'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}

/**
 * A workspace of one empty folder in a temporary place: specs add folders to it without a restart of the extension host.
 * @param {string} home
 * @returns {Promise<string>} path of the .code-workspace file
 */
export async function hostWorkspace(home) {
  await mkdir(path.join(home, 'base'), { recursive: true });
  const file = path.join(home, 'host.code-workspace');
  await writeFile(file, JSON.stringify({ folders: [{ path: 'base' }] }));
  return file;
}

async function main() {
  const home = await mkdtemp(path.join(os.tmpdir(), 'cairn-host-'));
  const server = await startServer({
    data: path.join(home, 'data'),
    extensions: path.join(home, 'extensions'),
    driver: 'on',
    // In a browser VS Code saves a second after the last key, which a slow machine takes to go on.
    settings: { 'window.autoDetectColorScheme': false, 'files.autoSave': 'off' },
  });
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  try {
    const bundle = await bundleHostTests();
    const workspace = await hostWorkspace(home);
    return await runInside(page, { server, bundle, workspace });
  } catch (error) {
    await page.screenshot({ path: path.join(cache, 'screenshots', 'host.png') });
    throw error;
  } finally {
    await browser.close();
    await server.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Resolves to the exit code that the extension host reports. */
async function runInside(page, { server, bundle, workspace }) {
  const done = new Promise((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new Error(`The host tests took more than ${limitMs / 60_000} min.`)),
      limitMs,
    );
    page.exposeFunction('codeAutomationLog', (type, args) => {
      if (type === 'error' || process.env.CAIRN_TEST_VERBOSE) console.error(...args);
    });
    page.exposeFunction('codeAutomationExit', (code) => {
      clearTimeout(limit);
      resolve(code);
    });
  });
  const remote = (file) => `vscode-remote://127.0.0.1:${server.port}${pathToFileURL(file).pathname}`;
  const payload = [
    ['extensionDevelopmentPath', remote(root)],
    ['extensionTestsPath', remote(bundle)],
    ['enableProposedApi', ''],
  ];
  await page.goto(
    `${server.url}/?workspace=${encodeURIComponent(workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`,
  );
  return await done;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = await main();
