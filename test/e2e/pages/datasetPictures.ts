/** Takes pictures of the dataset page in every state and theme: `node test/e2e/pages/datasetPictures.ts DIR [SCENARIO]`. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { datasetName, datasetScenarios, type DatasetScenarioName } from './datasetScenarios.ts';
import { openDatasetStage, showDataset } from './datasetStage.ts';
import type { Show } from './pageStage.ts';

const [dir = 'out/pictures', only] = process.argv.slice(2);
const looks: Record<string, Omit<Show, 'before' | 'scenario'>> = {
  dark: { height: 1400 },
  light: { theme: 'light' },
  hc: { theme: 'high-contrast' },
  wide: { width: 1600, height: 1000 },
  chosen: {
    height: 1400,
    state: { page: 'dataset', folder: 'file:///home/sam/credit', name: datasetName, column: 'income' },
  },
  narrow: { width: 900, height: 2400 },
  tiny: { width: 600, height: 2600, theme: 'light' },
  least: { width: 320, height: 2800 },
};

const stage = await openDatasetStage();
await mkdir(dir, { recursive: true });
const names = (Object.keys(datasetScenarios) as DatasetScenarioName[]).filter(
  (name) => only === undefined || name === only,
);
for (const name of names)
  for (const [look, show] of Object.entries(looks)) {
    if (name !== 'typical' && look !== 'dark' && look !== 'least') continue;
    const { page, complaints } = await showDataset(stage, name, show);
    await page.waitForTimeout(name === 'huge' ? 2500 : 900);
    await page.screenshot({ path: path.join(dir, `${name}-${look}.png`) });
    console.log(name, look, complaints);
    await page.context().close();
  }
await stage.close();
