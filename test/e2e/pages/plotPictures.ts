/** Takes pictures of the plots of the compare page: `node test/e2e/pages/plotPictures.ts DIR [NAME]`. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { openCompareStage, savedState, showCompare } from './compareStage.ts';
import type { Theme } from './pageStage.ts';
import { plotScenarios, type PlotScenario } from './plotScenarios.ts';

const [dir = 'out/pictures', only] = process.argv.slice(2);
interface Picture {
  readonly tab: string;
  readonly runs: PlotScenario;
  readonly plots?: Record<string, unknown>;
  readonly width?: number;
}
const param = (key: string) => ({ group: 'params', key });
const metric = (key: string) => ({ group: 'metrics', key, value: 'last' });
const pictures: Readonly<Record<string, Picture>> = {
  scatter: {
    tab: 'scatter',
    runs: 'sweep',
    plots: { scatter: { x: param('lr'), color: metric('latency_ms'), logX: true } },
  },
  scatterWords: {
    tab: 'scatter',
    runs: 'sweep',
    plots: { scatter: { x: param('opt'), color: param('opt') } },
  },
  scatterHuge: { tab: 'scatter', runs: 'huge' },
  parallel: {
    tab: 'parallel',
    runs: 'sweep',
    plots: {
      parallel: {
        axes: [
          { column: param('lr'), log: true, brush: { ranges: [{ low: 0.001, high: 0.01 }], texts: [] } },
          ...['opt', 'width', 'depth'].map((key) => ({
            column: param(key),
            log: false,
            brush: { ranges: [], texts: [] },
          })),
          { column: metric('val_auc'), log: false, brush: { ranges: [], texts: [] } },
        ],
      },
    },
  },
  parallelHuge: { tab: 'parallel', runs: 'huge' },
  importance: { tab: 'importance', runs: 'sweep' },
  importanceFew: { tab: 'importance', runs: 'few' },
  pareto: { tab: 'pareto', runs: 'sweep' },
  parallelNarrow: { tab: 'parallel', runs: 'sweep', width: 300 },
  importanceNarrow: { tab: 'importance', runs: 'sweep', width: 300 },
  paretoNarrow: { tab: 'pareto', runs: 'sweep', width: 300 },
};
const themes: readonly Theme[] = ['dark', 'light', 'high-contrast'];

const stage = await openCompareStage();
await mkdir(dir, { recursive: true });
for (const [name, { tab, runs, plots = {}, width = 1280 }] of Object.entries(pictures))
  for (const theme of themes) {
    if (only !== undefined && !new RegExp(only).test(`${name}-${theme}`)) continue;
    const given = plotScenarios[runs]();
    const state = savedState({ tab, plots, split: 0.2 });
    const { page, complaints } = await showCompare(stage, given, { state, theme, width });
    await page.locator('.plot, .importance, .plots .empty').first().waitFor();
    await page.waitForTimeout(900);
    await page.screenshot({ path: path.join(dir, `${name}-${theme}.png`) });
    console.log(name, theme, complaints);
    await page.context().close();
  }
await stage.close();
