/** The lenses above calls that log, and "last …" in the header, of runs that were really recorded. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { commands } from '../../src/views/ui/contributions.ts';
import { until } from '../e2e/until.ts';
import { openFolder, runsOf, untilRun, type OpenedFolder } from './cairnWindow.ts';

const script = `import cairn, pathlib

given = float(pathlib.Path(__file__).with_name("given.txt").read_text())
for step in range(8):
    cairn.log({"loss": given / (step + 1), "val_auc": given / 2 + step / 100}, step=step)
cairn.log({"a": 1, "b": 2, "c": 3, "d": 4, "e": 5})
if given < 0:
    cairn.log({"never": 1})
if __name__ == "__main__":
    pass
`;
const loop = 4;
const many = 5;
const guard = 8;

describe('lenses above calls that log', () => {
  let opened: OpenedFolder;
  before(async () => {
    opened = await openFolder({ 'train.py': script, 'given.txt': '1' });
  });
  after(async () => {
    await opened.close();
  });

  const lenses = async (): Promise<vscode.CodeLens[]> => {
    await vscode.workspace.openTextDocument(opened.file('train.py'));
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      opened.file('train.py'),
    );
    return found.filter(({ command }) => command?.command.startsWith('cairn.'));
  };
  const said = (all: readonly vscode.CodeLens[]) =>
    all.map(({ range, command }) => `${range.start.line}: ${command?.title ?? ''}`);
  /** Runs it with this in given.txt, and waits for these lenses, whose order within a line counts. */
  const recorded = async (given: string, wanted: (name: string) => readonly string[]) => {
    await writeFile(opened.file('given.txt').fsPath, given);
    const id = await vscode.commands.executeCommand(commands.scriptRun, opened.file('train.py'));
    const { row } = await untilRun(opened, 'finished', (one) => one.id === id && one.status === 'finished');
    let last: readonly string[] = [];
    await until(
      'the lenses follow the run',
      async () => JSON.stringify((last = said(await lenses()))) === JSON.stringify(wanted(row.name)),
      20_000,
    ).catch(() => assert.deepEqual(last, wanted(row.name)));
    return row;
  };
  const actions = ['▷ Run', 'Run with…', 'Debug'].map((title) => `${guard}: ${title}`);

  it('are not there before there is a run', async () => {
    assert.deepEqual(said(await lenses()), actions);
  });

  it('say where each metric stands and which way it goes, and leave out what was never logged', async () => {
    const row = await recorded('1', (name) => [
      `${loop}: loss 0.125 ↘ · val_auc 0.57 ↗`,
      `${many}: a 1 · b 2 · c 3 · d 4 · and 1 more`,
      ...actions,
      `${guard}: 1 run`,
      `${guard}: best val_auc 0.570 (${name})`,
      `${guard}: Review: none yet`,
    ]);
    const above = (await lenses()).find(({ range }) => range.start.line === loop)?.command;
    assert.deepEqual(
      [above?.command, above?.arguments],
      [commands.runsOpen, [{ folder: opened.uri.toString(), run: row.id }]],
    );
    assert.equal(above?.tooltip, `Last values in ${row.name}, the newest run; opens it`);
  });

  it('follow the newest run, and the header tells it from the best', async () => {
    const [first] = await runsOf(opened);
    assert.ok(first?.node.kind === 'run');
    const best = first.node.row.name;
    const row = await recorded('0.5', () => [
      `${loop}: loss 0.0625 ↘ · val_auc 0.32 ↗`,
      `${many}: a 1 · b 2 · c 3 · d 4 · and 1 more`,
      ...actions,
      `${guard}: Compare 2 runs`,
      `${guard}: last val_auc 0.32 ↗`,
      `${guard}: best val_auc 0.570 (${best})`,
      `${guard}: Review: none yet`,
    ]);
    const last = (await lenses()).find(({ command }) => command?.title.startsWith('last '))?.command;
    assert.deepEqual(
      [last?.command, last?.arguments],
      [commands.runsOpen, [{ folder: opened.uri.toString(), run: row.id }]],
    );
  });

  it('move with the call while somebody types', async () => {
    const editor = await vscode.window.showTextDocument(opened.file('train.py'));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '\n\n'));
    const lines = (await lenses()).map(({ range }) => range.start.line);
    assert.deepEqual([...new Set(lines)], [loop + 2, many + 2, guard + 2]);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});
