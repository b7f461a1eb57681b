/** Comments of a review in a window with an extension that reviews pull requests, on the same lines of the same script. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { addToReview } from '../../src/review/reviewStore.ts';
import { layoutOf } from '../../src/storage/layout.ts';
import { entriesOf } from '../unit/review/reviewParts.ts';
import { pull, pullRequestsBeside } from './pullRequests.ts';
import { makeHigh, ReviewSteps, reviewEntries, script, workAs } from './reviewSteps.ts';
import { until } from './until.ts';
import { openVSCode } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

/** Of VS Code, which asks whose comment it is to be. */
const addComment = 'Comments: Add Comment on Current Selection';

describe('a review beside an extension for pull requests', () => {
  it('has its buttons and answers at its own threads only', async () => {
    const { window, review, said } = await opened();
    const ours = review.thread('Is it seeded?');
    const theirs = review.thread(`${pull}: why random?`);
    await hasButtons(ours, [
      ...['Apply Suggestion', 'Delete Comment…', 'Edit Comment'],
      ...['Reply', 'Resolve Comment'],
    ]);
    await hasButtons(
      theirs,
      ['Comment', 'Edit', 'Resolve', 'Review'].map((name) => `${pull} ${name}`),
    );
    await hasButtons(review.thread(`${pull}: by somebody who left`), [`${pull} Edit`]);
    await window.lens('▷ Run').waitFor();
    await window.page.locator('.codelens-decoration').getByText(`${pull} lens`).waitFor();

    await review.reply(theirs, 'Since nobody seeded it.');
    await review.threadAction(theirs, `${pull} Resolve`, async () => !(await theirs.isVisible()));
    await theirs.waitFor({ state: 'hidden' });
    assert.deepEqual(await said(), ['comment Is it seeded?']);
    await review.reply(ours, 'It is now.');
    await review.threadAction(ours, 'Resolve Comment', async () => !(await ours.isVisible()));
    await ours.waitFor({ state: 'hidden' });
    const all = ['comment Is it seeded?', 'reply It is now.', 'resolution'];
    await until('it is resolved', async () => (await said()).length >= all.length);
    assert.deepEqual(await said(), all);
  });

  it('has its comments where it is asked, or where one says so', async () => {
    const { folder, window, review, said, quiet } = await opened();
    const { page } = window;
    const all = ['comment Is it seeded?'];
    const add = async (line: number, whose?: string) => {
      await review.goToLine(line);
      await window.command(addComment);
      if (whose !== undefined) {
        await window.quickRow(`${pull} Request #7`).waitFor();
        await window.answer(whose);
      }
      await review.focusedBox();
    };
    const send = async (text: string) => {
      await page.keyboard.insertText(text);
      await page.keyboard.press('ControlOrMeta+Enter');
      await review.note(text).waitFor();
    };

    // Both offer the line: VS Code asks.
    await add(4, 'Review');
    await send('Why so fast?');
    await add(5, `${pull} Request`);
    await send('A pull of mine.');
    assert.deepEqual(await said(), [...all, 'comment Why so fast?']);
    // Cairn's own command asks nobody, and begins one where the line has threads.
    await review.goToLine(3);
    await window.command('Cairn: Comment on This Line');
    await review.focusedEdit();
    const draft = page.locator('.review-widget', { has: page.locator('.edit-container') });
    await hasButtons(draft, ['Cancel', 'Comment', 'Suggest a Change']);
    await send('And by whom?');
    // Only Cairn offers what the pull request did not touch.
    await add(8);
    await send('Is this tested?');
    const now = [...all, 'comment Why so fast?', 'comment And by whom?', 'comment Is this tested?'];
    assert.deepEqual(await said(), now);
    // Only the other one offers what is no training script.
    for (const file of ['lib.py', 'notes.md']) {
      await window.openFile(file);
      await quiet(file);
      await add(1);
      await send(`A pull in ${file}.`);
      assert.equal(existsSync(path.join(folder, `.cairn/reviews/${file}.yaml`)), false);
    }
    assert.equal(await window.offersCommand('Cairn: Comment on This Line'), false);
    assert.deepEqual(await said(), now);
  });

  it('offers nothing on the texts that the other one shows, in a diff or alone', async () => {
    const { window, review, said, quiet } = await opened();
    const { page } = window;
    await window.command(`${pull} Diff`);
    await window.tab(`${pull} Request #7`).waitFor();
    await review.thread(`${pull}: about the base`).waitFor();
    await quiet('train.py');
    await review.goToLine(4);
    await window.command(addComment);
    await window.quickRow('Review').waitFor();
    await page.keyboard.press('Escape');
    await window.quickRow('Review').waitFor({ state: 'hidden' });
    await window.command(`${pull} Base`);
    await until('the base is shown', async () => !(await window.editorText()).includes('random'));
    await review.goToLine(2);
    await window.command(addComment);
    await review.focusedBox();
    const empty = page.locator('.review-widget', { has: page.locator('.monaco-editor.focused') });
    await hasButtons(empty, [`${pull} Comment`, `${pull} Review`]);
    await page.keyboard.insertText('It was so before.');
    await page.keyboard.press('ControlOrMeta+Enter');
    await review.note('It was so before.').waitFor();
    assert.deepEqual(await said(), ['comment Is it seeded?']);
  });
});

/** Ada's window on a script in which both have threads at line 3. */
async function opened() {
  const folder = await workspaceOf({ 'train.py': script, 'lib.py': 'x = 1\n', 'notes.md': '# Notes\n' });
  await workAs(folder, { name: 'Ada', email: 'ada@example.org' });
  await addToReview(layoutOf(folder), 'train.py', {
    entries: entriesOf({
      ...{ kind: 'comment', id: 'a', by: 'Ada <ada@example.org>', text: 'Is it seeded?' },
      ...{ line: 3, lines: ['noise = random.random()'], before: [], after: [], suggestion: 'noise = 17' },
    }),
  });
  const others = [await pullRequestsBeside(folder)];
  // With room for both sides of a diff.
  const settings = { 'files.autoSave': 'off', 'diffEditor.useInlineViewWhenSpaceIsLimited': false };
  const window = await openVSCode({ folder, others, settings });
  const review = new ReviewSteps(window);
  await makeHigh(window);
  await window.openFile('train.py');
  /** Until VS Code has drawn all threads of a file: it asks for lines whenever it begins to. */
  const quiet = async (file: string) => await window.statusBar(`${pull} quiet at ${file}`).waitFor();
  await review.listed('Is it seeded?').waitFor();
  await quiet('train.py');
  for (const text of ['Is it seeded?', `${pull}: why random?`, `${pull}: by somebody who left`])
    assert.equal(await review.thread(text).count(), 1, text);
  const said = async () =>
    (await reviewEntries(folder, 'train.py')).map((entry) =>
      'text' in entry ? `${entry.kind} ${entry.text}` : entry.kind,
    );
  return { folder, window, review, said, quiet };
}

/** The buttons that extensions have at a thread, without those of VS Code. */
async function hasButtons(thread: Locator, expected: readonly string[]): Promise<void> {
  await until(`there are the buttons ${expected.join(', ')}`, async () => {
    const found = await thread
      .locator('.action-label, .monaco-button')
      .evaluateAll((buttons) =>
        buttons.map((button) => button.getAttribute('aria-label') ?? button.textContent),
      );
    // Behind the title stands its key.
    const titles = new Set(found.map((label) => label.replace(/ \(.*\)$/, '')));
    const all = [...titles].filter((title) => !ofVSCode.has(title)).sort();
    return all.join() === [...expected].sort().join();
  });
}

const ofVSCode = new Set(['', 'Collapse']);
