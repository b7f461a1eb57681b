/** What every page owes whoever reads it: names for all that can be used, enough contrast, nothing sideways. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { faintTexts, sidewaysScroll, unnamed } from './audit.ts';
import { axeViolations } from './axe.ts';

export async function assertReadable(page: Page, at: { readonly widths: readonly number[] }): Promise<void> {
  assert.deepEqual(await faintTexts(page), []);
  await assertNamed(page, at);
}

/** All of it but the contrast of texts, which cannot be told over drawings. */
export async function assertNamed(
  page: Page,
  { widths }: { readonly widths: readonly number[] },
): Promise<void> {
  assert.deepEqual(await unnamed(page), []);
  assert.deepEqual(await axeViolations(page), []);
  for (const width of widths) {
    await page.setViewportSize({ width, height: 860 });
    assert.equal(await sidewaysScroll(page), 0, `${String(width)} px wide`);
  }
}
