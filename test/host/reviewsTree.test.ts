/** The Reviews view row by row, and the lenses that say the same. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../e2e/until.ts';
import { cairn, type OpenedFolder } from './cairnWindow.ts';
import { ada, openReviewed, say, shownReviews, untilReviews } from './shownReviews.ts';

describe('the Reviews view', () => {
  let opened: OpenedFolder;
  beforeEach(async () => {
    opened = await openReviewed();
  });
  afterEach(async () => {
    await opened.close();
  });

  const hasRuns = (lines: readonly string[]) => lines.some((line) => line.endsWith('2 runs'));
  const lens = async (script: string) => {
    await vscode.workspace.openTextDocument(opened.file(script));
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      opened.file(script),
    );
    return found.map(({ command }) => command?.title ?? '').find((title) => title.startsWith('Review:'));
  };
  const untilLens = async (script: string, title: string) =>
    await until(`the lens of ${script} says ${title}`, async () => (await lens(script)) === title);

  it('groups scripts by what there is to do, and says where each stands', async () => {
    assert.deepEqual(await untilReviews(opened, 'the runs are counted', hasRuns), [
      'Waiting for me: waiting.py · 2 of 2 open',
      'Mine: mine.py · changes requested by Lin',
      'Changed since approval: gone.py · the script is gone or cannot be read · ⚠',
      'Changed since approval: stale.py · 1 line changed since approval',
      'In review: conflict.py · 2 of 2 open · ⚠',
      'In review: nobody.py · never reviewed · ⚠',
      'In review: open.py · 1 of 2 open',
      'Approved: trän.py · mit leer · approved by Lin',
      'Never reviewed, with runs: never.py · never reviewed · 2 runs',
    ]);
    const groups = await shownReviews(opened);
    assert.deepEqual(
      [...groups.keys()],
      [
        ...['Waiting for me: 1', 'Mine: 1', 'Changed since approval: 2', 'In review: 3', 'Approved: 1'],
        'Never reviewed, with runs: 1',
      ],
    );
    const rows = [...groups.values()].flat();
    assert.deepEqual(
      rows.map(({ label, icon }) => `${label} ${icon}`),
      [
        'waiting.py git-pull-request',
        'mine.py request-changes',
        'gone.py warning',
        'stale.py history',
        'conflict.py warning',
        'nobody.py warning',
        'open.py git-pull-request',
        'trän.py pass',
        'never.py circle-outline',
      ],
    );
    assert.deepEqual(
      rows.filter(({ words }) => /\bchanged\b/.test(words)).map(({ label }) => label),
      ['gone.py', 'stale.py'],
    );
  });

  it('says more of a script where the pointer rests, and what is wrong with it', async () => {
    await untilReviews(opened, 'the runs are counted', hasRuns);
    const rows = [...(await shownReviews(opened)).values()].flat();
    const tooltip = (label: string) =>
      (rows.find((row) => row.label === label)?.tooltip ?? '').replaceAll('&nbsp;', ' ').replaceAll('\\', '');
    assert.match(tooltip('waiting.py'), /Author: Sam[^]*Asked: Ada[^]*0 of 1 approvals/);
    assert.match(tooltip('stale.py'), /Approved before by Lin[^]*stale.py: lines changed: 1/);
    assert.match(tooltip('gone.py'), /The script is not there any more, or cannot be read/);
    assert.match(tooltip('conflict.py'), /conflict.py.yaml, line 3: The file has a merge conflict here/);
    assert.match(tooltip('open.py'), /\nThe checklist has no item “was-dropped”/);
    assert.match(tooltip('nobody.py'), /nobody.py.yaml, line 1: /);
    assert.doesNotMatch(tooltip('never.py'), /approvals/);
  });

  it('follows what is typed and not saved, and takes it back', async () => {
    const approved = 'Approved: trän.py · mit leer · approved by Lin';
    await untilReviews(opened, 'it is approved', (lines) => lines.includes(approved));
    const script = 'mit leer/trän.py';
    await untilLens(script, 'Review: approved by Lin');
    const editor = await vscode.window.showTextDocument(opened.file(script));
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'z = 3\n'));
    const stale = 'Changed since approval: trän.py · mit leer · 1 line changed since approval';
    await untilReviews(opened, 'it is stale', (lines) => lines.includes(stale));
    await untilLens(script, 'Review: 1 line changed since approval');
    await editor.edit((edit) => edit.delete(new vscode.Range(1, 0, 2, 0)));
    await untilReviews(opened, 'the same text again is approved', (lines) => lines.includes(approved));
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'z = 3\n'));
    await untilReviews(opened, 'it is stale again', (lines) => lines.includes(stale));
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await untilReviews(opened, 'what was given up does not count', (lines) => lines.includes(approved));
    await untilLens(script, 'Review: approved by Lin');
  });

  it('knows what was typed before anybody looked at it', async () => {
    const uri = opened.file('mit leer/trän.py');
    await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(1, 0), 'z = 3\n');
    assert.ok(await vscode.workspace.applyEdit(edit));
    const [first] = await untilReviews(opened, 'rows are shown', (lines) => lines.length > 0);
    assert.ok(first);
    const own = await untilReviews(opened, 'the runs are counted', hasRuns);
    assert.ok(own.includes('Changed since approval: trän.py · mit leer · 1 line changed since approval'));
  });

  it('counts what waits for me on its badge, also after what others write, and while it is not in sight', async () => {
    const { reviews } = await cairn();
    await untilReviews(opened, 'the runs are counted', hasRuns);
    assert.deepEqual(reviews.badge, { value: 1, tooltip: '1 review waits for you' });
    say(opened.folder, 'open.py', { kind: 'request', by: 'Sam <sam@example.org>', reviewers: [ada] });
    await until('two wait', () => reviews.badge?.value === 2);
    for (const script of ['open.py', 'waiting.py'])
      say(opened.folder, script, { kind: 'signoff', by: ada, verdict: 'comment', imports: {} });
    await until('none waits', () => reviews.badge === undefined);
    say(opened.folder, 'waiting.py', { kind: 'request', by: 'Sam <sam@example.org>', reviewers: [ada] });
    await until('one waits', () => reviews.badge?.value === 1);
    const at = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.fsPath === opened.folder)?.index;
    assert.ok(at !== undefined);
    vscode.workspace.updateWorkspaceFolders(at, 1);
    await until('what waits in a folder that was closed does not count', () => reviews.badge === undefined);
  });
});

describe('the review of a script, above it', () => {
  it('says of every state what a person wants to know first', async () => {
    const opened = await openReviewed();
    try {
      const wanted = new Map([
        ['waiting.py', 'Review: 2 of 2 open'],
        ['mine.py', 'Review: changes requested by Lin'],
        ['stale.py', 'Review: 1 line changed since approval'],
        ['mit leer/trän.py', 'Review: approved by Lin'],
        ['never.py', 'Review: none yet'],
      ]);
      for (const [script, title] of wanted)
        await until(`the lens of ${script} says “${title}”`, async () => {
          await vscode.workspace.openTextDocument(opened.file(script));
          const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
            'vscode.executeCodeLensProvider',
            opened.file(script),
          );
          return found.some(({ command }) => command?.title === title);
        });
    } finally {
      await opened.close();
    }
  });
});
