/** Profiles of a million and of ten million rows with twelve columns, beside pandas on the same files: seconds and peak memory. */
import type { Figure } from './figure.ts';
import { loansFile, probe, pythonOutput } from './loansFile.ts';
import { measuredData } from './measuredData.ts';

const sizes = [1_000_000, 10_000_000];

export async function run(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const rows of sizes)
    for (const format of ['csv', 'parquet'] as const) {
      const file = await loansFile(rows, format);
      const ours = await measuredData(async (data) => await data.profile({ files: [file] }));
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
