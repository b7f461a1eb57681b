/** A comment or a reply as VS Code shows it; it knows which entry of the review it is. */
import * as vscode from 'vscode';
import { t } from '../../../base/l10n.ts';
import { nameOf } from '../../../review/person.ts';
import type { Thread, ThreadEntry } from '../../../review/threads.ts';
import { words } from '../../trees/treeItems.ts';
import { bodyOf } from './commentText.ts';

export interface NoteParts {
  readonly thread: Thread;
  readonly entry: ThreadEntry;
  /** Who reads; undefined: nothing can be written. */
  readonly me: string | undefined;
  /** Of the script. */
  readonly uri: vscode.Uri;
}

export class Note implements vscode.Comment {
  readonly author: vscode.CommentAuthorInformation;
  readonly timestamp: Date;
  readonly label?: string;
  readonly contextValue: string;
  readonly #parts: NoteParts;
  readonly #read: string;
  /** While it is edited, VS Code puts here what was typed. */
  body: string | vscode.MarkdownString;
  mode = vscode.CommentMode.Preview;

  constructor(parts: NoteParts) {
    const { thread, entry, me } = parts;
    this.#parts = parts;
    this.author = { name: nameOf(entry.by) };
    this.timestamp = new Date(entry.at);
    if (entry.isEdited) this.label = t('edited');
    const { comment, place } = thread;
    const suggests = entry.id === comment.id && comment.suggestion !== undefined;
    const canApply = suggests && me !== undefined && (place.state === 'same' || place.state === 'moved');
    this.contextValue = words(
      ...(me === entry.by ? ['own' as const] : []),
      ...(canApply ? ['suggestion' as const] : []),
    );
    this.#read = bodyOf(thread, entry);
    this.body = markdown(this.#read);
  }

  get uri(): vscode.Uri {
    return this.#parts.uri;
  }

  /** Of the comment that began its thread. */
  get threadId(): string {
    return this.#parts.thread.comment.id;
  }

  /** Of the entry. */
  get id(): string {
    return this.#parts.entry.id;
  }

  /** As it was written. */
  get text(): string {
    return this.#parts.entry.text;
  }

  /** Whether it would be shown the same. */
  isLike(other: Note): boolean {
    const seen = ({ id, text, label, contextValue }: Note) => JSON.stringify([id, text, label, contextValue]);
    return this.#read === other.#read && seen(this) === seen(other);
  }

  /** As it is, not in a box. */
  read(): Note {
    return new Note(this.#parts);
  }

  /** As it is, in a box with this text. VS Code opens a box anew only for another object. */
  inBox(text: string): Note {
    const copy = new Note(this.#parts);
    copy.body = text;
    copy.mode = vscode.CommentMode.Editing;
    return copy;
  }
}

function markdown(text: string): vscode.MarkdownString {
  const body = new vscode.MarkdownString(text);
  body.isTrusted = false;
  body.supportHtml = false;
  return body;
}
