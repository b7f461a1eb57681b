// What the scripts here need from the machine: installed packages, Node 24, a Chromium, a Python. Plain Node 20, no packages,
// because it runs before node_modules exists.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, lstatSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const cache = path.join(root, '.cache');
const windows = process.platform === 'win32';

/** The Node 24 that comes with the packages: the extension host's version, whatever the machine has. */
export function node24() {
  return path.join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
}

/**
 * Installs node_modules when something of the lock file is not there in its version. Resolves to whether it had to; rejects when
 * node_modules is that of another folder.
 * @param {(sentence: string) => void} say
 * @param {string} [folder] of the project
 */
export async function ensureModules(say, folder = root) {
  if (modulesMatchLock(folder) && existsSync(node24())) return false;
  refuseForeignModules(folder);
  say('installing the packages (npm ci)');
  await run(npm(), ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  return true;
}

/** `npm ci` empties node_modules first, through a link, too: what lies elsewhere is used by somebody else. */
function refuseForeignModules(folder) {
  const modules = path.join(folder, 'node_modules');
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
  const target = path.resolve(realpathSync(folder), readlinkSync(modules));
  const real = existsSync(target) ? realpathSync(target) : target;
  const relative = path.relative(realpathSync(folder), real);
  if (relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative)) return;
  throw new Error(
    `node_modules is a link to ${real}, where packages are missing or have other versions. Installing would empty that folder: ` +
      'update the packages there, or remove the link and try again.',
  );
}

/** `npm` as a program that spawn can start without a shell: [command, first arguments]. */
export function npm() {
  return windows ? 'npm.cmd' : 'npm';
}

/**
 * Runs to the end, output swallowed; rejects with the last lines of it when the exit code is not 0.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<string>} what it printed
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    // npm is a .cmd on Windows, which Node starts only through a shell; all arguments here are our own constants.
    const child = spawn(command, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: command.endsWith('.cmd'),
    });
    let output = '';
    const collect = (chunk) => (output = (output + chunk).slice(-20_000));
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else
        reject(
          new Error(
            `${path.basename(command)} ${args.slice(0, 3).join(' ')} exited with ${code}\n${output.trim()}`,
          ),
        );
    });
  });
}

/**
 * Path of a Chromium or Chrome, or undefined. CAIRN_CHROMIUM wins.
 * @returns {string | undefined}
 */
export function findChromium() {
  const wanted = process.env.CAIRN_CHROMIUM;
  if (wanted) return existsSync(wanted) ? wanted : undefined;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];
  return names.map(which).find(Boolean) ?? usualPlaces.find((place) => existsSync(place));
}

const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * A Python 3 that starts, or undefined. CAIRN_PYTHON wins.
 * @returns {string | undefined}
 */
export function findPython() {
  const names = process.env.CAIRN_PYTHON
    ? [process.env.CAIRN_PYTHON]
    : windows
      ? ['python', 'py']
      : ['python3', 'python'];
  return names.find(
    (name) => spawnSync(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0,
  );
}

/**
 * Full path of a program on the PATH, or undefined.
 * @param {string} name
 * @returns {string | undefined}
 */
export function which(name) {
  const endings = windows ? ['.exe', '.cmd', ''] : [''];
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return folders
    .flatMap((folder) => endings.map((end) => path.join(folder, name + end)))
    .find((file) => existsSync(file));
}

function modulesMatchLock(folder) {
  const installed = path.join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const have = JSON.parse(readFileSync(installed, 'utf8')).packages;
  const want = JSON.parse(readFileSync(path.join(folder, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(want).every(
    ([name, entry]) =>
      name === '' || have[name]?.version === entry.version || (entry.optional && !(name in have)),
  );
}

/** The Python of .cache/venv, which holds the libraries that the client tests speak with. */
export function venvPython() {
  return windows
    ? path.join(cache, 'venv', 'Scripts', 'python.exe')
    : path.join(cache, 'venv', 'bin', 'python');
}

/**
 * Makes .cache/venv with test/clients/requirements.txt in it, once for each version of that file.
 * @param {(sentence: string) => void} say
 */
export async function ensureVenv(say) {
  const wanted = path.join(root, 'test', 'clients', 'requirements.txt');
  const stamp = path.join(cache, 'venv', 'installed.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync(wanted, 'utf8')) return;
  const python = findPython();
  if (!python) throw new Error('there is no Python 3.8 or newer');
  say('installing the Python libraries of the client tests (once)');
  await run(python, ['-m', 'venv', '--clear', path.join(cache, 'venv')]);
  await run(venvPython(), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', wanted]);
  copyFileSync(wanted, stamp);
}
