/** The curves tab on its stage, as tests look at it. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../until.ts';
import { runIdOf } from './curveScenarios.ts';
import { openCurveStage, showCurves, type ShowCurves } from './curveStage.ts';
import { stagedPages } from './stagedPages.ts';

/** Called in `describe`; what it gives shows curves, and waits until they are drawn. */
export function curvePages() {
  const staged = stagedPages(openCurveStage);
  const showAndHear = async (what: ShowCurves) => {
    const shown = await showCurves(staged.stage, what);
    staged.keep(shown.page);
    await shown.page.waitForSelector('.curves figure, .tab-body .empty');
    await settled(shown.page);
    return shown;
  };
  const show = async (what: ShowCurves): Promise<Page> => {
    const { page, complaints } = await showAndHear(what);
    assert.deepEqual(complaints, []);
    return page;
  };
  return { show, showAndHear };
}

/** No question is open: over some frames, in which the page asks and draws, nothing more is asked for. */
export async function settled(page: Page): Promise<void> {
  let before = -1;
  await until('the charts are drawn', async () => {
    const now = await page.evaluate(async () => {
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
      return { asked: window.curveCalls.length, waiting: window.cairnWaiting };
    });
    const isSame = now.asked === before && now.waiting === 0;
    before = now.asked;
    return isSame;
  });
}

export const ids = (count: number) => Array.from({ length: count }, (_, n) => runIdOf(n));
export const plot = (page: Page, key: string) => page.getByRole('slider', { name: new RegExp(`^${key}:`) });
export const spoken = (page: Page, key: string) => plot(page, key).getAttribute('aria-valuetext');
export const tip = (page: Page) => page.locator('.curve-tip tbody tr').allInnerTexts();
export const calls = (page: Page) => page.evaluate(() => window.curveCalls);
/** Another picture than before. */
export const picture = (page: Page) =>
  page.evaluate(() => document.querySelector('canvas')?.toDataURL() ?? '');
