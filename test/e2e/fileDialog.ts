/** The file dialog, which in a browser is a quick input that completes what is typed. */
import type { Locator } from 'playwright-core';
import { tried } from './tried.ts';
import { until } from './until.ts';

/** `input`: the quick input. */
export async function answerFileDialog(input: Locator, file: string): Promise<void> {
  await input.waitFor();
  // Until it shows where it starts, it takes what is typed for a part of that; while it works, it may put back what it
  // proposed itself.
  await until('the file dialog shows a folder', async () => /^[/\\].*[/\\]/.test(await settled(input)));
  await until(`the file dialog takes ${file}`, async () => {
    if (!(await input.isVisible())) return true;
    if (!(await tried(input.fill(file, { timeout: 3000 })))) return false;
    if ((await settled(input)) !== file) return false;
    await tried(input.press('Enter', { timeout: 15_000 }));
    return await tried(input.waitFor({ state: 'hidden', timeout: 5000 }));
  });
}

/** What stands in the quick input once that stays the same and nothing is looked for any more; '' until then. */
async function settled(input: Locator): Promise<string> {
  const page = input.page();
  const value = async () => await input.inputValue({ timeout: 3000 }).catch(() => '');
  const before = await value();
  await page.evaluate(() => new Promise((drawn) => setTimeout(() => requestAnimationFrame(drawn), 400)));
  const isBusy = await page.locator('.quick-input-widget .monaco-progress-container.active').isVisible();
  return isBusy || (await value()) !== before ? '' : before;
}
