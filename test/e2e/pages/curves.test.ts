/** The curves tab as a person uses it: pointing, keyboard only, tables, files, and every odd series. */
import assert from 'node:assert/strict';
import { until } from '../until.ts';
import type { Theme } from './pageStage.ts';
import { axeViolations } from './axe.ts';
import { curvePages, settled, ids, plot, spoken, tip, calls, picture } from './shownCurves.ts';
import { faintTexts, sidewaysScroll, unnamed } from './audit.ts';
import { type CurveScenarioName } from './curveScenarios.ts';

const nbsp = '\u00a0';

describe('curves of the compare page', () => {
  const { show, showAndHear } = curvePages();

  const themes: readonly Theme[] = ['dark', 'light', 'high-contrast'];
  const states: readonly [CurveScenarioName, number][] = [
    ['usual', 5],
    ['grouped', 11],
    ['fifty', 50],
    ['fifty', 0],
    ['nothingLogged', 0],
    ['onePoint', 1],
    ['onlyNan', 1],
    ['constant', 2],
    ['wild', 2],
  ];
  for (const theme of themes)
    for (const [scenario, count] of states)
      it(`shows ${scenario}, ${String(count)} picked, in ${theme}: named, readable, nothing sideways, within its policy`, async () => {
        const { page, complaints } = await showAndHear({ scenario, theme, picked: ids(count) });
        assert.deepEqual(await unnamed(page), []);
        assert.deepEqual(await faintTexts(page), []);
        assert.deepEqual(await axeViolations(page), []);
        for (const width of [1280, 700, 300]) {
          await page.setViewportSize({ width, height: 860 });
          assert.equal(await sidewaysScroll(page), 0, `${String(width)} px wide`);
          const wider = await page.evaluate(() => {
            const body = document.querySelector('.tab-body');
            return (body?.scrollWidth ?? 0) - (body?.clientWidth ?? 0);
          });
          assert.equal(wider, 0, `charts at ${String(width)} px`);
        }
        assert.deepEqual(complaints, []);
      });

  it('has no violations with its panels open, a table shown and a crosshair set', async () => {
    const page = await show({ scenario: 'grouped', picked: ids(11) });
    await page.getByRole('button', { name: 'Show val_loss as a table' }).click();
    await plot(page, 'val_auc').focus();
    await page.keyboard.press('End');
    assert.deepEqual(await axeViolations(page), []);
    for (const name of [/^Metrics /, 'More settings of the charts', 'More for val_auc']) {
      await page.getByRole('button', { name }).click();
      await page.locator('.flyout:popover-open :is(input, button)').first().waitFor();
      assert.deepEqual(await axeViolations(page), []);
      await page.keyboard.press('Escape');
    }
  });

  it('draws the objective first, says what is better, and who was best where', async () => {
    const page = await show({ scenario: 'usual', picked: ids(5) });
    const captions = await page.locator('figcaption').allInnerTexts();
    assert.equal(captions.length, 4);
    assert.match(
      captions[0] ?? '',
      /^val_auc\s+higher is better\s+best 0\.9041 · quiet-heron, step 3\u00a0400/,
    );
    assert.match(captions.find((caption) => caption.startsWith('val_loss')) ?? '', /lower is better/);
    assert.doesNotMatch(captions.find((caption) => caption.startsWith('grad_norm')) ?? '', /better|best/);
  });

  it('moves one crosshair over all charts by keyboard, and Escape takes it away', async () => {
    const page = await show({ scenario: 'usual', picked: ids(5) });
    await plot(page, 'val_loss').focus();
    await page.keyboard.press('Home');
    assert.match((await spoken(page, 'val_loss')) ?? '', /^step 0: /);
    await page.keyboard.press('ArrowRight');
    assert.match((await spoken(page, 'val_loss')) ?? '', new RegExp('^step 200: .*quiet-heron 0\\.'));
    const before = await picture(page);
    await page.keyboard.press('End');
    assert.match(
      (await spoken(page, 'val_loss')) ?? '',
      new RegExp(`^step 3${nbsp}800: .*brisk-otter – \\(until step 1${nbsp}000\\)`),
    );
    assert.equal(await picture(page), before, 'lines are not drawn anew for a crosshair');
    const marked = await page.evaluate(
      () =>
        [...document.querySelectorAll<HTMLCanvasElement>('canvas.overlay')].filter((canvas) =>
          canvas
            .getContext('2d')
            ?.getImageData(0, 0, canvas.width, canvas.height)
            .data.some((value) => value > 0),
        ).length,
    );
    assert.equal(marked, 4, 'charts with a crosshair');
    await page.keyboard.press('Escape');
    assert.equal(await spoken(page, 'val_loss'), null);
    assert.equal(await page.locator('.curve-tip').count(), 0);
  });

  it('lists values under the pointer as the lines lie, with what became of a run', async () => {
    const page = await show({ scenario: 'usual', picked: ids(5), curves: { keys: ['train_loss'] } });
    const box = await plot(page, 'train_loss').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.8);
    const rows = await until('the values are listed', async () => {
      const listed = await tip(page);
      return listed.length === 5 && listed;
    });
    const values = rows.flatMap((row) => /\t(\d[\d.]*)/.exec(row)?.[1] ?? []).map(Number);
    assert.deepEqual(
      values,
      [...values].sort((a, b) => b - a),
    );
    assert.ok(
      rows.some((row) => /tidy-lynx\s+NaN\s+since step 610/.test(row)),
      rows.join('\n'),
    );
    await page.mouse.move(box.x + box.width / 2, box.y - 40);
    await until('the list goes with the pointer', async () => (await tip(page)).length === 0);
  });

  it('says range and runs of a group', async () => {
    const page = await show({ scenario: 'grouped', picked: ids(11), curves: { keys: ['val_auc'] } });
    assert.match(await page.locator('.legend').innerText(), /quiet-heron\s+× 5/);
    await plot(page, 'val_auc').focus();
    await page.keyboard.press('Home');
    assert.match((await spoken(page, 'val_auc')) ?? '', /quiet-heron 0\.7\d+ \(0\.7\d+ … 0\.7\d+\)/);
    await page.getByRole('combobox', { name: 'Band' }).waitFor();
  });

  it('has a logarithmic axis for each chart, and says when nothing fits on it', async () => {
    const page = await show({ scenario: 'wild', curves: { keys: ['loss'] } });
    const before = await picture(page);
    await page.getByRole('button', { name: 'More for loss' }).click();
    await page.getByRole('button', { name: 'Logarithmic vertical axis' }).click();
    await page.keyboard.press('Escape');
    await until('it is drawn anew', async () => (await picture(page)) !== before);
    await page.locator('figcaption', { hasText: 'log axis' }).waitFor();
  });

  it('shows every chart as a table, by keyboard too, the last point first', async () => {
    const page = await show({ scenario: 'usual', picked: ids(5), curves: { keys: ['val_loss'] } });
    await page.getByRole('button', { name: 'Show val_loss as a table' }).focus();
    await page.keyboard.press('Enter');
    const table = page.getByRole('table', { name: /Points of val_loss/ });
    await table.waitFor();
    assert.deepEqual(await table.locator('thead th').allInnerTexts(), [
      'Step',
      ...['quiet-heron', 'amber-finch', 'calm-badger', 'brisk-otter', 'tidy-lynx'],
    ]);
    assert.match(
      await table.locator('tbody tr').first().innerText(),
      new RegExp(`^3${nbsp}800\t0\\.\\d+\t0`),
    );
    await page.keyboard.press('Enter');
    await plot(page, 'val_loss').waitFor();
  });

  it('keeps a chart that is shown as a table up to date: its axis, and the points that come', async () => {
    const page = await show({ scenario: 'usual', picked: ids(5), curves: { keys: ['val_loss'] } });
    await page.getByRole('button', { name: 'Show val_loss as a table' }).click();
    const first = page
      .getByRole('table', { name: /Points of val_loss/ })
      .locator('tbody tr')
      .first();
    await first.filter({ hasText: `3${nbsp}800` }).waitFor();
    await page.getByRole('radio', { name: 'Relative' }).click();
    // Not the steps read as seconds.
    await until('the times have come', async () => !(await first.innerText()).startsWith('1:03:20'));
    await page.getByRole('radio', { name: 'Step' }).click();
    await first.filter({ hasText: `3${nbsp}800` }).waitFor();
    await page.evaluate(() => window.curveGrow(3, 'val_loss', 0.0123));
    await page
      .getByRole('table', { name: /Points of val_loss/ })
      .getByText('0.0123')
      .waitFor();
    await page.getByRole('button', { name: 'More for val_loss' }).click();
    await page.getByText('Save all points as CSV…').waitFor();
    assert.equal(await page.getByText('Save as PNG…').count(), 0);
    await page.reload();
    await page.getByRole('table', { name: /Points of val_loss/ }).waitFor();
  });

  it('draws the first rows of the table while nothing is picked, says so, and picks them on a click', async () => {
    const page = await show({ scenario: 'fifty' });
    assert.match(
      await page.locator('.legend').innerText(),
      /Nothing is picked: the first 8 rows are drawn\./,
    );
    await page.getByRole('button', { name: 'Pick these 8' }).click();
    await until(
      'they are picked',
      async () => !(await page.locator('.legend').innerText()).includes('Nothing is picked'),
    );
    assert.match(await page.locator('.curves-foot').innerText(), /^8 of 50 runs drawn/);
  });

  it('gives each group one colour when groups are picked', async () => {
    const page = await show({ scenario: 'grouped' });
    await page.getByRole('button', { name: 'Pick these 5' }).click();
    await until('they are picked', async () =>
      (await page.locator('.curves-foot').innerText()).startsWith('5 lines from 11 runs'),
    );
    const marks = await page
      .locator('.legend li svg')
      .evaluateAll((all) => all.map((mark) => mark.getAttribute('class')));
    assert.deepEqual(marks, [
      'series-mark s1',
      'series-mark s2',
      'series-mark s3',
      'series-mark s4',
      'series-mark s5',
    ]);
  });

  it('tells lines of one name apart', async () => {
    const page = await show({ scenario: 'twins', picked: ids(3) });
    assert.deepEqual(await page.locator('.legend li .cut').allInnerTexts(), [
      'quiet-heron · 0000',
      'quiet-heron · 0001',
      'calm-badger',
    ]);
  });

  it('says how many of a thousand lines are drawn and in grey, and names the nearest to the pointer', async () => {
    const page = await show({ scenario: 'thousand', picked: ids(1000), curves: { large: 'val_auc' } });
    await until('all are drawn', async () =>
      (await page.locator('.curves-foot').innerText()).startsWith(
        `1${nbsp}000 of 1${nbsp}000 runs drawn · 19${nbsp}`,
      ),
    );
    await settled(page);
    assert.match(await page.locator('.legend').innerText(), /992 in grey/);
    const box = await plot(page, 'val_auc').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await until('the nearest are listed', async () => (await tip(page)).length === 12);
    assert.match(await page.locator('.curve-tip').innerText(), /and 98\d more here/);
  });

  it('asks only for the run that went on, and draws its new point', async () => {
    const page = await show({ scenario: 'usual', picked: ids(5), curves: { keys: ['train_loss'] } });
    const before = (await calls(page)).length;
    await page.evaluate(() => window.curveGrow(3, 'train_loss', 0.123));
    await until('the point is asked for', async () => (await calls(page)).length > before);
    await settled(page);
    assert.deepEqual(
      (await calls(page)).slice(before).map(({ key, lines }) => [key, lines]),
      [['train_loss', 1]],
    );
    await plot(page, 'train_loss').focus();
    await until('the new point can be read', async () => {
      await page.keyboard.press('Home');
      for (let press = 0; press < 12; press += 1) await page.keyboard.press('PageUp');
      return ((await spoken(page, 'train_loss')) ?? '').includes('brisk-otter 0.123');
    });
  });

  it('does not draw what is out of view', async () => {
    const keys = ['val_auc', 'val_loss', 'train_loss', 'grad_norm', 'epoch', 'system/cpu'];
    const page = await show({ scenario: 'usual', picked: ids(2), width: 500, height: 500, curves: { keys } });
    const asked = new Set((await calls(page)).map(({ key }) => key));
    assert.ok(asked.has('val_auc') && !asked.has('system/cpu'), [...asked].join());
    await plot(page, 'system/cpu').scrollIntoViewIfNeeded();
    await until('it is asked for', async () => (await calls(page)).some(({ key }) => key === 'system/cpu'));
    await until(
      'the first one is given away',
      async () => (await plot(page, 'val_auc').locator('canvas').count()) === 0,
    );
  });

  it('finds one metric among ten thousand', async () => {
    const page = await show({ scenario: 'manyMetrics', curves: { keys: [] } });
    assert.match(await page.locator('.tab-body').innerText(), /No metric is chosen/);
    await page.getByRole('button', { name: /^Metrics 0\/10\s000/ }).click();
    await page.getByText(/9\s800 more: type to find them/).waitFor();
    await page.getByRole('textbox', { name: 'Find a metric' }).fill('7777');
    await page.getByRole('checkbox', { name: /^m\/7777/ }).check();
    await page.keyboard.press('Escape');
    await plot(page, 'm/7777').waitFor();
  });

  it('shows names with HTML in them as text', async () => {
    const page = await show({ scenario: 'wild', picked: ids(2) });
    assert.equal(await page.title(), 'compare');
    assert.equal(await page.locator('main img, main b').count(), 0);
    assert.match(await page.locator('.legend').innerText(), /<img src=x onerror=/);
  });

  it('says once what could not be read, and shows the rest', async () => {
    const page = await show({ scenario: 'usual', picked: ids(2), curves: { keys: ['val_auc'] } });
    await page.evaluate(() => window.curveFail());
    await page.getByRole('slider', { name: 'Smoothing' }).fill('0.5');
    await page.getByRole('alert').getByText('The disk is gone.').waitFor();
    assert.ok((await picture(page)).length > 1000);
  });

  it('saves a chart as PNG, as SVG with its legend, and all its points as CSV', async () => {
    const page = await show({
      scenario: 'usual',
      picked: ids(5),
      curves: { keys: ['train_loss'], smoothing: 0.5 },
    });
    for (const name of ['Save as PNG…', 'Save as SVG…', 'Save all points as CSV…']) {
      await page.getByRole('button', { name: 'More for train_loss' }).click();
      await page.getByRole('button', { name }).click();
      await page.keyboard.press('Escape');
    }
    const saved = await until('all three are saved', async () => {
      const files = await page.evaluate(() => window.curveSaved);
      return files.length === 3 && files;
    });
    const byName = new Map(saved.map((file) => [file.name, file]));
    assert.ok((byName.get('train_loss.png')?.bytes ?? 0) > 10_000);
    const svg = byName.get('train_loss.svg')?.text ?? '';
    for (const part of ['>train_loss<', '>quiet-heron<', '>tidy-lynx<', '>smoothed with 0.50<', '>Step<'])
      assert.ok(svg.includes(part), part);
    const isDrawn = await page.evaluate((text) => {
      const image = new DOMParser().parseFromString(text, 'image/svg+xml');
      return image.querySelector('parsererror') === null && image.querySelectorAll('path').length > 10;
    }, svg);
    assert.ok(isDrawn);
    const csv = (byName.get('train_loss.csv')?.text ?? '').split('\r\n');
    assert.equal(csv[0], 'line,metric,step,value,smoothed');
    assert.equal(csv.length, 1 + 4 * 400 + 120 + 1);
    assert.ok(csv.some((row) => /^amber-finch,train_loss,1760,2\.84,/.test(row)));
    assert.ok(csv.some((row) => /^tidy-lynx,train_loss,610,NaN,NaN$/.test(row)));
  });

  it('shows one large chart, and all of them again', async () => {
    const page = await show({ scenario: 'usual', picked: ids(5) });
    const choose = async (key: string) => {
      await page.getByRole('button', { name: `More for ${key}` }).click();
      await page.getByRole('button', { name: 'One large chart' }).click();
      await page.keyboard.press('Escape');
    };
    await choose('val_loss');
    await until('one is left', async () => (await page.locator('figure').count()) === 1);
    await choose('val_loss');
    await until('all are there', async () => (await page.locator('figure').count()) === 4);
  });

  it('chooses the axis by keyboard, and another metric as the axis', async () => {
    const page = await show({ scenario: 'usual', picked: ids(2), curves: { keys: ['val_auc'] } });
    await page.getByRole('radio', { name: 'Step' }).focus();
    await page.keyboard.press('ArrowRight');
    await settled(page);
    await plot(page, 'val_auc').focus();
    await page.keyboard.press('End');
    assert.match((await spoken(page, 'val_auc')) ?? '', /^6:3\d after the start: .*step 3\u00a0800/);
    await page.getByRole('button', { name: 'More settings of the charts' }).click();
    await page.getByRole('combobox', { name: 'Horizontal axis' }).fill('epoch');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.getByRole('radio', { name: 'epoch' }).waitFor();
    await settled(page);
    await plot(page, 'val_auc').focus();
    await page.keyboard.press('End');
    assert.match((await spoken(page, 'val_auc')) ?? '', /^epoch 19: /);
  });

  it('draws in the colours of another theme', async () => {
    const page = await show({ scenario: 'usual', picked: ids(2), curves: { keys: ['val_auc'] } });
    const before = await picture(page);
    await page.evaluate(() =>
      document.documentElement.style.setProperty('--vscode-cairn-series1', '#ff00ff'),
    );
    await until('it is drawn anew', async () => (await picture(page)) !== before);
  });
});
