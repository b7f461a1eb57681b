/** Comments of a review in VS Code's own threads, of two people in one folder. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { addToReview } from '../../src/review/reviewStore.ts';
import { layoutOf } from '../../src/storage/layout.ts';
import { makeHigh, ReviewSteps, reviewEntries, script, workAs } from './reviewSteps.ts';
import { entriesOf } from '../unit/review/reviewParts.ts';
import { until } from './until.ts';
import { openVSCode } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

const ada = { name: 'Ada', email: 'ada@example.org' };
const sam = { name: 'Sam', email: 'sam@example.org' };

describe('comments of a review', () => {
  it('are written, answered by somebody else, follow the code, suggest, are applied and resolved, and go along with a rename', async () => {
    const folder = await workspaceOf({ 'src/train.py': script });
    await workAs(folder, ada);
    const window = await openVSCode({ folder, settings: { 'files.autoSave': 'off' } });
    const { page } = window;
    const review = new ReviewSteps(window);
    await makeHigh(window);
    const text = async () => await readFile(path.join(folder, 'src/train.py'), 'utf8');
    const kinds = async (of = 'src/train.py') =>
      (await reviewEntries(folder, of)).map(({ kind, by }) => `${kind} ${by}`);

    await window.openFile('train.py');
    await window.lens('▷ Run').waitFor();
    await review.comment(3, 'Is it seeded?');
    const [first] = await reviewEntries(folder, 'src/train.py');
    assert.ok(first?.kind === 'comment');
    assert.deepEqual(
      [first.by, first.line, first.lines, first.text, first.identity],
      ['Ada <ada@example.org>', 3, ['noise = random.random()'], 'Is it seeded?', 'git'],
    );
    await review.listed('[Ln 3]').waitFor();

    // Somebody else answers; a box whose text was refused keeps it.
    await workAs(folder, sam);
    await window.focusEditor();
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.type('"""Trains."""\n');
    const thread = review.thread('Is it seeded?');
    await review.writeReply(thread, 'Not yet.');
    await page.keyboard.press('ControlOrMeta+Enter');
    await window.dismiss('has changes that are not saved. Save it first');
    assert.equal(await review.boxText(thread), 'Not yet.');
    // What others write meanwhile, in another window or branch, leaves the box alone.
    await addToReview(layoutOf(folder), 'src/train.py', {
      entries: [
        { ...first, kind: 'reply', id: 'kim', to: first.id, by: 'Kim <kim@example.org>', text: 'Use 17.' },
      ],
    });
    await review.note('Use 17.').waitFor();
    assert.equal(await review.boxText(thread), 'Not yet.');
    await window.focusEditor();
    await window.command('File: Save');
    await until('it is saved', async () => (await text()).startsWith('"""Trains."""\n'));
    await window.page.locator('.tab.dirty').waitFor({ state: 'detached' });
    await review.listed('[Ln 4]').waitFor();
    await review.focusBox(thread);
    await page.keyboard.press('ControlOrMeta+Enter');
    await review.note('Not yet.').waitFor();
    assert.equal((await kinds()).at(-1), 'reply Sam <sam@example.org>');
    // Only what one wrote oneself can be changed.
    await review.noteAction(review.note('Not yet.'), 'Edit Comment');
    assert.equal(await review.note('Is it seeded?').locator('.action-label[aria-label^="Edit"]').count(), 0);
    await review.focusedEdit();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText('It is not.');
    await page.keyboard.press('ControlOrMeta+Enter');
    await review.note(/edited\s*It is not\./).waitFor();

    // A suggestion is put in the place of the line that it is about.
    await review.suggest(5, { instead: 'rate = 0.01', why: 'Slower, please.' });
    const suggested = (await reviewEntries(folder, 'src/train.py')).at(-1);
    assert.deepEqual(
      suggested?.kind === 'comment' && [
        suggested.line,
        suggested.lines,
        suggested.suggestion,
        suggested.text,
      ],
      [5, ['rate = 0.1'], 'rate = 0.01', 'Slower, please.'],
    );
    await review.noteAction(review.note('Slower, please.'), 'Apply Suggestion');
    await until('the editor has it', async () => (await window.editorText()).includes('rate = 0.01'));
    await window.command('File: Save');
    await until(
      'it is applied',
      async () => (await text()) === `"""Trains."""\n${script.replace('0.1', '0.01')}`,
    );
    await review.thread('its lines were changed').getByText('rate = 0.1', { exact: true }).waitFor();

    await review.threadAction(
      review.thread('Is it seeded?'),
      'Resolve Comment',
      async () => (await kinds()).at(-1) === 'resolution Sam <sam@example.org>',
    );
    await review.thread('Is it seeded?').waitFor({ state: 'hidden' });

    // The review goes where the script goes.
    await window.command('File: Reveal Active File in Explorer View');
    await window.explorerFile('train.py').press('F2');
    const name = page.locator('.explorer-item-edited input');
    await name.fill('fit.py');
    await name.press('Enter');
    await until(
      'the review is moved',
      async () => (await kinds('src/fit.py')).at(-1) === 'rename Sam <sam@example.org>',
    );
    await until(
      'the old file is gone',
      () => !existsSync(path.join(folder, '.cairn/reviews/src/train.py.yaml')),
    );
    await window.tab('fit.py').waitFor();
    await review.thread('Slower, please.').waitFor();
  });

  it('can be made on any Python file, and deleted by who wrote them', async () => {
    const folder = await workspaceOf({ 'plain.py': 'x = 1\n' });
    await workAs(folder, ada);
    const window = await openVSCode({ folder, settings: { 'files.autoSave': 'off' } });
    const review = new ReviewSteps(window);
    await makeHigh(window);
    await window.openFile('plain.py');
    await review.comment(1, 'Why one?');
    await review.noteAction(review.note('Why one?'), 'Delete Comment');
    await window.dialog().getByRole('button', { name: 'Delete' }).click();
    await review.thread('Why one?').waitFor({ state: 'detached' });
    const [comment, revision] = await reviewEntries(folder, 'plain.py');
    assert.ok(comment?.kind === 'comment');
    assert.deepEqual(revision?.kind === 'revision' && [revision.to, revision.text], [comment.id, '']);
  });

  it('are kept in their box while the text is not saved, or when there are no words, and go with Cancel', async () => {
    const folder = await workspaceOf({ 'plain.py': 'x = 1\n' });
    await workAs(folder, ada);
    const window = await openVSCode({ folder, settings: { 'files.autoSave': 'off' } });
    const { page } = window;
    const review = new ReviewSteps(window);
    await makeHigh(window);
    await window.openFile('plain.py');
    await window.focusEditor();
    await page.keyboard.type('# ');
    await window.command('Cairn: Comment on This Line');
    await review.focusedEdit();
    await page.keyboard.press('ControlOrMeta+Enter');
    await window.dismiss('A comment needs words.');
    await review.focusEdit();
    await page.keyboard.insertText('Why one?');
    await page.keyboard.press('ControlOrMeta+Enter');
    await window.dismiss('has changes that are not saved. Save it first');
    await page.locator('.edit-container .view-lines', { hasText: 'Why' }).waitFor();
    assert.deepEqual(await reviewEntries(folder, 'plain.py'), []);
    await window.focusEditor();
    await window.command('File: Save');
    await page.locator('.tab.dirty').waitFor({ state: 'detached' });
    // The same box, not another one.
    await window.command('Cairn: Comment on This Line');
    await review.focusEdit();
    assert.equal(await page.locator('.edit-container').count(), 1);
    await page.keyboard.press('ControlOrMeta+Enter');
    await until('it is written', async () => (await reviewEntries(folder, 'plain.py')).length === 1);
    await review.thread('Why one?').locator('.head .action-label[aria-label^="Resolve"]').waitFor();
    await page.locator('.edit-container').waitFor({ state: 'detached' });
    await until('there is one button for a reply', async () => {
      return (await page.locator('.review-thread-reply-button:visible').count()) === 1;
    });
    await window.focusEditor();
    await window.command('Cairn: Comment on This Line');
    await review.focusedEdit();
    await page.locator('.review-widget').getByRole('button', { name: 'Cancel' }).press('Enter');
    await review.note('Why one?').waitFor();
    await page.locator('.edit-container').waitFor({ state: 'detached' });
    await until('only the other one is left', async () => (await review.note(/./).count()) === 1);
    assert.equal((await reviewEntries(folder, 'plain.py')).length, 1);
  });

  it('are only read in a folder that is not trusted, until it is', async () => {
    const folder = await workspaceOf({ 'train.py': script });
    await workAs(folder, ada);
    const noise = { line: 3, lines: ['noise = random.random()'], before: [], after: [] };
    await addToReview(layoutOf(folder), 'train.py', {
      entries: entriesOf({
        kind: 'comment',
        id: 'a',
        by: 'Ada <ada@example.org>',
        text: 'Seeded?',
        ...noise,
      }),
    });
    const window = await openVSCode({ folder, trust: 'on' });
    const review = new ReviewSteps(window);
    await makeHigh(window);
    await window.openFile('train.py');
    const thread = review.thread('Seeded?');
    await thread.waitFor();
    assert.equal(await thread.locator('.review-thread-reply-button').isVisible(), false);
    assert.equal(await thread.locator('.action-label[aria-label^="Resolve"]').count(), 0);
    assert.equal(await thread.locator('.action-label[aria-label^="Edit"]').count(), 0);
    assert.equal(await window.offersCommand('Cairn: Comment on This Line'), false);
    await window.command('Workspaces: Manage Workspace Trust');
    await window.page.getByRole('button', { name: 'Trust', exact: true }).click();
    await window.openFile('train.py');
    await thread.locator('.review-thread-reply-button').waitFor();
  });
});
