/** The dataset page: readable in every theme and width, compares, hangs together, acts, and says what is wrong. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import * as z from 'zod';
import { UserError } from '../../../src/base/errors.ts';
import {
  datasetPageState,
  lostDatasetPage,
  type DatasetPageState,
} from '../../../src/protocol/datasetPage.ts';
import { until } from '../until.ts';
import { axeViolations } from './axe.ts';
import {
  datasetName,
  datasetScenarios,
  hashOf,
  typicalDetail,
  type DatasetScenarioName,
} from './datasetScenarios.ts';
import { DatasetHost, openDatasetStage, showDataset } from './datasetStage.ts';
import type { Show, Theme } from './pageStage.ts';
import { assertReadable } from './readable.ts';
import { stagedPages } from './stagedPages.ts';

const themes: readonly Theme[] = ['dark', 'light', 'high-contrast'];
const drawn: readonly DatasetScenarioName[] = [
  ...(['typical', 'empty', 'unrecorded', 'lost', 'refused'] as const),
  ...(['network', 'huge', 'long', 'gone'] as const),
];

describe('dataset page', () => {
  const staged = stagedPages(openDatasetStage);

  async function show(
    scenario: DatasetScenarioName | DatasetHost,
    options: Omit<Show, 'before' | 'scenario'> = {},
  ): Promise<{ page: Page; host: DatasetHost }> {
    const { page, host, complaints } = await showDataset(staged.stage, scenario, options);
    staged.keep(page);
    assert.deepEqual(complaints, []);
    return { page, host };
  }
  const texts = async (page: Page, selector: string) =>
    (await page.locator(selector).allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());
  const cells = async (page: Page, column: string) =>
    await texts(page, `.ct tbody tr:has(button.plain:text-is("${column}")) > *`);
  const called = (host: DatasetHost, method: string) => host.calls.filter((call) => call.method === method);
  const focusedText = async (page: Page) =>
    await page.evaluate(() => document.activeElement?.textContent.trim() ?? '');

  for (const theme of themes)
    for (const scenario of drawn)
      it(`shows a ${scenario} dataset in ${theme}: named, readable, nothing sideways, within its policy`, async () => {
        const { page } = await show(scenario, { theme, state: state({ column: 'income' }) });
        if (['typical', 'unrecorded', 'huge', 'long'].includes(scenario))
          await page.locator('.sample .vt-cell').first().waitFor();
        await assertReadable(page, { widths: [1600, 1280, 900, 600, 320] });
      });

  it('joins the versions by a line without gaps, in rows of 22 px', async () => {
    const { page } = await show('typical');
    const boxes = await page.locator('.knot').evaluateAll((all) =>
      all.map((one) => {
        const { top, bottom } = one.getBoundingClientRect();
        return [top, bottom];
      }),
    );
    assert.equal(boxes.length, 5);
    for (const [at, [top, bottom]] of boxes.entries()) {
      assert.equal((bottom ?? 0) - (top ?? 0), 22);
      if (at > 0) assert.equal(top, boxes[at - 1]?.[1]);
    }
    await page.locator('.ct .was').first().waitFor();
    const heights = await page
      .locator('.versions tbody tr, .ct tbody tr')
      .evaluateAll((all) => [...new Set(all.map((row) => row.getBoundingClientRect().height))]);
    assert.deepEqual(heights, [22]);
  });

  it('shows each column with its distribution, what lacks, its range and how far it moved, to two decimals', async () => {
    const { page } = await show('typical');
    await page.getByText('since v4').waitFor();
    // What the versions differ in is told after the columns.
    await page.locator('.ct').getByText('large').first().waitFor();
    assert.deepEqual((await texts(page, '.ct thead th')).slice(-4), ['Typical', 'Max', 'PSI', 'JS']);
    const [name, type, , missing, , , , , psi, js] = await cells(page, 'income');
    assert.deepEqual([name, type, missing], ['income', 'float64', '7.6 %']);
    assert.match(psi ?? '', /^large0\.\d\d$/);
    assert.match(js ?? '', /^0\.\d\d$/);
    assert.equal((await cells(page, 'sex'))[8], '0.00');
    const key = await cells(page, 'loan_id');
    assert.deepEqual([key[2], key[6], key[8], key[9]], ['unique values', 'unique', '', '']);
    assert.deepEqual(
      [...(await cells(page, 'application_date'))].slice(5, 8).map((text) => /^\d{4}-\d\d-\d\d$/.test(text)),
      [true, true, true],
    );
  });

  it('draws the earlier version as a line over bars that are not flat', async () => {
    const { page } = await show('typical');
    await page.locator('.ct .was').first().waitFor();
    const heights = await page
      .locator('.ct tr:has(button.plain:text-is("income")) .bars')
      .evaluate(
        (path) => new Set([...(path.getAttribute('d') ?? '').matchAll(/V(\d+)H/g)].map(([, y]) => y)).size,
      );
    assert.equal(heights > 5, true, `${String(heights)} different heights`);
  });

  it('says what changed since the version before, and since another one that is chosen', async () => {
    const { page, host } = await show('typical');
    await page.getByText('channel: new “partner”').waitFor();
    const lines = await texts(page, '.changes li');
    assert.equal(lines[0], '1 203 600 rows, 3 600 more');
    assert.match(lines[1] ?? '', /^Distributions that moved: channel \(PSI \d\.\d\d\), zip_prefix/);
    assert.equal(
      lines.some((line) => line.includes('loan_id')),
      false,
    );
    assert.match(await page.locator('.legend').innerText(), /^bars: v5 · line: v4/);
    const dropdown = page.locator('vscode-dropdown');
    assert.match(await dropdown.locator('vscode-option[selected]').innerText(), /Against v4, the one before/);
    await dropdown.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('since v3').waitFor();
    await page.getByText('This version was never profiled on this machine').waitFor();
    assert.equal(called(host, 'profile').length, 1, 'the data is not read again for it');
  });

  it('shows an older version as it was kept, without a sample', async () => {
    const { page, host } = await show('typical');
    await page.locator('.sample .vt-cell').first().waitFor();
    await page.locator('.versions').getByRole('button', { name: 'v4', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.head .tag', { hasText: /^v4$/ }).waitFor();
    await page.locator('.sample').waitFor({ state: 'detached' });
    assert.deepEqual(called(host, 'profile').at(-1)?.params, { hash: hashOf(4) });
    await page.locator('.versions').getByRole('button', { name: 'v2', exact: true }).click();
    await page.getByText('This version was never profiled on this machine').waitFor();
    assert.equal(await page.locator('.ct').count(), 0);
    await page.locator('.versions').getByRole('button', { name: 'v5', exact: true }).click();
    await page.locator('.sample .vt-cell').first().waitFor();
  });

  it('goes through the page by the keyboard, and finds and chooses a column', async () => {
    const { page } = await show('typical');
    await page.locator('.sample .vt-cell').first().waitFor();
    const find = page.getByRole('textbox', { name: 'Find a column' });
    await find.focus();
    await page.keyboard.type('rate');
    await until('one column is left', async () =>
      (await page.locator('.ct tbody tr').count()) === 1 ? true : undefined,
    );
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    assert.equal(await focusedText(page), 'interest_rate');
    await page.keyboard.press('Enter');
    await page.locator('#h-column', { hasText: 'interest_rate' }).waitFor();
    await find.fill('nothing like it');
    await page.getByText('No column is called so.').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.locator('#h-column').waitFor({ state: 'detached' });
  });

  it('moves through the sample with arrows; nothing in its header can be sorted', async () => {
    const { page } = await show('typical');
    const grid = page.getByRole('grid', { name: 'Sample' });
    await grid.locator('.vt-cell').first().waitFor();
    await grid.focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    const at = async () =>
      await page.locator(`[id="${(await grid.getAttribute('aria-activedescendant')) ?? ''}"]`).innerText();
    assert.match(await at(), /^\d+$/);
    await page.keyboard.press('Control+End');
    assert.match(await at(), /^(true|false)$/);
    assert.equal(await grid.locator('[aria-haspopup], [aria-sort], .vt-more, .vt-grip').count(), 0);
    assert.equal(await grid.getAttribute('aria-rowcount'), '501');
    const head = await grid.locator('.vt-head').boundingBox();
    assert.equal(head?.height, 22);
  });

  it('writes cells as the data has them, and tells what is missing from what is empty', async () => {
    const rows = {
      columns: [
        { name: 'price', type: 'DOUBLE' },
        { name: 'ratio', type: 'FLOAT' },
        { name: 'word', type: 'VARCHAR' },
        { name: 'big', type: 'BIGINT' },
      ],
      rows: [
        [1.5, Math.fround(0.1), '', '9007199254740993'],
        [2.25, Math.fround(0.25), '–', '1'],
        [-3, null, null, null],
      ],
      total: 3,
    };
    const { page } = await show(new DatasetHost({ ...datasetScenarios.typical, rows }));
    await page.locator('.sample .vt-cell').first().waitFor();
    const shown = await page
      .locator('.sample .vt-row:not([hidden])')
      .evaluateAll((all) =>
        all.map((row) =>
          [...row.querySelectorAll('.vt-cell:not([hidden])')].map(
            (cell) => `${cell.textContent}${cell.classList.contains('dim') ? ' dim' : ''}`,
          ),
        ),
      );
    assert.deepEqual(shown, [
      ['1.50', '0.10', '“” dim', '9007199254740993'],
      ['2.25', '0.25', '–', '1'],
      ['-3.00', '– dim', '– dim', '– dim'],
    ]);
  });

  it('hangs together: what it comes from and all that was made of it can be opened by the keyboard', async () => {
    const { page, host } = await show('unrecorded');
    const press = async (name: string) => {
      await page.locator('.lineage').getByRole('button', { name, exact: true }).first().focus();
      await page.keyboard.press('Enter');
    };
    await press('data/loans-2026.parquet');
    await press('notebooks/data/loans-2026.parquet');
    await press('quiet-heron-3');
    await press('credit-risk v8');
    const asked = await until('four things were opened', () => {
      const found = host.calls.filter(({ method }) => /^(act|open|reveal)/.test(method));
      return Promise.resolve(found.length === 4 ? found : undefined);
    });
    assert.deepEqual(
      asked.map(({ method, params }) => [method, params]),
      [
        ['act', { action: 'reveal' }],
        ['revealCopy', { at: 1 }],
        ['openRun', { run: '20261101-031010-quiet-heron-0003' }],
        ['openModel', { model: 'credit-risk', version: 8 }],
      ],
    );
    await press('tenure');
    await page.getByText('The feature is not there any more. Look in git.').waitFor();
    await page.getByRole('button', { name: '49 more' }).click();
    await until('all runs are listed', async () =>
      (await page.locator('.users li').count()) > 60 ? true : undefined,
    );
  });

  it('offers to record what is on disk, and names what else is to be done', async () => {
    const { page, host } = await show('unrecorded');
    await page.getByText('The champion of credit-risk was trained on v4').waitFor();
    await page.getByText('since v5').waitFor();
    await page.getByRole('button', { name: 'Record version' }).click();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Copy path' }).click();
    await until('two commands were called', () =>
      Promise.resolve(called(host, 'act').length === 2 || undefined),
    );
    assert.deepEqual(
      called(host, 'act').map(({ params }) => params),
      [{ action: 'recordVersion' }, { action: 'copyPath' }],
    );
  });

  it('asks for no profile of what was never read, and offers to read it', async () => {
    const { page, host } = await show('empty');
    await page.getByRole('button', { name: 'Read it now' }).click();
    await until('it was asked for', () => Promise.resolve(called(host, 'act')[0]));
    assert.deepEqual(host.calls, [{ method: 'act', params: { action: 'refresh' } }]);
    host.change(datasetScenarios.typical);
    await page.locator('.sample .vt-cell').first().waitFor();
  });

  it('offers to fetch what is on the network', async () => {
    const { page, host } = await show('network');
    await page.getByRole('button', { name: 'Fetch it now' }).click();
    await until('it was asked for', () => Promise.resolve(called(host, 'act')[0]));
    assert.deepEqual(host.calls, [{ method: 'act', params: { action: 'refresh' } }]);
  });

  it('says why data that is not allowed is not read', async () => {
    const { page, host } = await show('refused');
    await page.getByText('Not allowed').waitFor();
    await page.getByText('/srv/loans.parquet is outside of this folder; allow it in the settings.').waitFor();
    await page.getByText('choose a version to see what was kept of it').waitFor();
    assert.deepEqual(host.calls, []);
  });

  it('lists some of five thousand columns, five hundred versions and three hundred features, and all when asked', async () => {
    const { page, host } = await show('huge');
    await page.locator('.sample .vt-cell').first().waitFor();
    assert.equal(await page.locator('.ct tbody tr').count(), 200);
    assert.equal(await page.locator('.versions tbody tr').count(), 8);
    assert.equal(await page.locator('.chips button.link').count(), 13);
    assert.deepEqual(called(host, 'rows')[0]?.params, { limit: 20 });
    await page.getByRole('button', { name: 'Show all 500 versions' }).click();
    await page.getByRole('button', { name: '288 more' }).click();
    await page.getByRole('button', { name: /^Show more: 200 of 5.000 columns/ }).click();
    await until('all are there', async () =>
      (await page.locator('.ct tbody tr').count()) === 700 &&
      (await page.locator('.versions tbody tr').count()) === 500 &&
      (await page.locator('.chips li').count()) === 300
        ? true
        : undefined,
    );
    await page.getByRole('textbox', { name: 'Find a column' }).fill('sensor_4999');
    await until('one is found', async () =>
      (await page.locator('.ct tbody tr').count()) === 1 ? true : undefined,
    );
  });

  it('tells how far it is when it takes long, and can be cancelled and tried again', async () => {
    const host = new DatasetHost(datasetScenarios.typical);
    host.held.add('profile');
    const { page } = await show(host);
    await page.getByRole('button', { name: 'Cancel' }).waitFor();
    host.progress(0.426);
    await page.getByText('42 %').waitFor();
    assert.deepEqual(await axeViolations(page), []);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('It was cancelled.').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).waitFor({ state: 'detached' });
    host.letGo();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.sample .vt-cell').first().waitFor();
    assert.equal(await page.getByText('It was cancelled.').count(), 0);
  });

  it('lets go of what it waits for when another version is chosen', async () => {
    const host = new DatasetHost(datasetScenarios.typical);
    host.held.add('profile');
    const { page } = await show(host);
    await until('it was asked for', () => Promise.resolve(called(host, 'profile')[0]));
    host.held.clear();
    await page.locator('.versions').getByRole('button', { name: 'v4', exact: true }).click();
    await page.locator('.ct').waitFor();
    assert.equal(called(host, 'cancel').length, 1);
    assert.equal(await page.getByText('It was cancelled.').count(), 0);
  });

  it('says what went wrong and what to do, and keeps the rest', async () => {
    const host = new DatasetHost(datasetScenarios.typical);
    host.failures.set('profile', new UserError('x', 'Line 3 has 4 columns.', 'Mend it.'));
    const { page } = await show(host);
    await page.getByText('Line 3 has 4 columns. Mend it.').waitFor();
    assert.equal(await page.locator('.versions tbody tr').count(), 5);
    host.failures.clear();
    host.failures.set('compare', new UserError('x', 'No memory is left.'));
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No memory is left.').waitFor();
    await page.locator('.sample .vt-cell').first().waitFor();
    host.failures.set('view', new UserError('x', 'The disk is gone.', 'Plug it in.'));
    host.change({});
    await page.getByText('The disk is gone. Plug it in.').waitFor();
    assert.equal(await page.locator('.ct tbody tr').count(), 21);
  });

  it('is as it was after a reload', async () => {
    const { page } = await show('typical');
    await page.locator('.ct').waitFor();
    await page.locator('.versions').getByRole('button', { name: 'v4', exact: true }).click();
    await page.locator('.head .tag', { hasText: /^v4$/ }).waitFor();
    await page.getByRole('textbox', { name: 'Find a column' }).fill('score');
    await page.locator('.ct').getByRole('button', { name: 'bureau_score' }).click();
    await page.reload();
    await page.locator('#h-column', { hasText: 'bureau_score' }).waitFor();
    await page.locator('.head .tag', { hasText: /^v4$/ }).waitFor();
    assert.equal(await page.locator('.ct tbody tr').count(), 1);
  });

  it('goes on with what is on disk when the version that it shows is taken out', async () => {
    const { page, host } = await show('typical', { state: state({ shown: hashOf(4) }) });
    await page.locator('.head .tag', { hasText: /^v4$/ }).waitFor();
    const { versions, ...rest } = typicalDetail;
    host.change({ detail: { ...rest, versions: versions.filter(({ version }) => version !== 4) } });
    await page.locator('.head .tag', { hasText: 'v5, on disk' }).waitFor();
    host.change({ detail: null });
    await page.getByText(`There is no dataset ${datasetName} in the catalog`).waitFor();
  });

  it('offers another page in its place when its host is gone', async () => {
    const { page, host } = await show('typical', { realTime: true });
    host.isDead = true;
    const link = page.getByRole('link', { name: 'Open this page again' });
    await link.waitFor({ timeout: 30_000 });
    const href = (await link.getAttribute('href')) ?? '';
    const asked: unknown = JSON.parse(decodeURIComponent(href.replace(/^command:[\w.]+\?/, '')));
    assert.equal(z.tuple([lostDatasetPage]).parse(asked)[0].name, datasetName);
    host.isDead = false;
    await link.waitFor({ state: 'detached', timeout: 30_000 });
  });
});

function state(change: Partial<DatasetPageState>): DatasetPageState {
  return datasetPageState.parse({
    page: 'dataset',
    folder: 'file:///home/sam/credit',
    name: datasetName,
    ...change,
  });
}
