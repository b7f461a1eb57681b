/** What the compare page's table costs: frames while ten thousand runs × 200 columns are scrolled in Chromium, sorting, memory. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { many } from '../e2e/pages/compareScenarios.ts';
import { openCompareStage, savedState, showCompare } from '../e2e/pages/compareStage.ts';
import type { Figure } from './figure.ts';

const runCount = 10_000;
const params = 100;
const metrics = 100;

export async function run(): Promise<readonly Figure[]> {
  const stage = await openCompareStage();
  try {
    const columns = [
      ...Array.from({ length: metrics }, (_, at) => ({
        column: { group: 'metrics', key: at === 0 ? 'val_auc' : `metric_${String(at)}`, value: 'last' },
      })),
      ...Array.from({ length: params }, (_, at) => ({
        column: { group: 'params', key: `param_${String(at)}` },
      })),
    ];
    const began = performance.now();
    const { page, host } = await showCompare(stage, many(runCount, params, metrics), {
      height: 1200,
      state: savedState({ view: { columns }, split: 0.9 }),
    });
    console.error(
      `compareTable: ${String(runCount)} runs made and shown in ${String(Math.round(performance.now() - began))} ms`,
    );
    await page.waitForSelector('.vt-row');
    // Columns come as they come into view: each is seen once, so that scrolling is measured and not loading.
    await tour(page);
    await settled(page);
    const down = await scroll(page, { top: 400, left: 0 });
    const across = await scroll(page, { top: 0, left: 60 });
    const both = await scroll(page, { top: 230, left: 40 });
    const idle = await scroll(page, { top: 0, left: 0 });
    host.calls.length = 0;
    const sorting = await sort(page);
    return [
      ...framesOf('down, 18 rows a frame', down, idle),
      ...framesOf('across, 60 px a frame', across, idle),
      ...framesOf('both ways', both, idle),
      figure('compare table: click on a title to the first sorted row, 10 000 runs', sorting, 'ms', 250),
      figure('compare table: elements in the page', await elements(page), 'elements', 3000),
      figure('compare page: script heap with 10 000 runs × 200 columns', await heap(page), 'MB', 150),
    ];
  } finally {
    await stage.close();
  }
}

interface Frames {
  /** ms between frames. */
  readonly gaps: readonly number[];
  /** ms of our own painting in each. */
  readonly paints: readonly number[];
}

function framesOf(name: string, { gaps, paints }: Frames, idle: Frames): Figure[] {
  return [
    {
      name: `compare table, 10 000 × 200, scrolled ${name}: script and layout of a frame, 95th percentile`,
      value: share(paints, 0.95),
      unit: 'ms',
      limit: 8,
      better: 'lower',
    },
    {
      name: `compare table, 10 000 × 200, scrolled ${name}: between frames, 95th percentile`,
      value: share(gaps, 0.95),
      unit: 'ms',
      peer: { name: 'the same page at rest', value: share(idle.gaps, 0.95) },
      better: 'lower',
    },
    {
      name: `compare table, 10 000 × 200, scrolled ${name}: frames that come late (over 25 ms)`,
      value: (gaps.filter((gap) => gap > 25).length / gaps.length) * 100,
      unit: '%',
      peer: {
        name: 'the same page at rest',
        value: (idle.gaps.filter((gap) => gap > 25).length / idle.gaps.length) * 100,
      },
      better: 'lower',
    },
  ];
}

function figure(name: string, value: number, unit: string, limit: number): Figure {
  return { name, value, unit, limit, better: 'lower' };
}

/** Scrolls a step in each of 180 frames, turning at the ends. */
async function scroll(page: Page, by: { readonly top: number; readonly left: number }): Promise<Frames> {
  return await page.evaluate(async (step) => {
    const table = document.querySelector('.vt');
    if (table === null) throw new Error('There is no table.');
    table.scrollTo(0, 0);
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    await frame();
    const gaps: number[] = [];
    const paints: number[] = [];
    const direction = { top: 1, left: 1 };
    let last = await frame();
    for (let count = 0; count < 180; count += 1) {
      if (table.scrollTop + table.clientHeight >= table.scrollHeight - 1) direction.top = -1;
      else if (table.scrollTop <= 0) direction.top = 1;
      if (table.scrollLeft + table.clientWidth >= table.scrollWidth - 1) direction.left = -1;
      else if (table.scrollLeft <= 0) direction.left = 1;
      // The scroll event comes before the callbacks of the next frame, in which the table paints and this goes on.
      table.scrollBy({ top: step.top * direction.top, left: step.left * direction.left });
      const painted = new Promise<number>((resolve) =>
        table.addEventListener(
          'scroll',
          () => {
            const began = performance.now();
            // After the table's own callback, which was asked for before this one; then what it wrote is laid out.
            requestAnimationFrame(() => {
              table.getBoundingClientRect();
              resolve(performance.now() - began);
            });
          },
          { once: true },
        ),
      );
      const at = await frame();
      gaps.push(at - last);
      last = at;
      if (step.top !== 0 || step.left !== 0) paints.push(await painted);
    }
    return { gaps, paints };
  }, by);
}

async function tour(page: Page): Promise<void> {
  const width = await page.evaluate(() => document.querySelector('.vt')?.scrollWidth ?? 0);
  for (let left = 0; left < width; left += 800) {
    await page.evaluate((to) => document.querySelector('.vt')?.scrollTo(to, 0), left);
    await pause(60);
  }
  await page.evaluate(() => document.querySelector('.vt')?.scrollTo(0, 0));
}

/** Until nothing in view is empty any more. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.vt-row:not([hidden]) .vt-cell.m:not([hidden]) .v')].every(
      (cell) => cell.textContent !== '',
    ),
  );
  await pause(1000);
}

async function sort(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const began = performance.now();
    document.querySelector<HTMLElement>('.vt-head-cell[data-column="metrics.val_auc, last"]')?.click();
    const first = () => document.querySelector('.vt-row[aria-rowindex="3"] .vt-cell.m .v')?.textContent ?? '';
    const before = first();
    while (first() === before) await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - began;
  });
}

async function elements(page: Page): Promise<number> {
  return await page.evaluate(() => document.querySelectorAll('*').length);
}

async function heap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

function share(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}
