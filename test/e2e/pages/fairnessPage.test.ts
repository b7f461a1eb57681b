/** The fairness page: readable in every theme and width, follows the threshold, judges, explains, exports, and says what is wrong. */
import assert from 'node:assert/strict';
import * as z from 'zod';
import { UserError } from '../../../src/base/errors.ts';
import { headline } from '../../../src/fairness/headline.ts';
import { defaultSettings } from '../../../src/fairness/fairnessReport.ts';
import { atThreshold, thresholdPlace } from '../../../src/fairness/thresholds.ts';
import { fairnessPageState, lostFairnessPage } from '../../../src/protocol/fairnessPage.ts';
import { until } from '../until.ts';
import { fairnessScenarios, fairnessSubjectName } from './fairnessScenarios.ts';
import { FairnessHost, type FairnessScenarioName } from './fairnessStage.ts';
import type { Theme } from './pageStage.ts';
import { assertReadable } from './readable.ts';
import { fairnessPages } from './fairnessPages.ts';

const themes: readonly Theme[] = ['dark', 'light', 'high-contrast'];
const drawn: readonly FairnessScenarioName[] = ['typical', 'bare', 'regression', 'broken'];
const { typical } = fairnessScenarios;

describe('fairness page', () => {
  const { show, settled, rows, called } = fairnessPages();

  for (const theme of themes)
    for (const scenario of drawn)
      it(`shows ${scenario} predictions in ${theme}: named, readable, nothing sideways, within its policy`, async () => {
        const { page } = await show(scenario, { theme });
        await settled(page);
        if (scenario === 'typical') await page.getByRole('button', { name: '25–34', exact: true }).click();
        await assertReadable(page, { widths: [1600, 1280, 1041, 700, 480, 320] });
      });

  it('tells in a sentence what was found, and copies it', async () => {
    const { page, host } = await show('typical');
    await settled(page);
    const said = headline(typical.counts, defaultSettings);
    assert.equal((await page.locator('.finding').innerText()).trim(), said);
    // Slices are told by the error that the sentence is about.
    assert.match(said, /wrongly refused/);
    assert.match(await page.locator('#h-slices').innerText(), /^FNR/);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByText('Copy the sentence').click();
    const { params } = await called(host, 'copy');
    assert.deepEqual(params, { text: said });
  });

  it('lists every slice with its interval and denominator, and small ones apart', async () => {
    const { page } = await show('typical', {
      state: {
        page: 'fairness',
        folder: 'file:///home/sam/credit',
        name: fairnessSubjectName,
        metric: 'fpr',
      },
    });
    await settled(page);
    const found = await rows(page, '.pt tbody tr');
    const all = found.find(([name]) => name === 'All rows');
    assert.deepEqual(all?.slice(2), ['0.181', '[0.163, 0.200]', '1 605', '']);
    const women = found.find(([name]) => name === 'F');
    assert.deepEqual(women?.slice(2), ['0.151', '[0.125, 0.181]', '630', '−0.030']);
    const heading = found.findIndex(([name]) => name?.startsWith('Too small to judge') === true);
    assert.ok(heading > 0);
    assert.ok(found.slice(heading + 1).every(([, text]) => /^\d+ rows?$/.test(text ?? '')));
  });

  it('follows the threshold with the keyboard at once, and the sentence when it rests', async () => {
    const { page } = await show('typical', { realTime: true });
    await settled(page);
    const slider = page.getByRole('slider', { name: 'Threshold' });
    await slider.focus();
    await page.keyboard.press('PageUp');
    // Steps that are smaller than those between known thresholds add up all the same.
    for (let step = 0; step < 10; step += 1) await page.keyboard.press('ArrowRight');
    const at = Number(await slider.inputValue());
    assert.ok(at > 0.61, String(at));
    const counts = atThreshold(typical.counts, thresholdPlace(typical.counts, at));
    await until(
      'the slider says where it is',
      async () =>
        (await slider.getAttribute('aria-valuetext')) ===
          `positive when score > ${String(counts.threshold)}` || undefined,
    );
    const [, fp = 0, , tp = 0] = counts.overall.cells?.rows ?? [];
    await page.getByRole('combobox', { name: 'Metric' }).click();
    await page.getByRole('option', { name: 'selection rate' }).click();
    await until('the rate is that of the threshold', async () => {
      const [all] = await rows(page, '.pt tbody tr');
      return all?.[2] === ((fp + tp) / counts.rows).toFixed(3) || undefined;
    });
    await settled(page);
    assert.equal((await page.locator('.finding').innerText()).trim(), headline(counts, defaultSettings));
    await page.getByRole('button', { name: 'Reset' }).click();
    await until(
      'the threshold is that of the predictions',
      async () => (await slider.getAttribute('aria-valuetext')) === 'positive when score > 0.5' || undefined,
    );
  });

  it('brings rows that nobody sees up to date when the threshold rests', async () => {
    const { page } = await show('typical', { realTime: true });
    await settled(page);
    await page.getByRole('combobox', { name: 'Metric' }).click();
    await page.getByRole('option', { name: 'selection rate' }).click();
    await page.setViewportSize({ width: 1280, height: 400 });
    const slider = page.getByRole('slider', { name: 'Threshold' });
    for (let step = 0; step < 3; step += 1) await slider.press('PageUp');
    const at = Number(await slider.inputValue());
    assert.ok(at > 0.6, String(at));
    const { attributes } = atThreshold(typical.counts, thresholdPlace(typical.counts, at));
    const expected = attributes.flatMap(({ slices }) =>
      slices.flatMap(({ rows: n, cells }) => {
        const [, fp = 0, , tp = 0] = cells?.rows ?? [];
        return n < defaultSettings.minSize ? [] : [((fp + tp) / n).toFixed(3)];
      }),
    );
    await until('every row is of the threshold', async () => {
      const told = await rows(page, '.pt tbody tr[data-slice]');
      return told.map(([, , value]) => value).join() === expected.join() || undefined;
    });
  });

  it('explains each metric in a line with its formula', async () => {
    const { page } = await show('typical');
    await settled(page);
    const seen = new Set<string>();
    for (const name of ['precision', 'AUC', 'base rate']) {
      await page.getByRole('combobox', { name: 'Metric' }).click();
      await page.getByRole('option', { name, exact: true }).click();
      await until(
        `slices are told by ${name}`,
        async () =>
          (await page.locator('#h-slices').innerText()).toLowerCase().startsWith(name.toLowerCase()) ||
          undefined,
      );
      seen.add(await page.locator('.meaning').innerText());
    }
    assert.equal(seen.size, 3);
    assert.ok([...seen].every((text) => text.length > 20));
  });

  it('judges by the limits, and says what it would take', async () => {
    const { page } = await show('typical');
    await settled(page);
    const found = await rows(page, '.lt tbody tr');
    assert.deepEqual(
      found.filter(({ length }) => length > 1).map(([name, , limit, verdict]) => [name, limit, verdict]),
      [
        ['equal opportunity diff.', '≤ 0.1', 'exceeds'],
        ['demographic parity ratio', '≥ 0.8', 'within limits'],
        ['equal opportunity diff.', '≤ 0.1', 'exceeds'],
        ['demographic parity ratio', '≥ 0.8', 'exceeds'],
      ],
    );
    assert.match(await page.locator('.head').innerText(), /3 of 4 limits exceeded/);
    await page.getByRole('button', { name: 'Use this threshold' }).click();
    await page.getByText('The limit of equal opportunity difference holds at this threshold.').waitFor();
  });

  it('says so where no limit is set, and opens the place for them', async () => {
    const { page, host } = await show('bare');
    await settled(page);
    await page.getByRole('button', { name: 'Write them under fairness: limits:' }).click();
    await called(host, 'openPolicy');
    assert.match(
      await page.locator('.finding').innerText(),
      /^Not enough data: no two groups of a column have 30 rows/,
    );
  });

  it('tells a chosen slice in full, and hides attributes', async () => {
    const { page } = await show('typical');
    await settled(page);
    await page.getByRole('button', { name: 'F', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.locator('#h-slice', { hasText: 'sex = F' }).waitFor();
    assert.equal((await rows(page, '.rates tbody tr')).length, 14);
    const before = (await rows(page, '.pt tbody tr')).length;
    await page.getByRole('checkbox', { name: 'sex × age_band' }).uncheck();
    await until(
      'the crossing is hidden',
      async () => (await rows(page, '.pt tbody tr')).length < before - 10 || undefined,
    );
    const state = fairnessPageState.parse(
      await page.evaluate((): unknown => JSON.parse(sessionStorage.getItem('state') ?? 'null')),
    );
    assert.deepEqual([state.chosen, state.hidden], ['{"sex":"F"}', ['["sex","age_band"]']]);
  });

  it('opens where it all comes from', async () => {
    const { page, host } = await show('typical');
    for (const [name, method] of [
      ['out/predictions.csv', 'openFile'],
      ['quiet-heron', 'openRun'],
      ['train_credit.py', 'openScript'],
      ['credit-risk v8', 'openModel'],
      ['Columns…', 'choose'],
    ] as const) {
      await page.getByRole('button', { name }).first().click();
      await called(host, method);
    }
  });

  it('lists thousands of slices bit by bit', async () => {
    const { page } = await show('huge');
    await settled(page);
    const more = page.getByRole('button', { name: /^Show more: 50 of/ }).first();
    const before = (await rows(page, '.pt tbody tr')).length;
    assert.ok(before < 700, String(before));
    await more.click();
    await until(
      'more are listed',
      async () => (await rows(page, '.pt tbody tr')).length > before || undefined,
    );
  });

  for (const [format, label, part] of [
    ['md', 'Markdown, for a pull request…', '| sex = F |'],
    ['html', 'One HTML file…', "default-src 'none'"],
  ] as const)
    it(`exports what it shows as ${format}`, async () => {
      const { page, host } = await show('typical');
      await settled(page);
      await page.getByRole('button', { name: 'Export…' }).click();
      await page.getByText(label).click();
      const saved = z
        .object({ format: z.string(), text: z.string() })
        .parse((await called(host, 'save')).params);
      assert.equal(saved.format, format);
      assert.ok(saved.text.includes(part));
      assert.ok(saved.text.includes('credit-risk v8'));
      assert.doesNotMatch(saved.text, /<script|https?:\/\//);
    });

  it('counts with progress and Cancel, and again when asked to', async () => {
    const host = new FairnessHost(typical);
    host.isHeld = true;
    const { page } = await show(host, { realTime: true });
    await page.getByText('Counting the predictions…').waitFor();
    host.progress(0.42);
    await page.getByText('42 %').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('alert').getByText('It was cancelled.').waitFor();
    host.isHeld = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await settled(page);
    assert.equal(await page.getByRole('alert').count(), 0);
  });

  it('says what is wrong with the predictions, and offers other columns', async () => {
    const host = new FairnessHost(typical);
    host.failure = new UserError('columns', 'There is no column “p”.', 'Choose another one.');
    const { page } = await show(host);
    await page.getByRole('alert').getByText('There is no column “p”. Choose another one.').waitFor();
    await assertReadable(page, { widths: [1280, 320] });
    await page.getByRole('button', { name: 'Change columns…' }).click();
    assert.deepEqual((await called(host, 'choose')).params, { setting: null });
  });

  it('counts again when something changed, and warns of what is stale', async () => {
    const { page, host } = await show('typical');
    await settled(page);
    host.change(fairnessScenarios.broken);
    await page.getByText('The predictions were written again after the run had ended.').waitFor();
    await page.getByText('And 3 more of that kind.').waitFor();
  });

  it('says that its host is gone, with the way back', async () => {
    const { page, host } = await show('typical', { realTime: true });
    await settled(page);
    host.isDead = true;
    const link = page.getByRole('link');
    await link.waitFor({ timeout: 20_000 });
    const query = decodeURIComponent((await link.getAttribute('href')) ?? '');
    const [lost] = z.tuple([lostFairnessPage]).parse(JSON.parse(query.slice(query.indexOf('?') + 1)));
    assert.equal(lost.name, fairnessSubjectName);
  });
});
