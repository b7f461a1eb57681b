/** Items of a checklist on the review page: evidence, answers with their comments, the keyboard, filters, and what changes meanwhile. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { UserError } from '../../../src/base/errors.ts';
import type { ShownItem } from '../../../src/protocol/shownReview.ts';
import { until } from '../until.ts';
import { stopFrames } from './pageClock.ts';
import { ada, iso } from './reviewParts.ts';
import { reviewScenarios, type ReviewScenarioName } from './reviewScenarios.ts';
import { openReviewStage, showReview, type ReviewHost } from './reviewStage.ts';
import { stagedPages } from './stagedPages.ts';

const sha256 = reviewScenarios.stale.sha256 ?? '';

describe('review page: items', () => {
  const staged = stagedPages(openReviewStage);

  async function show(scenario: ReviewScenarioName = 'stale'): Promise<{ page: Page; host: ReviewHost }> {
    const { page, host, complaints } = await showReview(staged.stage, scenario);
    staged.keep(page);
    assert.deepEqual(complaints, []);
    return { page, host };
  }
  const item = (page: Page, id: string) => page.locator(`[data-item="${id}"]`);
  const flat = (text: string) => text.replace(/\s+/g, ' ').trim();
  const focused = async (page: Page) =>
    await page.evaluate(
      () => document.activeElement?.getAttribute('data-item') ?? document.activeElement?.tagName,
    );
  const answered = async (host: ReviewHost, count = 1) => {
    const answers = () => host.calls.filter(({ method }) => method === 'answer');
    await until('the page answered', () => Promise.resolve(answers().length === count || undefined));
    return answers().at(-1)?.params;
  };
  const said = (answer: 'yes' | 'no' | 'notApplicable'): NonNullable<ShownItem['answer']> => ({
    ...{ by: ada, at: iso(0), answer, comment: null, overrules: null, sha256, lines: 0 },
  });

  it('says of each item what counts, who says so, and what stands against it', async () => {
    const { page } = await show();
    const texts = async (id: string) => [
      flat(await item(page, id).locator('.state').innerText()),
      flat(await item(page, id).locator('.said').innerText()),
      flat(await item(page, id).locator('.who').innerText()),
    ];
    assert.deepEqual(await texts('data-versions'), [
      'Yes',
      'loans-2026 v4 and bureau-extract v12 are recorded and current.',
      'Evidence',
    ]);
    assert.deepEqual(await texts('split-clean'), [
      'Yes',
      '“Grouped by customer_id: no customer is in two splits.”',
      'Ada Lovelace',
    ]);
    assert.deepEqual(await texts('early-stopping'), [
      'Ask again',
      'Ada Lovelace said yes of c6ef362; 12 lines changed since',
      '',
    ]);
    assert.deepEqual(await texts('parameters'), [
      'Yes',
      '“The two constants are physical.” Overruled: Two numbers are written into line 88.',
      'Ada Lovelace',
    ]);
    assert.deepEqual(await texts('baseline-beaten'), [
      'Yes',
      '“By a mile.” The evidence says something else: val_auc 0.891 against 0.890 of logit-baseline, within the noise of 5 seeds.',
      'Ada Lovelace',
    ]);
    assert.deepEqual(await texts('tested'), ['Checking…', 'Cairn is looking for evidence.', '']);
    assert.equal(await item(page, 'split-clean').locator('code').innerText(), 'customer_id');
    assert.equal(await item(page, 'labels-reviewed').getByText('optional').count(), 1);
  });

  it('opens the proof, by the words in the sentence or with Enter', async () => {
    const { page, host } = await show();
    await item(page, 'seeded').getByRole('button', { name: 'quiet-heron' }).click();
    await item(page, 'seeded').press('Enter');
    await until('both were opened', () => Promise.resolve(host.calls.length === 2 || undefined));
    assert.deepEqual(host.calls, [
      {
        method: 'openProof',
        params: { link: { kind: 'run', label: 'quiet-heron', id: '20261122-174010-quiet-heron-77aa' } },
      },
      {
        method: 'openProof',
        params: {
          link: { kind: 'line', label: 'lines 31 to 33', path: 'train_credit.py', line: 31, toLine: 33 },
        },
      },
    ]);
  });

  it('goes through the items with arrows, and tells why one is asked', async () => {
    const { page } = await show();
    await item(page, 'data-versions').focus();
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(page), 'data-checked');
    await page.keyboard.press('End');
    assert.equal(await focused(page), 'shared-features');
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(page), 'shared-features');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(page), 'data-versions');
    const why = item(page, 'data-versions').getByText('can be trusted.');
    assert.equal(await why.isVisible(), false);
    await page.keyboard.press('Space');
    await why.waitFor();
    await item(page, 'data-versions').locator('.ask').click();
    await why.waitFor({ state: 'hidden' });
  });

  it('reaches everything in an item with Tab', async () => {
    const { page } = await show();
    await item(page, 'data-checked').focus();
    const seen: string[] = [];
    for (let step = 0; step < 5; step += 1) {
      await page.keyboard.press('Tab');
      seen.push(
        await page.evaluate(
          () =>
            document.activeElement?.getAttribute('data-item') ??
            document.activeElement?.textContent.trim() ??
            '',
        ),
      );
    }
    assert.deepEqual(seen, ['bureau-extract', 'Yes', 'No', 'Not applicable', 'split-clean']);
  });

  it('answers yes at once, keeps the focus on the item, and says so to who cannot see it', async () => {
    const { page, host } = await show();
    await item(page, 'shared-features').getByRole('button', { name: 'Yes' }).press('Enter');
    assert.deepEqual(await answered(host), {
      ...{ sha256, item: 'shared-features', answer: 'yes', comment: null, overrules: null },
    });
    host.changeItem('shared-features', { state: 'yes', answer: said('yes') });
    await item(page, 'shared-features').getByText('answered 23 Nov, 08:46').waitFor();
    assert.equal(await focused(page), 'shared-features');
    assert.equal(
      await page.locator('.signbar [role=status]').innerText(),
      'Answered: Feature code is shared with serving, not copied',
    );
  });

  it('asks what is missing for a no, and takes it without', async () => {
    const { page, host } = await show();
    await item(page, 'shared-features').press('n');
    const field = page.getByRole('textbox', { name: 'What is missing? (optional)' });
    await until('the field has the focus', async () =>
      (await field.evaluate((one) => one.matches(':focus'))) ? true : undefined,
    );
    // Letters are typed, and answer nothing.
    await page.keyboard.type('yes, no, x `copied`');
    await page.keyboard.press('Enter');
    await page.keyboard.type('twice');
    await page.keyboard.press('Control+Enter');
    assert.deepEqual(await answered(host), {
      ...{ sha256, item: 'shared-features', answer: 'no', overrules: null },
      comment: 'yes, no, x `copied`\ntwice',
    });
    await page.locator('.form').waitFor({ state: 'detached' });
    assert.equal(await focused(page), 'shared-features');
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Answer not applicable' }).press('Enter');
    assert.deepEqual(await answered(host, 2), {
      ...{ sha256, item: 'shared-features', answer: 'notApplicable', comment: null, overrules: null },
    });
  });

  it('demands a reason where the evidence is overruled, and none where it cannot tell', async () => {
    const { page, host } = await show();
    await item(page, 'secrets').press('y');
    const save = page.getByRole('button', { name: 'Answer yes' });
    await page.getByText('Overruling needs a reason.').waitFor();
    assert.equal(await save.isDisabled(), true);
    const field = page.getByRole('textbox', { name: 'Why is the evidence wrong?' });
    await field.press('Control+Enter');
    await field.pressSequentially('It is a test key.');
    // The button is drawn anew with the next frame.
    await until('it can be saved', async () => (await save.isEnabled()) || undefined);
    await save.press('Enter');
    assert.deepEqual(await answered(host), {
      ...{ sha256, item: 'secrets', answer: 'yes', comment: 'It is a test key.', overrules: 'no' },
    });
    await page.locator('.form').waitFor({ state: 'detached' });
    await item(page, 'data-checked').press('y');
    assert.deepEqual(await answered(host, 2), {
      ...{ sha256, item: 'data-checked', answer: 'yes', comment: null, overrules: null },
    });
  });

  it('says again what was said of another text, with one button and the comment that it had', async () => {
    const { page, host } = await show();
    const before = { ...said('yes'), sha256: 'f'.repeat(64), comment: 'Read it.' };
    host.changeItem('early-stopping', { answer: before });
    await item(page, 'early-stopping').getByText('“Read it.”').waitFor();
    await item(page, 'early-stopping').getByRole('button', { name: 'Still yes' }).press('Enter');
    assert.deepEqual(await answered(host), {
      ...{ sha256, item: 'early-stopping', answer: 'yes', comment: 'Read it.', overrules: null },
    });
    host.changeItem('early-stopping', { answer: { ...before, answer: 'no' } });
    await item(page, 'early-stopping').getByRole('button', { name: 'Still no' }).press('Enter');
    const field = page.getByRole('textbox', { name: 'What is missing? (optional)' });
    assert.equal(await field.inputValue(), 'Read it.');
    await field.press('Control+Enter');
    assert.deepEqual(await answered(host, 2), {
      ...{ sha256, item: 'early-stopping', answer: 'no', comment: 'Read it.', overrules: null },
    });
  });

  it('asks who changes their mind at once, as soon as the first answer has arrived', async () => {
    const { page, host } = await show();
    let arrive = (): void => undefined;
    host.late.set('answer', new Promise((resolve) => (arrive = resolve)));
    const asked = item(page, 'shared-features');
    for (const key of ['y', 'y', 'n']) await asked.press(key);
    await page.locator('[data-item="shared-features"][aria-busy="true"]').waitFor();
    arrive();
    await page.locator('[data-item="shared-features"]:not([aria-busy])').waitFor();
    const field = page.getByRole('textbox', { name: 'What is missing? (optional)' });
    await field.fill('A test.');
    await field.press('Control+Enter');
    assert.deepEqual(await answered(host, 2), {
      ...{ sha256, item: 'shared-features', answer: 'no', comment: 'A test.', overrules: null },
    });
  });

  it('changes an answer or takes it back by the menu of the item', async () => {
    const { page, host } = await show();
    const open = async (id: string) => {
      const { text = '' } =
        reviewScenarios.stale.groups.flatMap(({ items }) => items).find((one) => one.id === id) ?? {};
      await page.getByRole('button', { name: `Change the answer: ${text}` }).press('Enter');
    };
    await open('threshold');
    await page.getByRole('menuitem', { name: 'Take the answer back' }).press('Enter');
    assert.deepEqual(await answered(host), {
      ...{ sha256, item: 'threshold', answer: 'open', comment: null, overrules: null },
    });
    await open('seeded');
    await page.getByText('Overrule the evidence').waitFor();
    assert.equal(await page.getByRole('menuitemcheckbox', { name: 'Yes' }).count(), 0);
    await page.getByRole('menuitemcheckbox', { name: 'No…' }).press('Enter');
    await page.getByRole('textbox', { name: 'Why is the evidence wrong?' }).press('Escape');
    await page.locator('.form').waitFor({ state: 'detached' });
    assert.equal(await focused(page), 'seeded');
    // Before the field has the focus, the key is the item's.
    await item(page, 'shared-features').press('n');
    await page.locator('.form').waitFor();
    await item(page, 'shared-features').press('Escape');
    await page.locator('.form').waitFor({ state: 'detached' });
    assert.equal(host.calls.length, 1);
  });

  it('keeps the focus on the item that is closed before its field has it', async () => {
    const { page } = await show();
    const asked = item(page, 'shared-features');
    // A form is closed as soon as it is there, and its field takes the focus a frame later.
    await asked.evaluate((one) => {
      new MutationObserver((_, seen) => {
        if (one.querySelector('.form') === null) return;
        seen.disconnect();
        one.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
        one.setAttribute('data-closed', '');
      }).observe(one, { childList: true, subtree: true });
    });
    await asked.press('n');
    await page.locator('[data-closed]:not(:has(.form))').waitFor();
    assert.equal(await focused(page), 'shared-features');
  });

  it('sends what was typed although nothing has been drawn since', async () => {
    const { page, host } = await show();
    await item(page, 'shared-features').press('n');
    const field = page.getByRole('textbox', { name: 'What is missing? (optional)' });
    await until('the field has the focus', async () =>
      (await field.evaluate((one) => one.matches(':focus'))) ? true : undefined,
    );
    await stopFrames(page);
    await field.pressSequentially('A test.');
    await field.press('Control+Enter');
    assert.deepEqual(await answered(host), {
      ...{ sha256, item: 'shared-features', answer: 'no', comment: 'A test.', overrules: null },
    });
  });

  it('keeps the comment of an answer that could not be written', async () => {
    const { page, host } = await show();
    host.failures.set('answer', new UserError('changed', 'The script has changed.', 'Look at it again.'));
    await item(page, 'shared-features').press('n');
    const field = page.getByRole('textbox', { name: 'What is missing? (optional)' });
    await field.fill('A test.');
    await field.press('Control+Enter');
    await page.getByText('The script has changed. Look at it again.').waitFor();
    assert.equal(await field.inputValue(), 'A test.');
  });

  it('filters, says when a filter leaves nothing, and keeps in sight what is answered meanwhile', async () => {
    const { page, host } = await show();
    const filter = async (value: string) => {
      const choice = page.getByRole('combobox', { name: 'Which items to show' });
      await choice.click();
      await page.getByRole('option', { name: value, exact: true }).click();
    };
    const ids = async () =>
      await page.locator('.item').evaluateAll((all) => all.map((one) => one.getAttribute('data-item')));
    await filter('Open');
    await until('few are left', async () => ((await ids()).length < 13 ? true : undefined));
    assert.deepEqual(await ids(), [
      ...['data-checked', 'early-stopping', 'baseline-beaten', 'tested', 'shared-features'],
    ]);
    await item(page, 'shared-features').press('y');
    await answered(host);
    host.changeItem('shared-features', { state: 'yes', answer: said('yes') });
    await item(page, 'shared-features').getByText('Ada Lovelace').waitFor();
    assert.equal((await ids()).length, 5);
    await filter('No');
    await until('others are shown', async () => ((await ids()).length === 2 ? true : undefined));
    assert.deepEqual(await ids(), ['threshold', 'secrets']);
    await filter('People');
    await until('others are shown', async () => ((await ids())[0] === 'split-clean' ? true : undefined));
    assert.deepEqual(await ids(), [
      ...['split-clean', 'labels-reviewed', 'early-stopping', 'parameters', 'baseline-beaten', 'threshold'],
      'shared-features',
    ]);
    await filter('Evidence');
    await until('others are shown', async () => ((await ids())[0] === 'data-versions' ? true : undefined));
    assert.deepEqual(await ids(), ['data-versions', 'data-checked', 'seeded', 'fairness-limits', 'secrets']);
    host.change({ groups: reviewScenarios.approved.groups });
    await page.getByText('No item is answered by evidence.').waitFor();
    await page.getByRole('button', { name: 'Show all 13 items' }).press('Enter');
    await item(page, 'seeded').waitFor();
  });

  it('shows evidence as it comes, in place, without taking focus or draft', async () => {
    const { page, host } = await show();
    const row = await item(page, 'tested').elementHandle();
    await item(page, 'threshold')
      .getByRole('button', { name: /^Change the answer/ })
      .press('Enter');
    await page.getByRole('menuitemcheckbox', { name: 'Not applicable…' }).press('Enter');
    const field = page.getByRole('textbox', { name: 'Why is it not applicable? (optional)' });
    await until('the field has the focus', async () =>
      (await field.evaluate((one) => one.matches(':focus'))) ? true : undefined,
    );
    await page.keyboard.type('Half of ');
    host.changeItem('tested', {
      state: 'yes',
      evidence: { answer: 'yes', text: '14 tests passed on this text.', links: [] },
    });
    await item(page, 'tested').getByText('14 tests passed on this text.').waitFor();
    await page.keyboard.type('a thought');
    assert.equal(await field.inputValue(), 'Half of a thought');
    assert.equal(await row.evaluate((one) => one.isConnected), true);
    assert.equal(flat(await item(page, 'tested').locator('.state').innerText()), 'Yes');
  });

  it('asks for the evidence again, but not while it is being asked', async () => {
    const { page, host } = await show();
    const again = page.getByRole('button', { name: 'Ask for the evidence again' });
    assert.equal(await again.isDisabled(), true);
    host.changeItem('tested', { evidence: null });
    await until('it can be asked', async () => ((await again.isEnabled()) ? true : undefined));
    await again.press('Enter');
    await until('it was asked', () =>
      Promise.resolve(host.calls.some(({ method }) => method === 'refreshEvidence') || undefined),
    );
    const silent = (host.review?.groups ?? []).map((group) => ({
      ...group,
      items: group.items.map((one) => ({ ...one, state: 'open' as const, answer: null, evidence: null })),
    }));
    host.change({ groups: silent });
    await page.getByText('13 open').waitFor();
    assert.equal(await again.isEnabled(), true, 'also when nothing came of it');
    host.change({ hasProbes: false });
    await again.waitFor({ state: 'detached' });
  });
});
