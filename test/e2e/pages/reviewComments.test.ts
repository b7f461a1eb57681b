/** Comments on the review page: where their lines are, what was said, replies, suggestions, and whether they are settled. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { UserError } from '../../../src/base/errors.ts';
import { until } from '../until.ts';
import { ada, iso } from './reviewParts.ts';
import { reviewScenarios, type ReviewScenarioName } from './reviewScenarios.ts';
import { openReviewStage, showReview, type ReviewHost } from './reviewStage.ts';
import { stagedPages } from './stagedPages.ts';

describe('review page: comments', () => {
  const staged = stagedPages(openReviewStage);

  async function show(scenario: ReviewScenarioName = 'stale'): Promise<{ page: Page; host: ReviewHost }> {
    const { page, host, complaints } = await showReview(staged.stage, scenario);
    staged.keep(page);
    assert.deepEqual(complaints, []);
    return { page, host };
  }
  const flat = (text: string) => text.replace(/[\s\u200b]+/g, ' ').trim();
  const thread = (page: Page, place: string) =>
    page.getByRole('article', { name: `Comment on ${place}`, exact: true });
  const places = async (page: Page) => (await page.locator('.thread .where').allInnerTexts()).map(flat);
  const choose = async (page: Page, choice: string, value: string) => {
    await page.getByRole('combobox', { name: choice }).click();
    await page.getByRole('option', { name: value, exact: true }).click();
  };
  const called = async (host: ReviewHost, method: string) =>
    await until(`the page called ${method}`, () =>
      Promise.resolve(host.calls.find((call) => call.method === method)),
    );

  it('says where the lines are now, and shows the old ones where they changed or are gone', async () => {
    const { page, host } = await show();
    assert.deepEqual(await places(page), [
      'lines 20 to 21 open, the lines were changed since',
      'line 91 open, in lines changed since approval',
      'line 141 open, moved from line 132',
      'line 57 of c6ef362 resolved by Ada Lovelace, the lines are gone',
    ]);
    const lines = async (place: string, label: string) =>
      (await thread(page, place).getByRole('group', { name: label }).locator('.cl').allTextContents()).map(
        flat,
      );
    assert.deepEqual(await lines('lines 20 to 21', 'The lines before'), [
      '18 df = load()',
      '19 df = df.dropna()',
    ]);
    assert.deepEqual(await lines('line 141', 'Lines 140 to 142'), [
      '140 scores = model(features)',
      '141 approved = scores > 0.50',
      '142 report(approved, labels)',
    ]);
    assert.deepEqual(await lines('line 57 of c6ef362', 'The lines as they were'), [
      '57 income = income.fillna(income.mean())',
    ]);
    assert.equal(flat((await lines('line 91', 'Lines 89 to 92'))[3] ?? ''), '92 + break');
    await page.getByRole('button', { name: 'line 141', exact: true }).press('Enter');
    assert.deepEqual((await called(host, 'openLine')).params, { line: 141 });
  });

  it('shows what people wrote as they wrote it: code and lines, never HTML', async () => {
    const { page } = await show();
    const text = thread(page, 'line 91').locator('.remark').first();
    assert.equal(await text.locator('code').innerText(), 'test');
    assert.match(await text.innerText(), /honest\.\n\n<b>See<\/b> the guide\./);
    assert.equal(await text.locator('b').count(), 0);
    assert.match(await text.innerText(), /22 Nov, 08:22, changed later/);
  });

  it('orders by line or by time, and filters open from resolved', async () => {
    const { page, host } = await show();
    await choose(page, 'Order of comments', 'By time');
    await until('the newest comes first', async () =>
      (await places(page))[0]?.startsWith('line 91') === true ? true : undefined,
    );
    assert.deepEqual(
      (await places(page)).map((place) => place.replace(/ (open|resolved|of).*/, '')),
      ['line 91', 'lines 20 to 21', 'line 141', 'line 57'],
    );
    await choose(page, 'Which comments to show', 'Resolved');
    await until('one is left', async () => ((await places(page)).length === 1 ? true : undefined));
    host.change({ threads: reviewScenarios.stale.threads.slice(0, 3) });
    await page.getByText('No comment is resolved.').waitFor();
    await page.getByRole('button', { name: 'Show all 3 comments' }).press('Enter');
    await until('three are there', async () => ((await places(page)).length === 3 ? true : undefined));
  });

  it('resolves and reopens, and keeps what was resolved in sight', async () => {
    const { page, host } = await show();
    await choose(page, 'Which comments to show', 'Open');
    await until('three are left', async () => ((await places(page)).length === 3 ? true : undefined));
    const { threads } = reviewScenarios.stale;
    await page.getByRole('button', { name: 'Resolve the comment on line 141' }).press('Enter');
    assert.deepEqual((await called(host, 'resolve')).params, { to: 'c2', isOpen: false });
    host.change({
      threads: threads.map((one) =>
        one.id === 'c2' ? { ...one, isOpen: false, resolved: { by: ada, at: iso(0) } } : one,
      ),
    });
    const reopen = page.getByRole('button', { name: 'Reopen the comment on line 141' });
    await reopen.waitFor();
    assert.equal(await reopen.evaluate((one) => one.matches(':focus')), true);
    host.calls.length = 0;
    await reopen.press('Enter');
    assert.deepEqual((await called(host, 'resolve')).params, { to: 'c2', isOpen: true });
  });

  it('replies with line breaks, once, and forgets the draft only when it arrived', async () => {
    const { page, host } = await show();
    const field = page.getByRole('textbox', { name: 'Reply to the comment on line 141' });
    host.failures.set('reply', new UserError('locked', 'The file is locked.', 'Try again.'));
    await field.fill('From the cost table:\n`0.62`');
    await field.press('Control+Enter');
    await page.getByText('The file is locked. Try again.').waitFor();
    assert.equal(await field.inputValue(), 'From the cost table:\n`0.62`');
    host.failures.clear();
    await thread(page, 'line 141')
      .getByRole('button', { name: 'Reply to the comment on line 141' })
      .press('Enter');
    await until('the field is empty', async () => ((await field.inputValue()) === '' ? true : undefined));
    assert.deepEqual(
      host.calls.map(({ params }) => params),
      [
        { to: 'c2', text: 'From the cost table:\n`0.62`' },
        { to: 'c2', text: 'From the cost table:\n`0.62`' },
      ],
    );
    await page.getByText('The file is locked. Try again.').waitFor({ state: 'detached' });
  });

  it('goes on with a reply while comments come and go', async () => {
    const { page, host } = await show();
    const field = page.getByRole('textbox', { name: 'Reply to the comment on line 141' });
    await field.pressSequentially('Half of ');
    const { threads } = reviewScenarios.stale;
    const [first] = threads;
    assert.ok(first);
    host.change({ threads: [{ ...first, id: 'new', line: 3 }, ...threads.slice(1)] });
    await thread(page, 'line 3').waitFor();
    await page.keyboard.type('a thought');
    assert.equal(await field.inputValue(), 'Half of a thought');
  });

  it('applies a suggestion where the lines are as they were, and nowhere else', async () => {
    const { page, host } = await show();
    const change = thread(page, 'line 91').getByRole('group', { name: 'Suggested change' });
    assert.deepEqual((await change.locator('.cl').allTextContents()).map(flat), [
      '− threshold = pick_threshold(test, best["model"])',
      '+ threshold = pick_threshold(validation, best["model"])',
    ]);
    const apply = (place: string) =>
      thread(page, place).getByRole('button', { name: `Apply the suggestion for ${place}` });
    await apply('line 91').press('Enter');
    assert.deepEqual((await called(host, 'applySuggestion')).params, { to: 'c1' });
    assert.equal(await apply('lines 20 to 21').isDisabled(), true);
    assert.equal(
      await thread(page, 'lines 20 to 21').getByText('The lines are not as they were.').count(),
      1,
    );
    assert.equal(await apply('line 141').count(), 0);
  });
});
