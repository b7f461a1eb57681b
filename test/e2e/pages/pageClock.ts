/** What time it is on a page in a test, and how late its frames come. */
import type { Page } from 'playwright-core';

/** From the next load on it is always this moment, in ms since 1970. Timers and frames are the browser's own. */
export async function stopClock(page: Page, moment: number): Promise<void> {
  await page.addInitScript((fixed: number) => {
    const Fixed = class extends Date {
      constructor(value: number | string | Date = fixed) {
        super(value);
      }

      static override now(): number {
        return fixed;
      }
    };
    Reflect.set(window, 'Date', Fixed);
  }, moment);
}

/** Frames come this many ms late, as on a machine that is busy with other things. */
export async function slowFrames(page: Page, ms: number): Promise<void> {
  await page.addInitScript((late: number) => {
    const request = window.requestAnimationFrame.bind(window);
    const waiting = new Map<number, number>();
    let last = 0;
    window.requestAnimationFrame = (draw) => {
      last += 1;
      const id = last;
      const timer = window.setTimeout(() => {
        waiting.delete(id);
        request(draw);
      }, late);
      waiting.set(id, timer);
      return id;
    };
    window.cancelAnimationFrame = (id) => {
      window.clearTimeout(waiting.get(id));
      waiting.delete(id);
    };
  }, ms);
}

/** From now on nothing is drawn. */
export async function stopFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.requestAnimationFrame = () => 0;
  });
}
