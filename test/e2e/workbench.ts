/** What a person does with a VS Code window: palette, files, lenses, trees, status bar, pages. Selectors of the workbench live here. */
import { basename } from 'node:path';
import type { BrowserContext, Frame, Locator, Page } from 'playwright-core';
import { dragToLine } from './dragToLine.ts';
import { answerFileDialog } from './fileDialog.ts';
import { Notifications } from './notifications.ts';
import { PageFrames } from './pageFrames.ts';
import { QuickInput } from './quickInput.ts';
import { loadedWindow, windowReady } from './loadedWindow.ts';
import { tried } from './tried.ts';
import { until } from './until.ts';

export class Workbench {
  readonly context: BrowserContext;
  readonly address: string;
  /** The window's page; another one after close() and reopen(). */
  page: Page;

  private constructor(context: BrowserContext, address: string, page: Page) {
    this.context = context;
    this.address = address;
    this.page = page;
  }

  static async open(context: BrowserContext, address: string): Promise<Workbench> {
    return new Workbench(context, address, await loadedWindow(context, address));
  }

  /** Closes the window as a person does who closes the tab of a browser: the extension host behind it ends, and VS Code may lose what it had not saved for some seconds yet. */
  async close(): Promise<void> {
    await this.page.goto('about:blank');
    await this.page.close();
  }

  /** Puts the window before the others: Chromium draws what lies behind only now and then. */
  async toFront(): Promise<void> {
    await this.page.bringToFront();
  }

  /** Opens the window again, with the state the browser kept; see close(). What must be there again wants reload(). */
  async reopen(): Promise<void> {
    if (!this.page.isClosed()) await this.close();
    this.page = await loadedWindow(this.context, this.address);
  }

  /** Through VS Code's own command, which saves first. */
  async reload(): Promise<void> {
    const loads = this.page.waitForEvent('load');
    await this.command('Developer: Reload Window');
    await loads;
    await windowReady(this.page);
  }

  get #quick(): QuickInput {
    return new QuickInput(this.page);
  }

  /** Runs a command of the palette by its full title, e.g. `Cairn: Stop Run`, with the keyboard. */
  async command(title: string): Promise<void> {
    await this.#quick.find(`the palette is at “${title}”`, {
      key: 'F1',
      text: `>${title}`,
      row: this.#quick.exactRow(title),
    });
  }

  /** True when the palette offers a command of that title. */
  async offersCommand(title: string): Promise<boolean> {
    await this.page.keyboard.press('F1');
    const input = this.quickInput();
    await input.waitFor();
    await input.fill(`>${title}`);
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor();
    const offered = (await this.#quick.exactRow(title).count()) > 0;
    await input.press('Escape');
    return offered;
  }

  quickInput(): Locator {
    return this.#quick.input;
  }

  quickRow(text: string | RegExp): Locator {
    return this.#quick.row(text);
  }

  /** Clicks a row of the quick input, once its list holds still: one that moves under the pointer chooses its neighbour. */
  async choose(text: string | RegExp): Promise<void> {
    await this.quickRow(text).first().waitFor();
    await until('the list holds still', async () => await this.#quick.holdsStill());
    await this.quickRow(text).first().click();
  }

  /** Answers the quick input that is open: types and presses Enter. */
  async answer(text: string): Promise<void> {
    await this.quickInput().waitFor();
    await this.quickInput().fill(text);
    await this.quickInput().press('Enter');
  }

  async answerPath(file: string): Promise<void> {
    await answerFileDialog(this.quickInput(), file);
  }

  /** The sentence below the quick input: what is asked for, or what is wrong with the answer. */
  quickMessage(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-message');
  }

  quickTitle(text: RegExp): Locator {
    return this.page.locator('.quick-input-widget .quick-input-title', { hasText: text });
  }

  /** A button in the title of the quick input. */
  async quickButton(label: string): Promise<void> {
    await this.page
      .locator(`.quick-input-widget .quick-input-titlebar .action-label[aria-label^="${label}"]`)
      .click();
  }

  async openFile(name: string): Promise<void> {
    const tab = this.page.locator(`.tabs-container .tab.active[data-resource-name="${basename(name)}"]`);
    await until(`${name} is open`, async () => {
      await this.#quick.find(`${name} is in the list of files`, {
        key: 'ControlOrMeta+P',
        text: name,
        // Pages of a file have its name in theirs, and come first when they are open.
        row: this.#quick.exactRow(name),
        otherwise: this.#quick.rowInFolder(name),
      });
      return await tried(tab.first().waitFor({ timeout: 15_000 }));
    });
    await this.page.locator('.editor-instance .view-lines').first().waitFor();
  }

  /** Keys that are typed before the editor has the focus go astray. */
  async focusEditor(): Promise<void> {
    await until('the editor has the focus', async () => {
      await tried(this.page.locator('.editor-instance .view-lines').first().click({ timeout: 15_000 }));
      return await this.page.evaluate(() => Boolean(document.activeElement?.closest('.editor-instance')));
    });
  }

  tab(text: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: text });
  }

  /** Buttons in the title of the editor. */
  editorActions(label: string): Locator {
    return this.page.locator(`.editor-actions .action-label[aria-label^="${label}"]`);
  }

  /** A file in the explorer, which must be what the side bar shows. */
  explorerFile(name: string): Locator {
    return this.page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`);
  }

  /** Drags a row with the mouse and drops it behind the last letter of a line of the editor (1-based), which then has the text. */
  async dragIntoEditor(row: Locator, { line, inserts }: { line: number; inserts: string }): Promise<void> {
    const isThere = async () => (await this.editorText()).includes(inserts);
    await dragToLine(row, line, { goal: `“${inserts}” stands in the editor`, isThere });
  }

  /** Renames what the cursor is at (F2), and gives the list of changes that VS Code shows before it makes them. */
  async renameHere(name: string): Promise<Locator> {
    const input = this.page.locator('.rename-box input');
    await until('the name can be typed', async () => {
      if (!(await input.isVisible())) await this.page.keyboard.press('F2');
      return await tried(input.waitFor({ timeout: 5000 }));
    });
    await input.fill(name);
    await input.press('Enter');
    const list = this.page.locator('.bulk-edit-panel');
    await list.waitFor();
    return list;
  }

  /** The text of the editor's visible lines; VS Code draws spaces as no-break ones. */
  async editorText(): Promise<string> {
    const lines = await this.page.locator('.editor-instance .view-line').allInnerTexts();
    return lines.join('\n').replaceAll('\u00a0', ' ');
  }

  /** The Output panel with this channel in it. */
  shownOutput(channel: string): Locator {
    return this.page
      .locator('.part.panel .monaco-action-bar .monaco-select-box')
      .filter({ has: this.page.locator(`option:checked[value="${channel}"]`) })
      .first();
  }

  /** What the terminal shows; the DOM renderer (see vscode.ts) keeps it readable. */
  async terminalText(): Promise<string> {
    const rows = await this.page.locator('.terminal-wrapper.active .xterm-rows > div').allInnerTexts();
    return rows.join('\n').replaceAll('\u00a0', ' ');
  }

  /** Clicks a lens, which may stand far below. */
  async clickLens(text: string): Promise<void> {
    await this.page.locator('.editor-instance .view-lines').first().waitFor();
    if ((await this.lens(text).count()) === 0) await this.page.keyboard.press('ControlOrMeta+End');
    // VS Code draws lenses anew when what they say changes, so the one that is aimed at may be gone.
    await until(
      `the lens ${text} is clicked`,
      async () => await tried(this.lens(text).first().click({ timeout: 15_000 })),
    );
  }

  lens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text });
  }

  /** Shows the Cairn container in the side bar, whatever it showed before. */
  async showCairn(): Promise<void> {
    const icon = this.page.locator('.activitybar .action-item:has([class*="view-extension-cairn"])');
    await icon.waitFor();
    if ((await icon.getAttribute('aria-expanded')) !== 'true') await icon.click();
    await this.view('Runs').waitFor();
  }

  /** The pane of a view in the side bar, by its title. */
  view(title: string): Locator {
    return this.page.locator('.sidebar .pane', {
      has: this.page.locator(`.pane-header[aria-label^="${title}"]`),
    });
  }

  /** Folds a view to its title, so that the others have its room: rows that are out of sight do not exist. */
  async foldView(title: string): Promise<void> {
    const header = this.view(title).locator('.pane-header');
    if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
    await this.view(title).locator('.pane-header[aria-expanded="false"]').waitFor();
  }

  async unfoldView(title: string): Promise<void> {
    const header = this.view(title).locator('.pane-header');
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
    await this.view(title).locator('.pane-header[aria-expanded="true"]').waitFor();
  }

  /** Rows of the tree of a view that hold the text. */
  row(text: string | RegExp, view = 'Runs'): Locator {
    return this.view(view).locator('.monaco-list-row', { hasText: text });
  }

  /** Rows of the Runs tree whose words for a screen reader hold the text, e.g. the status. */
  spokenRow(text: string): Locator {
    return this.view('Runs').locator(`.monaco-list-row[aria-label*="${text}"]`);
  }

  async rowTexts(): Promise<string[]> {
    const rows = this.view('Runs').locator('.monaco-list-row');
    const texts = await rows.evaluateAll((elements) =>
      elements
        .map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text.replaceAll(/\s+/g, ' ').trim()),
    );
    return texts;
  }

  /** An inline action of a row: hovers first, as they are drawn only then. */
  async rowAction(row: Locator, label: string): Promise<void> {
    await row.hover();
    await row.locator(`.actions .action-label[aria-label^="${label}"]`).click();
  }

  /** An entry of a context menu. */
  async contextMenu(target: Locator, label: string): Promise<void> {
    await this.#chooseOf(target, 'right', label);
  }

  /** An entry of the menu that a click on `target` opens. */
  async #chooseOf(target: Locator, button: 'left' | 'right', label: string): Promise<void> {
    const menu = this.page.locator('.context-view .monaco-menu');
    const entry = menu.locator('.action-item', { hasText: label }).first();
    // A view that is drawn anew, or takes the focus, closes it again; and for its first moments a menu takes no click, lest
    // the one that opened it choose something.
    await until(`the menu takes “${label}”`, async () => {
      if (!(await menu.isVisible())) await tried(target.click({ button, timeout: 10_000 }));
      if (!(await tried(entry.waitFor({ timeout: 10_000 })))) {
        await this.page.keyboard.press('Escape');
        return false;
      }
      if (!(await tried(entry.click({ timeout: 15_000 })))) return false;
      return await tried(menu.first().waitFor({ state: 'detached', timeout: 3000 }));
    });
  }

  /** A button in the title of a view. */
  async viewAction(title: string, label: string): Promise<void> {
    await this.view(title).hover();
    await this.view(title).locator(`.pane-header .action-label[aria-label^="${label}"]`).click();
  }

  /** Goes on from where the debugger has stopped, until the script has ended. */
  async continueDebugging(): Promise<void> {
    const toolbar = this.page.locator('.debug-toolbar');
    // The palette may lose the focus to the debugger's own views just before it takes the key, and then does nothing.
    await until('the debugged script has ended', async () => {
      if (!(await toolbar.isVisible())) return true;
      if (await this.page.locator('.debug-top-stack-frame-line').isVisible())
        await this.command('Debug: Continue');
      return await tried(toolbar.waitFor({ state: 'hidden', timeout: 5000 }));
    });
  }

  /** An entry of the menu behind the dots in the title of a view. */
  async viewMenu(label: string, title = 'Runs'): Promise<void> {
    await this.view(title).hover();
    const dots = '.pane-header .action-label[aria-label*="More Actions"]';
    await this.#chooseOf(this.view(title).locator(dots), 'left', label);
  }

  statusBar(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  get #notifications(): Notifications {
    return new Notifications(this.page);
  }

  /** As a toast or in the list of notifications. */
  notification(text: string | RegExp): Locator {
    return this.#notifications.of(text);
  }

  /** Waits for a notification. */
  async told(text: string | RegExp): Promise<void> {
    await this.#notifications.told(text);
  }

  /** Waits for a notification and presses its button of that name. */
  async answerTold(text: string | RegExp, button: string): Promise<void> {
    await this.#notifications.answer(text, button);
  }

  /** Waits for a notification and takes it away. */
  async dismiss(text: string | RegExp): Promise<void> {
    await this.#notifications.dismiss(text);
  }

  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** The frame of a page (webview) that shows an element of the selector. */
  async pageFrame(selector: string): Promise<Frame> {
    return await new PageFrames(this.page).showing(selector);
  }

  /** Opens the page of a row that is shown. */
  async openRow(row: Locator): Promise<Frame> {
    return await new PageFrames(this.page).openedBy(row);
  }

  async problems(): Promise<string[]> {
    await this.command('Problems: Focus on Problems View');
    const rows = this.page.locator('.markers-panel .monaco-list-row');
    await rows.first().waitFor();
    return (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
  }

  /** Fills a text on the settings page that is open, waits until it counts, and closes the page. */
  async fillSetting(id: string, text: string): Promise<void> {
    const setting = this.page.locator(`.settings-editor .setting-item-contents[data-key="${id}"]`);
    await setting.waitFor();
    // Emptied first: the page tells whether there is a value, not which one is saved.
    for (const value of ['', text]) {
      await setting.locator('input').fill(value);
      await until(`${id} is saved`, async () => {
        const classes = (await setting.getAttribute('class')) ?? '';
        return /\bis-configured\b/.test(classes) === (value !== '');
      });
    }
    await this.page.keyboard.press('Escape');
    await setting.waitFor({ state: 'detached' });
  }

  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path });
  }
}
