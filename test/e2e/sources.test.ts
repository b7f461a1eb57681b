/** Records of other tools in a workspace: listed beside Cairn's own, followed while they grow, imported on request. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { appendFile, cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../../tools/toolchain.mjs';
import { until } from './until.ts';
import { openVSCode } from './vscode.ts';
import type { Workbench } from './workbench.ts';
import { workspaceOf } from './workspaces.ts';

const fixtures = path.join(root, 'test', 'fixtures');

describe('records of other tools', () => {
  it('are all listed, by the place they lie in, and a log that grows ticks', async () => {
    const folder = await workspaceOf({
      'train.py': 'print("loss: 0.5")\n',
      'logs/keras/training.csv': 'epoch,loss,val_accuracy\n0,0.9,0.5\n1,0.7,0.6\n',
    });
    await cp(path.join(fixtures, 'mlflow', 'files-1'), path.join(folder, 'mlruns'), { recursive: true });
    await mkdir(path.join(folder, 'team'));
    await cp(path.join(fixtures, 'mlflow', 'database-3.db'), path.join(folder, 'team', 'mlflow.db'));
    await cp(path.join(fixtures, 'tensorboard'), path.join(folder, 'boards'), { recursive: true });
    await cp(path.join(fixtures, 'dvclive', 'plain'), path.join(folder, 'dvclive'), { recursive: true });
    const window = await openVSCode({ folder });
    await window.showCairn();
    for (const group of ['MLflow · mlruns', 'MLflow · team/mlflow.db', 'TensorBoard · boards', 'DVCLive · '])
      await until(`${group} is listed`, async () =>
        (await window.rowTexts()).some((text) => text.includes(group)),
      );

    await filter(window, 'metrics.val_accuracy > 0.55');
    await window.row('val_accuracy 0.6').waitFor();
    await appendFile(path.join(folder, 'logs', 'keras', 'training.csv'), '2,0.6,0.71\n');
    await window.row('val_accuracy 0.71').waitFor();
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

async function filter(window: Workbench, expression: string): Promise<void> {
  await window.command('Cairn: Filter Runs…');
  await window.quickInput().fill(expression);
  await window.quickRow('Show runs that match').waitFor();
  await window.quickInput().press('Enter');
}
