import assert from 'node:assert/strict';
import * as z from 'zod';
import { lostComparePage } from '../../../src/protocol/compare/comparePage.ts';
import { until } from '../until.ts';
import { axeViolations } from './axe.ts';
import type { GivenRun } from './comparedRuns.ts';
import { compareScenarios, many } from './compareScenarios.ts';
import { savedState } from './compareStage.ts';
import { counted, firstName, header, names, row, says, sorted, tablePages, text } from './shownTable.ts';

describe('compare page: rows that change, are edited and kept', () => {
  const show = tablePages();

  it('gives runs of a folder without tags a tag', async () => {
    const runs = ['one', 'two', 'three'].map((name, at): GivenRun => ({ name, ago: at + 1, took: 1 }));
    runs.push({ name: 'theirs', ago: 9, took: 1, foreign: true });
    const { page, host, complaints } = await show(runs);
    const open = async () => {
      await page.getByRole('button', { name: /Choose columns/ }).click();
      await page.getByRole('button', { name: 'Add a tag…' }).click();
    };
    await open();
    await page.getByText('Pick the runs in the table first.').waitFor();
    await page.keyboard.press('Escape');
    for (const name of ['one', 'three']) await row(page, name).locator('.pick').click();
    await open();
    const form = page.getByRole('dialog', { name: 'Add a tag' });
    await form.getByText('For 2 runs.').waitFor();
    assert.deepEqual(await axeViolations(page), []);
    await page.keyboard.type('stage');
    await form.getByRole('textbox', { name: 'Value' }).fill('smoke');
    await page.keyboard.press('Enter');
    await header(page, 'stage').waitFor();
    for (const name of ['one', 'three']) await row(page, name).getByText('smoke').waitFor();
    assert.equal(await row(page, 'two').getByText('smoke').count(), 0);
    assert.deepEqual(
      host.calls.filter(({ method }) => method === 'tagRuns').map(({ params }) => params),
      [{ runs: ['one', 'three'].map((name) => host.idOf(name)), key: 'stage', value: 'smoke' }],
    );
    await row(page, 'theirs').locator('.pick').click();
    await open();
    await page.keyboard.type('other');
    await form.getByRole('textbox', { name: 'Value' }).fill('x');
    await page.keyboard.press('Enter');
    await page.getByText('Runs that another tool recorded are shown as they are.').waitFor();
    assert.equal(await header(page, 'other').count(), 0);
    assert.deepEqual(complaints, []);
  });

  it('stars, notes and tags runs in place', async () => {
    const { page, host } = await show(compareScenarios.typical(), {
      state: savedState({
        view: {
          columns: [
            { column: { group: 'record', key: 'note' } },
            { column: { group: 'tags', key: 'stage' } },
          ],
        },
      }),
    });
    await row(page, 'calm-badger').locator('.star').click();
    await row(page, 'calm-badger').locator('.starred').waitFor();
    await row(page, 'calm-badger').getByText('overfits').click();
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: 'Note of calm-badger' }).fill('kept <b>');
    await page.keyboard.press('Enter');
    await row(page, 'calm-badger').getByText('kept <b>').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: 'stage of calm-badger' }).fill('thrown away');
    await page.keyboard.press('Escape');
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: 'stage of calm-badger' }).fill('smoke');
    await page.keyboard.press('Enter');
    await row(page, 'calm-badger').getByText('smoke').waitFor();
    const id = host.idOf('calm-badger');
    assert.deepEqual(
      host.calls.filter(({ method }) => /^(star|note|tag)/.test(method)).map(({ params }) => params),
      [
        { runs: [id], on: true },
        { run: id, text: 'kept <b>' },
        { runs: [id], key: 'stage', value: 'smoke' },
      ],
    );
  });

  it('says why a run of another tool is left as it is', async () => {
    const { page } = await show(compareScenarios.typical(), {
      state: savedState({ view: { filter: 'params.arch = "gbm"' } }),
    });
    await row(page, 'old-import').locator('.star').click();
    await page.getByText('Runs that another tool recorded are shown as they are.').waitFor();
  });

  it('changes values in place when a run goes on, and no row moves', async () => {
    const { page, host } = await show(compareScenarios.typical());
    await header(page, 'val_auc').click();
    await firstName(page, /heron|finch/);
    const before = await names(page);
    const element = row(page, 'brisk-otter');
    await element.evaluate((one) => one.setAttribute('data-same', ''));
    host.change('brisk-otter', { metrics: { val_auc: 0.9999, val_loss: 0.1, train_loss: 0.1 } });
    await page.getByText('0.9999').waitFor();
    assert.match(await text(page.locator('[data-same]')), /brisk-otter.*0\.9999/);
    assert.deepEqual(await names(page), before);
  });

  it('has a column for a metric and a param that a live run is the first to have', async () => {
    const { page, host } = await show(compareScenarios.typical());
    host.change('brisk-otter', { metrics: { brand_new_metric: 0.5 }, params: { brand_new_param: '7' } });
    await page.getByRole('button', { name: /Choose columns/ }).click();
    await page.getByRole('textbox', { name: 'Search' }).fill('brand_new');
    await page.getByRole('checkbox', { name: /brand_new_metric/ }).waitFor();
    await page.getByRole('checkbox', { name: /brand_new_param/ }).waitFor();
  });

  it('tells of a new column in the panel that is open already, and leaves what is typed there', async () => {
    const { page, host } = await show(compareScenarios.typical());
    await page.getByRole('button', { name: /Choose columns/ }).click();
    const panel = page.getByRole('dialog', { name: 'Choose columns' });
    await panel.getByRole('textbox', { name: 'Search' }).fill('brand_new');
    await panel.getByRole('checkbox').first().waitFor({ state: 'detached' });
    host.change('brisk-otter', { metrics: { brand_new_metric: 0.5 } });
    await page.getByRole('checkbox', { name: /brand_new_metric/ }).waitFor();
    assert.equal(await panel.getByRole('textbox', { name: 'Search' }).inputValue(), 'brand_new');
  });

  it('takes runs in and out as they begin and cease to match the filter', async () => {
    const { page, host } = await show(compareScenarios.typical());
    const line = page.getByRole('combobox', { name: 'Filter runs' });
    await line.fill('metrics.val_auc > 0.99');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await counted(page, '0 of 18 runs').waitFor();
    host.change('brisk-otter', { metrics: { val_auc: 0.999 } });
    await counted(page, '1 of 18 runs').waitFor();
    await row(page, 'brisk-otter').waitFor();
    host.change('brisk-otter', { metrics: { val_auc: 0.5 } });
    await counted(page, '0 of 18 runs').waitFor();
  });

  it('draws the course of a run on, also where the value beside it stays', async () => {
    const course = [0.9, 0.5, 0.6];
    const runs = [
      { name: 'alone', ago: 1, took: 'running', metrics: { acc: 0.6 }, course: { acc: course } },
    ] as const;
    const { page, host } = await show(runs, {
      state: savedState({
        view: { columns: [{ column: { group: 'metrics', key: 'acc', value: 'max' } }] },
      }),
    });
    const line = row(page, 'alone').locator('path.spark');
    const path = async () => (await line.getAttribute('d')) ?? '';
    await until('it is drawn', async () => (await path()) !== '');
    const before = await path();
    host.change('alone', { course: { acc: [...course, 0.1] } });
    await until('it goes on', async () => (await path()) !== before);
    await says(row(page, 'alone'), /0\.9/);
  });

  it('moves a run to its group when it logs what the rows are grouped by', async () => {
    const { page, host } = await show(compareScenarios.typical(), {
      state: savedState({
        view: { grouping: { by: [{ group: 'tags', key: 'phase' }] } },
      }),
    });
    await page.locator('.vt-row', { hasText: '× 18' }).waitFor();
    host.change('brisk-otter', { tags: { phase: 'tuned' } });
    await page.locator('.vt-row', { hasText: '× 17' }).waitFor();
    await row(page, 'brisk-otter').waitFor();
  });

  it('copies the rows that are shown while the filter cannot be read', async () => {
    const { page, host } = await show(compareScenarios.typical());
    const line = page.getByRole('combobox', { name: 'Filter runs' });
    await line.fill('params.d_model = "256"');
    await counted(page, '3 of 18 runs').waitFor();
    await line.fill('params.d_model = "256" nad');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await page.locator('.vt-row').first().click();
    await page
      .getByRole('grid')
      .evaluate((grid) =>
        grid.dispatchEvent(new ClipboardEvent('copy', { bubbles: true, cancelable: true })),
      );
    await until('the host hears of it', () => host.copied.length === 1);
  });

  it('goes on without a run that was deleted, also a picked one', async () => {
    const { page, host, complaints } = await show(compareScenarios.typical());
    await row(page, 'calm-badger').locator('.pick').click();
    await page.locator('.vt-row.on').waitFor();
    host.remove('calm-badger');
    await counted(page, '17 of 17 runs').waitFor();
    await row(page, 'calm-badger').waitFor({ state: 'detached' });
    assert.deepEqual(complaints, []);
  });

  it('sorts what is a number in one run and a word in another, and loses none', async () => {
    const mixed = { group: 'params', key: 'mixed' };
    const runs = ['12', 'auto', '3', 'x<b>'].map((value, at): GivenRun => {
      return { name: `run ${value}`, ago: at, took: 1, params: { mixed: value } };
    });
    const { page } = await show([...runs, { name: 'without', ago: 9, took: 1 }], {
      state: savedState({
        view: { columns: [{ column: mixed }], sort: [{ column: mixed, descending: false }] },
      }),
    });
    await firstName(page, /^run 3$/);
    assert.deepEqual(await names(page), ['run 3', 'run 12', 'run auto', 'run x<b>', 'without']);
  });

  it('shows names with HTML in them as text, and NaN, infinity and nothing as what they are', async () => {
    const { page, complaints } = await show(compareScenarios.broken());
    assert.equal(await page.title(), 'compare');
    assert.equal(await page.locator('.vt img, .vt script, .vt b').count(), 0);
    await says(row(page, 'only-nan'), /NaN.*auto/);
    await says(row(page, 'no-metrics'), /–/);
    await says(page.locator('.vt-row', { hasText: 'twin' }).last(), /∞/);
    assert.equal(await page.locator('.vt-row', { hasText: 'twin' }).count(), 2);
    assert.deepEqual(complaints, []);
  });

  it('copies the picked rows as cells that run nothing in a spreadsheet', async () => {
    const { page, host } = await show(compareScenarios.broken(), {
      state: savedState({
        view: {
          columns: [
            { column: { group: 'record', key: 'note' } },
            { column: { group: 'tags', key: 'stage' } },
          ],
        },
      }),
    });
    await page.locator('.vt-row', { hasText: '=1+1' }).locator('.pick').click();
    await page.locator('.vt-row.on').waitFor();
    await page
      .getByRole('grid')
      .evaluate((grid) =>
        grid.dispatchEvent(new ClipboardEvent('copy', { bubbles: true, cancelable: true })),
      );
    await until('the host hears of it', () => host.copied.length === 1);
    assert.deepEqual(host.copied, ["Run\tNote\tstage\ntwin\t'=cmd|calc\t'=1+1\n"]);
  });

  it('saves what is shown as a view, shows it again, and deletes it', async () => {
    const { page, host } = await show(compareScenarios.typical());
    await header(page, 'val_auc').click();
    await page.getByRole('button', { name: /Saved views/ }).click();
    await page.getByRole('menuitem', { name: 'Save this view…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('by auc');
    await page.getByRole('radio', { name: /config\.yaml/ }).check();
    await page.keyboard.press('Enter');
    await until('the host hears of it', () => host.views.shared.length === 1);
    await header(page, 'lr').click();
    await page.getByRole('button', { name: /Saved views/ }).click();
    await page.getByRole('menuitem', { name: 'by auc' }).click();
    await page.waitForFunction(
      () =>
        document.querySelector('[data-column="metrics.val_auc, last"]')?.getAttribute('aria-sort') ===
        'descending',
    );
    await page.getByRole('button', { name: /Saved views/ }).click();
    await page.getByRole('menuitem', { name: 'Delete a view…' }).click();
    await page.getByRole('menuitem', { name: 'by auc' }).click();
    await until('the host hears of it', () => host.views.shared.length === 0);
  });

  it('says so while the extension does not answer, and offers another page that shows the same', async () => {
    const { page, host } = await show(compareScenarios.typical());
    await row(page, 'calm-badger').locator('.pick').click();
    await page.getByRole('tab', { name: 'Scatter' }).click();
    host.isDead = true;
    const alert = page.getByRole('alert').filter({ hasText: 'There is no connection to the extension' });
    await alert.waitFor();
    assert.deepEqual(await axeViolations(page), []);
    const address = await alert.getByRole('link', { name: 'Open this page again' }).getAttribute('href');
    const [command, argument = ''] = (address ?? '').split('?');
    assert.equal(command, 'command:cairn.runs.reopenPage');
    const [{ state }] = z.tuple([lostComparePage]).parse(JSON.parse(decodeURIComponent(argument)));
    assert.deepEqual([state.tab, state.picked], ['scatter', [host.idOf('calm-badger')]]);
    host.change('calm-badger', { name: 'meanwhile' });
    host.isDead = false;
    await alert.waitFor({ state: 'detached' });
    await row(page, 'meanwhile').waitFor();
  });

  it('shows after a reload what it showed before', async () => {
    const { page } = await show(many(2000, 10, 4));
    await header(page, 'val_auc').click();
    await page.locator('.vt').evaluate((table) => table.scrollTo(120, 11_000));
    await page.waitForFunction(() => /"top":11000/.test(sessionStorage.getItem('state') ?? ''));
    const before = await names(page);
    await page.reload();
    await page.waitForFunction(() => document.querySelector('.vt')?.scrollTop === 11_000);
    await page.waitForFunction((first) => document.body.innerText.includes(first), before[12] ?? '');
    assert.equal(await sorted(page, 'val_auc'), 'descending');
  });
});
