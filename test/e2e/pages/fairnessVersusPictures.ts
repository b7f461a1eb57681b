/** Takes pictures of two models side by side in every theme and width: `node test/e2e/pages/fairnessVersusPictures.ts DIR`. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fairnessSubjectName } from './fairnessScenarios.ts';
import { FairnessHost, openFairnessStage, showFairness } from './fairnessStage.ts';
import { besideCounts, besideSource, versusScenario } from './fairnessVersusScenario.ts';
import type { Show } from './pageStage.ts';

const [dir = 'out/pictures'] = process.argv.slice(2);
const looks: Record<string, Omit<Show, 'before' | 'scenario'>> = {
  dark: { height: 1500 },
  light: { theme: 'light', height: 1500 },
  hc: { theme: 'high-contrast', height: 1500 },
  wide: { width: 1600, height: 1200 },
  narrow: { width: 700, height: 2600 },
};

const stage = await openFairnessStage();
await mkdir(dir, { recursive: true });
for (const [look, show] of Object.entries(looks)) {
  const host = new FairnessHost(versusScenario);
  host.beside = { source: besideSource, counts: besideCounts };
  const state = { page: 'fairness', folder: 'file:///home/sam/credit', name: fairnessSubjectName };
  const { page, complaints } = await showFairness(stage, host, {
    ...show,
    state: { ...state, versus: besideSource.name },
  });
  await page.locator('.versus-finding[aria-busy=false]').waitFor();
  await page.screenshot({ path: path.join(dir, `versus-${look}.png`) });
  const over = await page
    .locator('.scroll')
    .evaluateAll((all) => all.map((one) => one.scrollWidth - one.clientWidth));
  console.log(look, complaints, over.join(' '));
  await page.context().close();
}
await stage.close();
