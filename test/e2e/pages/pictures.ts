/** Takes pictures of the run page in every state and theme: `node test/e2e/pages/pictures.ts DIR [SCENARIO]`. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { rivalId, runId } from './runDetails.ts';
import { scenarios } from './runScenarios.ts';
import { PageStage } from './pageStage.ts';
import type { Show } from './pageStage.ts';

const [dir = 'out/pictures', only] = process.argv.slice(2);
const compared = {
  page: 'run',
  folder: 'file:///home/sam/credit',
  run: runId,
  against: rivalId,
  metric: null,
};

const shots: Record<string, Show> = {
  'live-dark': { scenario: 'live', state: compared },
  'live-light': { scenario: 'live', theme: 'light', state: compared },
  'live-hc': { scenario: 'live', theme: 'high-contrast', state: compared },
  'chart-dark': { scenario: 'live', state: { ...compared, metric: 'val_auc', systemOpen: true } },
  'chart-light': { scenario: 'live', theme: 'light', state: { ...compared, metric: 'val_auc' } },
  'alone-dark': { scenario: 'live' },
  'narrow-dark': { scenario: 'live', width: 700, height: 1600, state: { ...compared, metric: 'val_loss' } },
  'tiny-light': { scenario: 'live', theme: 'light', width: 480, height: 1600, state: compared },
  ...Object.fromEntries(
    Object.keys(scenarios)
      .filter((name) => name !== 'live')
      .flatMap((name) => {
        const scenario =
          (Object.keys(scenarios) as (keyof typeof scenarios)[]).find((one) => one === name) ?? 'live';
        return [
          [`${name}-dark`, { scenario }],
          [`${name}-light`, { scenario, theme: 'light' as const }],
        ];
      }),
  ),
};

const stage = await PageStage.open();
await mkdir(dir, { recursive: true });
for (const [name, show] of Object.entries(shots)) {
  if (only !== undefined && !name.startsWith(only)) continue;
  const { page, complaints } = await stage.show(show);
  await page.waitForTimeout(show.scenario === 'silent' ? 1600 : 700);
  await page.screenshot({ path: path.join(dir, `${name}.png`) });
  console.log(name, complaints);
  await page.context().close();
}
await stage.close();
