/** Takes pictures of two models side by side with everything on, in every theme and width, and keeps the HTML report: `node test/e2e/pages/fairnessVersusPictures.ts DIR`. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fairnessSubjectName } from './fairnessScenarios.ts';
import { FairnessHost, openFairnessStage, showFairness } from './fairnessStage.ts';
import { besideCounts, besideSource, versusScenario } from './fairnessVersusScenario.ts';
import type { Show } from './pageStage.ts';
import * as z from 'zod';
import { until } from '../until.ts';

const [dir = 'out/pictures'] = process.argv.slice(2);
const looks: Record<string, Omit<Show, 'before' | 'scenario'>> = {
  ...{ dark: { height: 2100 }, light: { theme: 'light', height: 2100 } },
  hc: { theme: 'high-contrast', height: 2100 },
  ...{ wide: { width: 1600, height: 1900 }, narrow: { width: 700, height: 4200 } },
};
const stale = [
  'loans-2026 is not what this run read any more.',
  'The script changed since this run: what it does now may treat groups otherwise.',
];
const scenario = { ...versusScenario, view: { ...versusScenario.view, stale } };

const saved = z.object({ text: z.string() });
const stage = await openFairnessStage();
await mkdir(dir, { recursive: true });
for (const [look, show] of Object.entries(looks)) {
  const host = new FairnessHost(scenario);
  host.beside = { source: besideSource, counts: besideCounts };
  const state = { page: 'fairness', folder: 'file:///home/sam/credit', name: fairnessSubjectName };
  const { page, complaints } = await showFairness(stage, host, {
    ...show,
    state: {
      ...state,
      versus: besideSource.name,
      byGroup: true,
      chosen: '{"sex":"F"}',
      drawn: '["age_band"]',
    },
  });
  await page.locator('.versus-finding[aria-busy=false]').waitFor();
  await page.screenshot({ path: path.join(dir, `versus-${look}.png`) });
  const over = await page
    .locator('.scroll')
    .evaluateAll((all) => all.map((one) => one.scrollWidth - one.clientWidth));
  console.log(look, complaints, over.join(' '));
  if (look === 'dark') {
    await page.getByRole('button', { name: 'Export…' }).click();
    await page.getByText('One HTML file…').click();
    const call = await until('the page saves', () =>
      Promise.resolve(host.calls.find(({ method }) => method === 'save')),
    );
    await writeFile(path.join(dir, 'report.html'), saved.parse(call.params).text);
  }
  await page.context().close();
}
await stage.close();
