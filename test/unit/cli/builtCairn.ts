/** The command line as people run it: bundled, on plain Node, in a process of its own. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..', '..', '..');
let built: Promise<string> | undefined;
const folders: string[] = [];

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Session {
  readonly process: ChildProcess;
  /** What it wrote so far. */
  readonly written: () => { readonly stdout: string; readonly stderr: string };
  readonly ended: Promise<Answer>;
}

/** Runs `cairn WORD…` in `cwd` to its end. */
export async function cairn(cwd: string, ...words: string[]): Promise<Answer> {
  return await (
    await startCairn(cwd, words)
  ).ended;
}

/** Runs it with --json, wants exit code 0, and gives the document. */
export async function cairnJson(cwd: string, ...words: string[]): Promise<unknown> {
  const [name = '', ...rest] = words;
  const { code, stdout, stderr } = await cairn(cwd, name, '--json', ...rest);
  if (code !== 0) throw new Error(`cairn ${words.join(' ')} exited with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

/** `through` is a program and its arguments that become it. */
export async function startCairn(
  cwd: string,
  words: readonly string[],
  through: readonly string[] = [],
): Promise<Session> {
  built ??= bundle();
  const cli = path.join(await built, 'out', 'cli.js');
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(CAIRN_|NODE_)/.test(name)),
  );
  const [program = process.execPath, ...rest] = [...through, process.execPath, cli, ...words];
  const child = spawn(program, rest, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const parts: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
  child.stdout.on('data', (part: Buffer) => parts.stdout.push(part));
  child.stderr.on('data', (part: Buffer) => parts.stderr.push(part));
  const written = () => ({
    stdout: Buffer.concat(parts.stdout).toString('utf8'),
    stderr: Buffer.concat(parts.stderr).toString('utf8'),
  });
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, ...written() }));
  return { process: child, written, ended };
}

/** An empty folder with `.cairn`, removed after the tests; its name is as awkward as names get. */
export async function workFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "cairn 'cli' ünï "));
  folders.push(folder);
  mkdirSync(path.join(folder, '.cairn'));
  return folder;
}

export async function removeWorkFolders(): Promise<void> {
  for (const folder of folders.splice(0)) {
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

async function bundle(): Promise<string> {
  const cache = path.join(root, '.cache');
  mkdirSync(cache, { recursive: true });
  const home = mkdtempSync(path.join(cache, 'cli-'));
  process.once('exit', () => rmSync(home, { recursive: true, force: true }));
  await build({
    entryPoints: Object.fromEntries(
      ['cli', 'worker', 'data'].map((name) => [name, path.join(root, `src/${name}/main.ts`)]),
    ),
    external: ['@duckdb/node-api', '@duckdb/node-bindings'],
    outdir: path.join(home, 'out'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
  writeFileSync(path.join(home, 'out', 'package.json'), '{ "type": "commonjs" }\n');
  cpSync(path.join(root, 'node_modules/sql.js/dist/sql-wasm.wasm'), path.join(home, 'out', 'sql-wasm.wasm'));
  cpSync(path.join(root, 'python'), path.join(home, 'python'), { recursive: true });
  return home;
}

/** Text of a file of a run, empty when it is not there. */
export function runFile(folder: string, id: string, name: string): string {
  const file = path.join(folder, '.cairn', 'runs', id, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
