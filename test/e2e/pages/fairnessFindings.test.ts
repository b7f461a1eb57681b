/** What the fairness page finds by itself: worst slices, thresholds for a limit, other kinds of predictions; and its charts as files. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import * as z from 'zod';
import { UserError } from '../../../src/base/errors.ts';
import { defaultSettings } from '../../../src/fairness/fairnessReport.ts';
import { headline } from '../../../src/fairness/headline.ts';
import { atThreshold, thresholdPlace } from '../../../src/fairness/thresholds.ts';
import { worstSlices } from '../../../src/fairness/worstSlices.ts';
import { until } from '../until.ts';
import { fairnessSubjectName } from './fairnessScenarios.ts';
import { FairnessHost, stagedFairness } from './fairnessStage.ts';
import type { Theme } from './pageStage.ts';
import { assertReadable } from './readable.ts';
import { fairnessPages } from './fairnessPages.ts';

const themes: readonly Theme[] = ['dark', 'light', 'high-contrast'];
const state = { page: 'fairness', folder: 'file:///home/sam/credit', name: fairnessSubjectName };
const { typical, deep } = stagedFairness;

describe('fairness page finds', () => {
  const { show, settled, rows, called } = fairnessPages();
  const text = async (page: Page, selector: string) =>
    (await page.locator(selector).innerText()).replace(/\s+/g, ' ').trim();

  for (const theme of themes) {
    for (const scenario of ['classes', 'oneClass', 'constant', 'deep'] as const)
      it(`shows ${scenario} predictions in ${theme}: named, readable, nothing sideways, within its policy`, async () => {
        const { page } = await show(scenario, { theme });
        await settled(page);
        assert.equal(
          await text(page, '.finding'),
          headline(stagedFairness[scenario].counts, defaultSettings).replace(/\s+/g, ' '),
        );
        await assertReadable(page, { widths: [1600, 1280, 700, 320] });
      });

    it(`shows all that can be opened in ${theme}: named, readable, nothing sideways`, async () => {
      const wanted = { metric: 'equalizedOdds', kind: 'difference', against: 'groups', limit: 0.06 };
      const { page } = await show('typical', {
        theme,
        state: {
          ...state,
          ...{ chosen: '{"sex":"F"}', byGroup: true, wanted },
          ...{ heldAgainst: 'reference', referenceGroups: { sex: 'M' } },
        },
      });
      await settled(page);
      await page.getByText('This treats people differently because of their group').waitFor();
      await assertReadable(page, { widths: [1600, 1280, 700, 320] });
    });
  }

  it('the sentence of each task, and what it would take', async () => {
    for (const [scenario, finding, remedy] of [
      [
        'classes',
        /^site = north: 25\.8 % are put into a wrong class, of site = south: 6\.2 %/,
        /^Of several/,
      ],
      ['regression', /^region = north: predictions are 310 too low on average/, /^No threshold mends this/],
      ['oneClass', /^sex = F are wrongly refused 2\.8 times as often as sex = M/, /have no scores/],
      [
        'typical',
        /^age_band = 18–24 are wrongly refused 1\.7 times as often as all others/,
        /scores above 0\.4 instead of 0\.5/,
      ],
    ] as const) {
      const { page } = await show(scenario);
      await settled(page);
      assert.match(await text(page, '.finding'), finding);
      assert.match(await text(page, '.remedy'), remedy);
    }
    const { page } = await show('constant');
    await settled(page);
    assert.match(await text(page, '.finding'), /^Nobody is accepted/);
    await page.getByText('All scores are 0.5: no threshold tells anybody apart.').waitFor();
    assert.equal(await page.locator('.remedy').count(), 0);
  });

  it('the worst slices of all crossings, and selects one by mouse or keyboard', async () => {
    const { page, host } = await show('deep', { realTime: true });
    await settled(page);
    await called(host, 'deepCounts');
    await page.getByText(/groups and crossings of up to 3 columns/).waitFor();
    const { found, looked } = worstSlices(deep.deep, 'fnr', 30);
    const [worst] = found;
    assert.deepEqual(worst?.slice, { sex: 'F', age_band: '25–34', home: 'rented' });
    assert.ok(
      (await text(page, 'section:has(#h-worst) .say >> nth=0')).startsWith(
        `${String(found.length)} of ${String(looked)} groups`,
      ),
    );
    assert.equal((await rows(page, '.wt tbody tr'))[0]?.[0], 'sex = F, age_band = 25–34, home = rented');
    // It stands in no other list: only the search has looked so deep.
    await page.locator('.wt tbody tr').first().click();
    await page.locator('#h-slice', { hasText: 'sex = F, age_band = 25–34, home = rented' }).waitFor();
    assert.equal((await rows(page, '.rates tbody tr')).length, 14);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'sex = F, age_band = 25–34', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.locator('#h-slice', { hasText: 'sex = F, age_band = 25–34' }).waitFor();
  });

  it('other worst slices at another threshold and by another metric', async () => {
    const { page } = await show('typical', { realTime: true });
    await settled(page);
    const before = await rows(page, '.wt tbody tr');
    const slider = page.getByRole('slider', { name: 'Threshold' });
    await slider.focus();
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('PageUp');
    const at = Number(await slider.inputValue());
    const counts = atThreshold(typical.counts, thresholdPlace(typical.counts, at));
    const { found } = worstSlices(counts, 'fnr', 30);
    await until('the list follows', async () => {
      const now = await rows(page, '.wt tbody tr');
      return now[0]?.[2] === found[0]?.value.toFixed(3) || undefined;
    });
    assert.notDeepEqual(await rows(page, '.wt tbody tr'), before);
    await page.getByRole('combobox', { name: 'Metric' }).click();
    await page.getByRole('option', { name: 'F1', exact: true }).click();
    await page.getByText(/^Slices are searched by rates that are shares/).waitFor();
  });

  it('deeper crossings only when asked where there would be many, and says why not', async () => {
    const huge = new FairnessHost({
      ...stagedFairness.huge,
      view: {
        ...stagedFairness.huge.view,
        columns: {
          ...stagedFairness.huge.view.columns,
          groups: ['sex', 'age_band', 'residential_area_of_the_applicant'].map((column) => ({ column })),
        },
      },
    });
    const { page } = await show(huge);
    await settled(page);
    assert.ok(!huge.calls.some(({ method }) => method === 'deepCounts'));
    await page.getByRole('button', { name: 'Look at crossings of more columns' }).click();
    await page.getByText('The crossings have more than 50 000 slices.').waitFor();
  });

  it('a threshold for a limit of one’s own, its cost, and thresholds for each group that say what they are', async () => {
    const { page } = await show('typical', { realTime: true });
    await settled(page);
    await page.getByRole('combobox', { name: 'Limit to search for' }).click();
    await page.getByRole('option', { name: 'another limit' }).click();
    const typed = page.getByRole('spinbutton', { name: 'Value of the limit' });
    await typed.fill('0.09');
    await typed.press('Enter');
    await page.getByText('The limit of equal opportunity difference would hold with one threshold').waitFor();
    const [now, best] = await rows(page, '.et tbody tr');
    assert.deepEqual(now?.slice(0, 2), ['now: 0.5', '0.101']);
    assert.match(best?.[0] ?? '', /^best within the limit: 0\.\d+$/);
    assert.ok(Number(best?.[1]) <= 0.09, best?.[1]);
    await page.getByRole('button', { name: 'Use this threshold' }).press('Enter');
    await page.getByText('The limit of equal opportunity difference holds at this threshold.').waitFor();

    await typed.fill('0');
    await typed.press('Enter');
    await page.getByRole('button', { name: 'A threshold for each group…' }).press('Enter');
    const note = page.getByRole('note').filter({ hasText: 'may be unlawful' });
    await note.waitFor();
    await typed.fill('0.03');
    await typed.press('Enter');
    await page.getByText(/With them the limit of equal opportunity difference holds, and/).waitFor();
    const groups = (await rows(page, '.et >> nth=1 >> tbody tr')).map(([name]) => name);
    assert.deepEqual(groups, ['sex = –', 'sex = F', 'sex = M']);
  });

  it('no threshold where none keeps the limit, and says so', async () => {
    const wanted = { metric: 'equalizedOdds', kind: 'ratio', against: 'groups', limit: 0.999 };
    const { page } = await show('typical', { state: { ...state, wanted } });
    await settled(page);
    await page.getByText('No single threshold keeps to the limit of equalized odds ratio').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Use this threshold' }).count(), 0);
  });

  it('disparities against all rows and against a reference group', async () => {
    const { page } = await show('typical', { realTime: true });
    await settled(page);
    const hold = page.getByRole('combobox', { name: 'Hold groups against' });
    await hold.click();
    await page.getByRole('option', { name: 'all rows' }).click();
    await until('pairs are with all rows', async () => {
      const [, first] = await rows(page, '.dt tbody tr');
      return first?.[4]?.includes('all rows') === true || undefined;
    });
    await hold.click();
    await page.getByRole('option', { name: 'a reference group' }).click();
    // The largest group is where it starts.
    await page.getByRole('combobox', { name: 'Reference group of sex' }).click();
    await page.getByRole('option', { name: 'F', exact: true }).click();
    await until('pairs are with women', async () => {
      const [, first] = await rows(page, '.dt tbody tr');
      return /(^F \/|\/ F$)/.test(first?.[4] ?? '') || undefined;
    });
  });

  const picture = z.object({ name: z.string(), kind: z.string(), bytes: z.instanceof(ArrayBuffer) });
  for (const [chart, title] of [
    ['FNR by slice', 'FNR by slice'],
    ['ROC', 'ROC by sex'],
    ['Calibration', 'Calibration by sex'],
    ['By threshold', 'Accuracy and disparity of sex by threshold'],
  ] as const)
    it(`its chart ${chart} as SVG and PNG, with the keyboard alone`, async () => {
      const { page, host } = await show('typical', { theme: 'light' });
      await settled(page);
      const save = async (kind: string) => {
        host.calls.length = 0;
        await page.getByRole('button', { name: `Save the chart “${chart}”…` }).focus();
        await page.keyboard.press('Enter');
        await page.getByRole('menu').waitFor();
        if (kind === 'png') await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        return picture.parse((await called(host, 'savePicture')).params);
      };
      const svg = await save('svg');
      assert.deepEqual([svg.name, svg.kind], [title, 'svg']);
      const source = new TextDecoder().decode(svg.bytes);
      // As another program sees it: well-formed, with its texts, and every colour written out.
      const seen = await page.evaluate((given) => {
        const drawing = new DOMParser().parseFromString(given, 'image/svg+xml');
        const colors = [...drawing.querySelectorAll('*')].flatMap((one) =>
          ['fill', 'stroke'].flatMap((name) => one.getAttribute(name) ?? []),
        );
        return {
          isWrong: drawing.querySelector('parsererror') !== null,
          title: drawing.querySelector('title')?.textContent,
          texts: [...drawing.querySelectorAll('text')].map((one) => one.textContent),
          shapes: drawing.querySelectorAll('path, circle').length,
          colors: [...new Set(colors)].filter((color) => !/^(#[0-9a-f]{6}|none)$/.test(color)),
          ground: drawing.querySelector('rect')?.getAttribute('fill'),
          width: drawing.documentElement.getAttribute('width'),
        };
      }, source);
      assert.deepEqual([seen.isWrong, seen.title, seen.colors, seen.ground], [false, title, [], '#ffffff']);
      assert.ok(seen.texts.includes(title) && seen.texts.length > 8 && seen.shapes > 8);
      const png = await save('png');
      const bytes = new DataView(png.bytes);
      assert.equal(bytes.getUint32(0), 0x89_50_4e_47);
      assert.equal(bytes.getUint32(16), Number(seen.width) * 2);
    });

  it('what to do about groups that are too many, right where it says so', async () => {
    const host = new FairnessHost(typical);
    host.failure = new UserError(
      'groups',
      '“age” has 4 000 groups; at most 1 000 are judged.',
      'See --bins.',
    );
    const { page } = await show(host);
    const alert = page.getByRole('alert');
    await alert.getByText('“age” has 4 000 groups; at most 1 000 are judged.', { exact: true }).waitFor();
    await assertReadable(page, { widths: [1280, 320] });
    for (const [name, setting] of [
      ['Cut into bins…', 'bins'],
      ['Cross fewer columns…', 'cross'],
      ['Choose other groups…', 'groups'],
    ] as const) {
      host.calls.length = 0;
      await alert.getByRole('button', { name }).press('Enter');
      assert.deepEqual((await called(host, 'choose')).params, { setting });
    }
    host.failure = new UserError('positive', 'Of the labels it cannot be told which is the favourable one.');
    await alert.getByRole('button', { name: 'Try again' }).press('Enter');
    await alert.getByRole('button', { name: 'Choose the favourable label…' }).press('Enter');
  });

  it('a way through all of it with the Tab key', async () => {
    const { page } = await show('typical');
    await settled(page);
    const wanted = [
      ...['Export…', 'Columns…', 'Threshold', 'Metric', 'Smallest slice', 'Hold groups against'],
      ...[
        'Save the chart “FNR by slice”…',
        'sex = F',
        'Save the chart “ROC”…',
        'Save the chart “Calibration”…',
      ],
      ...['Drawn by', 'Save the chart “By threshold”…', 'Limit to search for', 'Use this threshold'],
      'A threshold for each group…',
    ];
    const met: string[] = [];
    await page.locator('body').press('Tab');
    for (let step = 0; step < 150 && !met.includes(wanted.at(-1) ?? ''); step += 1) {
      met.push(
        await page.evaluate(() => {
          const one = document.activeElement;
          const label = one instanceof HTMLInputElement ? one.labels?.[0]?.textContent : one?.textContent;
          return (one?.getAttribute('aria-label') ?? label ?? '').replace(/\s+/g, ' ').trim();
        }),
      );
      await page.keyboard.press('Tab');
    }
    let from = 0;
    for (const name of wanted) {
      const place = met.findIndex((one, at) => at >= from && one.startsWith(name));
      assert.ok(
        place >= from,
        `${name} after ${met.slice(0, from).join(' | ')}: ${met.slice(from).join(' | ')}`,
      );
      from = place + 1;
    }
  });

  it('several models and data versions in the head, each whole', async () => {
    const { page, host } = await show('deep', { width: 1280 });
    await settled(page);
    assert.match(await text(page, '.factcols'), /part = test/);
    const cut = await page.locator('.versioned .keep').evaluateAll((found) =>
      found.map((one) => {
        const [own, around] = [one, one.closest('dd') ?? one].map((each) => each.getBoundingClientRect());
        const isWhole =
          own && around && own.width > 10 && own.right <= around.right && own.bottom <= around.bottom + 1;
        return `${one.textContent} ${String(isWhole)}`;
      }),
    );
    assert.deepEqual(cut, ['v8 true', 'v12 true', 'v4 true', 'v11 true', 'v2 true']);
    await page.getByRole('button', { name: 'credit-risk-for-small-businesses v12' }).click();
    assert.deepEqual((await called(host, 'openModel')).params, { at: 1 });
  });
});
