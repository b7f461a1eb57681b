/** Takes pictures of the review page in every state and theme: `node test/e2e/pages/reviewPictures.ts DIR [SCENARIO]`. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { reviewPageState } from '../../../src/protocol/reviewPage.ts';
import type { Show } from './pageStage.ts';
import { scriptName } from './reviewParts.ts';
import { reviewScenarios, type ReviewScenarioName } from './reviewScenarios.ts';
import { openReviewStage, showReview } from './reviewStage.ts';

const [dir = 'out/pictures', only] = process.argv.slice(2);
const opened = reviewPageState.parse({
  ...{ page: 'review', folder: 'file:///home/sam/credit', name: scriptName, history: true, imports: true },
  ...{ whys: ['seeded', 'tested'], asking: { item: 'secrets', answer: 'yes' } },
  drafts: { 'reply c1': 'Two lines\nof a draft', signoff: 'Nearly.' },
});
const looks: Record<string, Omit<Show, 'before' | 'scenario'>> = {
  dark: {},
  light: { theme: 'light' },
  hc: { theme: 'high-contrast' },
  'hc-light': { theme: 'high-contrast-light' },
  wide: { width: 1600 },
  narrow: { width: 1040, height: 1400 },
  opened: { state: opened, height: 3600 },
  'opened-tiny': { state: opened, width: 640, height: 3600, theme: 'high-contrast' },
  tiny: { width: 640, height: 1600, theme: 'light' },
};

const stage = await openReviewStage();
await mkdir(dir, { recursive: true });
const names = (Object.keys(reviewScenarios) as ReviewScenarioName[]).filter(
  (name) => only === undefined || name === only,
);
for (const name of names)
  for (const [look, show] of Object.entries(looks)) {
    if (only === undefined && name !== 'stale' && look !== 'dark') continue;
    const { page, complaints } = await showReview(stage, name, show);
    await page.screenshot({ path: path.join(dir, `${name}-${look}.png`) });
    console.log(name, look, complaints);
    await page.context().close();
  }
await stage.close();
