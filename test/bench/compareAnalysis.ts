/** What the compare page's plots cost with ten thousand runs: from the click on a tab to its pixels in Chromium. */
import type { Page } from 'playwright-core';
import { openCompareStage, savedState, showCompare } from '../e2e/pages/compareStage.ts';
import { plotScenarios } from '../e2e/pages/plotScenarios.ts';
import type { Figure } from './figure.ts';
import { median } from './timed.ts';

const rounds = 3;

/** What a person calls immediate. ms. */
const limits = { Scatter: 250, 'Parallel coordinates': 500, 'Pareto front': 250, Importance: 3000 } as const;
type Plot = keyof typeof limits;
const plots = [
  'Scatter',
  'Parallel coordinates',
  'Pareto front',
  'Importance',
] as const satisfies readonly Plot[];

export async function run(): Promise<readonly Figure[]> {
  const stage = await openCompareStage();
  const runs = plotScenarios.hugeSweep();
  const times = new Map<Plot, number[]>(plots.map((plot) => [plot, []]));
  try {
    for (let round = 0; round < rounds; round += 1) {
      const { page } = await showCompare(stage, runs, {
        height: 1000,
        realTime: true,
        state: savedState({ split: 0.4 }),
      });
      await page.waitForSelector('.vt-row:not([hidden])');
      for (const plot of plots) times.get(plot)?.push(await firstPixels(page, plot));
      await page.context().close();
    }
  } finally {
    await stage.close();
  }
  return plots.map((plot): Figure => {
    const name = `${plot} of ${String(runs.length)} runs: from the click on its tab to its pixels`;
    return { name, value: median(times.get(plot) ?? []), unit: 'ms', limit: limits[plot], better: 'lower' };
  });
}

/** ms until the plot of a tab that was not open yet is drawn: more than its frame stands there, or its bars do. */
async function firstPixels(page: Page, plot: Plot): Promise<number> {
  return await page.evaluate(async (name) => {
    const tab = [...document.querySelectorAll<HTMLElement>('[role=tab]')].find(
      (one) => one.innerText.trim() === name,
    );
    if (tab === undefined) throw new Error(`There is no tab ${name}.`);
    const before = document.querySelector('#tab-body .plot canvas');
    const isDrawn = (): boolean => {
      const canvas = document.querySelector<HTMLCanvasElement>('#tab-body .plot canvas');
      if (canvas === null) return document.querySelector('#tab-body .importance') !== null;
      if (canvas === before) return false;
      const { width, height } = canvas;
      // Axes and grid stand at the edges or are a pixel wide: a plot has ink in many places of its middle.
      const ink =
        canvas.getContext('2d')?.getImageData(width / 4, height / 4, width / 2, height / 2).data ?? [];
      let inked = 0;
      for (let at = 3; at < ink.length; at += 4) if ((ink[at] ?? 0) > 60) inked += 1;
      return inked > 2000;
    };
    const began = performance.now();
    tab.click();
    while (!isDrawn()) {
      if (performance.now() - began > 60_000) throw new Error(`${name} was not drawn.`);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return performance.now() - began;
  }, plot);
}
