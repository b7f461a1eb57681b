/** The run table of a compare page on the stage, as tests look at it. */
import type { Locator, Page } from 'playwright-core';
import { until } from '../until.ts';
import type { GivenRun } from './comparedRuns.ts';
import { openCompareStage, showCompare, type CompareHost } from './compareStage.ts';
import { stagedPages } from './stagedPages.ts';

interface ShownTable {
  readonly page: Page;
  readonly host: CompareHost;
  readonly complaints: readonly string[];
}

/** Called in `describe`; what it gives shows runs, and waits for their rows. */
export function tablePages() {
  const pages = stagedPages(openCompareStage);
  return async (
    runs: readonly GivenRun[],
    options: Parameters<typeof showCompare>[2] = {},
  ): Promise<ShownTable> => {
    const shown = await showCompare(pages.stage, runs, options);
    pages.keep(shown.page);
    await shown.page.waitForSelector('.vt-row:not([hidden]), .empty');
    return shown;
  };
}
/** What the filter line says. */
export function counted(page: Page, text: string) {
  return page.locator('.filter').getByText(text);
}

export function header(page: Page, title: string) {
  return page.locator('.vt-head-cell', {
    hasText: new RegExp(`^\\s*${title.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}`),
  });
}

export function row(page: Page, name: string) {
  return page.locator('.vt-row').filter({ has: page.locator(`.run-name:text-is("${name}")`) });
}

export async function text(locator: Locator): Promise<string> {
  return (await locator.evaluate((element) => element.textContent)).replace(/[ \n]+/g, ' ').trim();
}

export async function sorted(page: Page, title: string): Promise<string | null> {
  return await header(page, title).getAttribute('aria-sort');
}

export async function width(page: Page, title: string): Promise<number> {
  return await header(page, title).evaluate((element) => element.clientWidth);
}

export async function box(locator: Locator) {
  const found = await locator.boundingBox();
  if (found === null) throw new Error('It is not in view.');
  return found;
}

/** Of the rows in view, from top to bottom. */
export async function names(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.vt-row:not([hidden])')]
      .sort((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
      .map((one) => one.querySelector('.run-name')?.textContent ?? ''),
  );
}

export async function firstName(page: Page, pattern: RegExp): Promise<void> {
  await page.waitForFunction(
    (source) =>
      new RegExp(source).test(
        document.querySelector('.vt-row[aria-rowindex="3"]:not([hidden]) .run-name')?.textContent ?? '',
      ),
    pattern.source,
  );
}

export async function picked(page: Page, count: number): Promise<string[]> {
  await page.waitForFunction(
    (wanted) => document.querySelectorAll('[role=row][aria-selected=true]:not([hidden])').length === wanted,
    count,
  );
  return await page.evaluate(() =>
    [...document.querySelectorAll('[role=row][aria-selected=true]:not([hidden])')].map(
      (one) => one.querySelector('.run-name')?.textContent ?? '',
    ),
  );
}

/** What a screen reader would be told. */
export async function activeCell(
  page: Page,
): Promise<{ rowindex: string | null; colindex: string | null; column: string | null }> {
  return await page.evaluate(() => {
    const id = document.querySelector('.vt')?.getAttribute('aria-activedescendant') ?? '';
    const cell = document.getElementById(id);
    return {
      rowindex: cell?.closest('[role=row]')?.getAttribute('aria-rowindex') ?? null,
      colindex: cell?.getAttribute('aria-colindex') ?? null,
      column: cell?.getAttribute('data-column') ?? null,
    };
  });
}

/** Waits until it says so: values come after their rows. */
export async function says(locator: Locator, what: RegExp): Promise<void> {
  await until(`${what.source} is said`, async () => what.test(await text(locator)));
}
