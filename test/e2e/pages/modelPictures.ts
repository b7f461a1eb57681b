/** Takes pictures of the model page in every state and theme: `node test/e2e/pages/modelPictures.ts DIR [SCENARIO]`. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { openModelStage, showModel } from './modelStage.ts';
import { modelScenarios, type ModelScenarioName } from './modelScenarios.ts';
import type { Show } from './pageStage.ts';

const [dir = 'out/pictures', only] = process.argv.slice(2);
const looks: Record<string, Omit<Show, 'before' | 'scenario'>> = {
  dark: {},
  light: { theme: 'light' },
  hc: { theme: 'high-contrast' },
  narrow: { width: 700, height: 1600 },
  tiny: { width: 420, height: 1600, theme: 'light' },
};

const stage = await openModelStage();
await mkdir(dir, { recursive: true });
const names = (Object.keys(modelScenarios) as ModelScenarioName[]).filter(
  (name) => only === undefined || name === only,
);
for (const name of names)
  for (const [look, show] of Object.entries(looks)) {
    if (name !== 'typical' && look !== 'dark' && look !== 'narrow') continue;
    const { page, complaints } = await showModel(stage, name, show);
    await page.screenshot({ path: path.join(dir, `${name}-${look}.png`) });
    console.log(name, look, complaints);
    await page.context().close();
  }
await stage.close();
