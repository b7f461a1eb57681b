import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { completeFilter } from '../../../src/runs/filter/completions.ts';
import * as z from 'zod';
import { lostComparePage } from '../../../src/protocol/compare/comparePage.ts';
import { sidewaysScroll, unnamed } from './audit.ts';
import { axeViolations } from './axe.ts';
import type { GivenRun } from './comparedRuns.ts';
import { compareScenarios, many, type CompareScenario } from './compareScenarios.ts';
import { until } from '../until.ts';
import { openCompareStage, savedState, showCompare, type CompareHost } from './compareStage.ts';
import type { Theme } from './pageStage.ts';
import { stagedPages } from './stagedPages.ts';

const themes: readonly Theme[] = ['dark', 'light', 'high-contrast'];
const scenarios: readonly CompareScenario[] = ['typical', 'empty', 'broken'];

describe('compare page: table', () => {
  const pages = stagedPages(openCompareStage);

  async function show(
    runs: readonly GivenRun[],
    options: Parameters<typeof showCompare>[2] = {},
  ): Promise<{ page: Page; host: CompareHost; complaints: readonly string[] }> {
    const shown = await showCompare(pages.stage, runs, options);
    pages.keep(shown.page);
    await shown.page.waitForSelector('.vt-row:not([hidden]), .empty');
    return shown;
  }

  for (const theme of themes)
    for (const scenario of scenarios)
      it(`shows ${scenario} runs in ${theme}: named, nothing sideways, no violation that axe knows`, async () => {
        const { page, complaints } = await show(compareScenarios[scenario](), {
          theme,
          state: savedState({
            view: { grouping: scenario === 'typical' ? { allParamsBut: ['seed'] } : null },
          }),
        });
        assert.deepEqual(await axeViolations(page), []);
        assert.deepEqual(await unnamed(page), []);
        for (const width of [1280, 700, 300]) {
          await page.setViewportSize({ width, height: 860 });
          assert.equal(await sidewaysScroll(page), 0, `${String(width)} px wide`);
        }
        assert.deepEqual(complaints, []);
      });

  it('has no violation with a menu, the columns or the completions open', async () => {
    const { page } = await show(compareScenarios.typical());
    await page.getByRole('button', { name: /Choose columns/ }).click();
    await page.locator('.checklist').waitFor();
    assert.deepEqual(await axeViolations(page), []);
    await page.keyboard.press('Escape');
    await header(page, 'val_auc').click({ button: 'right' });
    await page.getByRole('menu').waitFor();
    assert.deepEqual(await axeViolations(page), []);
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Filter runs' }).pressSequentially('metr');
    await page.getByRole('option', { name: 'metrics.' }).waitFor();
    assert.deepEqual(await axeViolations(page), []);
  });

  it('tells a screen reader where one is in all rows and columns', async () => {
    const { page } = await show(many(5000, 30, 10));
    const grid = page.getByRole('grid', { name: 'Runs' });
    assert.equal(await grid.getAttribute('aria-rowcount'), '5002');
    assert.ok(Number(await grid.getAttribute('aria-colcount')) > 15);
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+End');
    const active = await activeCell(page);
    assert.equal(active.rowindex, '5002');
    assert.equal(active.colindex, await grid.getAttribute('aria-colcount'));
  });

  it('keeps few elements however many runs and columns there are', async () => {
    const { page } = await show(many(5000, 30, 10));
    assert.ok((await page.locator('.vt-row').count()) < 60);
    assert.ok((await page.locator('.vt-cell').count()) < 1500);
  });

  it('sorts by a click, turns at the second, stops at the third; Shift adds keys', async () => {
    const { page } = await show(compareScenarios.typical());
    await header(page, 'val_auc').click();
    await firstName(page, /-heron$|finch$/);
    assert.equal(await sorted(page, 'val_auc'), 'descending');
    await header(page, 'val_auc').click();
    await firstName(page, /^tidy-lynx$/);
    assert.equal(await sorted(page, 'val_auc'), 'ascending');
    await header(page, 'd_model').click({ modifiers: ['Shift'] });
    await page.getByRole('columnheader', { name: 'd_model' }).getByText('2').waitFor();
    assert.match(await header(page, 'val_auc').innerText(), /1$/);
    await header(page, 'lr').click();
    await header(page, 'lr').click();
    await header(page, 'lr').click();
    await firstName(page, /^brisk-otter$/);
    assert.equal(await sorted(page, 'lr'), 'none');
  });

  it('does everything with the keyboard alone: sort, move, resize, hide, pick a range, open', async () => {
    const { page, host } = await show(compareScenarios.typical());
    await page.getByRole('grid', { name: 'Runs' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    assert.deepEqual(await picked(page, 1), ['brisk-otter']);
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await picked(page, 3);
    await page.keyboard.press('Enter');
    assert.deepEqual(
      host.calls.filter(({ method }) => method === 'openRun').length,
      1,
      'Enter opens the run',
    );
    for (let up = 0; up < 3; up += 1) await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.equal((await activeCell(page)).column, 'metrics.val_auc, last');
    const before = await width(page, 'val_auc');
    await page.keyboard.press('Shift+ArrowRight');
    await page.waitForFunction(
      (old) => (document.querySelector('[data-column="metrics.val_auc, last"]')?.clientWidth ?? 0) > old,
      before,
    );
    await page.keyboard.press('Control+Shift+ArrowRight');
    await page.waitForFunction(() => {
      const titles = [...document.querySelectorAll('.vt-head-cell')].map((cell) => cell.textContent.trim());
      return (
        titles.findIndex((title) => title.startsWith('val_auc')) >
        titles.findIndex((title) => title.startsWith('train_loss'))
      );
    });
    await page.keyboard.press('Enter');
    await firstName(page, /heron|finch/);
    await page.keyboard.press('Alt+ArrowDown');
    await page.getByRole('menuitem', { name: 'Hide' }).waitFor();
    await page.keyboard.press('h');
    await page.keyboard.press('Enter');
    await header(page, 'val_auc').waitFor({ state: 'detached' });
  });

  it('picks all with Ctrl+A and none with it again', async () => {
    const { page } = await show(compareScenarios.typical());
    await page.getByRole('grid', { name: 'Runs' }).focus();
    await page.keyboard.press('Control+a');
    await page.waitForFunction(
      () => document.querySelector('[role=row][aria-selected=false]:not([hidden])') === null,
    );
    await page.keyboard.press('Control+a');
    await page.waitForFunction(() => document.querySelector('[role=row][aria-selected=true]') === null);
  });

  it('gives each picked run a colour with a marker, and runs of one group the same', async () => {
    const { page, host } = await show(compareScenarios.typical(), {
      state: savedState({ view: { grouping: { allParamsBut: ['seed'] } } }),
    });
    await row(page, 'amber-finch').locator('.pick').click();
    await row(page, 'calm-badger').locator('.pick').click();
    await page.locator('.vt-row.s2').waitFor();
    const given = host.calls.filter(({ method }) => method === 'setColors');
    assert.equal(given.length, 2);
    assert.deepEqual(given[0]?.params, { colors: [{ run: host.idOf('amber-finch'), slot: 1 }] });
    await row(page, 'amber-finch').locator('.tw').click();
    await row(page, 'amber-finch-3').waitFor();
    assert.match(String(await row(page, 'amber-finch-3').getAttribute('class')), /\bs1\b/);
    assert.match(await row(page, 'calm-badger').locator('.mark path').getAttribute('d').then(String), /^M/);
  });

  it('groups by all params but the seed: count, mean and deviation, and the runs when expanded', async () => {
    const { page } = await show(compareScenarios.typical(), {
      state: savedState({ view: { grouping: { allParamsBut: ['seed'] } } }),
    });
    await row(page, 'amber-finch').getByText('0.8897').waitFor();
    assert.match(await text(row(page, 'amber-finch')), /amber-finch×\u00a03.*0\.8897±\.0034/);
    await page.getByRole('treegrid', { name: 'Runs' }).focus();
    await row(page, 'amber-finch').locator('.status').click();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowRight');
    await row(page, 'amber-finch-3').waitFor();
    assert.equal(await row(page, 'amber-finch-3').getAttribute('aria-level'), '2');
    await page.keyboard.press('ArrowLeft');
    await row(page, 'amber-finch-3').waitFor({ state: 'detached' });
  });

  it('chooses groups in its panel', async () => {
    const { page } = await show(compareScenarios.typical());
    await page.getByRole('button', { name: /Group runs by/ }).click();
    await page.getByRole('radio', { name: 'All params but these' }).check();
    await page.getByRole('button', { name: 'Group runs by: Group: all but seed' }).waitFor();
    await page
      .locator('.filter')
      .getByText(/\d groups$/)
      .waitFor();
  });

  it('shows min, max, best or the value at a step instead of the last', async () => {
    const { page } = await show(compareScenarios.typical());
    const cell = () => text(row(page, 'calm-badger').locator('.m').first());
    const last = await cell();
    await header(page, 'val_auc').click({ button: 'right' });
    await page.getByRole('menuitemcheckbox', { name: 'min' }).click();
    await header(page, 'val_auc, min').waitFor();
    await page.waitForFunction(
      (before) => document.querySelector('.vt-cell.m .v')?.textContent !== before,
      last,
    );
    await header(page, 'val_auc').click({ button: 'right' });
    await page.getByRole('menuitemcheckbox', { name: 'At a step…' }).click();
    await page.getByRole('spinbutton', { name: 'Value at step' }).fill('500');
    await page.keyboard.press('Enter');
    await header(page, 'val_auc at 500').waitFor();
  });

  it('shows only what differs when asked', async () => {
    const { page } = await show(compareScenarios.typical(), {
      state: savedState({
        view: {
          filter: 'params.d_model = "256"',
          columns: ['lr', 'seed'].map((key) => ({ column: { group: 'params', key } })),
        },
      }),
    });
    await header(page, 'lr').waitFor();
    await page.getByRole('checkbox', { name: 'Only what differs' }).check();
    await header(page, 'lr').waitFor({ state: 'detached' });
    await header(page, 'seed').waitFor();
  });

  it('shows whether goals are met, and hints about size, without being asked', async () => {
    const [large, small, ...rest] = compareScenarios.typical();
    assert.ok(large && small);
    const sized = (run: GivenRun, parameters: number, meets: 'met' | 'missed') => ({
      ...{ ...run, meets },
      metrics: { ...run.metrics, parameters },
    });
    const runs = [sized(large, 1e6, 'missed'), sized(small, 1e4, 'met'), ...rest].map((run) => ({
      ...run,
      metrics: { ...run.metrics, val_auc: 0.9 },
      course: { val_auc: [0.9] },
    }));
    const { page } = await show(runs, { config: { objective: { metric: 'val_auc', target: 0.8 } } });
    await header(page, 'Meets goals').waitFor();
    await row(page, 'quiet-heron').getByText('missed', { exact: true }).waitFor();
    await row(page, 'quiet-heron-2').getByText('met', { exact: true }).waitFor();
    await page.locator('.vt').evaluate((table) => table.scrollTo(100_000, 0));
    await header(page, 'Hint').waitFor();
    await row(page, 'quiet-heron')
      .getByText(/^quiet-heron-2 is as good with 100 times/)
      .waitFor();
  });

  it('shows the change of every metric against the baseline when asked, and keeps that', async () => {
    const runs = compareScenarios
      .typical()
      .map((run) => (run.name === 'calm-badger' ? { ...run, baseline: 'script' as const } : run));
    const stranger = { name: 'stranger', ago: 1, took: 1, script: 'x.py', metrics: { val_auc: 0.5 } };
    const metrics = ['val_auc', 'val_loss'];
    const columns = metrics.map((key) => ({ column: { group: 'metrics', key, value: 'last' } }));
    const { page } = await show([...runs, { ...stranger, experiment: 'other' }], {
      state: savedState({ view: { columns } }),
    });
    const cell = (name: string, key: string) => row(page, name).locator('.m').nth(metrics.indexOf(key));
    assert.doesNotMatch(await text(cell('odd-plover', 'val_auc')), /[↑↓]/);
    await page.getByRole('checkbox', { name: 'Change against baseline' }).check();
    await row(page, 'odd-plover').locator('[data-change="worse"]').first().waitFor();
    assert.equal(await text(cell('odd-plover', 'val_auc')), '0.8712−0.0162\u00a0↓ worse');
    assert.match(await text(cell('quiet-heron', 'val_loss')), /−0\.0\d+\u00a0↓ better$/);
    assert.equal(await text(cell('calm-badger', 'val_auc')), '0.8874', 'the baseline itself');
    assert.match(await text(cell('stranger', 'val_auc')), /^0\.50*$/, 'a run of another script');
    await cell('odd-plover', 'val_auc').hover();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.vt-cell')].some(
        ({ attributes }) =>
          attributes.getNamedItem('title')?.value.split('\n')[0] ===
          '−0.0162\u00a0↓ against the baseline calm-badger (0.8874): worse',
      ),
    );
    assert.deepEqual(await axeViolations(page), []);
    await page.reload();
    await row(page, 'odd-plover').locator('[data-change="worse"]').first().waitFor();
    assert.equal(await page.getByRole('checkbox', { name: 'Change against baseline' }).isChecked(), true);
  });

  it('takes in at once that another run became the baseline, and says when there is none', async () => {
    const { page, host } = await show(compareScenarios.typical());
    await page.getByRole('checkbox', { name: 'Change against baseline' }).check();
    await page
      .locator('.foot')
      .getByText(/No run is marked as baseline/)
      .waitFor();
    host.change('odd-plover', { baseline: 'experiment' });
    await row(page, 'quiet-heron').locator('[data-change="better"]').first().waitFor();
    host.change('quiet-heron', { baseline: 'script' });
    await row(page, 'odd-plover').locator('[data-change="worse"]').first().waitFor();
    assert.equal(
      await page
        .locator('.foot')
        .getByText(/No run is marked/)
        .count(),
      0,
    );
  });

  it('adds and hides columns in a panel that can search', async () => {
    const { page } = await show(compareScenarios.broken());
    await page.getByRole('button', { name: /Choose columns/ }).click();
    await page.getByText('200 of 10').waitFor();
    await page.getByRole('textbox', { name: 'Search' }).fill('layer09999');
    await page.getByRole('checkbox', { name: 'layer09999/norm' }).check();
    await page.keyboard.press('Escape');
    await page.locator('.vt').evaluate((table) => table.scrollTo(100_000, 0));
    await header(page, 'layer09999/norm').waitFor();
  });

  it('moves and widens columns by dragging', async () => {
    const { page } = await show(compareScenarios.typical());
    const from = await box(header(page, 'val_loss'));
    const to = await box(header(page, 'val_auc'));
    await page.mouse.move(from.x + 20, from.y + 8);
    await page.mouse.down();
    await page.mouse.move(to.x + 10, to.y + 8, { steps: 5 });
    await page.mouse.up();
    await page.waitForFunction(() => {
      const left = (id: string) =>
        document.querySelector(`[data-column="metrics.${id}, last"]`)?.getBoundingClientRect().left ?? 0;
      return left('val_loss') < left('val_auc');
    });
    assert.equal(await sorted(page, 'val_loss'), 'none', 'a drag is no click');
    const before = await box(header(page, 'val_auc'));
    await page.mouse.move(before.x + before.width, before.y + 8);
    await page.mouse.down();
    await page.mouse.move(before.x + before.width + 60, before.y + 8, { steps: 5 });
    await page.mouse.up();
    await page.waitForFunction(
      (old) =>
        (document.querySelector('[data-column="metrics.val_auc, last"]')?.clientWidth ?? 0) === old + 60,
      Math.round(before.width),
    );
  });

  it('completes the filter by keyboard and shows what it leaves', async () => {
    const { page } = await show(compareScenarios.typical());
    const line = page.getByRole('combobox', { name: 'Filter runs' });
    await line.pressSequentially('par');
    await page.getByRole('option', { name: 'params.' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'd_model' }).waitFor();
    await page.keyboard.type('d_m');
    await page.keyboard.press('Tab');
    await page.keyboard.type('= "256" or not (params.arch = "ftt")');
    await page.keyboard.press('Escape');
    await counted(page, '4 of 18 runs').waitFor();
    assert.equal(await line.inputValue(), 'params.d_model = "256" or not (params.arch = "ftt")');
  });

  it('completes what Tab was pressed for, also when its list comes after more was typed', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { page } = await show(compareScenarios.typical(), {
      own: {
        completeFilter: async ({ filter, cursor }) => {
          if (filter !== 'params.') await held;
          const params = ['arch', 'd_model'];
          return completeFilter(filter, cursor, {
            params,
            metrics: [],
            tags: [],
            experiments: [],
            scripts: [],
          });
        },
      },
    });
    const line = page.getByRole('combobox', { name: 'Filter runs' });
    await line.fill('params.');
    await page.getByRole('option', { name: 'arch' }).waitFor();
    await page.keyboard.type('d_m');
    await page.keyboard.press('Tab');
    await page.keyboard.type('= "256"');
    assert.equal(await line.inputValue(), 'params.d_m= "256"');
    release();
    await until('the name is whole', async () => (await line.inputValue()) === 'params.d_model = "256"');
    await page.keyboard.type(' or not (params.arch = "ftt")');
    await page.keyboard.press('Escape');
    await counted(page, '4 of 18 runs').waitFor();
  });

  it('offers the values of a param', async () => {
    const { page } = await show(compareScenarios.typical());
    await page.getByRole('combobox', { name: 'Filter runs' }).pressSequentially('params.arch = ');
    await page.getByRole('option', { name: '"gbm"' }).waitFor();
  });

  it('points at the character that cannot be read, and keeps the rows', async () => {
    const { page } = await show(compareScenarios.typical());
    const line = page.getByRole('combobox', { name: 'Filter runs' });
    await line.fill('params.d_model = "256"');
    await counted(page, '3 of 18 runs').waitFor();
    await line.fill('params.d_model = "256" nad metrics.val_auc > 0');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page
      .getByRole('alert')
      .getByText(/Column 24/)
      .waitFor();
    assert.equal(await page.locator('.problem mark').innerText(), 'n');
    assert.equal(await line.getAttribute('aria-invalid'), 'true');
    await counted(page, '3 of 18 runs').waitFor();
    await page.getByRole('alert').getByRole('button').click();
    assert.equal(await line.evaluate((input: HTMLInputElement) => input.selectionStart), 23);
  });

  it('stays usable with an expression of ten kilobytes', async () => {
    const { page } = await show(compareScenarios.typical());
    const long = Array.from({ length: 380 }, (_, at) => `params.k${String(at)} = "never there"`).join(' or ');
    assert.ok(long.length > 10_000);
    await page.getByRole('combobox', { name: 'Filter runs' }).fill(long);
    await page.keyboard.press('Enter');
    await page.locator('.empty, .problem').first().waitFor();
    await page.getByRole('button', { name: 'Clear the filter' }).first().click();
    await counted(page, '18 of 18 runs').waitFor();
  });

  it('names a key that no run has, whose condition removes all', async () => {
    const { page } = await show(compareScenarios.typical());
    await page
      .getByRole('combobox', { name: 'Filter runs' })
      .fill('params.arch = "ftt" and metrics.val_auk > 0.5');
    await page.keyboard.press('Enter');
    await page.locator('.runs .empty').getByText('metrics.val_auk > 0.5').waitFor();
    await page.locator('.runs').getByRole('button', { name: 'Clear the filter' }).click();
    await counted(page, '18 of 18 runs').waitFor();
  });

  it('is whole at 200 % zoom of a small window', async () => {
    const { page, complaints } = await show(compareScenarios.broken(), { zoom: 2, width: 640, height: 400 });
    assert.equal(await sidewaysScroll(page), 0);
    assert.deepEqual(await unnamed(page), []);
    assert.deepEqual(await axeViolations(page), []);
    await page.getByRole('grid', { name: 'Runs' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await picked(page, 1);
    assert.deepEqual(complaints, []);
  });

  it('names the condition that removes most when nothing is left', async () => {
    const { page } = await show(compareScenarios.typical());
    await page
      .getByRole('combobox', { name: 'Filter runs' })
      .fill('params.arch = "ftt" and metrics.val_auc > 2');
    await page.keyboard.press('Enter');
    await page.getByText('None of 18 runs matches').waitFor();
    assert.match(await page.locator('.runs .empty').innerText(), /17 would without metrics\.val_auc > 2/);
    await page.locator('.runs').getByRole('button', { name: 'Clear the filter' }).click();
    await counted(page, '18 of 18 runs').waitFor();
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
    assert.match(await text(row(page, 'only-nan')), /NaN.*auto/);
    assert.match(await text(row(page, 'no-metrics')), /–/);
    assert.match(await text(page.locator('.vt-row', { hasText: 'twin' }).last()), /∞/);
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

/** What the filter line says. */
function counted(page: Page, text: string) {
  return page.locator('.filter').getByText(text);
}

function header(page: Page, title: string) {
  return page.locator('.vt-head-cell', {
    hasText: new RegExp(`^\\s*${title.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}`),
  });
}

function row(page: Page, name: string) {
  return page.locator('.vt-row').filter({ has: page.locator(`.run-name:text-is("${name}")`) });
}

async function text(locator: ReturnType<Page['locator']>): Promise<string> {
  return (await locator.evaluate((element) => element.textContent)).replace(/[ \n]+/g, ' ').trim();
}

async function sorted(page: Page, title: string): Promise<string | null> {
  return await header(page, title).getAttribute('aria-sort');
}

async function width(page: Page, title: string): Promise<number> {
  return await header(page, title).evaluate((element) => element.clientWidth);
}

async function box(locator: ReturnType<Page['locator']>) {
  const found = await locator.boundingBox();
  if (found === null) throw new Error('It is not in view.');
  return found;
}

/** Of the rows in view, from top to bottom. */
async function names(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.vt-row:not([hidden])')]
      .sort((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
      .map((one) => one.querySelector('.run-name')?.textContent ?? ''),
  );
}

async function firstName(page: Page, pattern: RegExp): Promise<void> {
  await page.waitForFunction(
    (source) =>
      new RegExp(source).test(
        document.querySelector('.vt-row[aria-rowindex="3"]:not([hidden]) .run-name')?.textContent ?? '',
      ),
    pattern.source,
  );
}

async function picked(page: Page, count: number): Promise<string[]> {
  await page.waitForFunction(
    (wanted) => document.querySelectorAll('[role=row][aria-selected=true]:not([hidden])').length === wanted,
    count,
  );
  return await page.evaluate(() =>
    [...document.querySelectorAll('[role=row][aria-selected=true]:not([hidden])')].map(
      (one) => one.querySelector('.run-name')?.textContent ?? '',
    ),
  );
}

/** What a screen reader would be told. */
async function activeCell(
  page: Page,
): Promise<{ rowindex: string | null; colindex: string | null; column: string | null }> {
  return await page.evaluate(() => {
    const id = document.querySelector('.vt')?.getAttribute('aria-activedescendant') ?? '';
    const cell = document.getElementById(id);
    return {
      rowindex: cell?.closest('[role=row]')?.getAttribute('aria-rowindex') ?? null,
      colindex: cell?.getAttribute('aria-colindex') ?? null,
      column: cell?.getAttribute('data-column') ?? null,
    };
  });
}
