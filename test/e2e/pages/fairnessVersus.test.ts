/** Two models side by side on the fairness page: what closes, by how much, told without colour, live under the threshold, kept. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import * as z from 'zod';
import { UserError } from '../../../src/base/errors.ts';
import { comparison } from '../../../src/fairness/comparison.ts';
import { defaultSettings } from '../../../src/fairness/fairnessReport.ts';
import { atThreshold, thresholdPlace } from '../../../src/fairness/thresholds.ts';
import { until } from '../until.ts';
import { fairnessSubjectName } from './fairnessScenarios.ts';
import { FairnessHost, openFairnessStage, showFairness } from './fairnessStage.ts';
import { besideCounts, besideSource, unpairedCounts, versusScenario } from './fairnessVersusScenario.ts';
import type { Show, Theme } from './pageStage.ts';
import { assertReadable } from './readable.ts';
import { stagedPages } from './stagedPages.ts';

const themes: readonly Theme[] = ['dark', 'light', 'high-contrast'];
const label = besideSource.label;
const state = { page: 'fairness', folder: 'file:///home/sam/credit', name: fairnessSubjectName };
const chosen = { ...state, versus: besideSource.name };

describe('two models on the fairness page', () => {
  const staged = stagedPages(openFairnessStage);

  function host(): FairnessHost {
    const made = new FairnessHost(versusScenario);
    made.beside = { source: besideSource, counts: besideCounts };
    return made;
  }
  async function show(made: FairnessHost, options: Omit<Show, 'before' | 'scenario'> = {}): Promise<Page> {
    const { page, complaints } = await showFairness(staged.stage, made, options);
    staged.keep(page);
    assert.deepEqual(complaints, []);
    return page;
  }
  const settled = async (page: Page) => {
    await page.locator('.versus-finding[aria-busy=false]').waitFor();
    await page.locator('.dt:not(.vt)[aria-busy=false]').waitFor();
  };
  const cellsOf = async (page: Page, selector: string) =>
    await page
      .locator(selector)
      .evaluateAll((found) =>
        found.map((row) => [...row.children].map((cell) => cell.textContent.replace(/\s+/g, ' ').trim())),
      );
  const found = comparison(versusScenario.counts, besideCounts, defaultSettings, label);
  const finding = async (page: Page) => (await page.locator('.versus-finding').innerText()).trim();

  for (const theme of themes)
    it(`are readable in ${theme} at every width`, async () => {
      const page = await show(host(), { theme, state: chosen });
      await settled(page);
      await assertReadable(page, { widths: [1600, 1280, 1041, 700, 480, 320] });
    });

  it('are set side by side once somebody chose the other, and taken apart again', async () => {
    const made = host();
    const page = await show(made, { state });
    await page.locator('.dt[aria-busy=false]').waitFor();
    assert.equal(await page.locator('.vt, .beside').count(), 0);
    await page.getByRole('button', { name: 'Against nothing: choose other predictions' }).click();
    await settled(page);
    assert.match(found.sentence ?? '', /^Against credit-risk v7 the gap between .* shrank from/);
    assert.equal(await finding(page), found.sentence);
    const asked = made.calls.filter(({ method }) => method === 'versus');
    assert.deepEqual(
      asked.map(({ params }) => params),
      [{ name: besideSource.name, content: null, thresholds: 99 }],
    );
    await page.getByRole('button', { name: `Against ${label}: choose other predictions` }).waitFor();
    await page.getByRole('button', { name: 'Against nothing' }).click();
    await page.getByRole('button', { name: 'Against nothing: choose other predictions' }).waitFor();
    assert.equal(await page.locator('.vt, .beside, .versus-finding').count(), 0);
  });

  it('tell the value of the other and the paired difference of every slice', async () => {
    const page = await show(host(), { state: { ...chosen, metric: 'fnr' }, width: 1600 });
    await settled(page);
    const rows = await cellsOf(page, '.pt tbody tr');
    const f = rows.find(([name]) => name?.startsWith('F'));
    const women = found.slices.find(({ slice }) => slice['sex'] === 'F' && Object.keys(slice).length === 1);
    const change = women?.changes.fnr;
    const text = (value: number | null | undefined) => (value ?? NaN).toFixed(3).replace('-', '−');
    assert.deepEqual(f?.slice(6), [
      text(women?.rates.fnr?.value),
      `${text(change?.value)} [${text(change?.low)}, ${text(change?.high)}]`,
    ]);
    // Hollow triangles, not only another colour.
    const drawn = await page.locator('.pt .beside').count();
    assert.ok(drawn > 5);
    const name = await page.locator('.pt tbody tr').nth(2).locator('svg').getAttribute('aria-label');
    assert.match(name ?? '', /; credit-risk v7: 0\.\d+$/);
    const gaps = await cellsOf(page, '.vt tbody tr');
    const opportunity = found.aggregates.find(
      ({ metric, kind }) => metric === 'equalOpportunity' && kind === 'difference',
    );
    assert.deepEqual(gaps[3]?.slice(0, 5), [
      'equal opportunity',
      ...[opportunity?.value, opportunity?.other, opportunity?.change].map(text),
      `[${text(opportunity?.low)}, ${text(opportunity?.high)}]`,
    ]);
    await page.getByText('Rows are paired by “applicant_id”: 4 000 pairs.').waitFor();
  });

  it('follow the threshold of these predictions only', async () => {
    const page = await show(host(), { state: { ...chosen, metric: 'fnr' }, width: 1600 });
    await settled(page);
    const before = await cellsOf(page, '.pt tbody tr');
    await page.getByRole('slider', { name: 'Threshold' }).fill('0.3');
    await settled(page);
    await until('the sentence is of the new threshold', async () => {
      const counts = atThreshold(versusScenario.counts, thresholdPlace(versusScenario.counts, 0.3));
      return (await finding(page)) === comparison(counts, besideCounts, defaultSettings, label).sentence;
    });
    const after = await cellsOf(page, '.pt tbody tr');
    assert.notEqual(before[2]?.[2], after[2]?.[2]);
    assert.equal(before[2]?.[6], after[2]?.[6]);
    assert.notEqual(before[2]?.[7], after[2]?.[7]);
  });

  it('come back after a reload, and are counted again only when a file changed', async () => {
    const made = host();
    const page = await show(made, { state: chosen });
    await settled(page);
    made.change({});
    await until('the page asked again', () =>
      Promise.resolve(made.calls.filter(({ method }) => method === 'versus').length === 2),
    );
    assert.deepEqual(made.calls.at(-1)?.params, { name: besideSource.name, content: '1', thresholds: 99 });
    await settled(page);
    assert.equal(await finding(page), found.sentence);
  });

  it('say that rows are not paired, and why', async () => {
    const made = host();
    made.beside = { source: besideSource, counts: unpairedCounts };
    const page = await show(made, { state: chosen });
    await settled(page);
    await page.getByText('Rows are not paired: the files have no id in common').waitFor();
  });

  it('say why the other could not be counted, and let one choose again', async () => {
    const made = host();
    made.besideFailure = new UserError('noColumn', 'There is no column “sex”.', 'There are y, p.');
    const page = await show(made, { state: chosen });
    const note = page.getByRole('alert').filter({ hasText: 'There is no column “sex”. There are y, p.' });
    await note.waitFor();
    made.besideFailure = undefined;
    await note.getByRole('button', { name: 'Try again' }).click();
    await settled(page);
    assert.equal(await note.count(), 0);
  });

  it('are both in saved charts, told by hollow marks and a legend, and not only by colour', async () => {
    const made = host();
    const page = await show(made, { state: chosen, theme: 'light' });
    await settled(page);
    for (const chart of ['FNR by slice', 'ROC', 'Calibration', 'By threshold']) {
      made.calls.length = 0;
      await page.getByRole('button', { name: `Save the chart “${chart}”…` }).click();
      await page.getByText('SVG picture…').click();
      const { params } = await until('the chart is saved', () =>
        Promise.resolve(made.calls.find(({ method }) => method === 'savePicture')),
      );
      const { bytes } = z.object({ bytes: z.instanceof(ArrayBuffer) }).parse(params);
      const svg = new TextDecoder().decode(bytes);
      for (const name of ['credit-risk v8', label]) assert.ok(svg.includes(`>${name}</text>`), chart);
      // Closed paths in the colour of the ground.
      const hollow = svg.match(/<path d="M[^"]*Z" fill="#ffffff"/g) ?? [];
      assert.ok(hollow.length > 8, `${chart}: ${String(hollow.length)}`);
    }
  });

  it('are exported together', async () => {
    const made = host();
    const page = await show(made, { state: chosen });
    await settled(page);
    for (const [item, format] of [
      ['Markdown, for a pull request…', 'md'],
      ['One HTML file…', 'html'],
    ] as const) {
      await page.getByRole('button', { name: 'Export…' }).click();
      await page.getByText(item).click();
      const saved = z.object({ format: z.string(), text: z.string() });
      const { text } = await until('the report is saved', () => {
        const params = made.calls
          .filter(({ method }) => method === 'save')
          .map((call) => saved.parse(call.params));
        return Promise.resolve(params.find((one) => one.format === format));
      });
      assert.ok(text.includes('Against credit-risk v7 the gap between'));
      assert.ok(text.includes('Closes?'));
      assert.ok(text.includes('applicant'));
      // Slices, ROC, calibration and trade-off.
      if (format === 'html') assert.equal(text.match(/>credit-risk v7<\/text>/g)?.length, 4);
    }
  });
});
