/** The threads of one open script: they follow the code while it is edited, and the review when it changes. */
import * as vscode from 'vscode';
import { t } from '../../../base/l10n.ts';
import type { ReviewEntry } from '../../../records/review.ts';
import { threadsOf, type Thread } from '../../../review/threads.ts';
import { words } from '../../trees/treeItems.ts';
import { linesOf, titleOf } from './commentText.ts';
import type { Draft } from './draft.ts';
import { Note } from './note.ts';

export class ScriptThreads implements vscode.Disposable {
  readonly document: vscode.TextDocument;
  readonly #controller: vscode.CommentController;
  readonly #shown = new Map<string, vscode.CommentThread>();
  readonly #wasOpen = new Map<string, boolean>();
  readonly #drafts = new Map<vscode.CommentThread, Draft>();
  #entries: readonly ReviewEntry[] = [];
  #me: string | undefined;

  constructor(controller: vscode.CommentController, document: vscode.TextDocument) {
    this.#controller = controller;
    this.document = document;
  }

  /** `me`: who reads; undefined: nothing can be written. */
  setReview(entries: readonly ReviewEntry[], me: string | undefined): void {
    this.#entries = entries;
    this.#me = me;
    this.place();
  }

  /** Whether that is what it was made from. */
  shows(entries: readonly ReviewEntry[], canWrite: boolean): boolean {
    const isSame =
      entries.length === this.#entries.length &&
      entries.every((entry, at) => JSON.stringify(entry) === JSON.stringify(this.#entries[at]));
    return isSame && canWrite === (this.#me !== undefined);
  }

  /** Puts each thread where its lines are in the text as it stands now. */
  place(): void {
    if (this.document.isClosed) return;
    const threads = threadsOf(this.#entries, this.document.getText().split(/\r?\n/));
    const ids = new Set(threads.map(({ comment }) => comment.id));
    for (const [id, shown] of this.#shown)
      if (!ids.has(id)) {
        shown.dispose();
        this.#shown.delete(id);
      }
    for (const thread of threads) this.#show(thread);
  }

  /** Of a comment; undefined: it is none of these. */
  idOf(shown: unknown): string | undefined {
    return [...this.#shown].find(([, one]) => one === shown)?.[0];
  }

  /** The box in which a comment was written becomes its thread. */
  adopt(id: string, shown: vscode.CommentThread): void {
    if (this.#drafts.has(shown)) {
      // VS Code draws two buttons for a reply where a thread that took none takes some: its comment has a new thread instead.
      this.drop(shown);
      return;
    }
    const other = this.#shown.get(id);
    if (other !== shown) other?.dispose();
    this.#shown.set(id, shown);
    this.#wasOpen.set(id, true);
  }

  /** The note stays in its box, with this text, or is read again. */
  setBox(note: Note, text: string | undefined): void {
    const shown = this.#shown.get(note.threadId);
    if (shown === undefined) return;
    const other = text === undefined ? note.read() : note.inBox(text);
    shown.comments = shown.comments.map((one) => (one === note ? other : one));
  }

  get drafts(): ReadonlyMap<vscode.CommentThread, Draft> {
    return this.#drafts;
  }

  /** Folded: VS Code gives the focus to a box that is there when its thread is unfolded. */
  begin(range: vscode.Range, draft: Draft): vscode.CommentThread {
    const thread = this.#controller.createCommentThread(this.document.uri, range, [draft]);
    thread.canReply = false;
    thread.label = t('Review');
    thread.contextValue = draft.contextValue;
    this.#drafts.set(thread, draft);
    return thread;
  }

  /** It was refused, and stays in its box. */
  keep(thread: vscode.CommentThread, again: Draft): void {
    this.#drafts.set(thread, again);
    thread.comments = [again];
  }

  drop(thread: vscode.CommentThread): void {
    this.#drafts.delete(thread);
    thread.dispose();
  }

  dispose(): void {
    for (const shown of [...this.#shown.values(), ...this.#drafts.keys()]) shown.dispose();
    this.#shown.clear();
    this.#drafts.clear();
  }

  #show(thread: Thread): void {
    const { id } = thread.comment;
    const { from, to } = linesOf(thread, this.document.lineCount);
    const range = new vscode.Range(from, 0, to, this.document.lineAt(to).text.length);
    const known = this.#shown.get(id);
    const notes = this.#notesOf(thread, known?.comments ?? []);
    // With its notes from the start, since VS Code opens the box of a thread that has none.
    const shown = known ?? this.#controller.createCommentThread(this.document.uri, range, notes);
    this.#shown.set(id, shown);
    shown.range = range;
    if (notes.length !== shown.comments.length || notes.some((note, at) => note !== shown.comments[at]))
      shown.comments = notes;
    const canWrite = this.#me !== undefined;
    if (shown.canReply !== canWrite) shown.canReply = canWrite;
    const title = titleOf(thread);
    if (shown.label !== title) shown.label = title;
    const word = canWrite ? words(thread.isOpen ? 'open' : 'resolved') : '';
    if (shown.contextValue !== word) shown.contextValue = word;
    // Folded or not is the person's choice until it is resolved, or opened again.
    if (this.#wasOpen.get(id) === thread.isOpen) return;
    this.#wasOpen.set(id, thread.isOpen);
    const { Collapsed, Expanded } = vscode.CommentThreadCollapsibleState;
    shown.state = thread.isOpen ? vscode.CommentThreadState.Unresolved : vscode.CommentThreadState.Resolved;
    shown.collapsibleState = thread.isOpen ? Expanded : Collapsed;
  }

  /** What is being edited stays as it is; notes that say the same stay the same, so that VS Code draws nothing anew. */
  #notesOf(thread: Thread, before: readonly vscode.Comment[]): Note[] {
    const known = before.filter((note) => note instanceof Note);
    return thread.entries.map((entry) => {
      const note = new Note({ thread, entry, me: this.#me, uri: this.document.uri });
      const same = known.find(({ id }) => id === entry.id);
      return same !== undefined && (same.mode === vscode.CommentMode.Editing || same.isLike(note))
        ? same
        : note;
    });
  }
}
