/** Takes pictures of the curves in every state and theme: `node test/e2e/pages/curvePictures.ts DIR [NAME]`. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { runIdOf } from './curveScenarios.ts';
import { openCurveStage, showCurves, type ShowCurves } from './curveStage.ts';

const [dir = 'out/pictures', only] = process.argv.slice(2);
const ids = (count: number) => Array.from({ length: count }, (_, n) => runIdOf(n));
const mocked = { smoothing: 0.8, logY: ['train_loss', 'grad_norm'] };

const shots: Readonly<Record<string, ShowCurves>> = {
  'usual-dark': { scenario: 'usual', picked: ids(5), curves: mocked },
  'usual-light': { scenario: 'usual', theme: 'light', picked: ids(5), curves: mocked },
  'usual-hc': { scenario: 'usual', theme: 'high-contrast', picked: ids(5), curves: mocked },
  'grouped-dark': { scenario: 'grouped', picked: ids(11), curves: mocked },
  'grouped-light': { scenario: 'grouped', theme: 'light', picked: ids(11) },
  'suggested-dark': { scenario: 'fifty' },
  'fifty-light': { scenario: 'fifty', theme: 'light', picked: ids(50) },
  'thousand-dark': { scenario: 'thousand', picked: ids(1000), curves: { large: 'val_auc' } },
  'relative-dark': { scenario: 'usual', picked: ids(5), curves: { axis: { kind: 'relative' } } },
  'wall-light': { scenario: 'usual', theme: 'light', picked: ids(5), curves: { axis: { kind: 'wall' } } },
  'epoch-dark': { scenario: 'usual', picked: ids(5), curves: { axis: { kind: 'metric', key: 'epoch' } } },
  'logx-dark': { scenario: 'usual', picked: ids(5), curves: { logX: true, robust: true } },
  'large-light': { scenario: 'usual', theme: 'light', picked: ids(5), curves: { large: 'grad_norm' } },
  'zoom-dark': { scenario: 'usual', picked: ids(5), curves: { zoom: { from: 1700, to: 1850 } } },
  'nothing-dark': { scenario: 'nothingLogged' },
  'onepoint-light': { scenario: 'onePoint', theme: 'light' },
  'nan-dark': { scenario: 'onlyNan' },
  'constant-light': { scenario: 'constant', theme: 'light' },
  'wild-dark': { scenario: 'wild', curves: { keys: ['loss'], logY: ['loss'] } },
  'spike-dark': { scenario: 'spike' },
  'narrow-dark': { scenario: 'usual', width: 300, height: 1200, picked: ids(5) },
  'narrow-light': { scenario: 'fifty', theme: 'light', width: 300, height: 1200, picked: ids(50) },
};

const stage = await openCurveStage();
await mkdir(dir, { recursive: true });
for (const [name, show] of Object.entries(shots)) {
  if (only !== undefined && !name.startsWith(only)) continue;
  const { page, complaints } = await showCurves(stage, show);
  await page.waitForTimeout(1500);
  if (
    name.startsWith('usual') ||
    name.startsWith('grouped') ||
    name.startsWith('fifty') ||
    name.startsWith('thousand')
  ) {
    const box = await page.locator('.plot').first().boundingBox();
    if (box !== null) await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.4);
    await page.waitForTimeout(200);
  }
  await page.screenshot({ path: path.join(dir, `${name}.png`) });
  console.log(name, complaints);
  await page.context().close();
}
await stage.close();
