/** Profiles of a million and of ten million rows with twelve columns, beside pandas on the same files: seconds and peak memory. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { openDataProcess } from '../../src/data/dataProcess.ts';
import { node24, root } from '../../tools/toolchain.mjs';
import type { Figure } from './figure.ts';
import { pythonWithMlflow } from './mlflowServers.ts';

const sizes = [1_000_000, 10_000_000];
/** Bytes of all the files, and room for what is copied of them. */
const room = 6e9;

export async function run(): Promise<readonly Figure[]> {
  const python = pythonWithMlflow();
  if (python === undefined) throw new Error('There is no Python with pandas to make the files with.');
  const folder = path.join(root, '.cache', 'profiles');
  mkdirSync(folder, { recursive: true });
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < room) throw new Error('There is not enough room on the disk.');
  const figures: Figure[] = [];
  for (const rows of sizes)
    for (const format of ['csv', 'parquet'] as const) {
      const file = path.join(folder, `${String(rows)}.${format}`);
      if (!existsSync(file)) await output(python, [script('write'), file, String(rows)]);
      const ours = await measure(file);
      const [seconds = NaN, megabytes = NaN] = (await output(python, [script('describe'), file])).split(' ');
      const what = `profile of ${String(rows / 1e6)} M rows × 12 columns, ${format === 'csv' ? 'CSV' : 'Parquet'}`;
      figures.push(
        {
          ...{ name: what, value: ours.seconds, unit: 's', better: 'lower' },
          peer: { name: 'pandas', value: Number(seconds) },
          ...(rows === 10_000_000 && { limit: 10 }),
        },
        {
          ...{ name: `${what}: peak memory`, value: ours.megabytes, unit: 'MB', better: 'lower' },
          peer: { name: 'pandas', value: Number(megabytes) },
          limit: 1074,
        },
      );
    }
  return figures;
}

/** From the first question, with the start of the process, to the profile. */
async function measure(file: string): Promise<{ seconds: number; megabytes: number }> {
  const data = openDataProcess({
    execPath: node24(),
    program: path.join(root, 'out', 'data.js'),
    env: process.env,
    log: (line) => {
      console.error(line);
    },
  });
  try {
    const began = performance.now();
    await data.profile({ files: [file] });
    return { seconds: (performance.now() - began) / 1000, megabytes: peakOf(data.pid()) };
  } finally {
    data.dispose();
  }
}

/** NaN where the system does not tell it. */
function peakOf(pid: number | undefined): number {
  const status = `/proc/${String(pid)}/status`;
  const kilobytes = existsSync(status) && /VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1];
  return Number(kilobytes || NaN) / 1000;
}

function script(name: 'write' | 'describe'): string {
  return path.join(root, 'test', 'bench', 'probe', `${name}Data.py`);
}

async function output(program: string, words: readonly string[]): Promise<string> {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${String(code)}.`);
  return text.trim();
}
