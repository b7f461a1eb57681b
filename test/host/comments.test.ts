/** Comments of reviews against the real API: what is sent from a box, where threads go, and what becomes of them. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ReviewEntry } from '../../src/records/review.ts';
import { entryLine, parseReviewFile } from '../../src/review/reviewFile.ts';
import { commands } from '../../src/views/ui/contributions.ts';
import { until } from '../e2e/until.ts';
import { openFolder, type OpenedFolder } from './cairnWindow.ts';

const lines = ['import random', '', 'noise = random.random()', 'rate = 0.1', 'print(rate + noise)', ''];

describe('comments of reviews', () => {
  let opened: OpenedFolder;
  let controller: vscode.CommentController;
  let editor: vscode.TextEditor;
  const script = 'src/train.py';

  beforeEach(async () => {
    opened = await openFolder({ [script]: lines.join('\n'), 'src/other.py': 'x = 1\n' });
    controller = vscode.comments.createCommentController('cairn.test', 'Test');
    editor = await vscode.window.showTextDocument(opened.file(script));
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    controller.dispose();
    await opened.close();
  });

  const file = (of = script) => path.join(opened.folder, `.cairn/reviews/${of}.yaml`);
  const entries = async (of = script): Promise<readonly ReviewEntry[]> =>
    parseReviewFile(await readFile(file(of), 'utf8').catch(() => ''), of).entries;
  /** The box that VS Code opens at a line, 0-based. */
  const boxAt = (line: number) =>
    controller.createCommentThread(opened.file(script), new vscode.Range(line, 0, line, 0), []);
  const send = async (thread: vscode.CommentThread, text: string, command: string = commands.commentAdd) =>
    await vscode.commands.executeCommand(command, { thread, text });
  const commented = async (line: number, text: string) => {
    const thread = boxAt(line);
    await send(thread, text);
    await until('the box is a thread', () => thread.comments.length === 1);
    return thread;
  };
  const bodies = ({ comments }: vscode.CommentThread) =>
    comments.map(({ body }) => (typeof body === 'string' ? body : body.value));
  const replace = async (range: vscode.Range, text: string) =>
    assert.ok(await editor.edit((edit) => edit.replace(range, text)));
  const startOf = ({ range }: vscode.CommentThread) => range?.start.line;

  it('make the box of a comment its thread, with what can be done to it', async () => {
    const thread = await commented(2, 'Is it <b>seeded</b>?');
    const [entry] = await entries();
    assert.deepEqual(entry?.kind === 'comment' && [entry.line, entry.lines, entry.text], [
      3,
      ['noise = random.random()'],
      'Is it <b>seeded</b>?',
    ]);
    assert.deepEqual([thread.label, thread.contextValue, thread.canReply], ['Review', ';open;', true]);
    const [note] = thread.comments;
    assert.ok(note?.body instanceof vscode.MarkdownString);
    assert.deepEqual(
      [note.body.supportHtml, note.body.isTrusted, note.contextValue],
      [false, false, ';own;'],
    );
    assert.equal(note.timestamp?.toISOString(), entry?.at);
    await send(thread, 'No.', commands.commentReply);
    await until('the reply is shown', () => thread.comments.length === 2);
    await send(thread, 'It is now.', commands.commentResolve);
    await until('it is resolved', () => thread.state === vscode.CommentThreadState.Resolved);
    assert.deepEqual(bodies(thread), ['Is it <b>seeded</b>?', 'No.', 'It is now.']);
    assert.equal(thread.collapsibleState, vscode.CommentThreadCollapsibleState.Collapsed);
    assert.equal(thread.contextValue, ';resolved;');
    await vscode.commands.executeCommand(commands.commentReopen, thread);
    await until('it is open again', () => thread.contextValue === ';open;');
  });

  it('follow the code while it is typed, and show their lines when these are gone', async () => {
    const thread = await commented(2, 'Is it seeded?');
    await replace(new vscode.Range(0, 0, 0, 0), '# one\n# two\n');
    await until('it is two lines further down', () => startOf(thread) === 4);
    await replace(new vscode.Range(4, 0, 4, 100), 'noise = 0');
    await until('its line was changed', () => thread.label === 'Review · its lines were changed');
    await replace(new vscode.Range(0, 0, 100, 0), 'pass');
    await until('its line is gone', () => thread.label === 'Review · its lines are gone');
    assert.equal(startOf(thread), 0);
    assert.match(
      bodies(thread)[0] ?? '',
      /^Is it seeded\?\n\n.*\n\n```python\nnoise = random\.random\(\)\n```$/,
    );
  });

  it('refuse what is about a text that is not saved, so that the box keeps it', async () => {
    await replace(new vscode.Range(0, 0, 0, 0), '# new\n');
    await assert.rejects(Promise.resolve(send(boxAt(3), 'Is it seeded?')));
    await assert.rejects(Promise.resolve(send(boxAt(3), '  ')));
    assert.deepEqual(await entries(), []);
  });

  it('show what others add to the file meanwhile, and leave a note alone that is being edited', async () => {
    const thread = await commented(2, 'Is it seeded?');
    const [note] = thread.comments;
    await vscode.commands.executeCommand(commands.commentEdit, note);
    const [edited] = thread.comments;
    assert.deepEqual([edited?.mode, edited?.body], [vscode.CommentMode.Editing, 'Is it seeded?']);
    const [first] = await entries();
    assert.ok(first?.kind === 'comment');
    const { at, sha256, id } = first;
    const by = 'Sam <sam@example.org>';
    await appendFile(file(), entryLine({ kind: 'reply', id: 'r1', to: id, text: 'No.', at, by, sha256 }));
    await until('the reply is shown', () => thread.comments.length === 2);
    assert.equal(thread.comments[0], edited);
    assert.equal(thread.comments[1]?.contextValue, ';;');
    assert.ok(edited);
    edited.body = 'Where is it seeded?';
    await vscode.commands.executeCommand(commands.commentSave, edited);
    await until('it says the new text', () => bodies(thread)[0] === 'Where is it seeded?');
    assert.equal(thread.comments[0]?.label, 'edited');
    // Nobody changes what somebody else wrote.
    await vscode.commands.executeCommand(commands.commentEdit, thread.comments[1]);
    const other = thread.comments[1];
    assert.ok(other);
    other.body = 'Yes.';
    const before = (await entries()).length;
    await vscode.commands.executeCommand(commands.commentSave, other);
    assert.equal((await entries()).length, before);
  });

  it('split a suggestion off, and apply it to the lines as they are by then', async () => {
    const thread = await commented(3, 'Slower:\n```suggestion\nrate = 0.01\n```');
    const [entry] = await entries();
    assert.deepEqual(entry?.kind === 'comment' && [entry.text, entry.suggestion], ['Slower:', 'rate = 0.01']);
    assert.equal(thread.comments[0]?.contextValue, ';own;suggestion;');
    await replace(new vscode.Range(0, 0, 0, 0), '# new\n');
    await vscode.commands.executeCommand(commands.commentApply, thread.comments[0]);
    assert.equal(editor.document.getText(), ['# new', ...lines.with(3, 'rate = 0.01')].join('\n'));
  });

  it('go along when the script or its folder is renamed, and stay when it is deleted', async () => {
    await commented(2, 'Is it seeded?');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const rename = async (from: string, to: string) => {
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(opened.file(from), opened.file(to));
      assert.ok(await vscode.workspace.applyEdit(edit));
    };
    await rename('src/train.py', 'src/fit.py');
    await until('the review moved', async () => (await entries('src/fit.py')).at(-1)?.kind === 'rename');
    await rename('src', 'code');
    await until('it moved again', async () => (await entries('code/fit.py')).length === 3);
    assert.equal(existsSync(file('src/fit.py')), false);
    const edit = new vscode.WorkspaceEdit();
    edit.deleteFile(opened.file('code/fit.py'));
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal((await entries('code/fit.py')).length, 3);
  });
});
