import assert from 'node:assert/strict';
import { completeFilter } from '../../../src/runs/filter/completions.ts';
import { until } from '../until.ts';
import { compareScenarios } from './compareScenarios.ts';
import { counted, tablePages } from './shownTable.ts';

describe('compare page: filter', () => {
  const show = tablePages();

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
});
