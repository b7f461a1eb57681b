import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { deflateSync, crc32 } from 'node:zlib';
import type { RunDetail } from '../../../src/protocol/runShape.ts';
import { layoutOf, runDir, runPaths } from '../../../src/storage/layout.ts';
import { mediaHandlers } from '../../../src/views/panels/compare/mediaHandlers.ts';
import { runDetailOf } from '../../unit/runs/compare/runDetailOf.ts';
import { until } from '../until.ts';
import { sidewaysScroll, unnamed } from './audit.ts';
import { axeViolations } from './axe.ts';
import { idOf, type GivenRun } from './comparedRuns.ts';
import { openCompareStage, savedState, showCompare } from './compareStage.ts';
import type { Theme } from './pageStage.ts';
import { stagedPages } from './stagedPages.ts';

const runs: readonly GivenRun[] = ['quiet-heron', 'amber-finch'].map((name, at) => ({
  name,
  ago: 10 + at,
  took: 1,
}));
const ids = runs.map(idOf);

describe('compare page: images and text', () => {
  const pages = stagedPages(openCompareStage);
  let dir: string;
  const details = new Map<string, RunDetail>();

  before(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'cairn-media-'));
    for (const [place, id] of ids.entries()) details.set(id, await record(dir, id, place));
  });
  after(async () => {
    await rm(dir, { recursive: true, force: true });
  });

  /** The real handlers over real files, behind the real page. */
  async function show(picked: readonly string[], theme: Theme = 'dark') {
    const store = { detail: async (id: string) => await Promise.resolve(details.get(id)) };
    const own = mediaHandlers({ layout: layoutOf(dir), store });
    const state = savedState({ tab: 'media', picked, split: 0.15 });
    const shown = await showCompare(pages.stage, runs, { own, theme, state, height: 2600 });
    pages.keep(shown.page);
    await shown.page.waitForSelector('#tab-body');
    return shown;
  }

  it('says what to do while no run is picked', async () => {
    const { page, complaints } = await show([]);
    await page.getByRole('button', { name: 'Pick the first two' }).click();
    await page.getByRole('img', { name: 'sample_step*.png of quiet-heron, step 20' }).waitFor();
    // In the colours that the table gave them.
    assert.equal(await page.locator('.media-part.image :is(.slot-1, .slot-2)').count(), 6);
    assert.deepEqual(complaints, []);
  });

  it('moves all images by one slider with the keyboard, and shows one large until Escape', async () => {
    const { page, complaints } = await show(ids);
    const image = (step: number) =>
      page.getByRole('img', { name: `sample_step*.png of quiet-heron, step ${String(step)}` });
    await image(20).waitFor();
    await page.getByRole('slider', { name: 'Step' }).focus();
    await page.keyboard.press('Home');
    await image(10).waitFor();
    assert.equal(await page.getByRole('img', { name: /of amber-finch, step 10/ }).count(), 1);
    const large = page.getByRole('button', { name: /^Show sample_step\*\.png of quiet-heron/ });
    await large.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('img', { name: /step 10$/ }).waitFor();
    await page.keyboard.press('ArrowRight');
    await dialog.getByRole('img', { name: /step 20$/ }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual(complaints, []);
  });

  it('says in place what is broken, huge, gone or a link', async () => {
    const { page } = await show(ids);
    for (const sentence of [
      'broken.png is no image that can be drawn.',
      'gone.md is not there any more.',
      'link.txt is a link; links are not followed.',
    ])
      await page.getByText(sentence).first().waitFor();
    await page
      .getByText(/huge\.png has 21\sMB; up to 20\sMB are shown here\./)
      .first()
      .waitFor();
  });

  it('draws texts as what they are, and runs nothing that they hold', async () => {
    const { page, complaints } = await show(ids);
    await page.getByRole('heading', { name: 'Report' }).first().waitFor();
    await page.getByText('<img src=x onerror="document.title=1">').first().waitFor();
    await page.getByRole('rowheader', { name: 'cat' }).first().waitFor();
    assert.equal(await page.locator('a[href]').count(), 0);
    assert.notEqual(await page.title(), '1');
    assert.deepEqual(complaints, []);
  });

  it('draws the curves of predictions with their areas', async () => {
    const { page } = await show(ids);
    const row = page.getByRole('row', { name: /quiet-heron.*test\.csv/ });
    await row.getByRole('cell', { name: '0.75', exact: true }).waitFor();
    await row.getByRole('cell', { name: '0.8333', exact: true }).waitFor();
    await page.getByRole('img', { name: /^ROC: quiet-heron/ }).waitFor();
  });

  it('reads predictions again only when they were written anew, and shows the old curves meanwhile', async () => {
    const { page, host } = await show(ids);
    const row = page.getByRole('row', { name: /quiet-heron.*test\.csv/ });
    await row.getByRole('cell', { name: '0.75', exact: true }).waitFor();
    const asked = (name: string) => host.calls.filter(({ method }) => method === name).length;
    for (let round = 2; round <= 4; round++) {
      host.change('quiet-heron', { note: `round ${String(round)}` });
      await until('files are listed again', () => asked('mediaOf') === round);
    }
    assert.equal(asked('scores'), 1);
    const file = path.join(runPaths(runDir(layoutOf(dir), ids[0] ?? '')).artifacts, 'test.csv');
    await writeFile(file, 'y,p\n1,3\n1,2\n0,1\n0,0\n');
    await page.evaluate(() => {
      new MutationObserver(() => {
        const { textContent } = document.querySelector('.scores') ?? document.body;
        if (textContent.includes('Reading')) document.body.dataset['blinked'] = 'yes';
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    host.change('quiet-heron', { note: 'written anew' });
    await row.getByRole('cell', { name: '1', exact: true }).first().waitFor();
    assert.equal(asked('scores'), 2);
    assert.equal(await page.locator('body[data-blinked]').count(), 0);
    await writeFile(file, 'y,p\n1,1\n1,2\n0,1\n');
  });

  for (const theme of ['dark', 'light', 'high-contrast'] as const)
    it(`has nothing that axe knows in ${theme}, and nothing goes sideways`, async () => {
      const { page } = await show(ids, theme);
      await page
        .getByRole('img', { name: /sample_step/ })
        .first()
        .waitFor();
      await page.getByRole('img', { name: /^ROC/ }).waitFor();
      assert.deepEqual(await axeViolations(page), []);
      assert.deepEqual(await unnamed(page), []);
      for (const width of [1280, 300]) {
        await page.setViewportSize({ width, height: 860 });
        assert.equal(await sidewaysScroll(page), 0, `${String(width)} px wide`);
      }
      const pictures = process.env['CAIRN_PICTURES'];
      if (pictures === undefined) return;
      await page.setViewportSize({ width: 1280, height: 1600 });
      await page.getByRole('heading', { name: 'Report' }).first().waitFor();
      await page.screenshot({ path: path.join(pictures, `media-${theme}.png`) });
    });
});

/** The last one ends at step 20, the other at 10; only the first has predictions. */
async function record(dir: string, id: string, place: number): Promise<RunDetail> {
  const { artifacts } = runPaths(runDir(layoutOf(dir), id));
  await mkdir(artifacts, { recursive: true });
  const files: Record<string, string | Uint8Array> = {
    'sample_step10.png': png(40),
    ...(place === 0 && { 'sample_step20.png': png(200), 'test.csv': 'y,p\n1,1\n1,2\n0,1\n' }),
    'broken.png': 'no image',
    'huge.png': new Uint8Array(21_000_000),
    'report.md':
      '# Report\n\n- **one** [link](javascript:alert(1))\n\n<img src=x onerror="document.title=1">\n\n| a | b |\n|---|---|\n| 1 | 2 |\n',
    'confusion_matrix.json': JSON.stringify({
      labels: ['cat', 'dog'],
      confusion_matrix: [
        [50, 3],
        [8, 39],
      ],
    }),
    'eval.json': JSON.stringify({ columns: ['x', 'y'], data: [['a', 0.5]] }),
    'config.json': JSON.stringify({ lr: 0.1, layers: [1, 2, { deep: true }] }),
    'rows.csv': `a,b\n${'1,2\n'.repeat(300)}`,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(artifacts, name), content);
  await symlink('report.md', path.join(artifacts, 'link.txt'));
  return runDetailOf({
    ...{ id, name: id },
    artifacts: [...Object.entries(files), ['gone.md', ''] as const, ['link.txt', ''] as const].map(
      ([name, content]) => ({
        ...{ path: name, kind: null, size: content.length, sha256: null, linked: false, t: 1 },
      }),
    ),
    predictions:
      place === 0 ? [{ path: 'test.csv', label: 'y', score: 'p', prediction: null, groups: [] }] : [],
  });
}

/** A grey square of 64 × 64. */
function png(grey: number): Uint8Array {
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.from([0, 0, 0, 64, 0, 0, 0, 64, 8, 0, 0, 0, 0]);
  const lines = Buffer.alloc(64 * 65, grey);
  for (let line = 0; line < 64; line++) lines[line * 65] = 0;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
