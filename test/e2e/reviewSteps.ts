/** What people do with the comments of a review in a VS Code window, with the keyboard where VS Code lets them. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Locator } from 'playwright-core';
import { parseReviewFile } from '../../src/review/reviewFile.ts';
import type { ReviewEntry } from '../../src/records/review.ts';
import { tried } from './tried.ts';
import { until } from './until.ts';
import type { Workbench } from './workbench.ts';

/** What is commented on; nobody seeded it. */
export const script = `import random

noise = random.random()
rate = 0.1


def train(rows):
    return rows * rate + noise


if __name__ == "__main__":
    print(train(3))
`;

/** Makes the folder a repository of this person, or hands it over to another one. */
export async function workAs(
  folder: string,
  { name, email }: { name: string; email: string },
): Promise<void> {
  const git = async (...args: string[]) => await promisify(execFile)('git', args, { cwd: folder });
  await git('init', '-q', '-b', 'main');
  await git('config', 'user.name', name);
  await git('config', 'user.email', email);
}

/** What stands in the review file of a script; nothing where there is none. */
export async function reviewEntries(folder: string, script: string): Promise<readonly ReviewEntry[]> {
  const file = `.cairn/reviews/${script}.yaml`;
  const text = await readFile(path.join(folder, file), 'utf8').catch(() => '');
  return parseReviewFile(text, file).entries;
}

/** Threads are long: in a low window, what is to be clicked is often out of sight. */
export async function makeHigh({ page }: Workbench): Promise<void> {
  let isWide = false;
  await until('VS Code has taken the height', async () => {
    // It may miss the size of a window while it starts; another one is told again.
    isWide = !isWide;
    await page.setViewportSize({ width: isWide ? 1280 : 1281, height: 1500 });
    const low = '.monaco-workbench .part.statusbar';
    return await until(
      'it is drawn',
      async () => ((await page.locator(low).boundingBox())?.y ?? 0) > 1400,
      5000,
    ).catch(() => false);
  });
}

export class ReviewSteps {
  readonly #window: Workbench;

  constructor(window: Workbench) {
    this.#window = window;
  }

  /** A thread in the editor that holds the text. */
  thread(text: string | RegExp): Locator {
    return this.#window.page.locator('.review-widget', { hasText: text });
  }

  /** A comment or reply that holds the text. */
  note(text: string | RegExp): Locator {
    return this.#window.page.locator('.review-widget .review-comment', { hasText: text });
  }

  /** The row of a thread in the Comments panel: it says the line, e.g. `[Ln 3]`. */
  listed(text: string | RegExp): Locator {
    return this.#window.page.locator('.comments-panel .monaco-list-row', { hasText: text });
  }

  /** Puts the cursor at the start of a line, 1-based. */
  async goToLine(line: number): Promise<void> {
    const { page } = this.#window;
    await this.#window.command('Go to Line/Column...');
    await this.#window.quickInput().fill(`:${line}`);
    await page.keyboard.press('Enter');
    await this.#window.statusBar(`Ln ${line}, Col 1`).waitFor();
    await until(
      'the editor has the focus',
      async () => await page.evaluate(() => Boolean(document.activeElement?.closest('.editor-instance'))),
    );
  }

  /** The box of a thread has the focus. */
  async focusedBox(): Promise<void> {
    await this.#window.page
      .locator('.review-widget .comment-form-container .monaco-editor.focused')
      .waitFor();
  }

  /** The box of a comment that is begun or edited has the focus. */
  async focusedEdit(): Promise<void> {
    await this.#window.page.locator('.review-widget .edit-container .monaco-editor.focused').waitFor();
  }

  /** Back into the box of the comment that is begun or edited. */
  async focusEdit(): Promise<void> {
    await this.#window.page.locator('.review-widget .edit-container [role="textbox"]').focus();
    await this.focusedEdit();
  }

  /** Opens a box at a line, writes and sends, by keys alone. */
  async comment(line: number, text: string): Promise<void> {
    await this.goToLine(line);
    await this.#window.command('Cairn: Comment on This Line');
    await this.focusedEdit();
    await this.#send(text);
    await this.note(text).waitFor();
  }

  /** Suggests a text in the place of one line, by keys alone. */
  async suggest(line: number, { instead, why }: { instead: string; why: string }): Promise<void> {
    const { page } = this.#window;
    await this.goToLine(line);
    await this.#window.command('Cairn: Suggest a Change');
    await this.focusedEdit();
    await page.locator('.review-widget .edit-container .view-lines', { hasText: 'suggestion' }).waitFor();
    // The line is selected in the box, so that typing replaces it.
    await page.keyboard.type(instead);
    await page.keyboard.press('ControlOrMeta+End');
    await this.#send(why);
    await this.note(why).waitFor();
  }

  /** Writes into the box of a thread and leaves it there. */
  async writeReply(thread: Locator, text: string): Promise<void> {
    await thread.locator('.review-thread-reply-button').click();
    await this.focusedBox();
    await this.#window.page.keyboard.insertText(text);
  }

  /** Back into the box of a thread, which may be out of sight. */
  async focusBox(thread: Locator): Promise<void> {
    await thread.locator('.comment-form [role="textbox"]').focus();
    await this.focusedBox();
  }

  /** What stands in the box of a thread. */
  async boxText(thread: Locator): Promise<string> {
    const lines = await thread.locator('.comment-form .view-lines').innerText();
    return lines.replaceAll('\u00a0', ' ').trim();
  }

  async reply(thread: Locator, text: string): Promise<void> {
    await this.writeReply(thread, text);
    await this.#window.page.keyboard.press('ControlOrMeta+Enter');
    await this.note(text).waitFor();
  }

  /** A button in the title of a thread. VS Code draws the title anew when anything of the thread changes, and a key may come in between. */
  async threadAction(
    thread: Locator,
    label: string,
    isDone: () => Promise<boolean> = () => Promise.resolve(true),
  ): Promise<void> {
    const button = thread.locator(`.head .action-label[aria-label^="${label}"]`);
    await until(`“${label}” is pressed`, async () => {
      if (!(await tried(button.press('Enter', { timeout: 10_000 })))) return await isDone();
      return await until('it is done', isDone, 10_000).catch(() => false);
    });
  }

  /** A button at a comment. */
  async noteAction(note: Locator, label: string): Promise<void> {
    await until(`“${label}” is pressed`, async () => {
      await note.hover();
      return await tried(
        note.locator(`.comment-actions .action-label[aria-label^="${label}"]`).click({ timeout: 5000 }),
      );
    });
  }

  async #send(text: string): Promise<void> {
    await this.#window.page.keyboard.insertText(text);
    await this.#window.page.keyboard.press('ControlOrMeta+Enter');
  }
}
