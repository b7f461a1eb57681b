/** Profiles of a million and of ten million rows with twelve columns, beside pandas on the same files: seconds and peak memory. */
import path from 'node:path';
import { openDataProcess } from '../../src/data/dataProcess.ts';
import { node24, root } from '../../tools/toolchain.mjs';
import type { Figure } from './figure.ts';
import { loansFile, probe, pythonOutput } from './loansFile.ts';
import { peakOf } from './peakOf.ts';

const sizes = [1_000_000, 10_000_000];

export async function run(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const rows of sizes)
    for (const format of ['csv', 'parquet'] as const) {
      const file = await loansFile(rows, format);
      const ours = await measure(file);
      const [seconds = NaN, megabytes = NaN] = (await pythonOutput([probe('describe'), file])).split(' ');
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
