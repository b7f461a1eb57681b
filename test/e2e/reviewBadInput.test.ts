/** The page of a review in VS Code where something is not as it should be: it says so, and loses nothing that was typed. */
import assert from 'node:assert/strict';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import type { ReviewPolicy } from '../../src/records/reviewPolicy.ts';
import { ReviewActions } from '../../src/review/reviewActions.ts';
import { textHashOf } from '../../src/review/textHash.ts';
import { layoutOf } from '../../src/storage/layout.ts';
import { reviewEntries, workAs } from './reviewSteps.ts';
import { openAnother, openVSCode, screenshotPath } from './vscode.ts';
import type { Workbench } from './workbench.ts';
import { workspaceOf } from './workspaces.ts';

const [ada, sam] = ['Ada <ada@example.org>', 'Sam <sam@example.org>'];
const script = 'src/mit leer/trän.py';
const text = 'x = 1\nif __name__ == "__main__":\n    pass\n';
const config = `review:
  default: false
  items:
    - {id: seeded, text: It is seeded, why: So that it can be repeated.}
    - {id: owned, text: Somebody owns it, why: So that somebody can be asked.}
`;

async function reviewed(): Promise<string> {
  const folder = await workspaceOf({
    [script]: text,
    '.cairn/config.yaml': config,
  });
  await as(folder, sam).request(script, { reviewers: [ada] });
  return folder;
}

async function openReview(window: Workbench): Promise<Frame> {
  await window.showCairn();
  await window.foldView('Runs');
  await window.foldView('Catalog');
  await window.unfoldView('Reviews');
  await window.row(/trän\.py/, 'Reviews').click();
  return await window.pageFrame('.signbar');
}

/** Somebody in another process. */
function as(folder: string, by: string, policy: ReviewPolicy = { default: false }): ReviewActions {
  return new ReviewActions({ layout: layoutOf(folder), policy, who: { by, identity: 'git' }, now: Date.now });
}

describe('a review that is not as it should be', () => {
  it('keeps what is typed on its page while others answer, and says plainly what is wrong with its file and script', async () => {
    const folder = await reviewed();
    const window = await openVSCode({ folder, theme: 'Default Light Modern' });
    await window.showCairn();
    await window.foldView('Runs');
    await window.foldView('Catalog');
    await window.unfoldView('Reviews');
    await window.row(/trän\.py/, 'Reviews').click();
    const page = await window.pageFrame('.signbar');
    const item = (id: string) => page.locator(`[data-item="${id}"]`);
    await item('owned').getByRole('button', { name: /^No:/ }).click();
    await item('owned').getByRole('textbox').fill('nobody that I know');
    await as(folder, ada).answer(script, { item: 'seeded', answer: 'yes' });
    await item('seeded').locator('.state', { hasText: 'Yes' }).waitFor();
    assert.equal(await item('owned').getByRole('textbox').inputValue(), 'nobody that I know');

    await item('seeded')
      .getByRole('button', { name: /^Change the answer/ })
      .click();
    const menu = page.getByRole('menu');
    await menu.waitFor();
    const color = await menu.locator('..').evaluate((node) => getComputedStyle(node).backgroundColor);
    assert.match(color, /^rgb\(/, 'the menu is opaque');
    await window.screenshot(screenshotPath('review-menu-light'));
    await page.locator('body').press('Escape');

    const file = path.join(folder, '.cairn', 'reviews', `${script}.yaml`);
    const sha256 = textHashOf(text);
    const forged = { at: new Date().toISOString(), by: 'Eve', sha256: 'f'.repeat(64) };
    await appendFile(
      file,
      [
        { kind: 'signoff', verdict: 'approve', imports: {}, ...forged },
        { kind: 'signoff', verdict: 'approve', imports: {}, ...forged, by: sam, sha256 },
        { kind: 'answer', item: 'was-dropped', answer: 'yes', ...forged },
      ]
        .map((entry) => `- ${JSON.stringify(entry)}\n`)
        .join('') + '<<<<<<< ours\nnonsense\n=======\n>>>>>>> theirs\n',
    );
    const problems = page.locator('.wrong');
    for (const sentence of [
      'Eve approved fffffff, a text that is neither here now nor was kept',
      'Sam approved a text of their own',
      'Eve signed off without an e-mail',
      'The file has a merge conflict here',
      'This line is no entry of a review',
    ])
      await problems.getByText(sentence).waitFor();
    await page.getByText('The checklist has no item “was-dropped”').waitFor();
    await window.row(/trän\.py.*⚠/, 'Reviews').waitFor();
    assert.equal(await item('owned').getByRole('textbox').inputValue(), 'nobody that I know');
    await window.screenshot(screenshotPath('review-wrong-light'));

    await rm(path.join(folder, script));
    await problems.getByText('The script is not there any more').waitFor();
    await window.row(/trän\.py.*the script is gone or cannot be read/, 'Reviews').waitFor();
  });

  it('drops no answer when the checklist becomes shorter, and comes back with the script', async () => {
    const folder = await reviewed();
    await as(folder, ada).answer(script, { item: 'owned', answer: 'yes' });
    const window = await openVSCode({ folder, theme: 'Default High Contrast' });
    await window.showCairn();
    await window.foldView('Runs');
    await window.foldView('Catalog');
    await window.unfoldView('Reviews');
    await window.row(/trän\.py.*1 of 2 open/, 'Reviews').click();
    const page = await window.pageFrame('.signbar');
    await writeFile(path.join(folder, '.cairn/config.yaml'), config.split('\n').slice(0, 4).join('\n'));
    await page.getByText('The checklist has no item “owned” (any more)').waitFor();
    await page.locator('[data-item="owned"]').waitFor({ state: 'detached' });
    // Nothing is wrong: neither on the page nor on its row.
    await window.row(/trän\.py.*1 of 1 open$/, 'Reviews').waitFor();
    assert.equal(await page.locator('.wrong').count(), 0);
    await window.screenshot(screenshotPath('review-contrast'));
    await writeFile(path.join(folder, '.cairn/config.yaml'), config);
    await page.locator('[data-item="owned"] .state', { hasText: 'Yes' }).waitFor();
    await page.getByText('The checklist has no item').waitFor({ state: 'detached' });
  });

  it('is written by two windows at once, which see what the other one does and lose nothing', async () => {
    const folder = await reviewed();
    await workAs(folder, { name: 'Ada', email: 'ada@example.org' });
    const first = await openVSCode({ folder });
    const here = await openReview(first);
    const second = await openAnother(first);
    const there = await openReview(second);
    const owned = '[data-item="owned"]';
    const seeded = '[data-item="seeded"]';
    const state = (page: Frame, item: string, word: string) =>
      page.locator(`${item} .state`, { hasText: word }).waitFor();
    const press = async (page: Frame, item: string, name: RegExp) =>
      await page.locator(item).getByRole('button', { name }).press('Enter');

    await first.toFront();
    await press(here, owned, /^No:/);
    const draft = here.locator(owned).getByRole('textbox');
    await draft.fill('nobody that I know');
    await second.toFront();
    await press(there, owned, /^Yes:/);
    await state(there, owned, 'Yes');
    await first.toFront();
    await state(here, owned, 'Yes');
    assert.equal(await draft.inputValue(), 'nobody that I know');
    await draft.press('ControlOrMeta+Enter');
    await state(here, owned, 'No');
    await second.toFront();
    await state(there, owned, 'No');
    await there.locator(owned).getByText('nobody that I know').waitFor();

    await Promise.all([press(here, seeded, /^Yes:/), press(there, seeded, /^Yes:/)]);
    await Promise.all([state(here, seeded, 'Yes'), state(there, seeded, 'Yes')]);
    await there.getByRole('button', { name: 'Request changes' }).press('Enter');
    await there.getByText('Changes requested.').waitFor();
    await first.toFront();
    await here.getByText('Changes requested.').waitFor();
    const said = (await reviewEntries(folder, script)).map((entry) =>
      entry.kind === 'answer' ? `${entry.item} ${entry.answer}` : entry.kind,
    );
    // Whoever was second at the same item may have seen the answer of the first one in time.
    const once = said.filter((one, at) => said.indexOf(one) === at);
    assert.deepEqual(once, ['request', 'owned yes', 'owned no', 'seeded yes', 'signoff']);
    assert.equal(await here.locator('.wrong').count(), 0);
  });

  it('can only be viewed in a folder that is not trusted', async () => {
    const folder = await reviewed();
    const window = await openVSCode({ folder, trust: 'on' });
    await window.showCairn();
    await window.foldView('Runs');
    await window.foldView('Catalog');
    await window.unfoldView('Reviews');
    await window.row(/trän\.py.*2 of 2 open/, 'Reviews').click();
    const page = await window.pageFrame('.signbar');
    await page.getByText('Viewing only.').waitFor();
    const before = await readFile(path.join(folder, '.cairn', 'reviews', `${script}.yaml`), 'utf8');
    const deeds = page.getByRole('button', { name: /^(Approve|Request changes|Yes)/, disabled: false });
    assert.equal(await deeds.count(), 0);
    await window.screenshot(screenshotPath('review-untrusted'));
    await window.contextMenu(window.row(/trän\.py/, 'Reviews'), 'Request Review');
    await window.told('This folder is not trusted: reviews can be viewed, not written.');
    await window.contextMenu(window.row(/trän\.py/, 'Reviews'), 'Sign Off Review');
    await window.told('This folder is not trusted: reviews can be viewed, not written.');
    assert.equal(await window.quickInput().count(), 0);
    assert.equal(await readFile(path.join(folder, '.cairn', 'reviews', `${script}.yaml`), 'utf8'), before);
  });
});
