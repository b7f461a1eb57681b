/** The data process as it ships, bundled, and folders of files for it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { openDataProcess, type DataProcess, type DataProcessOptions } from '../../../src/data/dataProcess.ts';

const root = path.resolve(import.meta.dirname, '..', '..', '..');
let built: Promise<string> | undefined;
const opened: DataProcess[] = [];
const folders: string[] = [];

/** Path of the bundle. */
export async function dataProgram(): Promise<string> {
  built ??= bundle();
  return await built;
}

export async function dataProcess(options: Partial<DataProcessOptions> = {}): Promise<DataProcess> {
  const program = await dataProgram();
  const data = openDataProcess({
    execPath: process.execPath,
    program,
    env: process.env,
    log: () => undefined,
    ...options,
  });
  opened.push(data);
  return data;
}

/** A folder of its own; its name is as awkward as names get. */
export function dataFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "cairn 'files' ünï "));
  folders.push(folder);
  return folder;
}

/** Writes a file into a new folder and gives its path. */
export function fileOf(name: string, content: string | Uint8Array): string {
  const file = path.join(dataFolder(), name);
  writeFileSync(file, content);
  return file;
}

export function endDataProcesses(): void {
  for (const data of opened.splice(0)) data.dispose();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

async function bundle(): Promise<string> {
  const cache = path.join(root, '.cache');
  mkdirSync(cache, { recursive: true });
  const home = mkdtempSync(path.join(cache, 'data-'));
  process.once('exit', () => rmSync(home, { recursive: true, force: true }));
  await build({
    entryPoints: { data: path.join(root, 'src/data/main.ts') },
    outdir: home,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['@duckdb/node-api', '@duckdb/node-bindings'],
    logLevel: 'warning',
  });
  writeFileSync(path.join(home, 'package.json'), '{ "type": "commonjs" }\n');
  return path.join(home, 'data.js');
}
