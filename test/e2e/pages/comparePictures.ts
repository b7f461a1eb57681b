/** Takes pictures of the compare page in every state and theme: `node test/e2e/pages/comparePictures.ts DIR [NAME]`. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { idOf, type GivenRun } from './comparedRuns.ts';
import { compareScenarios, type CompareScenario } from './compareScenarios.ts';
import { openCompareStage, savedState, showCompare } from './compareStage.ts';
import type { Theme } from './pageStage.ts';

const [dir = 'out/pictures', only] = process.argv.slice(2);
const runs: readonly GivenRun[] = compareScenarios.typical();
const picked = ['quiet-heron', 'amber-finch', 'calm-badger', 'brisk-otter', 'tidy-lynx'].map((name) => {
  const place = runs.findIndex((run) => run.name === name);
  const run = runs[place];
  if (run === undefined) throw new Error(`There is no run ${name}.`);
  return idOf(run, place);
});
const auc = { group: 'metrics', key: 'val_auc', value: 'last' };
const grouped = savedState({
  picked,
  view: {
    filter: 'params.arch = "ftt"',
    sort: [
      { column: auc, descending: true },
      { column: { group: 'record', key: 'started' }, descending: true },
    ],
    grouping: { allParamsBut: ['seed'] },
    onlyDiffering: true,
  },
});

interface Picture {
  readonly runs: CompareScenario;
  readonly state?: unknown;
  /** This run is marked as the baseline of its script. */
  readonly baseline?: string;
  readonly width?: number;
  readonly height?: number;
  readonly zoom?: number;
}
const pictures: Readonly<Record<string, Picture>> = {
  typical: { runs: 'typical' },
  grouped: { runs: 'typical', state: grouped },
  baseline: {
    runs: 'typical',
    baseline: 'calm-badger',
    state: savedState({ picked, view: { againstBaseline: true } }),
  },
  differences: { runs: 'typical', state: savedState({ picked, tab: 'differences' }) },
  empty: { runs: 'empty' },
  huge: { runs: 'huge', state: savedState({ scroll: { top: 100_000, left: 300 } }) },
  broken: { runs: 'broken' },
  narrow: { runs: 'typical', state: grouped, width: 300 },
  half: { runs: 'typical', state: grouped, width: 640, zoom: 2 },
  none: {
    runs: 'typical',
    state: savedState({ view: { filter: 'params.arch = "ftt" and metrics.val_auc > 2' } }),
  },
  wrong: { runs: 'typical', state: savedState({ view: { filter: 'metrics.val_auc >' } }) },
};
const themes: readonly Theme[] = ['dark', 'light', 'high-contrast'];

const stage = await openCompareStage();
await mkdir(dir, { recursive: true });
for (const [name, picture] of Object.entries(pictures))
  for (const theme of themes) {
    if (only !== undefined && !`${name}-${theme}`.startsWith(only)) continue;
    const { runs: scenario, baseline, ...show } = picture;
    const shown = compareScenarios[scenario]().map((run) =>
      run.name === baseline ? { ...run, baseline: 'script' as const } : run,
    );
    const { page, complaints } = await showCompare(stage, shown, { ...show, theme });
    await page.waitForSelector('.vt-row, .empty');
    await page.waitForTimeout(900);
    await page.screenshot({ path: path.join(dir, `${name}-${theme}.png`) });
    console.log(name, theme, complaints);
    await page.context().close();
  }
await stage.close();
