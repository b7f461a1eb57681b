/** What a step of the fairness page's threshold slider costs in Chromium: its handler, drawing, style, layout and paint. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { seededRandom } from '../../src/base/seededRandom.ts';
import type { FairnessCounts } from '../../src/protocol/fairnessCounts.ts';
import { fairnessScenarios } from '../e2e/pages/fairnessScenarios.ts';
import { FairnessHost, openFairnessStage, showFairness } from '../e2e/pages/fairnessStage.ts';
import type { PageStage } from '../e2e/pages/pageStage.ts';
import type { Figure } from './figure.ts';
import { measuredData } from './measuredData.ts';
import { median } from './timed.ts';

const rows = 300_000;
/** Values of both columns: they and their crossing make so many slices. */
const shapes = [
  { slices: 98, values: [10, 8], limit: 16 },
  { slices: 1951, values: [60, 31], limit: undefined },
] as const;
const steps = 240;

export async function run(): Promise<readonly Figure[]> {
  const stage = await openFairnessStage();
  try {
    const figures: Figure[] = [];
    for (const { slices, values, limit } of shapes) {
      const counts = await countsOf(values);
      const found = counts.attributes.reduce((sum, attribute) => sum + attribute.slices.length, 0);
      if (found !== slices) throw new Error(`There are ${String(found)} slices.`);
      const { handler, frame } = await slide(stage, counts);
      const what = `fairness page, ${String(slices)} slices, threshold slider`;
      const unit = { unit: 'ms', better: 'lower' } as const;
      const held = { ...unit, ...(limit !== undefined && { limit }) };
      figures.push(
        { name: `${what}: handler and drawing of a step`, value: median(handler), ...held },
        // Whatever else the machine does shows here.
        { name: `${what}: the same, 95th percentile`, value: share(handler, 0.95), ...unit },
        { name: `${what}: main thread, processor time of a frame`, value: frame, ...held },
      );
    }
    return figures;
  } finally {
    await stage.close();
  }
}

/** By the data process, of a file of scores. */
async function countsOf([first, second]: readonly [number, number]): Promise<FairnessCounts> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'slider-'));
  try {
    const { uniform } = seededRandom('slider');
    const lines = Array.from({ length: rows }, (_, at) => {
      const y = uniform() < 0.4 ? 1 : 0;
      const score = (uniform() + uniform() + 0.6 * y) / 2.6;
      return `${String(y)},${String(score)},a${String(at % first)},b${String(Math.floor(at / first) % second)}`;
    });
    const file = path.join(folder, 'scores.csv');
    await writeFile(file, `y,s,a,b\n${lines.join('\n')}\n`);
    const groups = [{ column: 'a' }, { column: 'b' }];
    const query = { files: [file], label: 'y', score: 's', threshold: 0.5, groups, cross: 2 };
    const { answer } = await measuredData(async (data) => await data.fairness(query));
    return answer;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Slid {
  /** ms of each step, until layout is done. */
  readonly handler: readonly number[];
  /** ms of processor time of the main thread for a frame, paint included. */
  readonly frame: number;
}

/** Over the whole range and back, a step in each frame. */
async function slide(stage: PageStage, counts: FairnessCounts): Promise<Slid> {
  const host = new FairnessHost({ ...fairnessScenarios.typical, counts });
  const { page } = await showFairness(stage, host, { realTime: true });
  await page.waitForSelector('table.dt[aria-busy="false"]');
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const taken = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
  };
  await moved(page, 20);
  const before = await taken();
  const handler = await moved(page, steps);
  const frame = ((await taken()) - before) * (1000 / steps);
  await page.context().close();
  return { handler, frame };
}

async function moved(page: Page, count: number): Promise<number[]> {
  return await page.evaluate(async (all) => {
    const slider = document.querySelector<HTMLInputElement>('input[type="range"]');
    if (slider === null) throw new Error('There is no slider.');
    const [low, high] = [Number(slider.min), Number(slider.max)];
    const times: number[] = [];
    for (let step = 0; step < all; step += 1) {
      const along = 1 - Math.abs(1 - (2 * step) / all);
      slider.value = String(low + (high - low) * along);
      // What is asked for a frame is done in the order of asking: the page's drawing comes between these two.
      const began = new Promise<number>((resolve) => requestAnimationFrame(() => resolve(performance.now())));
      const before = performance.now();
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      const handled = performance.now() - before;
      const ended = new Promise<number>((resolve) => {
        requestAnimationFrame(() => {
          document.body.getBoundingClientRect();
          resolve(performance.now());
        });
      });
      times.push(handled + (await ended) - (await began));
    }
    return times;
  }, count);
}

function share(values: readonly number[], at: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * at)] ?? NaN;
}
