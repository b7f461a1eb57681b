/** Nothing is lost when a worker or the extension host dies of SIGKILL: the run goes on, and the window tells the truth. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../tools/toolchain.mjs';
import { processRecord, type ProcessRecord } from '../../src/records/process.ts';
import { proveProcess } from '../../src/runs/processes.ts';
import { metricsResult, runDetail, type RunDetail } from '../../src/protocol/runShape.ts';
import { layoutOf, runDir, runPaths } from '../../src/storage/layout.ts';
import { extensionHostsBelow, killProven } from './extensionHosts.ts';
import { letGo, pacedScript } from './pacedScript.ts';
import { until } from './until.ts';
import { openVSCode, serverPidOf } from './vscode.ts';
import type { Workbench } from './workbench.ts';
import { workspaceOf } from './workspaces.ts';

const exec = promisify(execFile);

describe('a run whose worker is killed while the window is open', () => {
  it('gets a new worker, and what the script logs afterwards reaches the row, up to its end', async () => {
    const { folder, window } = await running(pacedScript(4));
    await letGo(folder, 1);
    await window.row('epoch 2/4').waitFor();
    await killWorker(folder);
    await letGo(folder, 2);
    await window.row('epoch 3/4').waitFor();
    await window.row('val_auc 0.83').waitFor();
    await window.statusBar('3/4').waitFor();
    await letGo(folder, 3, 4);
    await window.spokenRow('finished').waitFor();
    await window.row('val_auc 0.84').waitFor();
    await until('nothing runs', async () => (await window.statusBar('/4').count()) === 0);

    assert.deepEqual(await stepsOf(folder), [1, 2, 3, 4]);
    assert.deepEqual(await endOf(folder), { status: 'finished', exitCode: 0 });
    const events = await readFile(runPaths(await theRun(folder)).events, 'utf8');
    assert.equal(events.match(/"type":"adopted"/g)?.length, 1);
  });

  it('is closed with its exit code when the script fails before anybody looked', async () => {
    const failing = pacedScript(2).replace('    main()\n', '    main()\n    sys.exit(3)\n');
    const { folder, window } = await running(failing);
    await killWorker(folder);
    await letGo(folder, 1, 2);
    await window.row('exit 3').waitFor();
    await window.statusBar('1 failed').waitFor();
    assert.deepEqual(await stepsOf(folder), [1, 2]);
    assert.deepEqual(await endOf(folder), { status: 'failed', exitCode: 3 });
  });
});

describe('a run whose extension host is killed', () => {
  it('goes on, and the window that is opened again shows it as it is', async () => {
    // A setting of its own gives this test a server of its own, so that the one host below it is this window's.
    const { folder, window } = await running(pacedScript(5), { 'window.title': 'killed' });
    const { index } = layoutOf(folder);
    await letGo(folder, 1);
    await window.row('epoch 2/5').waitFor();
    await until('the index is saved while the run is live', () => existsSync(index));
    const server = await serverPidOf(window);
    const [host, ...others] = await extensionHostsBelow(server);
    assert.ok(host);
    assert.deepEqual(others, []);
    const before = await processesOf(folder);
    await killProven(host);
    await until('the host is gone', async () => (await proveProcess(host)) === 'dead');
    await letGo(folder, 2);
    await until('the script goes on', async () => (await stepsOf(folder)).length === 3);

    await window.reopen();
    await window.showCairn();
    await window.row('epoch 3/5').waitFor();
    await window.row('val_auc 0.83').waitFor();
    assert.deepEqual(await processesOf(folder), before, 'neither worker nor script was touched');
    await letGo(folder, 3);
    await window.row('epoch 4/5').waitFor();
    await letGo(folder, 4, 5);
    await window.spokenRow('finished').waitFor();
    await window.row('val_auc 0.85').waitFor();
    assert.equal((await window.rowTexts()).filter((text) => text.includes('val_auc')).length, 1);
    assert.deepEqual(await stepsOf(folder), [1, 2, 3, 4, 5]);

    await window.close();
    await until('no window holds the index', async () => (await extensionHostsBelow(server)).length === 0);
    assert.ok(existsSync(index));
    const fromSnapshot = await cairn(folder, 'ls');
    await rm(index);
    assert.deepEqual(await cairn(folder, 'ls'), fromSnapshot);
    assert.deepEqual(await endOf(folder), { status: 'finished', exitCode: 0 });
  });
});

describe('a run page whose extension host is killed', () => {
  it('says so, comes back with a click in the same place, shows what it showed, and goes on', async () => {
    const { folder, window } = await running(pacedScript(3), { 'window.title': 'page killed' });
    const page = await window.openRow(window.row('epoch 1/3'));
    await page.getByRole('button', { name: 'Wrap lines' }).click();
    await page.locator('.out.wrapped').waitFor();
    await letGo(folder, 1);
    await page.getByText('epoch 2 of 3').waitFor();
    const name = await page.locator('h1').innerText();
    assert.equal(await window.tab(name).count(), 1);
    const [host] = await extensionHostsBelow(await serverPidOf(window));
    assert.ok(host);
    await killProven(host);
    await page.getByText('There is no connection to the extension').waitFor();
    await letGo(folder, 2);
    await page.getByRole('link', { name: 'Open this page again' }).click();
    await until('the page has gone', () => page.isDetached());
    const again = await window.pageFrame('h1');
    await again.getByText('epoch 3 of 3').waitFor();
    await again.locator('.out.wrapped').waitFor();
    assert.equal(await window.tab(name).count(), 1);
    await again.getByRole('button', { name: 'Star this run' }).click();
    await window.row('★').waitFor();
    await letGo(folder, 3);
    await window.spokenRow('finished').waitFor();
  });
});

describe('a compare page whose extension host is killed', () => {
  it('says so, and comes back with a click in the same place with what it showed', async () => {
    const { folder, window } = await running(pacedScript(2), { 'window.title': 'comparison killed' });
    await window.contextMenu(window.row('epoch 1/2'), 'Compare Runs');
    const page = await window.pageFrame('[role="grid"]');
    await page.getByRole('combobox', { name: 'Filter runs' }).fill('metrics.val_auc > 0');
    await page.getByRole('combobox', { name: 'Filter runs' }).press('Enter');
    await page.getByRole('tab', { name: 'Scatter' }).click();
    const [host] = await extensionHostsBelow(await serverPidOf(window));
    assert.ok(host);
    await killProven(host);
    await page.getByText('There is no connection to the extension').waitFor();
    await page.getByRole('link', { name: 'Open this page again' }).click();
    await until('the page has gone', () => page.isDetached());
    const again = await window.pageFrame('[role="grid"]');
    assert.equal(await window.tab('Compare runs').count(), 1);
    assert.equal(await again.getByRole('tab', { name: 'Scatter' }).getAttribute('aria-selected'), 'true');
    assert.equal(
      await again.getByRole('combobox', { name: 'Filter runs' }).inputValue(),
      'metrics.val_auc > 0',
    );
    await again.locator('[role="row"][aria-selected="true"]').waitFor();
    await letGo(folder, 1, 2);
    await again.locator('[role="row"]', { hasText: 'Finished' }).waitFor();
  });
});

async function running(
  script: string,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<{ folder: string; window: Workbench }> {
  const folder = await workspaceOf({ 'train.py': script });
  const window = await openVSCode({ folder, settings: { 'cairn.output.showOnRun': false, ...settings } });
  await window.openFile('train.py');
  await window.clickLens('▷ Run');
  await window.showCairn();
  await window.row('epoch 1/').waitFor();
  return { folder, window };
}

async function killWorker(folder: string): Promise<void> {
  const { worker } = await processesOf(folder);
  await killProven(worker);
  await until('the worker is gone', async () => (await proveProcess(worker)) === 'dead');
}

async function processesOf(folder: string): Promise<ProcessRecord> {
  return processRecord.parse(JSON.parse(await readFile(runPaths(await theRun(folder)).process, 'utf8')));
}

/** The folder of the only run. */
async function theRun(folder: string): Promise<string> {
  const layout = layoutOf(folder);
  const ids = await readdir(layout.runs);
  assert.equal(ids.length, 1);
  return runDir(layout, ids[0] ?? '');
}

/** What the command line prints as JSON, after it looked at the files itself. */
async function cairn(folder: string, ...args: readonly string[]): Promise<unknown> {
  const cli = path.join(root, 'out', 'cli.js');
  const { stdout } = await exec(process.execPath, [cli, ...args, '--json', '-C', folder]);
  const printed: unknown = JSON.parse(stdout);
  return printed;
}

async function endOf(folder: string): Promise<Pick<RunDetail, 'status' | 'exitCode'>> {
  const run = await cairn(folder, 'show', path.basename(await theRun(folder)));
  return runDetail.pick({ status: true, exitCode: true }).parse(run);
}

/** Steps of all points of val_auc. */
async function stepsOf(folder: string): Promise<readonly number[]> {
  const printed = await cairn(folder, 'metrics', path.basename(await theRun(folder)), 'val_auc');
  return metricsResult.parse(printed).points.map(([step]) => step);
}
