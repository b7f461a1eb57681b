import assert from 'node:assert/strict';
import { sidewaysScroll, unnamed } from './audit.ts';
import { axeViolations } from './axe.ts';
import { until } from '../until.ts';
import type { GivenRun } from './comparedRuns.ts';
import { compareScenarios, many, type CompareScenario } from './compareScenarios.ts';
import { savedState } from './compareStage.ts';
import type { Theme } from './pageStage.ts';
import { assertNamed } from './readable.ts';
import {
  header,
  row,
  says,
  text,
  sorted,
  width,
  box,
  firstName,
  picked,
  activeCell,
  tablePages,
} from './shownTable.ts';

const themes: readonly Theme[] = ['dark', 'light', 'high-contrast'];
const scenarios: readonly CompareScenario[] = ['typical', 'empty', 'broken'];

describe('compare page: table', () => {
  const show = tablePages();

  for (const theme of themes)
    for (const scenario of scenarios)
      it(`shows ${scenario} runs in ${theme}: named, nothing sideways, no violation that axe knows`, async () => {
        const { page, complaints } = await show(compareScenarios[scenario](), {
          theme,
          state: savedState({
            view: { grouping: scenario === 'typical' ? { allParamsBut: ['seed'] } : null },
          }),
        });
        await assertNamed(page, { widths: [1280, 700, 300] });
        assert.deepEqual(complaints, []);
      });

  it('keeps its tabs in one line, and its tools whole beside or below them, at every width', async () => {
    const { page } = await show(compareScenarios.typical(), {
      state: savedState({ tab: 'curves', view: { grouping: { allParamsBut: ['seed'] } } }),
    });
    await page.getByRole('combobox', { name: 'Band' }).waitFor();
    for (const wide of [1600, 1280, 930, 600, 300]) {
      await page.setViewportSize({ width: wide, height: 860 });
      const found = await page.evaluate(() => {
        const boxes = (selector: string) =>
          [...document.querySelectorAll(selector)].map((element) => element.getBoundingClientRect());
        const [list, bar] = [...boxes('[role="tablist"]'), ...boxes('.tabbar')];
        const tools = boxes('.curve-tools > *').filter(({ width }) => width > 0);
        return {
          tabTops: new Set(boxes('[role="tab"]').map(({ top }) => top)).size,
          // Beside the tabs all of them, or below all.
          below: new Set(tools.map(({ top }) => top >= (list?.bottom ?? 0))).size,
          inside: tools.every(
            ({ left, right }) => left >= (bar?.left ?? 0) && right <= (bar?.right ?? 0) + 1,
          ),
          drawn: boxes('.drawn').map(({ height }) => height >= 250),
        };
      });
      assert.deepEqual(found, { tabTops: 1, below: 1, inside: true, drawn: [true] }, `${String(wide)} px`);
      assert.equal(await sidewaysScroll(page), 0);
    }
    await page.getByRole('tab', { name: 'Curves' }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction(() => {
      const [tab, list] = ['[role="tab"][aria-selected="true"]', '[role="tablist"]'].map((selector) =>
        document.querySelector(selector)?.getBoundingClientRect(),
      );
      return tab && list && tab.right <= list.right + 1 && tab.left >= list.left - 1;
    });
    assert.deepEqual(await axeViolations(page), []);
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
    await until('the columns have come', async () => Number(await grid.getAttribute('aria-colcount')) > 15);
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
    await says(row(page, 'amber-finch'), /amber-finch×\u00a03.*0\.8897±\.0034/);
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
          columns: [
            ...['lr', 'seed'].map((key) => ({ column: { group: 'params', key } })),
            ...['user', 'started'].map((key) => ({ column: { group: 'record', key } })),
          ],
        },
      }),
    });
    await header(page, 'lr').waitFor();
    await header(page, 'User').waitFor();
    await page.getByRole('checkbox', { name: 'Only what differs' }).check();
    await header(page, 'lr').waitFor({ state: 'detached' });
    await header(page, 'User').waitFor({ state: 'detached' });
    await header(page, 'seed').waitFor();
    await header(page, 'Started').waitFor();
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
    await says(cell('odd-plover', 'val_auc'), /^0\.8712−0\.0162\u00a0↓ worse$/);
    await says(cell('quiet-heron', 'val_loss'), /−0\.0\d+\u00a0↓ better$/);
    assert.equal(await text(cell('calm-badger', 'val_auc')), '0.8874', 'the baseline itself');
    assert.equal(await text(row(page, 'calm-badger').locator('.name')), 'baseline calm-badger');
    assert.equal(await text(row(page, 'odd-plover').locator('.name')), 'odd-plover');
    // A run of another script.
    await says(cell('stranger', 'val_auc'), /^0\.50*$/);
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
});
