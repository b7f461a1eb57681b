/** The quick input of a window: the palette, the list of files, and what is asked there. */
import type { Locator, Page } from 'playwright-core';
import { tried } from './tried.ts';
import { until } from './until.ts';

/** A row of the list that a key opens. */
export interface Sought {
  readonly key: 'F1' | 'ControlOrMeta+P';
  /** What is typed to find it. */
  readonly text: string;
  readonly row: Locator;
  /** What is chosen where there is no such row. */
  readonly otherwise?: Locator;
}

export class QuickInput {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get input(): Locator {
    return this.#page.locator('.quick-input-widget:not([style*="display: none"]) .quick-input-box input');
  }

  row(text: string | RegExp): Locator {
    return this.#page.locator('.quick-input-list .monaco-list-row', { hasText: text });
  }

  /** The row of exactly that title, whatever is said of it behind. */
  exactRow(title: string): Locator {
    return this.#page.locator(
      `.quick-input-list .monaco-list-row:is([aria-label="${title}"], [aria-label^="${title}, "])`,
    );
  }

  /** Rows of files of that name in folders, which are named behind it. */
  rowInFolder(name: string): Locator {
    return this.#page.locator(`.quick-input-list .monaco-list-row[aria-label^="${name} "]`);
  }

  /** Opens it by a key, types a text and chooses a row with the keyboard once the list holds still. */
  async find(goal: string, sought: Sought): Promise<void> {
    const steps: string[] = [];
    try {
      await until(goal, async () => {
        const missed = await this.#lead(sought);
        if (missed !== undefined) steps.push(missed);
        return missed === undefined;
      });
    } catch (error) {
      throw new Error(`${goal}: in vain, because ${steps.join(', then ')}`, { cause: error });
    }
    await tried(this.input.press('Enter', { timeout: 10_000 }));
  }

  /** One try; what it failed at. */
  async #lead({ key, text, row, otherwise = row }: Sought): Promise<string | undefined> {
    // It closes when something else takes the focus, as a view may that has just been opened.
    if (!(await this.input.isVisible())) await this.#page.keyboard.press(key);
    if (!(await tried(this.input.fill(text, { timeout: 10_000 })))) {
      // Keys go astray in a page that is just being drawn anew. The search box in the title bar opens the same list.
      await tried(
        this.#page.locator('.part.titlebar .command-center-center').first().click({ timeout: 10_000 }),
      );
      return 'it did not open';
    }
    if (!(await tried(row.or(otherwise).first().waitFor({ timeout: 5000 })))) {
      const listed = await this.#texts();
      // It knows the commands and files of the moment in which it opened: the next one looks again.
      await this.#page.keyboard.press('Escape');
      return `it listed only “${listed}”`;
    }
    // It lists likely rows first and similar ones a moment later, which may move what is chosen.
    await this.holdsStill();
    const found = (await row.count()) > 0 ? row : otherwise;
    if (!(await this.#moveTo(found))) return 'the row could not be reached';
    if (!(await this.holdsStill()) || !(await isFocused(found))) return 'the list moved';
    return undefined;
  }

  /** Waits whether it lists the same for a while. */
  async holdsStill(): Promise<boolean> {
    const before = await this.#texts();
    await this.#page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 250)));
    return (await this.#texts()) === before;
  }

  async #texts(): Promise<string> {
    return (await this.#page.locator('.quick-input-list .monaco-list-row').allTextContents()).join('\n');
  }

  /** Arrows down to the row: what is meant may not be the first, as the lists are ordered by likeness and by use. */
  async #moveTo(row: Locator): Promise<boolean> {
    for (let step = 0; step < 50; step++) {
      if (!(await this.input.isVisible())) return false;
      if (await isFocused(row)) return true;
      if (!(await tried(this.input.press('ArrowDown', { timeout: 3000 })))) return false;
    }
    return false;
  }
}

async function isFocused(row: Locator): Promise<boolean> {
  return (await row.and(row.page().locator('.focused')).count()) > 0;
}
