/** What a page costs: its bundle, and a chart of 5 M points from memory to what is drawn, beside reading them once. */
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { decimate } from '../../src/storage/series/decimate.ts';
import { cache, node24, root, run as runTool } from '../../tools/toolchain.mjs';
import type { Figure } from './figure.ts';

const seriesCount = 50;
const pointCount = 100_000;
const buckets = 500;

export async function run(): Promise<readonly Figure[]> {
  return [...(await bundleSizes()), ...decimation()];
}

async function bundleSizes(): Promise<Figure[]> {
  const out = path.join(cache, 'bench-pages');
  await runTool(node24(), ['tools/build.mjs', '--production', '--out', out], { cwd: root });
  const [script, style] = await Promise.all(
    ['run.js', 'run.css'].map((file) => stat(path.join(out, 'pages', file))),
  );
  await rm(out, { recursive: true, force: true });
  const bytes = (script?.size ?? 0) + (style?.size ?? 0);
  return [
    {
      name: 'run page, script and style, minified',
      value: bytes / 1e3,
      unit: 'kB',
      limit: 500,
      better: 'lower',
    },
  ];
}

function decimation(): Figure[] {
  const steps = Float64Array.from({ length: pointCount }, (_, index) => index);
  const values = Float64Array.from(steps, (step) => Math.exp(-step / 2e4) + Math.sin(step * 12.9898) * 0.05);
  const columns = { steps, times: steps, values };
  decimate(columns, buckets);
  const ours = best(() => {
    let kept = 0;
    for (let series = 0; series < seriesCount; series += 1) kept += decimate(columns, buckets).steps.length;
    return kept;
  });
  const once = best(() => {
    let sum = 0;
    for (let series = 0; series < seriesCount; series += 1) for (const value of values) sum += value;
    return sum;
  });
  return [
    {
      name: `chart of 5 M points (${seriesCount} × ${pointCount / 1000} k), decimated to ${buckets} buckets each`,
      value: ours,
      unit: 'ms',
      peer: { name: 'adding the same values up', value: once },
      limit: 250,
      better: 'lower',
    },
  ];
}

/** ms of the best of five; the result is used, so that nothing is optimised away. */
function best(work: () => number): number {
  const times = Array.from({ length: 5 }, () => {
    const began = performance.now();
    if (!Number.isFinite(work())) throw new Error('The benchmark computed nothing.');
    return performance.now() - began;
  });
  return Math.min(...times);
}
