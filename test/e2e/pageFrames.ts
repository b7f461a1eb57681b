/** Frames of the pages (webviews) in a window. */
import type { Frame, Locator, Page } from 'playwright-core';
import { tried } from './tried.ts';
import { until } from './until.ts';

export class PageFrames {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** That which shows an element of the selector. */
  async showing(selector: string): Promise<Frame> {
    return await until(`a page shows ${selector}`, async () => await this.#with(selector));
  }

  /** That which a row in a tree opens. A row that is drawn anew between press and release is selected only. */
  async openedBy(row: Locator): Promise<Frame> {
    let clicked = -Infinity;
    return await until('the row opens its page', async () => {
      if (performance.now() - clicked > 15_000) {
        await tried(row.click({ timeout: 15_000 }));
        clicked = performance.now();
      }
      return await this.#with('h1');
    });
  }

  async #with(selector: string): Promise<Frame | undefined> {
    for (const frame of this.#page.frames()) {
      // A frame may go while we ask it.
      const seen = await frame
        .locator(selector)
        .count()
        .catch(() => 0);
      if (seen > 0) return frame;
    }
    return undefined;
  }
}
