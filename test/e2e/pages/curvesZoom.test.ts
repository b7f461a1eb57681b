/** Ranges of the curves tab: zoomed and panned by pointer and keyboard, and kept over a reload. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../until.ts';
import { curvePages, settled, ids, plot, spoken, calls } from './shownCurves.ts';

const nbsp = '\u00a0';

describe('curves of the compare page: zoom and pan', () => {
  const { show } = curvePages();

  it('zooms where the pointer was dragged, asks for that range, and a double click shows all', async () => {
    const page = await show({ scenario: 'spike' });
    const box = await plot(page, 'loss').boundingBox();
    assert.ok(box);
    const y = box.y + box.height / 2;
    for (let zoom = 0; zoom < 4; zoom += 1) {
      const at = await spikePixel(page);
      await page.mouse.move(at - 30, y);
      await page.mouse.down();
      await page.mouse.move(at, y);
      await page.mouse.move(at + 30, y + 3);
      const before = (await calls(page)).length;
      await page.mouse.up();
      await until('the part is asked for', async () => (await calls(page)).length > before);
      await settled(page);
    }
    const { from, to } = (await calls(page)).at(-1) ?? { from: null, to: null };
    assert.ok(
      from !== null && to !== null && from < 3_141_592 && 3_141_592 < to && to - from < 2000,
      `${String(from)} … ${String(to)}`,
    );
    const at = await spikePixel(page);
    await page.mouse.move(at, box.y + 20);
    await until('the spike is read with its true step', async () => {
      const text = await page
        .locator('.curve-tip')
        .innerText()
        .catch(() => '');
      return text.includes(`step 3${nbsp}141${nbsp}592`) && /\b99\b/.test(text);
    });
    await page.mouse.dblclick(at, y);
    await until('all is shown', async () => (await calls(page)).at(-1)?.from === null);
  });

  /** Where the spike stands in the only chart: the column whose line reaches highest. */
  async function spikePixel(page: Page): Promise<number> {
    return await page.evaluate(() => {
      const canvas = document.querySelector('canvas');
      const box = canvas?.getBoundingClientRect();
      const context = canvas?.getContext('2d');
      if (!canvas || !box || !context) return 0;
      // Below the tip: bluish pixels of series 1 and nothing else.
      const { data } = context.getImageData(0, Math.floor(canvas.height * 0.3), canvas.width, 1);
      const blue: number[] = [];
      for (let x = 0; x < canvas.width; x += 1)
        if ((data[4 * x + 2] ?? 0) > (data[4 * x] ?? 0) + 40) blue.push(x);
      return box.left + ((blue[0] ?? 0) + (blue.at(-1) ?? 0)) / 2 / (canvas.width / box.width);
    });
  }

  it('zooms and pans by keyboard, all charts together', async () => {
    const page = await show({ scenario: 'usual', picked: ids(5) });
    // A chart whose lines have not come yet has nothing to zoom.
    await until('the crosshair is at the first step', async () => {
      await plot(page, 'val_auc').press('Home');
      return (await spoken(page, 'val_auc')) !== null;
    });
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await until('all charts ask for the same part', async () => {
      const last = (await calls(page)).slice(-4);
      const isPart = last.every(
        ({ from, to }) => from === 0 && to !== null && Math.abs(to - 3800 / 2.25) < 1,
      );
      return isPart && new Set(last.map(({ key }) => key)).size === 4;
    });
    await page.keyboard.press('Shift+ArrowRight');
    await until('it goes on to the right', async () => ((await calls(page)).at(-1)?.from ?? 0) > 100);
    await page.keyboard.press('Escape');
    assert.equal(await spoken(page, 'val_auc'), null, 'the crosshair goes first');
    await page.keyboard.press('Escape');
    await until('all is shown', async () => (await calls(page)).at(-1)?.from === null);
  });

  it('pans with Shift and the wheel, and leaves a plain wheel to the page', async () => {
    const page = await show({
      scenario: 'usual',
      picked: ids(5),
      curves: { zoom: { from: 1000, to: 2000 }, keys: ['val_auc'] },
    });
    const box = await plot(page, 'val_auc').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const before = (await calls(page)).length;
    await page.mouse.wheel(0, 200);
    await settled(page);
    assert.equal((await calls(page)).length, before);
    await page.keyboard.down('Shift');
    await page.mouse.wheel(0, 100);
    await page.keyboard.up('Shift');
    await until('it is moved, and as wide as before', async () => {
      const { from, to } = (await calls(page)).at(-1) ?? {};
      return (from ?? 0) > 1000 && Math.abs((to ?? 0) - (from ?? 0) - 1000) < 1;
    });
  });

  it('keeps zoom, axis, smoothing and metrics over a reload', async () => {
    const page = await show({ scenario: 'usual', picked: ids(3) });
    await page.getByRole('radio', { name: 'Relative' }).click();
    await page.getByRole('slider', { name: 'Smoothing' }).fill('0.6');
    await page.getByRole('button', { name: /^Metrics 4\/6/ }).click();
    await page.getByRole('checkbox', { name: /system\/cpu/ }).check();
    await page.keyboard.press('Escape');
    await plot(page, 'val_auc').focus();
    await page.keyboard.press('+');
    await settled(page);
    const last = (await calls(page)).at(-1);
    await page.reload();
    await page.waitForSelector('.curves figure');
    await settled(page);
    assert.equal(await page.getByRole('radio', { name: 'Relative' }).getAttribute('aria-checked'), 'true');
    assert.equal(await page.locator('figure').count(), 5);
    assert.match(await page.locator('.smoothing').innerText(), /0\.60/);
    assert.equal((await calls(page)).at(-1)?.from, last?.from);
  });
});
