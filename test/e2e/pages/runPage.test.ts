import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import * as z from 'zod';
import { lostPage } from '../../../src/protocol/runPage.ts';
import { faintTexts, sidewaysScroll, unnamed } from './audit.ts';
import { PageStage } from './pageStage.ts';
import type { Show, Theme } from './pageStage.ts';
import { rivalId, runId } from './runDetails.ts';
import type { ScenarioName } from './runScenarios.ts';

const drawn: readonly ScenarioName[] = ['live', 'finished', 'failed', 'stopping', 'empty', 'huge', 'broken'];
const themes: readonly Theme[] = ['dark', 'light', 'high-contrast'];
const saved = {
  page: 'run',
  folder: 'file:///home/sam/credit',
  run: runId,
  against: rivalId,
  metric: 'val_auc',
};

describe('run page', () => {
  let stage: PageStage;
  let open: Page | undefined;
  before(async () => {
    stage = await PageStage.open();
  });
  after(() => stage.close());
  afterEach(async () => {
    await open?.context().close();
    open = undefined;
  });

  async function show(what: Show): Promise<Page> {
    const { page, complaints } = await stage.show(what);
    open = page;
    await page.waitForSelector('main h1, main .note, main .empty');
    assert.deepEqual(complaints, []);
    return page;
  }

  for (const theme of themes)
    for (const scenario of drawn)
      it(`shows a ${scenario} run in ${theme}: named, readable, nothing sideways, within its policy`, async () => {
        const { page, complaints } = await stage.show({
          scenario,
          theme,
          state: scenario === 'live' ? saved : undefined,
        });
        open = page;
        await page.waitForSelector('#h-output');
        await page.waitForLoadState('networkidle');
        assert.deepEqual(await unnamed(page), []);
        assert.deepEqual(await faintTexts(page), []);
        for (const width of [1280, 1041, 700, 480, 320]) {
          await page.setViewportSize({ width, height: 860 });
          assert.equal(await sidewaysScroll(page), 0, `${String(width)} px wide`);
        }
        assert.deepEqual(complaints, []);
      });

  it('shows names with HTML in them as text', async () => {
    const page = await show({ scenario: 'broken' });
    assert.equal(await page.title(), 'run');
    assert.equal(await page.locator('img, main script').count(), 0);
    assert.match(await page.locator('h1').innerText(), /^<img src=x onerror=/);
    assert.match(await page.locator('.out').innerText(), /<script>document.title="owned"<\/script>/);
  });

  it('says what the run was registered as, and opens that', async () => {
    const page = await show({ scenario: 'live' });
    await page.getByRole('button', { name: 'credit-risk v8 @challenger' }).click();
    await page.waitForFunction(() => window.cairnCalls.some(({ method }) => method === 'openModel'));
  });

  it('opens how the predictions that the run named treat groups', async () => {
    const page = await show({ scenario: 'live' });
    await page
      .locator('.facts dd', { hasText: /predictions\.csv · Fairness\s+exceeds/ })
      .getByRole('button', { name: 'Fairness' })
      .click();
    await page.waitForFunction(() => window.cairnCalls.some(({ method }) => method === 'openFairness'));
  });

  it('opens a chart by keyboard, moves its crosshair, and clears it', async () => {
    const page = await show({ scenario: 'live' });
    await page.locator('button.name').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const plot = page.getByRole('slider', { name: /val_loss/ });
    await plot.waitFor();
    await plot.focus();
    await page.keyboard.press('End');
    assert.match(await readout(page), /^step 1\u00a0450: 0\.3/);
    await page.keyboard.press('ArrowLeft');
    assert.match(await readout(page), /^step 1\u00a0400: /);
    await page.keyboard.press('Home');
    assert.match(await readout(page), /^step 50: /);
    await page.keyboard.press('Escape');
    assert.equal(await readout(page), '29 points');
  });

  it('leaves the chart that was opened while the page was still being read', async () => {
    const before = async (page: Page) => {
      await page.addInitScript(() => {
        window.cairnRivals = new Promise((resolve) => (window.cairnTellRivals = resolve));
      });
    };
    const page = await show({ scenario: 'live', before });
    await page.locator('button.name').nth(2).click();
    const chart = page.getByRole('figure', { name: 'Chart of val_brier' });
    await chart.waitFor();
    await page.evaluate(() => window.cairnTellRivals?.());
    await page.locator('vscode-option', { hasText: 'quiet-heron' }).waitFor({ state: 'attached' });
    assert.equal(await chart.count(), 1);
  });

  it('shows a chart as a table, newest point first', async () => {
    const page = await show({ scenario: 'live', state: saved });
    await page.getByRole('button', { name: 'Show as a table' }).click();
    assert.match(await page.locator('.points tbody tr').first().innerText(), /^1\u00a0450\t/);
    assert.match(await page.locator('.points tbody tr').nth(23).innerText(), /\tNaN\t/);
  });

  it('draws the chart again in the colours of another theme', async () => {
    const page = await show({ scenario: 'live', state: saved });
    const picture = () => page.evaluate(() => document.querySelector('canvas')?.toDataURL() ?? '');
    await page.waitForFunction(() => (document.querySelector('canvas')?.toDataURL() ?? '').length > 5000);
    const before = await picture();
    await page.evaluate(() =>
      document.documentElement.style.setProperty('--vscode-cairn-series1', '#ff00ff'),
    );
    await page.waitForFunction((old) => document.querySelector('canvas')?.toDataURL() !== old, before);
  });

  it('says how far a metric is from the same step of another run', async () => {
    const page = await show({ scenario: 'live', state: saved });
    const row = page.locator('tr', { hasText: 'val_loss' });
    await row.locator('.verdict').waitFor();
    assert.match(await row.innerText(), /\+0\.0061\s+behind/);
    assert.match(await page.locator('tr', { hasText: 'train_loss' }).innerText(), /−0\.0087\s+ahead/);
    assert.doesNotMatch(await page.locator('tr', { hasText: 'grad_norm' }).innerText(), /ahead|behind/);
  });

  it('chooses the other run in the dropdown by keyboard', async () => {
    const page = await show({ scenario: 'live' });
    await page.getByRole('combobox', { name: 'Run to compare with' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('.verdict').first().waitFor();
    await page.locator('#h-params + span', { hasText: '3 differ from quiet-heron' }).waitFor();
  });

  it('changes values in place when the run goes on', async () => {
    const page = await show({ scenario: 'live' });
    const row = page.locator('tr', { hasText: 'val_auc' });
    await row.evaluate((element) => element.setAttribute('data-same', ''));
    await page.evaluate((id) => {
      const [first] = window.cairnNow().metrics;
      if (first) window.cairnChange({ metrics: [{ ...first, last: 0.9123, count: 30 }] });
      window.cairnEmit('changed', { run: id });
    }, runId);
    await page.getByText('0.9123').waitFor();
    assert.match(await page.locator('tr[data-same]').innerText(), /0\.9123/);
  });

  it('follows new output until someone scrolls up', async () => {
    const page = await show({ scenario: 'live' });
    await page.locator('.line').last().waitFor();
    await append(page, 493, 'the newest line');
    await page.getByText('the newest line').waitFor();
    assert.ok(await atEnd(page));
    // The chart that opens by itself moves what is below it away from the pointer.
    await page.getByRole('slider').waitFor();
    await page.locator('.out').hover();
    await page.mouse.wheel(0, -2000);
    await page.locator('[aria-label="Follow new lines"][aria-pressed="false"]').waitFor();
    await append(page, 494, 'one more line');
    await page.getByText('one more line').waitFor({ state: 'attached' });
    assert.equal(await atEnd(page), false);
  });

  it('finds text in the output and goes from hit to hit', async () => {
    const page = await show({ scenario: 'live' });
    await page.locator('.line').last().waitFor();
    await page.getByRole('button', { name: 'Find in output' }).click();
    await page.locator('.sec input:focus').waitFor();
    await page.keyboard.type('userwarning');
    await page.getByText(/^54 of 54$/).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/^1 of 54$/).waitFor();
    await page.locator('mark.at').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('mark').first().waitFor({ state: 'detached' });
  });

  it('says that find sees the last lines only, and offers the whole output', async () => {
    const page = await show({ scenario: 'longOutput' });
    await page.getByText(/81\u00a0492 lines, .*, showing the last 300/).waitFor();
    await page.getByRole('button', { name: 'Find in output' }).click();
    await page.locator('.sec input:focus').waitFor();
    await page.getByText(/^in the last 300 lines$/).waitFor();
    await page.keyboard.type('printed long ago');
    await page.getByText(/^none in the last 300 lines$/).waitFor();
    await page.locator('vscode-button', { hasText: 'Open whole output' }).click();
    await page.waitForFunction(() => window.cairnCalls.some(({ method }) => method === 'openOutput'));
    assert.equal(await sidewaysScroll(page), 0);
  });

  it('filters ten thousand metrics and says how many it shows', async () => {
    const page = await show({ scenario: 'huge' });
    await page.getByText('showing 200 of 10\u00a0000').waitFor();
    await page.getByRole('textbox', { name: 'Filter metrics by name' }).fill('layer00012');
    await page.getByText('1 of 10\u00a0000').waitFor();
    assert.equal(await page.locator('button.name').count(), 1);
    await page.getByRole('textbox', { name: 'Filter metrics by name' }).fill('no such name');
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.getByText('showing 200 of 10\u00a0000').waitFor();
  });

  it('stops gracefully first, then offers to kill', async () => {
    const page = await show({ scenario: 'live' });
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Kill now' }).click();
    await page.waitForFunction(
      () => window.cairnCalls.filter(({ method }) => method === 'stop').length === 2,
    );
    assert.deepEqual(await calls(page, 'stop'), [
      { run: runId, kind: 'graceful' },
      { run: runId, kind: 'now' },
    ]);
  });

  it('stars the run', async () => {
    const page = await show({ scenario: 'live' });
    await page.getByRole('button', { name: 'Star this run' }).click();
    await page.getByRole('button', { name: 'Take the star away' }).waitFor();
    assert.deepEqual(await calls(page, 'star'), [{ run: runId, on: true }]);
  });

  it('edits the note in place; Ctrl+Enter saves, Escape does not', async () => {
    const page = await show({ scenario: 'live' });
    await page.getByRole('button', { name: 'Edit the note' }).click();
    await page.getByRole('textbox', { name: 'Note' }).fill('thrown away');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Edit the note' }).click();
    await page.getByRole('textbox', { name: 'Note' }).fill('kept <b>');
    await page.keyboard.press('Control+Enter');
    await page.getByText('kept <b>').waitFor();
    assert.deepEqual(await calls(page, 'note'), [{ run: runId, text: 'kept <b>' }]);
  });

  it('says in place why something could not be done', async () => {
    const { page } = await stage.show({ scenario: 'finished' });
    open = page;
    await page.getByRole('button', { name: 'Compare with best' }).click();
    await page.getByText('No other run of this script has ended. Run it again first.').waitFor();
  });

  it('opens an artifact by its index', async () => {
    const page = await show({ scenario: 'live' });
    await page.getByRole('button', { name: 'roc_val.png' }).click();
    await page.waitForFunction(() => window.cairnCalls.some(({ method }) => method === 'openArtifact'));
    assert.deepEqual(await calls(page, 'openArtifact'), [{ run: runId, index: 1 }]);
  });

  it('shows after a reload what it showed before', async () => {
    const page = await show({ scenario: 'live' });
    await page.locator('button.name').nth(2).click();
    await page.getByRole('button', { name: 'System 3' }).click();
    await page.getByRole('button', { name: 'Wrap lines' }).click();
    await page.reload();
    await page.getByRole('slider', { name: /val_brier/ }).waitFor();
    await page.getByText('gpu0/utilization').waitFor();
    await page.locator('.out.wrapped').waitFor();
  });

  it('says that a run is gone', async () => {
    const page = await show({ scenario: 'gone' });
    await page.getByText('This run is no longer here').waitFor();
  });

  it('offers to try again when the run cannot be read', async () => {
    const { page } = await stage.show({ scenario: 'error' });
    open = page;
    await page.getByText('is not readable. Check its permissions.').waitFor();
    await page.evaluate(() => window.cairnRecover());
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'brisk-otter' }).waitFor();
  });

  it('says that it is reading when that takes more than a second', async () => {
    const { page } = await stage.show({ scenario: 'silent' });
    open = page;
    await page.getByText('Reading the run…').waitFor();
  });

  it('shows a run of another tool without what only Cairn records, and imports it', async () => {
    const page = await show({ scenario: 'foreign' });
    await page.getByText('MLflow · old/mlruns').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Star this run' }).count(), 0);
    assert.equal(await page.locator('#h-output').count(), 0);
    assert.equal(await page.locator('#h-reproduction').count(), 0);
    assert.ok(await page.getByRole('button', { name: 'Edit the note' }).isDisabled());
    assert.deepEqual(await unnamed(page), []);
    assert.equal(await sidewaysScroll(page), 0);

    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.waitForFunction(() => window.cairnCalls.some(({ method }) => method === 'import'));
  });

  it('says so while the extension does not answer, and offers another page in its place', async () => {
    const page = await show({ scenario: 'live' });
    await page.getByRole('button', { name: 'Wrap lines' }).click();
    await page.evaluate(() => {
      window.cairnDead = true;
    });
    const alert = page.getByRole('alert').filter({ hasText: 'There is no connection to the extension' });
    await alert.waitFor();
    const address = await alert.getByRole('link', { name: 'Open this page again' }).getAttribute('href');
    const [command, argument = ''] = (address ?? '').split('?');
    assert.equal(command, 'command:cairn.runs.reopenPage');
    const [lost] = z.tuple([lostPage]).parse(JSON.parse(decodeURIComponent(argument)));
    assert.equal(lost.run, lost.state.run);
    assert.equal(lost.state.wrap, true);
    await page.evaluate(() => {
      window.cairnDead = false;
    });
    await alert.waitFor({ state: 'detached' });
  });

  it('offers star and note, but nothing that starts or stops, in a folder that is not trusted', async () => {
    const page = await show({ scenario: 'untrusted' });
    await page.getByText('This folder is not trusted: runs can be viewed, not started or stopped.').waitFor();
    for (const name of ['Star this run', 'Edit the note'])
      assert.ok(await page.getByRole('button', { name }).isEnabled(), name);
    assert.ok(await page.getByRole('button', { name: 'Stop', exact: true }).isDisabled());
    await page.getByRole('button', { name: 'Manage trust' }).click();
    await page.waitForFunction(() => window.cairnCalls.some(({ method }) => method === 'manageTrust'));
  });
});

async function readout(page: Page): Promise<string> {
  // One drawing a frame: the text follows the key by at most two.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  return (await page.getByRole('slider').getAttribute('aria-valuetext')) ?? '';
}

async function calls(page: Page, method: string): Promise<unknown[]> {
  return await page.evaluate(
    (name) => window.cairnCalls.filter((call) => call.method === name).map(({ params }) => params),
    method,
  );
}

async function append(page: Page, n: number, text: string): Promise<void> {
  await page.evaluate(
    ({ run, line }) =>
      window.cairnEmit('output', { run, from: line.n, tail: { lines: [line], total: line.n, size: 61_000 } }),
    { run: runId, line: { n, t: null, text } },
  );
}

async function atEnd(page: Page): Promise<boolean> {
  return await page
    .locator('.out')
    .evaluate((out) => out.scrollHeight - out.scrollTop - out.clientHeight < 20);
}
