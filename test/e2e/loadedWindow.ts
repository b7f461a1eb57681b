/** A page of the browser with VS Code in it, once its window can be used. */
import type { BrowserContext, Page } from 'playwright-core';

export async function loadedWindow(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  await windowReady(page);
  return page;
}

export async function windowReady(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .statusbar').waitFor({ timeout: 60_000 });
  await page.locator('.activitybar .action-item').first().waitFor({ timeout: 60_000 });
}
