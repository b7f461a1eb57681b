/**
 * Fairness reports of one and of five million rows with two attributes and their crossing, beside Fairlearn's MetricFrame on the
 * same Parquet files: from file to numbers, peak memory; then what happens without the file: bootstrap and another threshold.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { openDataProcess } from '../../src/data/dataProcess.ts';
import { defaultSettings, fairnessReport } from '../../src/fairness/fairnessReport.ts';
import { atThreshold, tradeOffs } from '../../src/fairness/thresholds.ts';
import { gapOf } from '../../src/fairness/gaps.ts';
import { foundTable } from '../../src/fairness/measuredTables.ts';
import type { FairnessCounts, FairnessQuery } from '../../src/protocol/fairnessCounts.ts';
import { node24, root } from '../../tools/toolchain.mjs';
import type { Figure } from './figure.ts';
import { peakOf } from './peakOf.ts';
import { pythonWithMlflow } from './mlflowServers.ts';

const exec = promisify(execFile);
const sizes = [1_000_000, 5_000_000];
const crossed = { label: 'y', groups: [{ column: 'sex' }, { column: 'race' }], cross: 2 };
const questions: readonly (readonly [name: string, query: Omit<FairnessQuery, 'files'>, peer: string])[] = [
  ['predictions', { ...crossed, prediction: 'p' }, 'predictions'],
  ['scores', { ...crossed, score: 's', threshold: 0.5 }, 'scores'],
  ['weighted scores', { ...crossed, score: 's', threshold: 0.5, weight: 'w' }, 'weighted'],
];

export async function run(): Promise<readonly Figure[]> {
  const python = pythonWithMlflow();
  if (python === undefined) throw new Error('There is no Python with Fairlearn.');
  const folder = path.join(root, '.cache', 'fairness');
  mkdirSync(folder, { recursive: true });
  const figures: Figure[] = [];
  for (const rows of sizes) {
    const file = path.join(folder, `${String(rows)}.parquet`);
    if (!existsSync(file)) await output(python, ['write', file, String(rows)]);
    for (const [name, query, peer] of questions) {
      const ours = await measure({ ...query, files: [file] });
      const what = `fairness of ${String(rows / 1e6)} M ${name}, 2 attributes and their crossing`;
      // With scores Fairlearn takes minutes for five million rows; what it takes for a million says enough.
      const isCompared = rows === 1_000_000 || name === 'predictions';
      const [seconds, megabytes] = isCompared ? (await output(python, ['judge', file, peer])).split(' ') : [];
      figures.push(
        {
          ...{ name: what, value: ours.seconds, unit: 's', better: 'lower' },
          ...(seconds !== undefined && { peer: { name: 'Fairlearn', value: Number(seconds) } }),
          ...(rows === 5_000_000 && { limit: name === 'predictions' ? 1 : 5 }),
        },
        {
          ...{ name: `${what}: peak memory`, value: ours.megabytes, unit: 'MB', better: 'lower' },
          ...(megabytes !== undefined && { peer: { name: 'Fairlearn', value: Number(megabytes) } }),
          limit: 1074,
        },
      );
      if (rows === 5_000_000 && name === 'scores') figures.push(...withoutFile(ours.counts));
    }
  }
  return figures;
}

/** From the first question, with the start of the process, to the whole report with its bootstrap. */
async function measure(
  query: FairnessQuery,
): Promise<{ seconds: number; megabytes: number; counts: FairnessCounts }> {
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
    const counts = await data.fairness(query);
    fairnessReport(counts, defaultSettings);
    return { seconds: (performance.now() - began) / 1000, megabytes: peakOf(data.pid()), counts };
  } finally {
    data.dispose();
  }
}

function withoutFile(counts: FairnessCounts): Figure[] {
  const places = counts.scores?.thresholds.length ?? 0;
  const [, , crossing] = counts.attributes;
  if (crossing === undefined) throw new Error('There is no crossing.');
  const spec = { metric: 'equalizedOdds', kind: 'difference', against: 'groups' } as const;
  let place = 0;
  return [
    {
      ...{ name: 'fairness: all gaps with 2000 bootstrap tables', unit: 'ms', better: 'lower' },
      value: median(20, () => fairnessReport(counts, defaultSettings)),
      limit: 500,
    },
    {
      ...{
        name: 'fairness: rates and gaps of every slice at another threshold (a frame)',
        unit: 'ms',
        better: 'lower',
      },
      value: median(500, () => {
        place = (place + 37) % places;
        const moved = atThreshold(counts, place);
        for (const { slices } of moved.attributes) {
          const table = foundTable({ task: 'binary', classes: 2, slices, rest: [], overall: moved.overall });
          for (const name of ['selectionRate', 'tpr', 'fpr', 'precision', 'accuracy'] as const) {
            const values = slices.map((_, at) => table.value(name, at));
            gapOf('difference', 'groups', { values, overall: table.overall(name), reference: undefined });
          }
        }
      }),
      limit: 16,
    },
    {
      ...{ name: 'fairness: accuracy against disparity at all thresholds', unit: 'ms', better: 'lower' },
      value: median(20, () => tradeOffs(counts, crossing, spec, defaultSettings)),
      limit: 50,
    },
  ];
}

function median(times: number, work: () => unknown): number {
  const found = Array.from({ length: times }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  }).sort((a, b) => a - b);
  return found[Math.floor(times / 2)] ?? NaN;
}

async function output(python: string, words: readonly string[]): Promise<string> {
  const script = path.join(root, 'test', 'bench', 'probe', 'judgeData.py');
  const { stdout } = await exec(python, [script, ...words]);
  return stdout.trim();
}
