/** A team's MLflow server, the real one behind a door that asks for a token: signed in to, browsed, filtered, looked at, and published to. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { mlflowServer, type Server } from '../bench/mlflowServers.ts';
import { everything, recordRun, runId } from '../unit/team/recordedRun.ts';
import { guardedProxy, type GuardedProxy } from './guardedProxy.ts';
import { until } from './until.ts';
import { openVSCode, screenshotPath } from './vscode.ts';
import type { Workbench } from './workbench.ts';
import { workspaceOf } from './workspaces.ts';

const runsOnServer = 53;
const token = 'team-token-8c1f';

describe('a team’s MLflow server', () => {
  let server: Server | undefined;
  let door: GuardedProxy | undefined;

  before(async function () {
    server = await mlflowServer(undefined, ['--workers', '1']);
    if (server === undefined) this.skip();
    await fill(server.uri);
    door = await guardedProxy(server.uri, token);
  });

  after(async () => {
    await door?.close();
    await server?.close();
  });

  it('is connected, browsed, filtered and published to', async () => {
    assert.ok(server !== undefined && door !== undefined);
    const { uri } = server;
    const { host } = new URL(door.uri);
    const folder = await workspaceOf({ 'train.py': 'print("loss: 0.5")\n' });
    recordRun(folder, everything);
    registerModel(folder);
    const window = await openVSCode({ folder });
    await window.showCairn();
    await window.row('quiet-heron').waitFor();

    await signIn(window, door.uri, 'not-the-token');
    await window.told('does not accept');
    assert.equal(await window.row(host).count(), 0);
    await signIn(window, door.uri, token);
    await window.told('Connected to');
    assert.ok(door.refused > 0);
    await window.row(host).click();
    await window.row('Default').waitFor();
    await window.command('Cairn: Filter Server Experiments…');
    await window.answer('TEAM');
    await until('only those experiments are there', async () => (await window.row('Default').count()) === 0);
    await window.row('credit team').click();
    await window.row('run-52').waitFor();
    await window.screenshot(screenshotPath('team-browse'));
    // Only a page of them was read.
    await scrollTo(window, 'Show more…');
    await window.row('Show more…').click();
    await scrollTo(window, 'run-0');

    await window.command('Cairn: Filter Server Runs…');
    await window.quickInput().fill('metrics.val_auc > 0.5 or params.lr = "1"');
    await window.quickRow('An MLflow server cannot filter with “or”').waitFor();
    await window.quickInput().fill('metrics.val_auc > 0.503 and params.model = "gbm"');
    await window.quickRow('Show runs that match').waitFor();
    await window.quickInput().press('Enter');
    await until('the server has filtered', async () => {
      const texts = await window.rowTexts();
      return texts.filter((text) => text.startsWith('run-')).length === 2;
    });

    const page = await window.openRow(window.row('run-52'));
    await page.getByText('Recorded by', { exact: true }).waitFor();
    await page.getByText('val_auc').first().waitFor();
    await window.screenshot(screenshotPath('team-run'));

    await window.contextMenu(window.row('quiet-heron'), 'Publish Run…');
    await window.dialog().getByText('Publish quiet-heron to').waitFor();
    await window.screenshot(screenshotPath('team-publish'));
    // Stopped in the middle: while a file is on its way.
    door.holdNext('/artifacts/');
    await window.dialog().locator('.monaco-button', { hasText: 'Publish' }).click();
    await until('an artifact is on its way', () => door?.isHolding === true);
    await window
      .notification('Publishing quiet-heron')
      .locator('.monaco-button', { hasText: 'Cancel' })
      .click();
    await window.told('what has arrived is not sent again');
    door.letGo();
    const half = await search(uri, "tags.`cairn.run_id` = '" + runId + "'");
    assert.deepEqual(
      half.map(({ info }) => info.status),
      ['RUNNING'],
    );
    await publishAgain(window, 'quiet-heron');
    await window.told(`quiet-heron is on ${host}`);
    const published = await search(uri, "tags.`cairn.run_id` = '" + runId + "'");
    assert.deepEqual(
      published.map(({ info }) => [info.run_name, info.status]),
      [['quiet-heron', 'FINISHED']],
    );

    const [whole] = published;
    assert.equal(whole?.info.run_id, half[0]?.info.run_id, 'the run that was begun was gone on with');
    await assertWhole(uri, whole?.info.run_id ?? '');

    await window.command('Cairn: Publish Model Version…');
    await window.quickRow('credit 3').click();
    await window.quickRow('champion').locator('input[type=checkbox], .monaco-checkbox').first().click();
    await window.quickInput().press('Enter');
    await window.dialog().getByText('Publish credit 3 to').waitFor();
    await window.dialog().locator('.monaco-button', { hasText: 'Publish' }).click();
    await window.told(`credit 3 is on ${host}`);
    const { model_version: version } = z
      .object({
        model_version: z.object({ run_id: z.string(), description: z.string(), source: z.string() }),
      })
      .parse(await get(uri, 'registered-models/alias?name=credit&alias=champion'));
    assert.deepEqual([version.run_id, version.description], [whole?.info.run_id, 'The third']);

    // Its registered models are listed beside the folder's own.
    await window.row(host, 'Catalog').locator('.monaco-tl-twistie').click();
    await window.row('credit', 'Catalog').nth(1).waitFor();

    // A run of the server that nobody has looked at is compared with the folder's own.
    await window.row('quiet-heron').click();
    await window.row('run-51').click({ modifiers: ['ControlOrMeta'] });
    await window.contextMenu(window.row('run-51'), 'Compare');
    await showsDifferences(window);
    await window.screenshot(screenshotPath('team-compare'));

    // The server is known after a reload, and what was compared is there as soon as it lets one in again: the VS Code
    // of the tests keeps no secrets.
    await window.reload();
    await window.showCairn();
    await window.row(host).waitFor();
    await window.tab('Compare runs').first().click();
    await signIn(window, door.uri, token);
    await showsDifferences(window);
    await window.command('Cairn: Disconnect MLflow Server');
    await window.told('is disconnected');
    await until('the server is gone', async () => (await window.row(host).count()) === 0);
  });
});

/** Of quiet-heron and run-51. */
async function showsDifferences(window: Workbench): Promise<void> {
  const frame = await window.pageFrame('[role="grid"]');
  await frame.getByRole('tab', { name: 'Differences' }).click();
  const params = frame.getByRole('region', { name: 'Params' });
  for (const name of ['quiet-heron', 'run-51']) await params.getByRole('columnheader', { name }).waitFor();
}

async function signIn(window: Workbench, uri: string, secret: string): Promise<void> {
  await window.command('Cairn: Connect MLflow Server…');
  await window.answer(uri);
  await window.quickRow('With a token').click();
  await until(
    'the token is asked for',
    async () => (await window.quickInput().getAttribute('type')) === 'password',
  );
  await window.answer(secret);
}

async function publishAgain(window: Workbench, name: string): Promise<void> {
  await window.contextMenu(window.row(name), 'Publish Run…');
  await window.dialog().locator('.monaco-button', { hasText: 'Publish' }).click();
}

/** A version whose files are among those of the run. */
function registerModel(folder: string): void {
  const models = path.join(folder, '.cairn', 'models');
  fs.mkdirSync(models, { recursive: true });
  fs.writeFileSync(
    path.join(models, 'credit.yaml'),
    `name: credit\naliases:\n  champion: 3\nversions:\n  - version: 3\n    run: ${runId}\n    path: deep\n    description: The third\n`,
  );
}

const entry = z.object({ key: z.string(), value: z.string() });
const shownRun = z.object({
  run: z.object({
    data: z.object({ params: z.array(entry), tags: z.array(entry) }),
    inputs: z.looseObject({ dataset_inputs: z.array(z.unknown()) }),
  }),
});
const history = z.object({
  metrics: z.array(z.object({ step: z.number(), timestamp: z.number(), value: z.unknown() })),
});

/** What was published in two goes reads back equal to what is recorded. */
async function assertWhole(uri: string, run: string): Promise<void> {
  const { data, inputs } = shownRun.parse(await get(uri, `runs/get?run_id=${run}`)).run;
  assert.deepEqual(Object.fromEntries(data.params.map(({ key, value }) => [key, value])), everything.params);
  const tags = new Map(data.tags.map(({ key, value }) => [key, value]));
  for (const [key, value] of Object.entries(everything.tags)) assert.equal(tags.get(key), value);
  assert.equal(inputs.dataset_inputs.length, 2);
  const { metrics } = history.parse(await get(uri, `metrics/get-history?run_id=${run}&metric_key=loss`));
  assert.deepEqual(
    metrics.map(({ step, timestamp, value }) => [step, timestamp, value]).sort(byFirst),
    everything.points['loss'],
  );
  for (const [name, content] of Object.entries(everything.artifacts)) {
    // MLflow has no “%” in such names.
    const query = new URLSearchParams({ run_uuid: run, path: name.replace('%', '_') });
    const response = await fetch(`${uri}/get-artifact?${query.toString()}`);
    assert.equal(response.status, 200, name);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), Buffer.from(content), name);
  }
}

function byFirst([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return Number(a) - Number(b);
}

async function get(uri: string, call: string): Promise<unknown> {
  const response = await fetch(`${uri}/api/2.0/mlflow/${call}`);
  assert.equal(response.status, 200, call);
  return await response.json();
}

async function scrollTo(window: Workbench, text: string): Promise<void> {
  const box = await window.view('Runs').boundingBox();
  assert.ok(box);
  await window.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await until(`${text} is shown`, async () => {
    await window.page.mouse.wheel(0, 5000);
    return (await window.row(text).count()) === 1;
  });
}

const found = z.object({
  runs: z
    .array(z.object({ info: z.object({ run_id: z.string(), run_name: z.string(), status: z.string() }) }))
    .default([]),
});

async function search(uri: string, filter: string): Promise<z.infer<typeof found>['runs']> {
  const { experiments } = z
    .object({ experiments: z.array(z.object({ experiment_id: z.string() })) })
    .parse(await post(uri, 'experiments/search', { max_results: 100 }));
  const ids = experiments.map(({ experiment_id: id }) => id);
  return found.parse(await post(uri, 'runs/search', { experiment_ids: ids, filter })).runs;
}

/** More runs than one page holds; the last two of them beyond 0.503. */
async function fill(uri: string): Promise<void> {
  const created = await post(uri, 'experiments/create', { name: 'credit team' });
  const { experiment_id } = z.object({ experiment_id: z.string() }).parse(created);
  for (let n = 0; n < runsOnServer; n += 1) {
    const start_time = 1_763_000_000_000 + n * 1000;
    const made = await post(uri, 'runs/create', { experiment_id, run_name: `run-${n}`, start_time });
    const { run } = z.object({ run: z.object({ info: z.object({ run_id: z.string() }) }) }).parse(made);
    const { run_id } = run.info;
    const metrics = [0, 1, 2].map((step) => ({
      key: 'val_auc',
      step,
      timestamp: start_time + step,
      value: 0.4 + n / 500 + step / 1000,
    }));
    const params = [{ key: 'model', value: n % 2 === 0 ? 'gbm' : n > 50 ? 'gbm' : 'mlp' }];
    await post(uri, 'runs/log-batch', { run_id, metrics, params });
    await post(uri, 'runs/update', { run_id, status: 'FINISHED', end_time: start_time + 500 });
  }
}

async function post(uri: string, call: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${uri}/api/2.0/mlflow/${call}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200, call);
  return await response.json();
}
