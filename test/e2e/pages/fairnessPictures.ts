/** Takes pictures of the fairness page in every state and theme: `node test/e2e/pages/fairnessPictures.ts DIR [SCENARIO]`. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import {
  openFairnessStage,
  showFairness,
  stagedFairness,
  type FairnessScenarioName,
} from './fairnessStage.ts';
import { fairnessSubjectName } from './fairnessScenarios.ts';
import type { Show } from './pageStage.ts';

const [dir = 'out/pictures', only] = process.argv.slice(2);
const looks: Record<string, Omit<Show, 'before' | 'scenario'>> = {
  dark: { height: 1500 },
  light: { theme: 'light' },
  hc: { theme: 'high-contrast' },
  wide: { width: 1600, height: 1000 },
  narrow: { width: 700, height: 2800 },
  open: {
    width: 1280,
    state: {
      ...{ page: 'fairness', folder: 'file:///home/sam/credit', name: fairnessSubjectName },
      ...{ chosen: '{"sex":"F"}', byGroup: true, heldAgainst: 'reference', referenceGroups: { sex: 'M' } },
      wanted: { metric: 'equalizedOdds', kind: 'difference', against: 'groups', limit: 0.06 },
    },
  },
  least: { width: 320, height: 2800 },
};

const stage = await openFairnessStage();
await mkdir(dir, { recursive: true });
const names = (Object.keys(stagedFairness) as FairnessScenarioName[]).filter(
  (name) => only === undefined || name === only,
);
for (const name of names)
  for (const [look, show] of Object.entries(looks)) {
    if (name !== 'typical' && look !== 'dark' && look !== 'least') continue;
    const { page, complaints } = await showFairness(stage, name, show);
    await page.locator('.dt[aria-busy=false]').waitFor();
    await page.screenshot({ path: path.join(dir, `${name}-${look}.png`), fullPage: true });
    console.log(name, look, complaints);
    await page.context().close();
  }
await stage.close();
