// A real VS Code without a desktop: its server and web workbench, installed from the package registry into .cache/vscode and
// served on the loopback interface. Tests drive it with Chromium; `npm start` opens it where no desktop VS Code is.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { cache, node24, npm, root, run } from './toolchain.mjs';

const home = path.join(cache, 'vscode');
const lib = path.join(home, 'node_modules', 'code-server', 'lib', 'vscode');

/**
 * Installs the server once for each version in tools/vscode/package-lock.json; a half-finished install is thrown away.
 * @param {(sentence: string) => void} say
 */
export async function ensureVSCode(say) {
  const lock = await readFile(path.join(root, 'tools', 'vscode', 'package-lock.json'));
  const version = createHash('sha256').update(lock).digest('hex');
  const stamp = path.join(home, 'installed');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === version) return;
  say('installing VS Code for the browser (once, about 600 MB)');
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  for (const file of ['package.json', 'package-lock.json', '.npmrc'])
    await cp(path.join(root, 'tools', 'vscode', file), path.join(home, file));
  // Its install scripts compile native modules that need system headers and that we do not use.
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await run(npm(), ['ci', ...quiet], { cwd: home });
  // `npm ci` refuses here: the shrinkwrap that is shipped is out of step with its package.json.
  await run(npm(), ['install', '--omit=dev', ...quiet], { cwd: lib });
  await writeFile(stamp, version);
}

/**
 * @typedef {object} ServerOptions
 * @property {string} data folder for settings and state, made when missing
 * @property {string} extensions folder of installed extensions, made when missing
 * @property {number} [port] 0, the default, picks a free one; so does a port that is taken
 * @property {'on' | 'off'} [trust] off, the default: every folder is trusted
 * @property {Record<string, unknown>} [settings] user settings besides the calm ones
 * @property {'on' | 'off'} [driver] on: a page may load an extension under development and tests with it
 * @property {Record<string, string>} [env] added to the environment of the extension host
 * @property {string} [folder] opened when the address names none
 * @property {readonly string[]} [through] a program and its arguments that become the server, such as setpriv
 */

/**
 * Starts the server and waits until it listens.
 * @param {ServerOptions} options
 * @returns {Promise<{ port: number, url: string, pid: number, stop: () => Promise<void>, ended: Promise<number | null> }>}
 *   `pid` is the server's own process, below which its extension hosts run;
 *   `ended` resolves to the exit code when the server ends by itself or by stop()
 */
export async function startServer({
  data,
  extensions,
  port = 0,
  trust = 'off',
  settings = {},
  driver = 'off',
  env = {},
  folder,
  through = [],
}) {
  // Settings of scope `machine` are read from the second place.
  for (const place of ['User', 'Machine']) {
    await mkdir(path.join(data, 'data', place), { recursive: true });
    const text = JSON.stringify({ ...calm, ...settings }, null, 2);
    await writeFile(path.join(data, 'data', place, 'settings.json'), text);
  }
  await mkdir(extensions, { recursive: true });
  const actual = await freePort(port);
  const args = [
    ...['out/server-main.js', '--host', '127.0.0.1', '--port', String(actual), '--without-connection-token'],
    ...[
      '--accept-server-license-terms',
      '--disable-telemetry',
      '--server-data-dir',
      data,
      '--extensions-dir',
      extensions,
    ],
    // A closed window's extension host would otherwise live on for three hours.
    ...['--reconnection-grace-time', '10'],
    ...(trust === 'off' ? ['--disable-workspace-trust'] : []),
    ...(driver === 'on' ? ['--enable-smoke-test-driver'] : []),
    ...(folder ? ['--default-folder', folder] : []),
  ];
  const [program, ...words] = [...through, node24(), ...args];
  const child = spawn(program, words, {
    cwd: lib,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own group, so that stop() also ends the extension hosts; and so that Ctrl+C reaches us first.
    detached: process.platform !== 'win32',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  // Also when whoever started it dies of an error.
  const endWithUs = () => signalGroup(child, 'SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  await listening(child);
  const url = `http://127.0.0.1:${actual}`;
  return { port: actual, url, pid: child.pid, stop: () => stop(child), ended };
}

/**
 * Makes the extension in `folder` (a checkout that was built) an installed one, without copying it.
 * @param {string} folder
 * @param {string} extensions
 */
export async function linkExtension(folder, extensions) {
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const name = `${manifest.publisher}.${manifest.name}-${manifest.version}`;
  await mkdir(extensions, { recursive: true });
  const link = path.join(extensions, name);
  await rm(link, { force: true, recursive: true });
  await symlink(folder, link, 'junction');
  const listed = path.join(extensions, 'extensions.json');
  const others = existsSync(listed) ? JSON.parse(await readFile(listed, 'utf8')) : [];
  const id = `${manifest.publisher}.${manifest.name}`;
  const entry = {
    identifier: { id },
    version: manifest.version,
    location: { $mid: 1, path: link.replaceAll('\\', '/').replace(/^(?!\/)/, '/'), scheme: 'file' },
    relativeLocation: name,
    metadata: {
      isApplicationScoped: false,
      isMachineScoped: false,
      isBuiltin: false,
      installedTimestamp: 0,
      source: 'vsix',
    },
  };
  await writeFile(
    `${listed}.new`,
    JSON.stringify([...others.filter((other) => other.identifier.id !== id), entry]),
  );
  await rename(`${listed}.new`, listed);
}

/**
 * Installs a packaged extension, as a person would with "Install from VSIX".
 * @param {string} vsix
 * @param {{ data: string, extensions: string }} folders
 */
export async function installVsix(vsix, { data, extensions }) {
  await mkdir(extensions, { recursive: true });
  const args = [
    'out/server-main.js',
    '--install-extension',
    vsix,
    '--server-data-dir',
    data,
    '--extensions-dir',
    extensions,
  ];
  await run(node24(), [...args, '--accept-server-license-terms'], { cwd: lib });
}

/** Settings without which a fresh VS Code greets, suggests and opens side bars. */
const calm = {
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.tips.enabled': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'telemetry.telemetryLevel': 'off',
};

/** Resolves when the server says that it listens; rejects with what it said when it ends before. */
function listening(child) {
  return new Promise((resolve, reject) => {
    let output = '';
    const look = (chunk) => {
      output = (output + chunk).slice(-20_000);
      if (output.includes('Extension host agent listening on')) resolve();
    };
    child.stdout.on('data', look);
    // Missing native modules are logged here; harmless, so shown only when the server does not come up.
    child.stderr.on('data', look);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`VS Code's server ended with ${code}\n${output}`)));
  });
}

function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => {
      signalGroup(child, 'SIGKILL');
      resolve();
    });
    signalGroup(child, 'SIGTERM');
    setTimeout(() => signalGroup(child, 'SIGKILL'), 3000).unref();
  });
}

function signalGroup(child, signal) {
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** `wanted` when it is free, else any free port. */
function freePort(wanted) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => (wanted !== 0 ? resolve(freePort(0)) : reject(error)));
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
