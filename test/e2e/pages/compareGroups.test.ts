import assert from 'node:assert/strict';
import { sidewaysScroll } from './audit.ts';
import { axeViolations } from './axe.ts';
import { compareScenarios } from './compareScenarios.ts';
import { savedState } from './compareStage.ts';
import { header, names, row, says, tablePages, text } from './shownTable.ts';
import { until } from '../until.ts';

describe('compare page: grouped rows', () => {
  const show = tablePages();
  const grouping = { allParamsBut: ['seed'] };
  const columns = ['val_auc', 'val_loss'].map((key) => ({
    column: { group: 'metrics', key, value: 'last' },
  }));

  it('puts groups in the order of the means that they show', async () => {
    const spread = compareScenarios
      .typical()
      // The best single run is in the group whose mean is the least.
      .map((run) =>
        run.name === 'amber-finch' ? { ...run, metrics: { ...run.metrics, val_auc: 0.99 } } : run,
      )
      .map((run) =>
        /amber-finch-/.test(run.name) ? { ...run, metrics: { ...run.metrics, val_auc: 0.5 } } : run,
      );
    const { page } = await show(spread, { state: savedState({ view: { grouping, columns } }) });
    const order = async () => (await names(page)).filter((name) => /amber|calm|tidy|old/.test(name));
    await header(page, 'val_auc').click();
    await until('the least mean is last', async () => (await order()).at(-1) === 'amber-finch');
    assert.deepEqual(await order(), ['calm-badger', 'old-import', 'tidy-lynx', 'amber-finch']);
    await header(page, 'val_auc').click();
    // Its least run now gives the group its name.
    await until('the least mean is first', async () => /amber-finch-/.test((await order())[0] ?? ''));
  });

  it('comes back after a reload with its groups expanded and scrolled in both directions', async () => {
    const state = savedState({ view: { grouping } });
    const { page } = await show(compareScenarios.typical(), { state, height: 500 });
    await row(page, 'amber-finch').locator('.tw').click();
    await row(page, 'amber-finch-3').waitFor();
    await page.locator('.vt').evaluate((table) => table.scrollTo(80, 33));
    await page.locator('.tab-body').evaluate((body) => body.scrollTo(0, 70));
    await page.waitForFunction(() => {
      const saved = sessionStorage.getItem('state') ?? '';
      return /"bodyScroll":70/.test(saved) && /"top":33,"left":80/.test(saved);
    });
    await page.reload();
    await row(page, 'amber-finch-3').waitFor();
    await page.waitForFunction(() => {
      const [table, body] = ['.vt', '.tab-body'].map((selector) => document.querySelector(selector));
      return table?.scrollTop === 33 && table.scrollLeft === 80 && body?.scrollTop === 70;
    });
  });

  it('shows how a group has changed against the baseline, and which run or group that is', async () => {
    const marked = compareScenarios
      .typical()
      .map((run) => (run.name === 'amber-finch-2' ? { ...run, baseline: 'script' as const } : run));
    const { page } = await show(marked, {
      state: savedState({ view: { grouping, columns, againstBaseline: true } }),
    });
    const auc = (name: string) => row(page, name).locator('.m').first();
    await says(auc('calm-badger'), /^0\.8874−0\.0023\u00a0↓ worse$/);
    // Quiet-heron, brisk-otter and others: their mean is 0.8827.
    await says(auc('brisk-otter'), /^0\.8827±\.012−0\.0070\u00a0↓ worse$/);
    await says(auc('amber-finch'), /^0\.8897±\.0034= the same$/);
    await auc('brisk-otter').hover();
    await until('the tooltip tells', async () =>
      /^−0\.0070\u00a0↓ against the baseline amber-finch-2 \(0\.8897\): worse/.test(
        (await auc('brisk-otter').getAttribute('title')) ?? '',
      ),
    );
    const name = async (of: string) => await text(row(page, of).locator('.name'));
    assert.equal(await name('amber-finch'), 'baseline amber-finch×\u00a03');
    assert.equal(await name('brisk-otter'), 'brisk-otter×\u00a08');
    await row(page, 'amber-finch').locator('.tw').click();
    await row(page, 'amber-finch-3').waitFor();
    assert.equal(await name('amber-finch-2'), 'baseline amber-finch-2');
    assert.equal(await name('amber-finch-3'), 'amber-finch-3');
    assert.deepEqual(await axeViolations(page), []);
    assert.equal(await sidewaysScroll(page), 0);
    await page.getByRole('checkbox', { name: 'Change against baseline' }).uncheck();
    await row(page, 'amber-finch-2').locator('.baseline').waitFor({ state: 'detached' });
  });
});
