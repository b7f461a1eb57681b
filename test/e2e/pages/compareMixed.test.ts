import assert from 'node:assert/strict';
import { parseInboxLine } from '../../../src/runs/inbox/parseInboxLine.ts';
import { until } from '../until.ts';
import { axeViolations } from './axe.ts';
import type { GivenRun } from './comparedRuns.ts';
import { savedState } from './compareStage.ts';
import { counted, firstName, header, names, row, says, tablePages } from './shownTable.ts';

/** A run whose script appended this line to its inbox, as it is recorded. */
function logged(name: string, ago: number, line: Record<string, unknown>): GivenRun {
  const { metrics, rest, problems } = parseInboxLine(JSON.stringify(line));
  return {
    ...{
      name,
      ago,
      took: 1,
      metrics: Object.fromEntries(metrics),
      tags: Object.fromEntries(rest?.tags ?? []),
    },
    ...(problems.length > 0 && { problems: problems.length }),
  };
}

describe('compare page: a metric that is a number in one run and text in another', () => {
  const show = tablePages();
  const auc = { group: 'metrics', key: 'val_auc', value: 'last' };
  const runs = [
    logged('a-number', 3, { metrics: { val_auc: 0.75, loss: 0.5 } }),
    logged('a-text', 2, { metrics: { val_auc: 'high', loss: 0.25 } }),
    logged('not-a-number', 1, { metrics: { val_auc: 'NaN', loss: 0.125 } }),
    logged('a-tag', 0, { metrics: { loss: 1 }, tags: { val_auc: 'high' } }),
  ];
  const view = {
    columns: [auc, { group: 'tags', key: 'val_auc' }, { group: 'record', key: 'problems' }].map((column) => ({
      column,
    })),
    sort: [{ column: auc, descending: false }],
  };

  it('is a value, NaN, or missing with the reason, and sorts so', async () => {
    const { page, complaints } = await show(runs, { state: savedState({ view }) });
    await says(row(page, 'a-number'), /a-number0\.75––$/);
    await says(row(page, 'not-a-number'), /not-a-numberNaN––$/);
    await says(row(page, 'a-text'), /a-text––1$/);
    await says(row(page, 'a-tag'), /a-tag–high–$/);
    assert.deepEqual(await names(page), ['a-number', 'a-tag', 'not-a-number', 'a-text']);
    await header(page, 'Problems').click();
    await firstName(page, /^a-text$/);
    const cell = row(page, 'a-text').locator('.m');
    await cell.hover();
    await until('the tooltip tells', async () =>
      /page of this run lists/.test((await cell.getAttribute('title')) ?? ''),
    );
    await row(page, 'a-tag').locator('.m').hover();
    await until(
      'no reason where there is none',
      async () => ((await row(page, 'a-tag').locator('.m').getAttribute('title')) ?? '') === '',
    );
    assert.deepEqual(await axeViolations(page), []);
    assert.deepEqual(complaints, []);
  });

  it('is found by a filter where it is a number, and as a tag where it is one', async () => {
    const { page } = await show(runs, { state: savedState({ view }) });
    const line = page.getByRole('combobox', { name: 'Filter runs' });
    await line.fill('metrics.val_auc > 0');
    await counted(page, '1 of 4 runs').waitFor();
    await until('only the number is found', async () => (await names(page)).join() === 'a-number');
    await line.fill('tags.val_auc = "high"');
    await until('the tag is found', async () => (await names(page)).join() === 'a-tag');
  });

  it('is drawn and told apart where it is a number, and the others are not left out of the rest', async () => {
    const { page, host, complaints } = await show(runs, { state: savedState({ view }) });
    await page.getByRole('grid', { name: 'Runs' }).focus();
    await page.keyboard.press('Control+a');
    await page.locator('figure', { hasText: 'val_auc' }).locator('canvas').first().waitFor();
    await page.locator('figure', { hasText: 'loss' }).locator('canvas').first().waitFor();
    await page.getByRole('tab', { name: 'Differences' }).click();
    const metrics = page.getByRole('region', { name: 'Metrics' });
    const cells = metrics.getByRole('row', { name: /val_auc/ }).getByRole('cell');
    await cells.first().waitFor();
    const shown = await cells.allInnerTexts();
    assert.deepEqual(shown.toSorted(), ['0.75', 'NaN', '–', '–'], shown.join());
    await page
      .getByRole('region', { name: 'Tags' })
      .getByRole('row', { name: /val_auc/ })
      .waitFor();
    assert.equal(host.calls.filter(({ method }) => method === 'differences').length, 1);
    assert.deepEqual(complaints, []);
  });
});
