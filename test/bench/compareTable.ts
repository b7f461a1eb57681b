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
    const { page } = await showCompare(stage, many(runCount, params, metrics), {
      height: 1000,
      realTime: true,
      state: savedState({ view: { columns }, split: 0.6 }),
    });
    console.error(
      `compareTable: ${String(runCount)} runs made and shown in ${String(Math.round(performance.now() - began))} ms`,
    );
    await page.waitForSelector('.vt-row');
    // Columns come as they come into view: each is seen once, so that scrolling is measured and not loading.
    await tour(page);
    await settled(page);
    const down = await scroll(page, { top: 110, left: 0 });
    const fast = await scroll(page, { top: 440, left: 0 });
    const across = await scroll(page, { top: 0, left: 60 });
    const plain = await plainTable(page, 110);
    const plainFast = await plainTable(page, 440);
    const sorting = await sort(page);
    return [
      ...framesOf('5 rows a frame', down, plain),
      ...framesOf('20 rows a frame', fast, plainFast),
      ...framesOf('60 px across a frame', across, plain),
      figure('compare table: click on a title to the first sorted row, 10 000 runs', sorting, 'ms', 250),
      figure('compare table: elements in the page', await elements(page), 'elements', 8000),
      figure('compare page: script heap with 10 000 runs × 200 columns', await heap(page), 'MB', 150),
    ];
  } finally {
    await stage.close();
  }
}

interface Frames {
  /** ms between frames. */
  readonly gaps: readonly number[];
  /** ms of processor time that the page's main thread took for one, on average. */
  readonly busy: number;
}

function framesOf(name: string, { gaps, busy }: Frames, plain: Frames): Figure[] {
  const peer = 'a plain table of 1000 rows × 14 texts, scrolled down as fast';
  return [
    {
      name: `compare table, 10 000 × 200, 25 × 14 in view, ${name}: main thread, processor time of a frame`,
      value: busy,
      unit: 'ms',
      peer: { name: peer, value: plain.busy },
      better: 'lower',
    },
    {
      name: `compare table, 10 000 × 200, 25 × 14 in view, ${name}: between frames, 95th percentile`,
      value: share(gaps, 0.95),
      unit: 'ms',
      peer: { name: peer, value: share(plain.gaps, 0.95) },
      better: 'lower',
    },
    {
      name: `compare table, 10 000 × 200, 25 × 14 in view, ${name}: frames after more than 34 ms`,
      value: late(gaps),
      unit: '%',
      peer: { name: peer, value: late(plain.gaps) },
      better: 'lower',
    },
  ];
}

/** Share of the frames before which one or more were dropped, in hundredths. */
function late(gaps: readonly number[]): number {
  return (gaps.filter((gap) => gap > 34).length / gaps.length) * 100;
}

function figure(name: string, value: number, unit: string, limit: number): Figure {
  return { name, value, unit, limit, better: 'lower' };
}

/** Scrolls a step in each of 180 frames, turning at the ends. */
async function scroll(
  page: Page,
  by: { readonly top: number; readonly left: number },
  selector = '.vt',
): Promise<Frames> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const taken = async () => {
    const { metrics: all } = await session.send('Performance.getMetrics');
    return all.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
  };
  const before = await taken();
  const gaps = await page.evaluate(
    async ({ step, table: wanted, count }) => {
      const table = document.querySelector(wanted);
      if (table === null) throw new Error('There is no table.');
      table.scrollTo(0, 0);
      const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      const found: number[] = [];
      const direction = { top: 1, left: 1 };
      let last = await frame();
      for (let done = 0; done < count; done += 1) {
        if (table.scrollTop + table.clientHeight >= table.scrollHeight - 1) direction.top = -1;
        else if (table.scrollTop <= 0) direction.top = 1;
        if (table.scrollLeft + table.clientWidth >= table.scrollWidth - 1) direction.left = -1;
        else if (table.scrollLeft <= 0) direction.left = 1;
        table.scrollBy({ top: step.top * direction.top, left: step.left * direction.left });
        const at = await frame();
        found.push(at - last);
        last = at;
      }
      return found;
    },
    { step: by, table: selector, count: frames },
  );
  return { gaps, busy: ((await taken()) - before) * (1000 / frames) };
}

const frames = 180;

/** What the browser itself takes for scrolling text: all rows are there, and no script runs. */
async function plainTable(page: Page, top: number): Promise<Frames> {
  const other = await page.context().newPage();
  await other.setViewportSize({ width: 1280, height: 1000 });
  await other.evaluate(() => {
    const host = document.createElement('div');
    host.id = 'plain';
    host.style.cssText = 'height: 600px; overflow: auto; font: 13px/22px sans-serif; white-space: pre';
    const table = host.appendChild(document.createElement('table'));
    for (let row = 0; row < 1000; row += 1) {
      const line = table.insertRow();
      for (let column = 0; column < 14; column += 1)
        line.insertCell().textContent = ((row * 31 + column * 17) / 7919).toFixed(4);
    }
    document.body.append(host);
  });
  const found = await scroll(other, { top, left: 0 }, '#plain');
  await other.close();
  return found;
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
  await page.evaluate(() => document.querySelector('.vt')?.scrollTo(0, 0));
  await page.waitForSelector('.vt-head-cell[data-column="metrics.val_auc, last"]');
  await page.waitForSelector('.vt-row[aria-rowindex="3"]:not([hidden])');
  return await page.evaluate(async () => {
    const began = performance.now();
    document.querySelector<HTMLElement>('.vt-head-cell[data-column="metrics.val_auc, last"]')?.click();
    const first = () => document.querySelector('.vt-row[aria-rowindex="3"] .vt-cell.m .v')?.textContent ?? '';
    const before = first();
    while (first() === before && performance.now() - began < 30_000)
      await new Promise((resolve) => requestAnimationFrame(resolve));
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
