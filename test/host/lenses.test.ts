/** The lenses above scripts: where they stand, what they say, and that they stay while somebody types. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/views/ui/contributions.ts';
import { until } from '../e2e/until.ts';
import { openFolder, untilRun, type OpenedFolder } from './cairnWindow.ts';

const guard = 'if __name__ == "__main__":\n    pass\n';

describe('lenses', () => {
  let opened: OpenedFolder;
  before(async () => {
    opened = await openFolder({
      'guarded.py': `x = 1\n\n${guard}`,
      'plain.py': 'print("loss=0.5 step=1")\n',
      'jobs/job.sh': 'echo hello\n',
      'long.py': `${'x = 1  # a line like many others\n'.repeat(5000)}${guard}`,
      '.cairn/config.yaml': 'scripts: ["jobs/*.sh"]\n',
    });
  });
  after(async () => {
    await opened.close();
  });

  const lenses = async (file: string): Promise<readonly string[]> => {
    // Lenses are asked for documents that are open.
    await vscode.workspace.openTextDocument(opened.file(file));
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      opened.file(file),
    );
    return found
      .filter(({ command }) => command?.command.startsWith('cairn.'))
      .map(({ range, command }) => `${range.start.line}: ${command?.title ?? ''}`);
  };
  const actions = (line: number) => [`${line}: ▷ Run`, `${line}: Run with…`, `${line}: Debug`];

  it('stand above the main guard of a script that never ran', async () => {
    assert.deepEqual(await lenses('guarded.py'), actions(2));
  });

  it('leave a file without a guard alone until it has runs', async () => {
    assert.deepEqual(await lenses('plain.py'), []);
    await vscode.commands.executeCommand(commands.scriptRun, opened.file('plain.py'));
    const { row } = await untilRun(opened, 'finished', ({ status }) => status === 'finished');
    const wanted = [...actions(0), '0: 1 run', `0: best loss 0.500 (${row.name})`, '0: Review: none yet'];
    await until(
      `lenses with the run`,
      async () => JSON.stringify(await lenses('plain.py')) === JSON.stringify(wanted),
    );
  });

  it('stand above files that config.yaml names', async () => {
    await until('config.yaml was read', async () => (await lenses('jobs/job.sh')).length > 0);
    assert.deepEqual(await lenses('jobs/job.sh'), ['0: ▷ Run', '0: Run with…']);
  });

  it('find the guard of a long file', async () => {
    assert.deepEqual(await lenses('long.py'), actions(5000));
  });

  it('never go away while somebody types, and move with the guard', async () => {
    const document = await vscode.workspace.openTextDocument(opened.file('guarded.py'));
    const editor = await vscode.window.showTextDocument(document);
    const type = async (at: vscode.Position, text: string) =>
      await editor.edit((edit) => edit.insert(at, text), { undoStopBefore: false, undoStopAfter: false });
    for (const letter of 'y = 2') {
      await type(document.lineAt(1).range.end, letter);
      assert.deepEqual(await lenses('guarded.py'), actions(2));
    }
    await type(new vscode.Position(0, 0), '\n');
    assert.deepEqual(await lenses('guarded.py'), actions(3));
    // A guard that is broken for a moment keeps its lenses where they were.
    await editor.edit((edit) => edit.delete(new vscode.Range(3, 3, 3, 8)));
    assert.deepEqual(await lenses('guarded.py'), actions(3));
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('can be switched off', async () => {
    const settings = vscode.workspace.getConfiguration('cairn');
    await settings.update('lenses.enabled', false, vscode.ConfigurationTarget.Global);
    assert.deepEqual(await lenses('guarded.py'), []);
    await settings.update('lenses.enabled', undefined, vscode.ConfigurationTarget.Global);
    assert.deepEqual(await lenses('guarded.py'), actions(2));
  });
});
