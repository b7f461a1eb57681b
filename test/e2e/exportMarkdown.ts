/** Saves a fairness report as Markdown, as a person would, and gives back what was written. */
import { readFile } from 'node:fs/promises';
import type { Frame } from 'playwright-core';
import { until } from './until.ts';
import type { Workbench } from './workbench.ts';

export async function exportMarkdown(window: Workbench, page: Frame, file: string): Promise<string> {
  await page.getByRole('button', { name: 'Export…' }).press('Enter');
  await page.getByText('Markdown, for a pull request…').click();
  await window.answerPath(file);
  return await until('the report is written', async () => await readFile(file, 'utf8').catch(() => ''));
}
