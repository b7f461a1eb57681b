/**
 * A comment that is being written, in a thread of its own. Where a line has a thread, of whatever extension, VS Code's own command only
 * folds that one; and where others offer comments, too, it asks whose comment it is to be.
 */
import * as vscode from 'vscode';
import { nameOf } from '../../../review/person.ts';
import { words } from '../../trees/treeItems.ts';

export class Draft implements vscode.Comment {
  readonly author: vscode.CommentAuthorInformation;
  readonly contextValue = words('draft');
  readonly mode = vscode.CommentMode.Editing;
  /** Of the script. */
  readonly uri: vscode.Uri;
  /** The document that is typed into, once it is there. */
  box: vscode.Uri | undefined;
  /** VS Code puts here what was typed. */
  body: string | vscode.MarkdownString;
  readonly #by: string;

  constructor(uri: vscode.Uri, by: string, body = '') {
    this.uri = uri;
    this.#by = by;
    this.author = { name: nameOf(by) };
    this.body = body;
  }

  get text(): string {
    return typeof this.body === 'string' ? this.body : this.body.value;
  }

  /** In a box again. VS Code opens one anew only for another object. */
  again(): Draft {
    return new Draft(this.uri, this.#by, this.text);
  }
}
