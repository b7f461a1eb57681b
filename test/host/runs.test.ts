/** Runs as the view shows them: launched for real, ticking, edited, stopped, compared and thrown away. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../src/views/ui/contributions.ts';
import { until } from '../e2e/until.ts';
import { cairn, openFolder, rowsOf, runsOf, untilRun, type OpenedFolder } from './cairnWindow.ts';

const train = `
import sys, time
for epoch in range(1, 4):
    print(f"epoch {epoch}/3 val_auc={0.7 + epoch / 20:.4f}", flush=True)
if len(sys.argv) > 1:
    raise ValueError("bad " + sys.argv[1])
if __name__ == "__main__":
    pass
`;
const forever = 'import time\nprint("epoch 1/9 loss=0.5", flush=True)\ntime.sleep(600)\n';

describe('the Runs view', () => {
  let opened: OpenedFolder;
  before(async () => {
    opened = await openFolder({ 'train.py': train, 'forever.py': forever });
    await (await cairn()).state.setGroupBy('script');
  });
  after(async () => {
    await (await cairn()).state.setFilter('');
    await opened.close();
  });

  const run = async (file: string): Promise<string> => {
    const id = await vscode.commands.executeCommand(commands.scriptRun, opened.file(file));
    assert.ok(typeof id === 'string');
    return id;
  };
  const reference = (id: string) => ({ folder: opened.uri.toString(), run: id });

  it('shows a run with what it logged, under its script', async () => {
    const id = await run('train.py');
    const { shown } = await untilRun(opened, 'finished', (row) => row.id === id && row.status === 'finished');
    assert.match(shown.description, /^val_auc 0\.850 · best {2}\d+s$/);
    assert.equal(shown.icon, 'check');
    assert.match(shown.words, /;run;own;ended;plain;scripted;/);
    const [group] = await rowsOf(opened);
    assert.equal(group?.label, 'train.py');
    assert.equal(group.description, '1 run');
  });

  it('puts the output on a terminal of its own', async () => {
    const names = vscode.window.terminals.map(({ name }) => name);
    const { row } = await untilRun(opened, 'a run', (r) => r.status === 'finished');
    assert.ok(names.includes(`${row.name} (output)`), names.join(', '));
  });

  it('groups by experiment, or not at all', async () => {
    const { state } = await cairn();
    await state.setGroupBy('none');
    assert.deepEqual(
      (await rowsOf(opened)).map(({ node }) => node.kind),
      ['run'],
    );
    await state.setGroupBy('experiment');
    assert.deepEqual(
      (await rowsOf(opened)).map(({ label }) => label),
      ['No experiment'],
    );
    await state.setGroupBy('script');
  });

  it('stars, and shows the star at once', async () => {
    const [first] = await runsOf(opened);
    await vscode.commands.executeCommand(commands.runsStar, first?.node);
    const { shown } = await untilRun(opened, 'starred', (row) => row.star);
    assert.ok(shown.label.endsWith('★'));
    assert.match(shown.words, /;starred;/);
  });

  it('ticks a live run, and stops it', async () => {
    const id = await run('forever.py');
    const live = await untilRun(opened, 'live', (row) => row.id === id && row.progress !== null);
    assert.match(live.shown.description, /^epoch 1\/9 · loss 0\.500 {2}\d+s$/);
    assert.equal(live.shown.icon, 'loading~spin');
    await vscode.commands.executeCommand(commands.runsStop, reference(id));
    const { shown } = await untilRun(opened, 'stopped', (row) => row.id === id && row.status === 'stopped');
    assert.equal(shown.icon, 'debug-stop');
  });

  it('filters, and keeps the rest out of the groups', async () => {
    const { state } = await cairn();
    await state.setFilter('metrics.val_auc > 0.8');
    assert.deepEqual(
      (await rowsOf(opened)).map(({ label }) => label),
      ['train.py'],
    );
    await state.setFilter('metrics.val_auc > 0.99');
    assert.deepEqual(await rowsOf(opened), []);
    await state.setFilter('');
  });

  it('compares two selected runs on the compare page', async () => {
    await run('train.py');
    await until('three runs have ended', async () => {
      const runs = await runsOf(opened);
      return runs.length === 3 && runs.every(({ words }) => words.includes(';ended;'));
    });
    const runs = (await runsOf(opened)).filter(
      ({ node }) => node.kind === 'run' && node.row.script === 'train.py',
    );
    const nodes = runs.map(({ node }) => node);
    await vscode.commands.executeCommand(commands.runsCompare, nodes[0], nodes);
    await until('the compare page', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputWebview && input.viewType.endsWith('cairn.compare');
    });
  });

  it('opens the script as it was', async () => {
    const [first] = (await runsOf(opened)).filter(
      ({ node }) => node.kind === 'run' && node.row.script === 'train.py',
    );
    await writeFile(path.join(opened.folder, 'train.py'), '# changed\n');
    await vscode.commands.executeCommand(commands.runsOpenScript, first?.node);
    const document = await until('the old script', () => {
      const shown = vscode.window.activeTextEditor?.document;
      return shown?.uri.scheme === 'cairn-run' ? shown : undefined;
    });
    assert.equal(document.getText(), train);
    assert.equal(document.languageId, 'python');
    await writeFile(path.join(opened.folder, 'train.py'), train);
  });

  it('moves a run to the trash', async () => {
    const [first] = await runsOf(opened);
    assert.ok(first?.node.kind === 'run');
    const { id } = first.node.row;
    await vscode.commands.executeCommand(commands.runsMoveToTrash, first.node);
    await until('gone', async () =>
      (await runsOf(opened)).every(({ node }) => node.kind !== 'run' || node.row.id !== id),
    );
    assert.deepEqual(await readdir(path.join(opened.folder, '.cairn', 'trash')), [id]);
  });

  it('starts nothing for a script that is not there', async () => {
    const before = await readdir(path.join(opened.folder, '.cairn', 'runs'));
    const id = await vscode.commands.executeCommand(commands.scriptRun, opened.file('missing.py'));
    assert.equal(id, undefined);
    assert.deepEqual(await readdir(path.join(opened.folder, '.cairn', 'runs')), before);
  });

  it('keeps what machines write out of git', async () => {
    const ignored = await readFile(path.join(opened.folder, '.cairn', '.gitignore'), 'utf8');
    assert.match(ignored, /^runs\/$/m);
  });
});

describe('several folders', () => {
  it('each have a row with their own runs', async () => {
    const [one, two] = [
      await openFolder({ 'a.py': 'print("x=1")\n' }),
      await openFolder({ 'b.py': 'print("x=1")\n' }),
    ];
    try {
      await vscode.commands.executeCommand(commands.scriptRun, one.file('a.py'));
      await untilRun(one, 'finished', (row) => row.status === 'finished');
      assert.equal((await runsOf(two)).length, 0);
      await vscode.commands.executeCommand(commands.scriptRun, two.file('b.py'));
      await untilRun(two, 'finished', (row) => row.status === 'finished');
      assert.deepEqual(
        (await rowsOf(one)).map(({ label }) => label),
        ['a.py'],
      );
      assert.deepEqual(
        (await rowsOf(two)).map(({ label }) => label),
        ['b.py'],
      );
    } finally {
      await one.close();
      await two.close();
    }
  });
});
