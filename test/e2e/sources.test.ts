/** Records of other tools in a workspace: listed beside Cairn's own, followed while they grow, imported on request. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { appendFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../tools/toolchain.mjs';
import { until } from './until.ts';
import { openVSCode } from './vscode.ts';
import type { Workbench } from './workbench.ts';
import { workspaceOf } from './workspaces.ts';

const fixtures = path.join(root, 'test', 'fixtures');

describe('records of other tools', () => {
  it('are all listed, by the place they lie in, and those that grow tick', async () => {
    const folder = await workspaceOf({
      'train.py': 'print("loss: 0.5")\n',
      'logs/keras/training.csv': 'epoch,loss,val_accuracy\n0,0.9,0.5\n1,0.7,0.6\n',
    });
    await cp(path.join(fixtures, 'mlflow', 'files-1'), path.join(folder, 'mlruns'), { recursive: true });
    await mkdir(path.join(folder, 'team'));
    await cp(path.join(fixtures, 'mlflow', 'database-3.db'), path.join(folder, 'team', 'mlflow.db'));
    await cp(path.join(fixtures, 'tensorboard'), path.join(folder, 'boards'), { recursive: true });
    await cp(path.join(fixtures, 'dvclive', 'plain'), path.join(folder, 'dvclive'), { recursive: true });
    const growing = await halves(folder);
    const window = await openVSCode({ folder });
    await window.showCairn();
    await window.foldView('Catalog');
    for (const group of ['MLflow · mlruns', 'MLflow · team/mlflow.db', 'TensorBoard · boards', 'DVCLive · '])
      await until(`${group} is listed`, async () =>
        (await window.rowTexts()).some((text) => text.includes(group)),
      );

    await filter(window, 'metrics.val_accuracy > 0.55');
    await window.row('val_accuracy 0.6').waitFor();
    await appendFile(path.join(folder, 'logs', 'keras', 'training.csv'), '2,0.6,0.71\n');
    await window.row('val_accuracy 0.71').waitFor();
    for (const { expression, name, grow } of growing) {
      await filter(window, expression);
      await until(`${expression} shows no run yet`, async () => (await window.spokenRow(name).count()) === 0);
      await grow();
      await window.spokenRow(name).waitFor();
    }
    await filter(window, 'metrics.val_accuracy > 0.55');
    // It can be looked at like any other.
    const page = await window.openRow(window.row('val_accuracy 0.71'));
    await page.getByText('Recorded by', { exact: true }).waitFor();

    await filter(window, 'origin = "mlflowdb" and status = "finished"');
    await window.spokenRow('finished').first().waitFor();
    await window.contextMenu(window.spokenRow('finished').first(), 'Import Run');
    const runs = path.join(folder, '.cairn', 'runs');
    await until('it is a run of its own', () => existsSync(runs) && readdirSync(runs).length === 1);
    await filter(window, 'origin = "import"');
    await until('it is listed alone', async () => (await window.spokenRow('finished').count()) === 1);
  });

  it('TensorBoard’s images open where they lie, and are files after an import', async () => {
    const folder = await workspaceOf({ 'train.py': 'print("loss: 0.5")\n' });
    const board = path.join(folder, 'board');
    await cp(path.join(fixtures, 'tensorboard', 'images'), board, { recursive: true });
    const before = readdirSync(folder, { recursive: true }).sort();
    const window = await openVSCode({ folder });
    await window.showCairn();
    await filter(window, 'origin = "tensorboard"');
    const page = await window.openRow(window.spokenRow('board'));
    await page.getByRole('button', { name: 'images/val/predictions/1 (2).png' }).click();
    await window.tab('1 (2).png').waitFor();
    // VS Code's own viewer says how large what it shows is.
    const viewer = await window.pageFrame('body.container img');
    await until('the image is drawn', async () =>
      viewer
        .locator('img')
        .evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth === 8),
    );
    assert.deepEqual(readdirSync(folder, { recursive: true }).sort(), before, 'nothing was written');

    await window.tab('board').first().click();
    await (await window.pageFrame('h1')).getByRole('button', { name: 'Import', exact: true }).click();
    const runs = path.join(folder, '.cairn', 'runs');
    await until('the images are files of a run', () => {
      const [run = ''] = existsSync(runs) ? readdirSync(runs) : [];
      return existsSync(path.join(runs, run, 'artifacts', 'images', 'val', 'predictions', '1 (2).png'));
    });
  });
});

interface Growing {
  /** What the run is like only when all of it is there. */
  readonly expression: string;
  readonly name: string;
  readonly grow: () => Promise<void>;
}

/** Runs as their tools had written them half-way, which go on byte by byte as they did. */
async function halves(folder: string): Promise<readonly Growing[]> {
  const run = path.join(folder, 'mlruns', '1', 'f62c7f1350aa4dfa80beb399ca340753');
  const meta = await readFile(path.join(run, 'meta.yaml'), 'utf8');
  await writeFile(
    path.join(run, 'meta.yaml'),
    meta.replace(/end_time: \d+/, 'end_time: null').replace('status: 3', 'status: 1'),
  );
  const points = await cutInHalf(path.join(run, 'metrics', 'loss'));
  const board = path.join(folder, 'boards', 'keras', 'train');
  const events = await cutInHalf(path.join(board, 'events.out.tfevents.1700000000.host.0'));
  // The end of the session was told in a file of its own.
  await rm(path.join(board, 'events.out.tfevents.1700000001.host.1'));
  const plot = await cutInHalf(path.join(folder, 'dvclive', 'plots', 'metrics', 'train', 'loss.tsv'));
  const database = path.join(folder, 'team', 'mlflow.db');
  await runSql(
    database,
    `DELETE FROM metrics WHERE ${ofParent} AND key = 'loss' AND step > 2;
     UPDATE latest_metrics SET (value, timestamp, step) =
       (SELECT value, timestamp, step FROM metrics WHERE ${ofParent} AND key = 'loss' AND step = 2)
       WHERE ${ofParent} AND key = 'loss';
     UPDATE runs SET status = 'RUNNING', end_time = NULL WHERE ${ofParent};`,
  );
  return [
    {
      expression: 'origin = "mlflowdb" and metrics.loss < 0.21 and status = "running"',
      name: 'parent',
      // As MLflow does, each point in a transaction of its own.
      grow: async () => await runSql(database, sqlPoint(3, 0.25) + sqlPoint(4, 0.2)),
    },
    {
      expression: 'origin = "mlflowdb" and metrics.loss < 0.21 and status = "finished"',
      name: 'parent',
      grow: async () =>
        await runSql(
          database,
          `UPDATE runs SET status = 'FINISHED', end_time = 1795479760457 WHERE ${ofParent};`,
        ),
    },
    {
      expression: 'origin = "mlruns" and metrics.loss < 0.21 and status = "finished"',
      name: 'parent',
      grow: async () => {
        await points();
        await writeFile(path.join(run, 'meta.yaml'), meta);
      },
    },
    {
      expression: 'origin = "tensorboard" and metrics.epoch_loss < 0.101 and status = "running"',
      name: 'train',
      grow: events,
    },
    {
      expression: 'origin = "dvclive" and metrics."train/loss" < 0.21 and status = "running"',
      name: 'dvclive',
      grow: plot,
    },
  ];
}

/** Leaves the first half of its bytes, also where that is within a row; what it returns appends the others. */
async function cutInHalf(file: string): Promise<() => Promise<void>> {
  const bytes = await readFile(file);
  const half = bytes.length >> 1;
  assert.notEqual(bytes[half - 1], 10, `${file} is cut within a row`);
  await writeFile(file, bytes.subarray(0, half));
  return async () => await appendFile(file, bytes.subarray(half));
}

/** By SQLite itself, with its locks and journals. */
async function runSql(file: string, sql: string): Promise<void> {
  const script =
    'import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.executescript(sys.argv[2]); db.close()';
  await promisify(execFile)(process.env['CAIRN_PYTHON'] ?? 'python3', ['-c', script, file, sql]);
}

function sqlPoint(step: number, value: number): string {
  const time = 1795479756463 + step;
  return `BEGIN;
    INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan)
      SELECT 'loss', ${value}, ${time}, run_uuid, ${step}, 0 FROM runs WHERE ${ofParent};
    UPDATE latest_metrics SET value = ${value}, timestamp = ${time}, step = ${step} WHERE ${ofParent} AND key = 'loss';
    COMMIT;`;
}

const ofParent = `run_uuid = 'f39c77f2cc3c461d97171b04e64d22ff'`;

async function filter(window: Workbench, expression: string): Promise<void> {
  await window.command('Cairn: Filter Runs…');
  await window.quickInput().fill(expression);
  await window.quickRow('Show runs that match').waitFor();
  await window.quickInput().press('Enter');
}
