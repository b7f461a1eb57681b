/** Loans in twelve columns, written once by pandas and kept. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../tools/toolchain.mjs';
import { pythonWithMlflow } from './mlflowServers.ts';

/** Bytes of all such files, and room for what is copied of them. */
const room = 6e9;

/** Path of the file. */
export async function loansFile(rows: number, format: 'csv' | 'parquet'): Promise<string> {
  const folder = path.join(root, '.cache', 'profiles');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${String(rows)}.${format}`);
  if (existsSync(file)) return file;
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < room) throw new Error('There is not enough room on the disk.');
  await pythonOutput([probe('write'), file, String(rows)]);
  return file;
}

/** Path of a script beside the benchmarks. */
export function probe(name: 'write' | 'describe' | 'judge'): string {
  return path.join(root, 'test', 'bench', 'probe', `${name}Data.py`);
}

export async function pythonOutput(words: readonly string[]): Promise<string> {
  const python = pythonWithMlflow();
  if (python === undefined) throw new Error('There is no Python with pandas.');
  const child = spawn(python, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${String(code)}.`);
  return text.trim();
}
