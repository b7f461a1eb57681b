/** What a folder may do to the machine, and what its configuration may say. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { layoutOf, runDir, runPaths } from '../../src/storage/layout.ts';
import { listenOnLoopback } from '../loopbackServer.ts';
import { pacedScript, shortScript } from './pacedScript.ts';
import { recordedRuns } from './recordedRuns.ts';
import { startInTerminal } from './terminalRun.ts';
import { until } from './until.ts';
import { openVSCode } from './vscode.ts';
import type { Workbench } from './workbench.ts';
import { workspaceOf } from './workspaces.ts';

describe('a folder that is not trusted', () => {
  it('shows a live run and refuses in one sentence whatever would start or stop something, until it is trusted', async () => {
    const task = { type: 'cairn', label: 'nightly', script: 'train.py' };
    const folder = await workspaceOf({
      'train.py': pacedScript(3),
      '.vscode/tasks.json': JSON.stringify({ version: '2.0.0', tasks: [task] }),
    });
    const id = await startInTerminal(folder, 'python3', 'train.py');
    const window = await openVSCode({ folder, trust: 'on' });
    await window.openFile('train.py');
    await window.lens('1 run').waitFor();
    assert.equal(await window.editorActions('Run Script').count(), 0);
    await window.showCairn();
    await window.row('epoch 1/3').waitFor();
    const sentence =
      'This folder is not trusted: runs can be viewed, not started or stopped. Trust the folder first.';
    for (const title of [
      'Run Script',
      'Run Script with…',
      'Run Command…',
      'Debug Script as Run',
      'Start Tracking for a Notebook',
      'Stop Run',
    ]) {
      await window.command(`Cairn: ${title}`);
      await window.told(sentence);
      await window.quickInput().waitFor({ state: 'hidden' });
      await window.dismiss(sentence);
    }
    // Tasks are refused by VS Code itself, before it asks us.
    await window.command('Tasks: Run Task');
    await window.dialog().getByText('Do you trust').waitFor();
    await window.dialog().getByText('Cancel').click();
    assert.deepEqual(
      (await recordedRuns(folder)).map((record) => record.id),
      [id],
    );
    const dir = runDir(layoutOf(folder), id);
    assert.equal(existsSync(runPaths(dir).stop), false);

    // What people add to a run starts nothing: Restricted Mode is about running code, not about writing.
    const page = await openedRun(window);
    await page.getByText('This folder is not trusted: runs can be viewed').waitFor();
    await page.getByRole('button', { name: 'Star this run' }).click();
    await page.getByRole('button', { name: 'Take the star away' }).waitFor();
    await page.getByRole('button', { name: 'Edit the note' }).click();
    await page.getByRole('textbox', { name: 'Note' }).fill('looked at before it was trusted');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('looked at before it was trusted').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Stop', exact: true }).isDisabled());
    await window.contextMenu(window.row('epoch 1/3'), 'Rename');
    await window.answer('first-look');
    await window.row(/first-look.*★/).waitFor();
    const edits = await readFile(runPaths(dir).edits, 'utf8');
    assert.match(edits, /"star":true[^]*looked at before it was trusted[^]*"first-look"/);

    await window.command('Cairn: Stop Run');
    await window.answerTold(sentence, 'Manage Trust');
    await window.page.getByText('You are in Restricted Mode').waitFor();
    await window.page.keyboard.press('ControlOrMeta+Enter');
    await window.page.getByText('You trust this folder').waitFor();
    await window.page.keyboard.press('Escape');
    await window.openFile('train.py');
    await window.lens('▷ Run').waitFor();
    await window.rowAction(window.row('epoch 1/3'), 'Stop Run');
    await window.spokenRow('stopped').waitFor();
  });

  it('offers no Run, refuses the command with a sentence, and starts nothing', async () => {
    const folder = await workspaceOf({ 'train.py': pacedScript(1) });
    const window = await openVSCode({ folder, trust: 'on' });
    await window.openFile('train.py');
    await window.showCairn();
    await window.view('Runs').getByText('not trusted').waitFor();
    assert.equal(await window.lens('▷ Run').count(), 0);
    await window.command('Cairn: Run Script');
    await window.page.getByText(/trust/i).first().waitFor();
    assert.equal(existsSync(path.join(folder, '.cairn', 'runs')), false);
  });
});

describe('the catalog of a folder that is not trusted', () => {
  it('is shown and edited as its files are, but asks no server and writes through no link until it is trusted', async () => {
    const asked = new Set<string>();
    const server = createServer((request, response) => {
      asked.add(request.url ?? '');
      response.end('a,b\n1,2\n');
    });
    const address = await listenOnLoopback(server);
    const folder = await workspaceOf({
      'loans.csv': 'age,debt\n1,2\n3,4\n',
      '.cairn/datasets.yaml': `away:\n  location: ${address}/away.csv\nloans:\n  location: loans.csv\n`,
    });
    const elsewhere = await workspaceOf({
      'features.yaml': 'age:\n  dataset: loans\n',
      'models/churn.yaml': 'name: churn\nversions:\n  - version: 1\n    created: 2026-01-01T00:00:00Z\n',
    });
    await symlink(path.join(elsewhere, 'features.yaml'), path.join(folder, '.cairn', 'features.yaml'));
    await symlink(path.join(elsewhere, 'models'), path.join(folder, '.cairn', 'models'));
    const before = await Promise.all(
      ['features.yaml', 'models/churn.yaml'].map(async (name) => await text(elsewhere, name)),
    );
    const window = await openVSCode({
      folder,
      trust: 'on',
      settings: { 'cairn.data.allowNetwork': true, 'cairn.data.allowOutside': true },
    });
    try {
      await window.showCairn();
      await window.foldView('Runs');
      await window.row(/^\s*away.*on the network/, 'Catalog').waitFor();

      // Its pages are there, with a profile of the data.
      const data = await window.openRow(window.row('loans', 'Catalog').first());
      await data.locator('.sample').getByText('3').first().waitFor();
      const model = await (async () => {
        await window.row('churn', 'Catalog').first().click();
        return await window.pageFrame('h1:has-text("churn")');
      })();
      await model.getByRole('button', { name: 'Set alias…' }).waitFor();

      // A file of the folder is edited, as any editor would.
      await window.contextMenu(window.row('loans', 'Catalog').first(), 'Record');
      await window.told('loans is v1.');
      assert.match(await text(folder, '.cairn/datasets.yaml'), /version: 1/);

      // Nor is a server asked, whatever the settings of the person allow.
      await window.contextMenu(window.row('away', 'Catalog').first(), 'Record');
      await window.told(
        'is on the network; the setting cairn.data.allowNetwork lets Cairn fetch it in trusted folders.',
      );
      assert.equal(asked.size, 0);

      // What leads elsewhere is refused, with the reason.
      await model.getByRole('button', { name: 'Set alias…' }).click();
      await window.choose('champion');
      await window.choose('First version');
      await window.told('leads out of this folder, which is not trusted, so nothing was changed.');
      assert.deepEqual(
        await Promise.all(
          ['features.yaml', 'models/churn.yaml'].map(async (name) => await text(elsewhere, name)),
        ),
        before,
      );

      await window.command('Workspaces: Manage Workspace Trust');
      await window.page.getByText('You are in Restricted Mode').waitFor();
      await window.page.keyboard.press('ControlOrMeta+Enter');
      await window.page.getByText('You trust this folder').waitFor();
      await window.page.keyboard.press('Escape');
      await window.command('Cairn: Record Version');
      await window.choose('away');
      await window.told('away is v1.');
      assert.deepEqual([...asked], ['/away.csv']);
    } finally {
      server.close();
    }
  });
});

async function text(folder: string, name: string): Promise<string> {
  return await readFile(path.join(folder, name), 'utf8');
}

async function openedRun(window: Workbench): Promise<Frame> {
  await window.row('epoch 1/3').click();
  return await window.pageFrame('h1');
}

describe('config.yaml', () => {
  it('shows a mistake in the Problems panel at its line, and the rest still counts', async () => {
    const folder = await workspaceOf({
      'train.py': shortScript,
      '.cairn/.gitignore': 'runs/\n',
      '.cairn/config.yaml': 'objective:\n  metric: train_loss\n  direction: upwards\nstopGraceSeconds: 3\n',
    });
    const window = await openVSCode({ folder });
    await window.openFile('train.py');
    await window.clickLens('▷ Run');
    const problems = await window.problems();
    assert.ok(
      problems.some((row) => row.includes('config.yaml')),
      problems.join('\n'),
    );
    await until('the mistake is at line 3', async () =>
      (await window.problems()).some((row) => /Ln 3/.test(row)),
    );
  });
});
