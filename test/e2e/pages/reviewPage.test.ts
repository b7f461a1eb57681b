/** The review page: readable in every theme, width and state, says where it stands, signs off, and is there again after a reload. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import * as z from 'zod';
import { UserError } from '../../../src/base/errors.ts';
import { lostReviewPage, reviewPageState } from '../../../src/protocol/reviewPage.ts';
import type { ShownReview } from '../../../src/protocol/shownReview.ts';
import { until } from '../until.ts';
import type { Show, Theme } from './pageStage.ts';
import { assertReadable } from './readable.ts';
import { scriptName } from './reviewParts.ts';
import { stopFrames } from './pageClock.ts';
import { reviewScenarios, type ReviewScenarioName } from './reviewScenarios.ts';
import { openReviewStage, showReview, type ReviewHost } from './reviewStage.ts';
import { stagedPages } from './stagedPages.ts';

const widths = [1600, 1280, 1040, 640];
const others: readonly Theme[] = ['light', 'high-contrast', 'high-contrast-light'];
const opened = reviewPageState.parse({
  ...{ page: 'review', folder: 'file:///home/sam/credit', name: scriptName, history: true, imports: true },
  ...{ whys: ['seeded', 'tested'], asking: { item: 'secrets', answer: 'yes' } },
  drafts: { 'reply c1': 'Two lines\nof a draft', signoff: 'Nearly.' },
});

describe('review page', () => {
  const staged = stagedPages(openReviewStage);

  async function show(
    scenario: ReviewScenarioName | ShownReview | null,
    options: Omit<Show, 'before' | 'scenario'> = {},
  ): Promise<{ page: Page; host: ReviewHost }> {
    const { page, host, complaints } = await showReview(staged.stage, scenario, options);
    staged.keep(page);
    assert.deepEqual(complaints, []);
    return { page, host };
  }
  const called = async (host: ReviewHost, method: string) =>
    await until(`the page called ${method}`, () =>
      Promise.resolve(host.calls.find((call) => call.method === method)),
    );
  const press = async (page: Page, name: string) =>
    await page.getByRole('button', { name, exact: true }).first().press('Enter');

  for (const scenario of Object.keys(reviewScenarios) as ReviewScenarioName[])
    it(`shows a review that is ${scenario}: named, readable, nothing sideways, within its policy`, async () => {
      const { page } = await show(scenario);
      await assertReadable(page, { widths });
    });

  for (const theme of others)
    for (const scenario of ['stale', 'never', 'approved', 'broken'] as const)
      it(`shows a review that is ${scenario} in ${theme}`, async () => {
        const { page } = await show(scenario, { theme });
        await assertReadable(page, { widths });
      });

  for (const theme of ['dark', ...others] as const)
    it(`shows all that can be opened in ${theme}`, async () => {
      const { page } = await show('stale', { theme, state: opened });
      await page.locator('.entries li').first().waitFor();
      await assertReadable(page, { widths });
    });

  it('counts the items in icons and words', async () => {
    const { page } = await show('stale');
    assert.deepEqual(await page.locator('.count > span').allInnerTexts(), [
      ...['13 items', '6 yes', '1 not applicable', '1 can’t be told', '1 to ask again', '2 no', '1 open'],
      '1 being checked',
    ]);
    assert.equal(await page.locator('.count .st svg').count(), 7);
  });

  it('says what changed since the approval, and shows it: of the script, else of the module', async () => {
    const { page, host } = await show('stale');
    const note = page.locator('.note');
    assert.equal(
      (await note.innerText()).replace(/\s+/g, ' ').trim(),
      'Changed since approval. Ada Lovelace approved c6ef362 on 21 Nov, 16:46. The script is now e3779b1, 12 lines apart. ' +
        'A module that it imports has changed: credit/evaluate.py. The approval no longer counts. Show what changed',
    );
    await press(page, 'Show what changed');
    assert.deepEqual((await called(host, 'showDiff')).params, { module: null });
    const { outdated } = reviewScenarios.modules;
    host.change({ outdated });
    await page.getByText('The script is as it was.').waitFor();
    host.calls.length = 0;
    await press(page, 'Show what changed');
    assert.deepEqual((await called(host, 'showDiff')).params, { module: 'credit/evaluate.py' });
    host.change({ outdated: reviewScenarios.cosmetic.outdated });
    await page.getByText('Only comments and formatting changed.').waitFor();
    host.change({ outdated: reviewScenarios.broken.outdated });
    await page
      .getByText(
        'Whether only comments and formatting changed cannot be told: the approved text was not kept.',
      )
      .waitFor();
    await page.getByRole('button', { name: 'Show what changed' }).waitFor({ state: 'detached' });
  });

  it('lists the modules that it imports, folded, with what became of them', async () => {
    const { page, host } = await show('broken');
    const fold = page.getByRole('button', { name: 'Imported modules of this project' });
    assert.equal(await fold.getAttribute('aria-expanded'), 'false');
    assert.equal(await page.locator('.imports li').first().isVisible(), false);
    assert.match(await page.locator('.folded header').innerText(), /3, 2 changed since approval$/);
    await fold.press('Enter');
    assert.deepEqual(
      (await page.locator('.imports li').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim()),
      [
        'credit/evaluate.py',
        'credit/features/ratios.py',
        'credit/model.py not imported before',
        'credit/old.py not imported any more',
      ],
    );
    await press(page, 'credit/model.py');
    assert.deepEqual((await called(host, 'openModule')).params, { path: 'credit/model.py' });
    host.change({ outdated: reviewScenarios.stale.outdated });
    await press(page, 'Show diff of credit/evaluate.py');
    assert.deepEqual((await called(host, 'showDiff')).params, { module: 'credit/evaluate.py' });
  });

  it('asks for a review with the one button of a script that was never reviewed', async () => {
    const { page, host } = await show('never');
    assert.equal(await page.locator('vscode-button.primary').count(), 1);
    await press(page, 'Request review…');
    await called(host, 'requestReview');
    assert.equal(await page.getByText('Nobody has commented on a line.').count(), 1);
    assert.equal(await page.getByText('Nobody has signed off yet.').count(), 1);
  });

  it('says of each sign-off whether it counts, and why not', async () => {
    const { page } = await show('broken');
    assert.deepEqual(await page.locator('.so tbody .st').allInnerTexts(), [
      'Approved by the author: does not count',
      'Approved a text that nobody kept: does not count',
      'Approved by somebody who may not: does not count',
      'Approved, and said something else later',
      'Approved: does not count before the merge conflict is resolved',
      'Commented',
      'Changes requested',
    ]);
    assert.equal(await page.getByText('“<img src=x onerror=alert(1)>”').count(), 1);
    const { page: good } = await show('approved');
    assert.match(
      (await good.locator('.so tbody tr').first().innerText()).replace(/\s+/g, ' '),
      /^ ?Approved only what changed since c6ef362 “Only evaluate moved.” Lin e3779b1 23 Nov, 06:46/,
    );
  });

  it('lists what is wrong with the record, and opens the line', async () => {
    const { page, host } = await show('broken');
    assert.equal(await page.locator('.wrong li').count(), 4);
    await press(page, 'line 20 of the review’s file');
    assert.deepEqual((await called(host, 'openFile')).params, { line: 20 });
  });

  it('says plainly what is worth knowing and nothing is wrong with', async () => {
    const { page } = await show('broken');
    const notes = page.getByRole('note').filter({ hasText: 'seems to be split' });
    assert.deepEqual((await notes.innerText()).trim().split(/(?<=\.) /), reviewScenarios.broken.notes);
    assert.equal(await notes.locator('.warn, .bad').count(), 0);
  });

  it('says beside the buttons what an approval waits for, and who is signing', async () => {
    const { page, host } = await show('stale');
    const bar = page.getByRole('region', { name: 'Sign-off', exact: true });
    const text = (await bar.innerText()).replace(/\s+/g, ' ');
    assert.match(
      text,
      /Sign off sha256 e3779b1….*9 of 13 answered.*3 open comments.*needs 1 approval by somebody other than Sam Weber/,
    );
    assert.match(text, /Approve waits for: 1 open item, 1 item to ask again and 2 answered with no\./);
    assert.match(text, /You are Ada Lovelace <ada@example\.org>, from git config\./);
    const approve = bar.getByRole('button', { name: 'Approve', exact: true });
    assert.equal(await approve.isDisabled(), true);
    host.change({ approve: [], reapprove: null });
    await until('it can be approved', async () => ((await approve.isEnabled()) ? true : undefined));
    await bar.getByRole('textbox', { name: 'Comment for the sign-off' }).fill('All of it read.');
    await approve.press('Enter');
    assert.deepEqual((await called(host, 'signOff')).params, {
      ...{ sha256: reviewScenarios.stale.sha256, verdict: 'approve', comment: 'All of it read.' },
    });
    host.change({ approve: ['a change: you have approved this text'] });
    await until('it cannot be approved twice', async () => ((await approve.isDisabled()) ? true : undefined));
    await until('the focus stayed', async () =>
      (await bar.evaluate((one) => one.matches(':focus'))) ? true : undefined,
    );
    await until('the comment was sent', async () =>
      (await bar.getByRole('textbox').inputValue()) === '' ? true : undefined,
    );
  });

  it('gives who is signing a line of its own, however long the name', async () => {
    const by = 'Konstantina Maria Wolfeschlegelsteinhausen <konstantina.wolfeschlegel@research.example.org>';
    const file = '.cairn/reviews/pipelines/credit/retail/train_credit_with_bureau_data.py.yaml';
    const { page } = await show({ ...reviewScenarios.stale, identity: { by, source: 'git' }, file });
    const words = page.locator('.keeping');
    for (const [width, lines] of [
      [1600, 2],
      [1040, 2],
      [640, 4],
    ] as const) {
      await page.setViewportSize({ width, height: 860 });
      const [box, buttons] = [await words.boundingBox(), await page.locator('.verdicts').boundingBox()];
      assert.ok(
        box && buttons && box.y >= buttons.y + buttons.height,
        `${String(width)} px: below the buttons`,
      );
      assert.ok(box.height < 16 * lines + 8, `${String(width)} px: ${String(box.height)} px high`);
    }
  });

  it('re-approves the change, requests changes, and comments only with words', async () => {
    const { page, host } = await show('stale');
    const bar = page.getByRole('region', { name: 'Sign-off', exact: true });
    const { sha256 } = reviewScenarios.stale;
    await press(page, 'Re-approve the change');
    assert.deepEqual((await called(host, 'reapprove')).params, { sha256, comment: null });
    const told = async (words: string) =>
      await bar.locator('[role=status]').getByText(words, { exact: true }).waitFor({ state: 'attached' });
    await told('The change is approved');
    await bar.getByRole('button', { name: 'Comment', exact: true }).press('Enter');
    const field = bar.getByRole('textbox', { name: 'Comment for the sign-off' });
    await until('the field has the focus', async () =>
      (await field.evaluate((one) => one.matches(':focus'))) ? true : undefined,
    );
    assert.equal(host.calls.length, 1);
    await field.pressSequentially('So far so good.');
    await bar.getByRole('button', { name: 'Comment', exact: true }).press('Enter');
    assert.deepEqual((await called(host, 'signOff')).params, {
      ...{ sha256, verdict: 'comment', comment: 'So far so good.' },
    });
    await told('Commented');
    await press(page, 'Request changes');
    await until('changes were requested', () => Promise.resolve(host.calls.length === 3 || undefined));
    assert.deepEqual(host.calls.at(-1)?.params, { sha256, verdict: 'requestChanges', comment: null });
  });

  it('sends a comment that was typed although nothing has been drawn since', async () => {
    const { page, host } = await show('stale');
    const bar = page.getByRole('region', { name: 'Sign-off', exact: true });
    const field = bar.getByRole('textbox', { name: 'Comment for the sign-off' });
    await field.focus();
    await stopFrames(page);
    await field.pressSequentially('So far so good.');
    await bar.getByRole('button', { name: 'Comment', exact: true }).press('Enter');
    const { params } = await called(host, 'signOff');
    assert.deepEqual(params, {
      ...{ sha256: reviewScenarios.stale.sha256, verdict: 'comment', comment: 'So far so good.' },
    });
  });

  it('keeps what was typed when it could not be sent, and says why', async () => {
    const { page, host } = await show('stale');
    host.failures.set('signOff', new UserError('changed', 'The script has changed.', 'Look at it again.'));
    const bar = page.getByRole('region', { name: 'Sign-off', exact: true });
    await bar.getByRole('textbox').fill('Not like this.');
    await press(page, 'Request changes');
    await bar.getByText('The script has changed. Look at it again.').waitFor();
    assert.equal(await bar.getByRole('textbox').inputValue(), 'Not like this.');
    await bar.getByRole('button', { name: 'Close' }).press('Enter');
    await bar.getByText('The script has changed.').waitFor({ state: 'detached' });
  });

  for (const scenario of ['untrusted', 'nobody', 'deleted'] as const)
    it(`changes nothing where that is not possible (${scenario}), and says why`, async () => {
      const { page } = await show(scenario);
      const labels = await page
        .locator('vscode-button')
        .evaluateAll((found) => found.map((one) => one.getAttribute('aria-label') ?? one.textContent.trim()));
      const reading = ['Open the script', 'History', 'More actions', 'Show what changed'];
      assert.deepEqual(
        labels.filter((label) => !reading.includes(label)),
        [],
      );
      assert.equal(await page.locator('vscode-text-area').count(), 0);
      const { viewing, problems } = reviewScenarios[scenario];
      const why = viewing?.sentence ?? problems[0]?.sentence ?? '';
      assert.notEqual(await page.getByText(why).count(), 0);
      await page.locator('.item').first().press('n');
      assert.equal(await page.locator('.form').count(), 0);
    });

  it('reads the history when it is opened, and has it open after a reload', async () => {
    const { page, host } = await show('stale');
    await press(page, 'History');
    await page.locator('.entries li').first().waitFor();
    assert.deepEqual(
      (await page.locator('.entries .what > p:first-child').allInnerTexts()).map((text) =>
        text.replace(/\s+/g, ' ').replace(/ text \w{7}$/, ''),
      ),
      [
        'Ada Lovelace resolved the comment on line 57',
        'Lin approved what changed since 8dde6c4',
        'Ada Lovelace requested changes',
        'Ada Lovelace withdrew what was said',
        'Ada Lovelace took the answer back: an item that is not asked any more (old-item)',
        'Ada Lovelace answered yes (overruling the evidence): What may change between runs is a parameter, not written into the code',
        'Sam Weber replied on line 57',
        'Ada Lovelace commented on line 57',
        'Sam Weber asked Ada Lovelace and Lin for a review',
        'Sam Weber renamed the script from train.py',
      ],
    );
    host.entries = [];
    await page.reload();
    await page.getByText('Nothing has been recorded yet.').waitFor();
    await press(page, 'Close the history');
    await page.locator('#h-history').waitFor({ state: 'detached' });
  });

  it('has filter, order, drafts and open sections again after a reload', async () => {
    const { page } = await show('stale', { state: { ...opened, items: 'open', order: 'time', scroll: 300 } });
    await page.locator('.entries li').first().waitFor();
    await page.reload();
    await page.locator('.entries li').first().waitFor();
    assert.deepEqual(
      await page
        .locator('vscode-dropdown')
        .evaluateAll((all) => all.map((one) => ('value' in one ? one.value : ''))),
      [...['open', 'all', 'time']],
    );
    const field = (name: string) => page.getByRole('textbox', { name });
    assert.equal(await field('Reply to the comment on line 91').inputValue(), 'Two lines\nof a draft');
    assert.equal(await field('Comment for the sign-off').inputValue(), 'Nearly.');
    assert.equal(await field('Why is the evidence wrong?').count(), 1);
    assert.equal(await page.locator('.imports').isVisible(), true);
    await until('it scrolled there', async () =>
      (await page.evaluate(() => window.scrollY)) === 300 ? true : undefined,
    );
  });

  it('draws a part of two hundred comments and three hundred sign-offs, and all when asked', async () => {
    const { page } = await show('huge');
    assert.equal(await page.locator('.item').count(), 60);
    assert.equal(await page.locator('.thread').count(), 40);
    assert.equal(await page.locator('.so tbody tr').count(), 10);
    await press(page, 'Show all 200 comments');
    await press(page, 'Show all 300 sign-offs');
    await until('all are there', async () =>
      (await page.locator('.thread').count()) === 200 && (await page.locator('.so tbody tr').count()) === 300
        ? true
        : undefined,
    );
  });

  it('offers what can be done with the review', async () => {
    const { page, host } = await show('stale');
    for (const [name, method] of [
      ['Explain this script to me', 'explain'],
      ['Copy as Markdown', 'copyMarkdown'],
      ['Open the review’s file', 'openFile'],
      ['Request another review…', 'requestReview'],
    ] as const) {
      await press(page, 'More actions');
      await page.getByRole('menuitem', { name }).press('Enter');
      await called(host, method);
    }
    await press(page, 'Open the script');
    assert.deepEqual((await called(host, 'openLine')).params, { line: null });
  });

  it('says that there is no such script, and reads again after a failure', async () => {
    const { page, host } = await show(null);
    await page.getByText(`There is no script ${scriptName}`).waitFor();
    host.review = reviewScenarios.stale;
    host.failures.set('view', new UserError('x', 'The disk is gone.', 'Plug it in.'));
    await page.reload();
    await page.getByText('The disk is gone. Plug it in.').waitFor();
    host.failures.clear();
    await press(page, 'Try again');
    await page.locator('.item').first().waitFor();
  });

  it('offers another page in its place when its host is gone', async () => {
    const { page, host } = await show('stale', { realTime: true });
    host.isDead = true;
    const link = page.getByRole('link', { name: 'Open this page again' });
    await link.waitFor({ timeout: 30_000 });
    const href = (await link.getAttribute('href')) ?? '';
    const asked: unknown = JSON.parse(decodeURIComponent(href.replace(/^command:[\w.]+\?/, '')));
    assert.equal(z.tuple([lostReviewPage]).parse(asked)[0].name, scriptName);
    host.isDead = false;
    await link.waitFor({ state: 'detached', timeout: 30_000 });
  });
});
