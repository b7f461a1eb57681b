import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import * as z from 'zod';
import { until } from '../until.ts';
import { axeViolations } from './axe.ts';
import { openCompareStage, savedState, showCompare, type CompareHost } from './compareStage.ts';
import type { Theme } from './pageStage.ts';
import { plotScenarios, type PlotScenario } from './plotScenarios.ts';
import { assertNamed } from './readable.ts';
import { stagedPages } from './stagedPages.ts';

const themes: readonly Theme[] = ['dark', 'light', 'high-contrast'];
const tabs = ['scatter', 'parallel', 'importance', 'pareto'] as const;
type Tab = (typeof tabs)[number];
/** What choices are called; the second may be any column, too. */
const labels: Readonly<Record<Tab, readonly [string, string?]>> = {
  scatter: ['Up', 'Across'],
  parallel: ['Axis', 'Colour'],
  importance: ['Objective'],
  pareto: ['Up', 'Across'],
};

describe('compare page: plots', () => {
  const pages = stagedPages(openCompareStage);

  async function show(
    tab: Tab,
    scenario: PlotScenario,
    options: { readonly theme?: Theme; readonly plots?: Record<string, unknown> } = {},
  ): Promise<{ page: Page; host: CompareHost; complaints: readonly string[] }> {
    const state = savedState({ tab, plots: options.plots ?? {}, split: 0.2 });
    const theme = options.theme ?? 'dark';
    const shown = await showCompare(pages.stage, plotScenarios[scenario](), { state, theme });
    pages.keep(shown.page);
    await shown.page.locator('.plot, .importance, #tab-body .empty').first().waitFor();
    return shown;
  }

  for (const tab of tabs)
    for (const scenario of ['sweep', 'broken', 'none'] as const)
      it(`${tab} of ${scenario} runs: named, nothing sideways, no violation that axe knows`, async () => {
        const { page, complaints } = await show(tab, scenario, {
          theme: themes[tabs.indexOf(tab) % 3] ?? 'dark',
        });
        await assertNamed(page, { widths: [1280, 700, 300] });
        assert.deepEqual(complaints, []);
      });

  it('goes from run to run with the arrows, tells each, and picks with Enter', async () => {
    const { page, host } = await show('scatter', 'sweep');
    await page.locator('.plot').focus();
    await page.keyboard.press('Home');
    const tip = page.locator('.tip');
    await tip.waitFor();
    const first = await tip.innerText();
    assert.match(first, /^sweep-\d+\n/);
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(
      (old) => document.querySelector<HTMLElement>('.tip')?.innerText !== old,
      first,
    );
    const [name = ''] = (await tip.innerText()).split('\n');
    await page.keyboard.press('Enter');
    await until('the run has a colour', () => host.calls.some(({ method }) => method === 'setColors'));
    const picked = async () =>
      z
        .object({ picked: z.array(z.string()) })
        .parse(JSON.parse(await page.evaluate(() => sessionStorage.getItem('state') ?? '{}'))).picked;
    assert.deepEqual(await picked(), [host.idOf(name)]);
    await page.keyboard.press('Enter');
    assert.deepEqual(await picked(), []);
    await page.keyboard.press('Escape');
    await tip.waitFor({ state: 'hidden' });
  });

  it('keeps the axes that were chosen over a reload', async () => {
    const { page } = await show('scatter', 'sweep');
    await page.getByRole('button', { name: /^Across: / }).click();
    await page.getByRole('radio', { name: 'width' }).click();
    await page.getByRole('checkbox', { name: 'Logarithmic across' }).check();
    await page.reload();
    await page.locator('.plot').waitFor();
    await page.getByRole('button', { name: 'Across: width' }).waitFor();
    assert.ok(await page.getByRole('checkbox', { name: 'Logarithmic across' }).isChecked());
  });

  for (const tab of tabs)
    it(`finds any of 1500 metrics for ${tab}, with the keyboard`, async () => {
      const { page, complaints } = await show(tab, 'manyMetrics');
      const [label, other] = labels[tab];
      await page.getByRole('button', { name: new RegExp(`^${label}: `) }).focus();
      await page.keyboard.press('Enter');
      const panel = page.getByRole('dialog', { name: label });
      await panel.getByText(/200 of 1.?5\d\d: search to see others/).waitFor();
      assert.deepEqual(await axeViolations(page), []);
      await page.keyboard.type('m1400');
      await panel.getByRole('radio').nth(1).waitFor({ state: 'detached' });
      await page.keyboard.press('Enter');
      await panel.waitFor({ state: 'detached' });
      if (tab === 'parallel') await page.getByText('m1400').first().waitFor();
      else await page.getByRole('button', { name: `${label}: m1400` }).waitFor();
      if (other === undefined) return;
      // Facts that the table has are there too.
      await page.getByRole('button', { name: new RegExp(`^${other}: `) }).click();
      for (const name of ['Parameters', 'Latency'])
        assert.equal(await page.getByRole('radio', { name, exact: true }).count(), 0);
      await page.keyboard.type('parameters');
      await page.getByRole('radio', { name: 'Parameters', exact: true }).click();
      await page.getByRole('button', { name: `${other}: Parameters` }).waitFor();
      assert.deepEqual(complaints, []);
    });

  it('brushes with fields, then filters the table by the ranges', async () => {
    const { page } = await show('parallel', 'sweep');
    await page.getByText('Axes and ranges').click();
    await page.getByRole('checkbox', { name: 'adam' }).check();
    await page.getByText(/^\d+ of 120 runs are in the ranges\.$/).waitFor();
    const countOf = async () =>
      (await page.locator('.brushes [role=status]').innerText()).split(' ')[0] ?? '';
    const ofAdam = await countOf();
    const auc = page.getByRole('textbox', { name: 'Ranges of val_auc' });
    await auc.fill('0.9 …');
    await auc.press('Enter');
    await until('the second range leaves out more', async () => (await countOf()) !== ofAdam);
    const count = await countOf();
    await page.getByRole('button', { name: 'Filter the table by the ranges' }).click();
    const filter = page.getByRole('combobox', { name: 'Filter runs' });
    const asked = /params\.opt = "adam" and metrics\.val_auc >= 0\.9/;
    await until('the filter says the ranges', async () => asked.test(await filter.inputValue()));
    await page.locator('.filter').getByText(`${count} of 120 runs`).waitFor();
  });

  it('moves an axis with the arrows and keeps the focus on it', async () => {
    const { page } = await show('parallel', 'sweep');
    const heads = () => page.locator('.axis-head').allInnerTexts();
    // What is drawn while the columns are still coming is drawn anew with them.
    await until('all axes are there', async () => (await heads()).length >= 6);
    const [first, second] = await heads();
    await page.locator('.axis-head').first().focus();
    await page.keyboard.press('ArrowRight');
    await until('the axis has moved', async () => (await heads())[0] === second);
    assert.deepEqual((await heads()).slice(0, 2), [second, first]);
    await until(
      'it has the focus',
      async () => (await page.locator('.axis-head:focus').innerText()) === first,
    );
  });

  it('brushes by dragging along an axis', async () => {
    const { page } = await show('parallel', 'sweep');
    const [head, plot] = [page.locator('.axis-head').last(), page.locator('.plot')];
    const [name, area] = [await head.boundingBox(), await plot.boundingBox()];
    assert.ok(name && area);
    const x = name.x + name.width / 2;
    await page.mouse.move(x, area.y + 20);
    await page.mouse.down();
    await page.mouse.move(x, area.y + area.height / 3, { steps: 4 });
    await page.mouse.up();
    await page.getByText(/of 120 runs are in the ranges/).waitFor();
    await page.mouse.click(x, area.y + area.height / 2);
    await page.getByText(/^120 runs\./).waitFor();
  });

  it('ranks the params that move the objective, and is silent about too few runs', async () => {
    const { page } = await show('importance', 'sweep');
    await page.locator('.importance tbody tr').first().waitFor();
    const params = await page.locator('.importance tbody th').allInnerTexts();
    assert.deepEqual(params.slice(0, 2).sort(), ['lr', 'width']);
    await page.getByText(/120 of 120 runs with val_auc \(best\) were used/).waitFor();
    const few = await show('importance', 'few');
    await few.page.getByText(/12 matching runs have a value of val_auc \(best\): too few/).waitFor();
  });

  it('takes in what runs log that are not picked', async () => {
    const { page, host } = await show('importance', 'few');
    await page.getByText(/12 matching runs have a value of val_auc \(best\): too few/).waitFor();
    host.change(host.names[0] ?? '', { metrics: {} });
    await page.getByText(/11 matching runs have a value of val_auc \(best\): too few/).waitFor();
  });

  it('lists the front, picks from it, and turns a goal round', async () => {
    const { page, host } = await show('pareto', 'sweep');
    await page.getByText(/of 119 runs are beaten by no other/).waitFor();
    const names = () => page.locator('.front-table .run-pick').allInnerTexts();
    const before = await names();
    await page.locator('.front-table .run-pick').first().click();
    await until('the run has a colour', () => host.calls.some(({ method }) => method === 'setColors'));
    await page.getByRole('button', { name: 'lower is better' }).click();
    await page.waitForFunction(
      (count) => document.querySelectorAll('.front-table .run-pick').length !== count,
      before.length,
    );
    assert.notDeepEqual(await names(), before);
  });
});
