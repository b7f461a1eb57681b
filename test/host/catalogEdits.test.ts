/** What is done to the catalog from its view and from the explorer. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { commands, settings } from '../../src/views/ui/contributions.ts';
import { until } from '../e2e/until.ts';
import { openFolder } from './cairnWindow.ts';
import { answering } from './writtenRuns.ts';
import { sha, shownCatalog } from './shownCatalog.ts';

describe('the Catalog view and the explorer', () => {
  const shown = shownCatalog();
  const { rows, section, untilRow, named, file } = shown;

  it('records a version of what changed, once', async () => {
    const { node } = named(await section('datasets'), 'moved');
    await vscode.commands.executeCommand(commands.catalogRecordVersion, node);
    await vscode.commands.executeCommand(commands.catalogRecordVersion, node);
    const { moved } = await file();
    assert.deepEqual(
      moved?.versions?.map(({ version, hash }) => [version, hash]),
      [
        [1, sha('old')],
        [2, sha('new')],
      ],
    );
    await untilRow('moved', 'it is no change any more', ({ description }) => description.startsWith('v2 · '));
  });

  it('adds data that a run named, with what it holds, and shows the run under it', async () => {
    const { node } = named(await section('datasets'), 'found/named.csv');
    await vscode.commands.executeCommand(commands.catalogAdd, node);
    const { named: added } = await file();
    assert.deepEqual(
      [added?.location, added?.versions?.map(({ version, hash, rows: count }) => [version, hash, count])],
      ['found/named.csv', [[1, sha('c\n3\n'), 1]]],
    );
    const shown = await untilRow('named', 'it is in the tree', ({ description }) =>
      description.includes('v1'),
    );
    const [version] = await rows(shown.node);
    assert.ok(version);
    assert.deepEqual(
      (await rows(version.node)).map(({ label }) => label),
      ['third'],
    );
    assert.equal(
      (await section('datasets')).some(({ node: { kind } }) => kind === 'unknown'),
      false,
    );
  });

  it('adds files and folders of the explorer, each once, and names them apart', async () => {
    await writeFile(path.join(shown.opened.folder, 'copies', 'one.csv'), 'a\n1\n');
    await writeFile(path.join(shown.opened.folder, 'copies', 'two.jsonl'), '{"a":1}\n{"a":2}\n');
    const [one, two, folder] = ['copies/one.csv', 'copies/two.jsonl', 'copies'].map((name) =>
      shown.opened.file(name),
    );
    await vscode.commands.executeCommand(commands.catalogAdd, one, [one, two]);
    await vscode.commands.executeCommand(commands.catalogAdd, folder);
    await vscode.commands.executeCommand(commands.catalogAdd, one, [one]);
    await vscode.commands.executeCommand(commands.catalogAdd, shown.opened.file('copies/loans.csv'));
    const all = await file();
    const added = Object.entries(all).slice(-4);
    assert.deepEqual(
      added.map(([name, { location, versions }]) => [
        name,
        location,
        versions?.map(({ rows: count }) => count),
      ]),
      [
        ['one', 'copies/one.csv', [1]],
        ['two', 'copies/two.jsonl', [2]],
        ['copies', 'copies', [undefined]],
        ['loans-2', 'copies/loans.csv', [2]],
      ],
    );
  });

  it('takes a dataset out when asked twice, and leaves its data', async () => {
    const { node } = named(await section('datasets'), 'nobody');
    const remove = async (answer: string | undefined) =>
      await answering(
        'showWarningMessage',
        () => answer,
        async () => await vscode.commands.executeCommand(commands.catalogRemove, node),
      );
    await remove(undefined);
    assert.ok('nobody' in (await file()));
    await remove('Take Out');
    assert.ok(!('nobody' in (await file())));
    assert.equal(await readFile(path.join(shown.opened.folder, 'data', 'nobody.csv'), 'utf8'), 'b\n2\n');
    await until('its row is gone', async () =>
      (await section('datasets')).every(({ label }) => label !== 'nobody'),
    );
  });

  it('reads what lies outside of the folder when the person lets it', async () => {
    const set = async (allow: boolean | undefined) =>
      await vscode.workspace.getConfiguration().update(settings.allowOutside, allow, true);
    await set(true);
    try {
      await untilRow('far', 'it is read', ({ description }) => description === '4 B · ada');
    } finally {
      await set(undefined);
    }
    await untilRow('far', 'it is refused again', ({ description }) => description.startsWith('outside of'));
  });

  it('keeps the folders of a workspace apart', async () => {
    const other = await openFolder({
      'x.csv': 'x\n1\n',
      '.cairn/datasets.yaml': 'loans: {location: x.csv, owner: lin}\n',
    });
    try {
      await until('its own dataset is there', async () => (await section('datasets', other)).length === 1);
      const [row] = await section('datasets', other);
      assert.ok(row);
      await vscode.commands.executeCommand(commands.catalogCopyPath, row.node);
      assert.equal(await vscode.env.clipboard.readText(), 'x.csv');
      assert.match(named(await section('datasets'), 'loans').description, /risk-ml$/);
    } finally {
      await other.close();
    }
  });
});
