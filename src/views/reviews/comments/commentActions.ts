/** What people do in threads: VS Code hands over a thread, the text of its box, or one of its notes. */
import * as vscode from 'vscode';
import * as z from 'zod';
import { UserError } from '../../../base/errors.ts';
import { t } from '../../../base/l10n.ts';
import type { ReviewActions } from '../../../review/reviewActions.ts';
import { ScriptReviews } from '../../../review/scriptReviews.ts';
import { textHash, textHashOf } from '../../../review/textHash.ts';
import type { Toast } from '../../ui/toast.ts';
import { applySuggestion } from '../applySuggestion.ts';
import { identityOf } from '../identity.ts';
import type { Reviewing } from '../reviewing.ts';
import { requireTrustToReview } from '../reviewTrust.ts';
import { boxesThat, boxOf } from './boxes.ts';
import { selectedLines, splitSuggestion, suggestionBlock } from './commentText.ts';
import { Draft } from './draft.ts';
import { Note } from './note.ts';
import { noScript } from './reviewable.ts';
import type { ReviewComments } from './reviewComments.ts';

export interface CommentActionsParts {
  readonly comments: ReviewComments;
  readonly reviewing: () => Promise<Reviewing>;
  readonly toast: Toast;
}

export class CommentActions {
  readonly #parts: CommentActionsParts;

  constructor(parts: CommentActionsParts) {
    this.#parts = parts;
  }

  /** Opens a box at the lines that are selected, or that the cursor is in. */
  async comment(): Promise<void> {
    await this.#openBox();
  }

  /** The first comment of a thread, or a reply. */
  async add(arg: unknown): Promise<void> {
    if (arg instanceof Draft) {
      await this.#addDraft(arg);
      return;
    }
    const { thread, text } = boxed(arg);
    if (text.trim() === '') throw wordless();
    const id = this.#idOf(thread);
    if (id !== undefined)
      await this.#act(thread, async (actions, script) => await actions.reply(script, { to: id, text }));
    else await this.#begin(thread, text);
  }

  /** Said last, if there is something in the box. */
  async resolve(arg: unknown, isOpen: boolean): Promise<void> {
    const { thread, text } = boxed(arg);
    const to = this.#idOf(thread);
    if (to === undefined) return;
    await this.#act(thread, async (actions, script) => {
      if (text.trim() !== '') await actions.reply(script, { to, text });
      await actions.resolve(script, { to, isOpen });
    });
  }

  edit(arg: unknown): void {
    const note = noted(arg);
    this.#threadsOf(note).setBox(note, note.text);
  }

  cancel(arg: unknown): void {
    if (arg instanceof Draft) {
      const thread = this.#threadOf(arg);
      if (thread !== undefined) this.#threadsOf(arg).drop(thread);
      return;
    }
    const note = noted(arg);
    this.#threadsOf(note).setBox(note, undefined);
  }

  async save(arg: unknown): Promise<void> {
    const note = noted(arg);
    const text = typeof note.body === 'string' ? note.body : note.body.value;
    const threads = this.#threadsOf(note);
    try {
      if (text.trim() === '') throw wordless();
      if (text !== note.text)
        await this.#act(note, async (actions, script) => {
          await actions.revise(script, { to: note.id, text });
        });
      threads.setBox(note, undefined);
      threads.place();
    } catch (error) {
      threads.setBox(note, text);
      throw error;
    }
  }

  async remove(arg: unknown): Promise<void> {
    const note = noted(arg);
    const isSure = await this.#parts.toast.confirm(
      t('Delete this comment?'),
      t('It is not shown any more. The review file keeps what was said.'),
      t('Delete'),
    );
    if (!isSure) return;
    await this.#act(note, async (actions, script) => {
      await actions.revise(script, { to: note.id, text: '' });
    });
  }

  /** The lines go into the box, to be changed there. Without a box, one is opened at the lines that are selected. */
  async suggest(arg: unknown): Promise<void> {
    const thread = threadShape.safeParse(arg).data;
    const [known] = boxesThat((uri) => this.#parts.comments.isBox(uri));
    const hasFocus = known !== undefined && known === vscode.window.activeTextEditor;
    const box = thread !== undefined || hasFocus ? known : await this.#openBox();
    if (box === undefined)
      throw new UserError('noBox', t('There is no box for a comment.'), t('Begin a comment first.'));
    const document = thread === undefined ? editorOf().document : this.#parts.comments.documentOf(thread);
    const { from, to } = thread?.range === undefined ? selected(editorOf()) : linesIn(thread.range);
    const lines = Array.from({ length: to - from + 1 }, (_, at) => document.lineAt(from + at).text);
    const block = suggestionBlock(lines);
    const [head, tail] = [block.slice(0, block.indexOf('\n') + 1), block.slice(block.lastIndexOf('\n'))];
    const before = box.document.getText() === '' ? '' : '\n';
    // Inserted and selected at once: what is typed next stands in their place.
    const snippet = new vscode.SnippetString()
      .appendText(before + head)
      .appendPlaceholder(lines.join('\n'))
      .appendText(`${tail}\n`)
      .appendTabstop(0);
    const { end } = box.document.lineAt(box.document.lineCount - 1).range;
    await box.insertSnippet(snippet, end, {
      undoStopBefore: true,
      undoStopAfter: true,
      keepWhitespace: true,
    });
  }

  async apply(arg: unknown): Promise<void> {
    const { uri, threadId } = noted(arg);
    const { project, script } = this.#open({ uri });
    const review = new ScriptReviews(project.layout, project.config.review).of(script);
    await applySuggestion(project, review, threadId);
  }

  async #begin(thread: vscode.CommentThread, written: string): Promise<void> {
    if (thread.range === undefined) return;
    const document = this.#parts.comments.documentOf(thread);
    const { from, to } = linesIn(thread.range);
    await this.#act(thread, async (actions, script) => {
      const { sha256, text } = textHash(await vscode.workspace.fs.readFile(document.uri));
      if (text === undefined)
        throw new UserError('notUtf8', t('{0} is not UTF-8: its lines cannot be commented on.', script));
      if (sha256 !== textHashOf(document.getText()))
        throw new UserError('changed', t('{0} changed just now.', script), t('Look at it and try again.'));
      const count = to - from + 1;
      const id = await actions.comment(script, { line: from + 1, count, ...splitSuggestion(written) });
      this.#threadsOf(thread).adopt(id, thread);
    });
  }

  async #addDraft(draft: Draft): Promise<void> {
    const thread = this.#threadOf(draft);
    if (thread === undefined) return;
    try {
      if (draft.text.trim() === '') throw wordless();
      await this.#begin(thread, draft.text);
    } catch (error) {
      const again = draft.again();
      this.#parts.toast.own(boxOf(again));
      this.#threadsOf(draft).keep(thread, again);
      throw error;
    }
  }

  /** At the lines that are selected; the one that is there already, if there is one. Undefined: none came. */
  async #openBox(): Promise<vscode.TextEditor | undefined> {
    requireTrustToReview();
    const editor = editorOf();
    const { document } = editor;
    const { project, threads } = this.#parts.comments.open(document);
    const { from, to } = selected(editor);
    const range = new vscode.Range(from, 0, to, document.lineAt(to).text.length);
    const known = [...threads.drafts].find(([thread]) => thread.range?.isEqual(range));
    if (known !== undefined) {
      known[0].collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
      return boxesThat((uri) => uri.toString() === known[1].box?.toString())[0];
    }
    const draft = new Draft(document.uri, (await identityOf(project.folder)).by);
    const coming = boxOf(draft);
    const thread = threads.begin(range, draft);
    const box = await coming;
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    return box;
  }

  #threadOf(draft: Draft): vscode.CommentThread | undefined {
    return [...this.#threadsOf(draft).drafts].find(([, one]) => one === draft)?.[0];
  }

  async #act(of: Of, work: (actions: ReviewActions, script: string) => Promise<void>): Promise<void> {
    const { project, script } = this.#open(of);
    const reviewing = await this.#parts.reviewing();
    await reviewing.act(project, script, async (actions) => await work(actions, script));
  }

  #open(of: Of) {
    return this.#parts.comments.open(this.#parts.comments.documentOf(of));
  }

  #threadsOf(of: Of) {
    return this.#open(of).threads;
  }

  #idOf(thread: vscode.CommentThread): string | undefined {
    return this.#threadsOf(thread).idOf(thread);
  }
}

/** A thread, or a note in one: of the script. */
type Of = Pick<vscode.CommentThread, 'uri'>;

const threadShape = z.custom<vscode.CommentThread>(
  (value) => typeof value === 'object' && value !== null && 'uri' in value && 'comments' in value,
);
const box = z.object({ thread: threadShape, text: z.string() });

function boxed(arg: unknown): { readonly thread: vscode.CommentThread; readonly text: string } {
  const found = box.safeParse(arg).data;
  if (found !== undefined) return found;
  const thread = threadShape.safeParse(arg).data;
  if (thread !== undefined) return { thread, text: '' };
  throw new UserError('noThread', t('No comment was named.'), t('Use the buttons at a comment.'));
}

function noted(arg: unknown): Note {
  if (arg instanceof Note) return arg;
  throw new UserError('noThread', t('No comment was named.'), t('Use the buttons at a comment.'));
}

function wordless(): UserError {
  return new UserError('wordless', t('A comment needs words.'));
}

/** The script that has the focus, or that is shown beside the box which has it. */
function editorOf(): vscode.TextEditor {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  const all = activeTextEditor === undefined ? visibleTextEditors : [activeTextEditor, ...visibleTextEditors];
  const found = all.find(
    ({ document: { uri, languageId } }) => uri.scheme === 'file' && languageId === 'python',
  );
  if (found !== undefined) return found;
  throw noScript();
}

function selected({ selection }: vscode.TextEditor) {
  return linesIn(selection);
}

function linesIn({ start, end }: vscode.Range) {
  return selectedLines({ from: start.line, to: end.line, toCharacter: end.character });
}
