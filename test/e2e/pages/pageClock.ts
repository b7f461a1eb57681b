/** What time it is on a page in a test, how late its frames come, and in which order it is answered. */
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

/** Answers of the host come up to 150 ms late, and so in another order for every seed; what it tells unasked comes at once. */
export async function shuffleAnswers(page: Page, seed: number): Promise<void> {
  await page.addInitScript((first: number) => {
    const post = window.postMessage.bind(window);
    let state = first;
    window.postMessage = (message: unknown) => {
      const kind: unknown =
        typeof message === 'object' && message !== null ? Reflect.get(message, 'kind') : '';
      // A linear congruential generator: the same answers are late in every run with this seed.
      state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
      if (kind === 'ok' || kind === 'err') window.setTimeout(() => post(message), (state / 2 ** 32) * 150);
      else post(message);
    };
  }, seed);
}

/** From now on nothing is drawn. */
export async function stopFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.requestAnimationFrame = () => 0;
  });
}
