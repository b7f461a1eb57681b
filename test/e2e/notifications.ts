/** What VS Code tells in a corner of the window, and keeps behind the bell when it has been there for ten seconds. */
import type { Locator, Page } from 'playwright-core';
import { tried } from './tried.ts';
import { until } from './until.ts';

export class Notifications {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Those that can be seen. */
  of(text: string | RegExp): Locator {
    return this.#page.locator('.notification-list-item', { hasText: text }).filter({ visible: true });
  }

  async told(text: string | RegExp): Promise<Locator> {
    const told = this.of(text).first();
    if (await tried(told.waitFor({ timeout: 20_000 }))) return told;
    await this.#page.locator('[id="status.notifications"] a').click();
    await told.waitFor();
    return told;
  }

  /** Presses one of its buttons. */
  async answer(text: string | RegExp, button: string): Promise<void> {
    await this.#press(text, (told) => told.getByText(button, { exact: true }));
  }

  async dismiss(text: string | RegExp): Promise<void> {
    await this.#press(text, (told) => told.locator('.action-label[aria-label^="Clear Notification"]'));
    await this.of(text).waitFor({ state: 'detached' });
  }

  /** A toast may go while the pointer is on its way. */
  async #press(text: string | RegExp, buttonOf: (told: Locator) => Locator): Promise<void> {
    await until(`a button of “${String(text)}” is pressed`, async () => {
      const told = await this.told(text);
      if (!(await tried(told.hover({ timeout: 10_000 })))) return false;
      return await tried(buttonOf(told).click({ timeout: 10_000 }));
    });
  }
}
