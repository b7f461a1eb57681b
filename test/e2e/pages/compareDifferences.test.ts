import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { axeViolations } from './axe.ts';
import type { GivenRun } from './comparedRuns.ts';
import { compareScenarios } from './compareScenarios.ts';
import { CompareHost, openCompareStage, savedState, showCompare } from './compareStage.ts';
import { says } from './shownTable.ts';
import { until } from '../until.ts';
import { stagedPages } from './stagedPages.ts';

describe('compare page: differences', () => {
  const pages = stagedPages(openCompareStage);

  it('gives runs their colours also when these are known only after what differs', async () => {
    const runs = compareScenarios.typical();
    const ids = await CompareHost.of(runs);
    const picked = ['calm-badger', 'odd-plover'].map((name) => ids.idOf(name));
    let tell: (colors: { run: string; slot: number }[]) => void = () => undefined;
    const colors = new Promise<{ run: string; slot: number }[]>((resolve) => {
      tell = resolve;
    });
    const shown = await showCompare(pages.stage, runs, {
      state: savedState({ tab: 'differences', picked }),
      own: { colors: () => colors },
    });
    pages.keep(shown.page);
    const params = shown.page.getByRole('region', { name: 'Params' });
    const mark = (name: string) => params.getByRole('columnheader', { name }).locator('.series-mark');
    await mark('odd-plover').waitFor();
    const grey = await fillOf(mark('odd-plover'));
    tell(picked.map((run, at) => ({ run, slot: 3 + at })));
    await params.locator('th .series-mark.s4').waitFor();
    const [first, second] = [await fillOf(mark('calm-badger')), await fillOf(mark('odd-plover'))];
    assert.equal(new Set([grey, first, second]).size, 3, `${grey}, ${first}, ${second}`);
    assert.deepEqual(await axeViolations(shown.page), []);
    assert.deepEqual(shown.complaints, []);
  });

  it('goes on without a run that is deleted while its differences are shown', async () => {
    const runs = compareScenarios.typical();
    const ids = await CompareHost.of(runs);
    const picked = ['calm-badger', 'odd-plover', 'tidy-lynx'].map((name) => ids.idOf(name));
    const { page, host, complaints } = await showCompare(pages.stage, runs, {
      state: savedState({ tab: 'differences', picked }),
    });
    pages.keep(page);
    const params = page.getByRole('region', { name: 'Params' });
    await params.getByRole('columnheader', { name: 'tidy-lynx' }).waitFor();
    host.remove('tidy-lynx');
    await params.getByRole('columnheader', { name: 'tidy-lynx' }).waitFor({ state: 'detached' });
    await params.getByRole('columnheader', { name: 'calm-badger' }).waitFor();
    host.remove('odd-plover');
    await page.getByText('Pick two or more runs in the table').waitFor();
    assert.deepEqual(complaints, []);
  });

  const sentences: readonly (readonly [string, readonly string[], sentence: RegExp, section: RegExp])[] = [
    [
      'none of them',
      ['board', 'mlruns'],
      /^1 param, no code recorded\.$/,
      /^No code was recorded for board, mlruns: it cannot be compared\.$/,
    ],
    [
      'one of three',
      ['own', 'own-2', 'mlruns'],
      /^1 param, same code, no code recorded for 1 of 3 runs\.$/,
      /^No code was recorded for mlruns: it cannot be compared\. own-2 ran the same code as own\.$/,
    ],
    [
      'the first one',
      ['board', 'own'],
      /^1 param, no code recorded for 1 of 2 runs\.$/,
      /^No code was recorded for board\. The first picked run is what the others are compared with\.$/,
    ],
  ];
  for (const [title, picked, sentence, section] of sentences)
    it(`says plainly that no code was recorded of ${title}`, async () => {
      const one = (name: string, foreign: boolean, lr: string): GivenRun => ({
        ...{ name, foreign, ago: 1, took: 1, params: { lr } },
      });
      const runs = [
        one('own', false, '1'),
        one('own-2', false, '2'),
        one('board', true, '3'),
        one('mlruns', true, '4'),
      ];
      const ids = await CompareHost.of(runs);
      const { page, complaints } = await showCompare(pages.stage, runs, {
        state: savedState({ tab: 'differences', picked: picked.map((name) => ids.idOf(name)) }),
      });
      pages.keep(page);
      await says(page.locator('.sentence'), sentence);
      const texts = await page.getByRole('region', { name: 'Code' }).locator('p').allTextContents();
      assert.match(texts.map((text) => text.trim().replaceAll(/\s+/g, ' ')).join(' '), section);
      assert.deepEqual(await axeViolations(page), []);
      assert.deepEqual(complaints, []);
    });
});

describe('compare page: runs of one name', () => {
  const pages = stagedPages(openCompareStage);
  const runs: readonly GivenRun[] = [1, 2].map((at) => ({
    ...{ id: `20261123-084102-twin-000${String(at)}`, name: 'twin', ago: 10 + at, took: at },
    ...{ params: { lr: String(at) }, metrics: { val_auc: 0.8 + at / 100, latency: at } },
  }));
  const names = ['twin · 0001', 'twin · 0002'];

  const places: readonly (readonly [
    tab: string,
    name: (page: Page, name: string) => ReturnType<Page['locator']>,
  ])[] = [
    [
      'differences',
      (page, name) => page.getByRole('region', { name: 'Params' }).getByRole('columnheader', { name }),
    ],
    ['pareto', (page, name) => page.locator('.front-table').getByRole('button', { name })],
    ['curves', (page, name) => page.locator('#tab-body').getByText(name)],
    ['scatter', (page, name) => page.locator('#tab-body').getByRole('button', { name })],
  ];
  for (const [tab, at] of places)
    it(`are told apart in ${tab}`, async () => {
      const picked = runs.map(({ id = '' }) => id);
      const state = savedState({ tab, picked, split: 0.2 });
      const { page, complaints } = await showCompare(pages.stage, runs, { state });
      pages.keep(page);
      if (tab === 'scatter') await page.locator('#tab-body summary').first().click();
      for (const name of names) await at(page, name).first().waitFor();
      assert.deepEqual(complaints, []);
    });
});

describe('compare page: differences of a run that goes on', () => {
  const pages = stagedPages(openCompareStage);

  it('asks for the code once, and for facts one request at a time, however often the run changes', async () => {
    const runs = compareScenarios.typical();
    const ids = await CompareHost.of(runs);
    const picked = ['calm-badger', 'odd-plover'].map((name) => ids.idOf(name));
    const gate = { open: Promise.resolve(), inside: 0, most: 0 };
    let release: () => void = () => undefined;
    const hold = async (method: string) => {
      if (method !== 'differences') return;
      gate.most = Math.max(gate.most, ++gate.inside);
      await gate.open;
      gate.inside -= 1;
    };
    const state = savedState({ tab: 'differences', picked, split: 0.4 });
    const { page, host, complaints } = await showCompare(pages.stage, runs, { state, hold });
    pages.keep(page);
    const asked = (name: string) => host.calls.filter(({ method }) => method === name).length;
    const params = page.getByRole('region', { name: 'Params' });
    const code = page.getByText('odd-plover ran the same code as calm-badger.');
    await params.waitFor();
    await code.waitFor();
    gate.open = new Promise((resolve) => {
      release = resolve;
    });
    for (let at = 1; at <= 15; at++) {
      host.change('odd-plover', { params: { lr: `now ${String(at)}` } });
      // What was there is still shown, code and all.
      assert.equal(await code.count(), 1);
    }
    await page.getByRole('gridcell', { name: 'now 15' }).waitFor();
    await until('facts are asked for again', () => asked('differences') >= 2);
    release();
    await params.getByRole('cell', { name: 'now 15' }).waitFor();
    assert.ok(asked('differences') <= 3, `${String(asked('differences'))} requests for facts`);
    assert.equal(gate.most, 1, 'requests for facts at once');
    assert.equal(asked('codeDifferences'), 1);
    assert.deepEqual(complaints, []);
  });
});

async function fillOf(mark: ReturnType<Page['locator']>): Promise<string> {
  return await mark.evaluate((element) => getComputedStyle(element).fill);
}
