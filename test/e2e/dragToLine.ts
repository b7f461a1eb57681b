/** Drags with the mouse into the editor. */
import type { Locator, Page } from 'playwright-core';
import { tried } from './tried.ts';
import { until } from './until.ts';

/** Drops a row of a tree behind the last letter of a line (1-based), until what it stands for is there. */
export async function dragToLine(
  row: Locator,
  line: number,
  { goal, isThere }: { readonly goal: string; readonly isThere: () => Promise<boolean> },
): Promise<void> {
  const page = row.page();
  const { mouse } = page;
  // VS Code gives nothing that is dropped before the extension has said what it is; a person is slower than that.
  await until(goal, async () => {
    const from = await row.locator('.monaco-icon-label').first().boundingBox();
    const to = await endOfLine(page, line);
    if (from === null || to === undefined) return false;
    await mouse.move(from.x + 10, from.y + from.height / 2);
    await mouse.down();
    await mouse.move(to.x - 30, to.y, { steps: 8 });
    await mouse.move(to.x, to.y, { steps: 4 });
    await tried(page.locator('.editor-instance .dnd-target').first().waitFor({ timeout: 3000 }));
    await mouse.up();
    return await until('it is inserted', isThere, 5000).catch(() => false);
  });
}

async function endOfLine(page: Page, line: number): Promise<{ x: number; y: number } | undefined> {
  const spans = await page.locator('.editor-instance .view-line > span').all();
  const boxes = await Promise.all(spans.map(async (span) => await span.boundingBox()));
  const box = boxes.filter((one) => one !== null).sort((a, b) => a.y - b.y)[line - 1];
  return box && { x: box.x + box.width + 2, y: box.y + box.height / 2 };
}
