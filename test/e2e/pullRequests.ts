/**
 * An extension for tests that reviews pull requests as GitHub Pull Requests does, with the same facilities of VS Code: a controller for
 * comments with ranges of its own, buttons that ask for that controller, texts of the base in a scheme of its own, and lenses.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Titles of its buttons begin so, and what it says, too. */
export const pull = 'Pull';

const now = 'commentController =~ /^github-(browse|review)/';
// Versions of some years ago, and extensions that were made after them, ask for no more than this.
const before = 'commentController =~ /review/';
const command = (id: string) => `pulls.${id}`;
const button = (id: string, when: string) => ({ command: command(id), when, group: 'inline@1' });
const titles = {
  createComment: 'Comment',
  startReview: 'Review',
  resolve: 'Resolve',
  edit: 'Edit',
  save: 'Save',
  cancel: 'Cancel',
  openDiff: 'Diff',
  openBase: 'Base',
};

const manifest = {
  ...{ name: 'pulls', publisher: 'somebody', version: '1.0.0', engines: { vscode: '^1.90.0' } },
  ...{ main: './program.js', activationEvents: ['*'] },
  contributes: {
    commands: Object.entries(titles).map(([id, title]) => ({
      command: command(id),
      title: `${pull} ${title}`,
    })),
    menus: {
      'comments/commentThread/context': [
        button('createComment', now),
        { ...button('startReview', before), group: 'inline@2' },
      ],
      'comments/commentThread/title': [button('resolve', `${now} && commentThread =~ /canResolve/`)],
      'comments/comment/title': [button('edit', `${now} && comment =~ /canEdit/`)],
      'comments/comment/context': [
        button('save', `${now} && comment =~ /canEdit/`),
        { ...button('cancel', before), group: 'inline@2' },
      ],
    },
  },
};

/** Ranges: the first six lines of train.py, all of other files and of the texts of the base. */
const program = `const vscode = require('vscode');
const say = (text) => ({
  author: { name: 'octocat' }, body: text, mode: vscode.CommentMode.Preview, contextValue: 'canEdit',
});
exports.activate = ({ subscriptions }) => {
  const on = (id, work) => subscriptions.push(vscode.commands.registerCommand('pulls.' + id, work));
  const status = vscode.window.createStatusBarItem('quiet', vscode.StatusBarAlignment.Right, 0);
  subscriptions.push(status);
  status.show();
  let timer;
  const asked = ({ path }) => {
    status.text = '';
    clearTimeout(timer);
    timer = setTimeout(() => { status.text = '${pull} quiet at ' + path.split('/').at(-1); }, 8000);
  };
  const controller = vscode.comments.createCommentController('github-review-7', '${pull} Request #7');
  subscriptions.push(controller);
  controller.commentingRangeProvider = {
    provideCommentingRanges: ({ uri, lineCount }) => {
      if (!['file', 'review'].includes(uri.scheme)) return undefined;
      asked(uri);
      const last = uri.scheme === 'file' && uri.path.endsWith('/train.py') ? 5 : lineCount - 1;
      return { enableFileComments: true, ranges: [new vscode.Range(0, 0, last, 0)] };
    },
  };
  const [{ uri: folder }] = vscode.workspace.workspaceFolders;
  const script = vscode.Uri.joinPath(folder, 'train.py');
  const base = script.with({ scheme: 'review', query: JSON.stringify({ base: true, ref: 'main' }) });
  const never = { onDidChangeFile: () => ({ dispose() {} }), watch: () => ({ dispose() {} }) };
  const none = () => { throw vscode.FileSystemError.NoPermissions(); };
  const text = Buffer.from('noise = 0\\nrate = 0.1\\n\\n\\nif __name__ == "__main__":\\n    print(rate)\\n');
  subscriptions.push(
    vscode.workspace.registerFileSystemProvider('review', {
      ...never,
      stat: () => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: text.length }),
      readFile: () => text,
      readDirectory: none, createDirectory: none, writeFile: none, delete: none, rename: none,
    }, { isReadonly: true }),
    vscode.languages.registerCodeLensProvider([{ scheme: 'file', language: 'python' }, { scheme: 'review' }], {
      provideCodeLenses: () => [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title: '${pull} lens', command: '' })],
    }),
  );
  const { Collapsed, Expanded } = vscode.CommentThreadCollapsibleState;
  const add = (uri, line, words, { state = vscode.CommentThreadState.Unresolved, canReply = true } = {}) => {
    const thread = controller.createCommentThread(uri, new vscode.Range(line, 0, line, 0), [say(words)]);
    thread.label = '${pull} thread';
    thread.canReply = canReply;
    thread.state = state;
    thread.contextValue = canReply ? 'canResolve' : '';
    thread.collapsibleState = state === vscode.CommentThreadState.Resolved ? Collapsed : Expanded;
  };
  add(script, 2, '${pull}: why random?');
  add(script, 2, '${pull}: by somebody who left', { canReply: false });
  add(script, 2, '${pull}: settled long ago', { state: vscode.CommentThreadState.Resolved });
  add(base, 0, '${pull}: about the base');

  const reply = ({ thread, text }) => {
    thread.comments = [...thread.comments, say(text)];
    thread.label = '${pull} thread';
    thread.contextValue = 'canResolve';
  };
  on('createComment', reply);
  on('startReview', reply);
  on('resolve', (asked) => {
    const thread = asked.thread ?? asked;
    thread.state = vscode.CommentThreadState.Resolved;
    thread.contextValue = '';
    thread.collapsibleState = Collapsed;
  });
  const nothing = () => undefined;
  on('edit', nothing);
  on('save', nothing);
  on('cancel', nothing);
  on('openBase', () => vscode.commands.executeCommand('vscode.open', base));
  on('openDiff', () => vscode.commands.executeCommand('vscode.diff', base, script, 'train.py (${pull} Request #7)'));
};
`;

/** Written beside the folder. Its path, to be opened with it. */
export async function pullRequestsBeside(folder: string): Promise<string> {
  const extension = path.join(path.dirname(folder), 'pulls');
  await mkdir(extension);
  await writeFile(path.join(extension, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(extension, 'program.js'), program);
  return extension;
}
