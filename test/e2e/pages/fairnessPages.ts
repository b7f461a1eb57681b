/** Fairness pages of one suite: shown without a complaint, and asked what they hold and what they called. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../until.ts';
import {
  openFairnessStage,
  showFairness,
  type FairnessHost,
  type FairnessScenarioName,
} from './fairnessStage.ts';
import type { Show } from './pageStage.ts';
import { stagedPages } from './stagedPages.ts';

/** Called inside of `describe`. */
export function fairnessPages() {
  const staged = stagedPages(openFairnessStage);

  async function show(
    scenario: FairnessScenarioName | FairnessHost,
    options: Omit<Show, 'before' | 'scenario'> = {},
  ): Promise<{ page: Page; host: FairnessHost }> {
    const { page, host, complaints } = await showFairness(staged.stage, scenario, options);
    staged.keep(page);
    assert.deepEqual(complaints, []);
    return { page, host };
  }
  const settled = async (page: Page) => await page.locator('.dt[aria-busy=false]').waitFor();
  const rows = async (page: Page, selector: string) =>
    await page
      .locator(selector)
      .evaluateAll((found) =>
        found.map((row) => [...row.children].map((cell) => cell.textContent.replace(/\s+/g, ' ').trim())),
      );
  const called = async (host: FairnessHost, method: string) =>
    await until(`the page called ${method}`, () =>
      Promise.resolve(host.calls.find((call) => call.method === method)),
    );
  return { show, settled, rows, called };
}
