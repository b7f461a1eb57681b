/** Models of a team's real MLflow server: in the tree as the folder's own, on the model page, and among who uses a feature. */
import assert from 'node:assert/strict';
import { mlflowServer, type Server } from '../bench/mlflowServers.ts';
import { useAddress } from '../clients/mlflowScripts.ts';
import { openVSCode, screenshotPath } from './vscode.ts';
import { workspaceOf } from './workspaces.ts';

describe('models of an MLflow server', () => {
  let server: Server | undefined;
  let uri = '';

  before(async function () {
    server = await mlflowServer(undefined, ['--workers', '1']);
    if (server === undefined) this.skip();
    ({ uri } = server);
    const { code, output } = await useAddress(uri, await workspaceOf({}), 'serverModels.py');
    assert.equal(code, 0, output);
  });

  after(async () => {
    await server?.close();
  });

  it('look and open as the folder’s own, and say what they learnt from', async () => {
    const { host } = new URL(uri);
    const folder = await workspaceOf({
      '.cairn/features.yaml':
        'income: {dataset: loans, columns: income, owner: risk-ml, description: Yearly}\n',
      '.cairn/datasets.yaml': 'loans: {location: loans.csv, owner: risk-ml}\n',
      'loans.csv': 'income,debt_ratio,age,label\n1,2,3,0\n',
    });
    const window = await openVSCode({ folder, settings: { 'cairn.mlflow.trackingUri': uri } });
    await window.showCairn();
    await window.foldView('Runs');
    await window.row(host, 'Catalog').click();
    const model = window.row('credit', 'Catalog').first();
    await model.locator('.label-description', { hasText: 'champion v2' }).waitFor();
    await model.locator('.monaco-tl-twistie').click();
    const version = window.row('v3', 'Catalog').last();
    await version.locator('.label-description', { hasText: 'challenger · swift-finch' }).waitFor();
    await window
      .row('v2', 'Catalog')
      .locator('.label-description', { hasText: 'champion · brave-otter' })
      .waitFor();

    await version.click();
    const page = await window.pageFrame('h1');
    await page.locator('h1', { hasText: 'credit v3' }).waitFor();
    await page.getByText(`on ${host}, read only`).waitFor();
    await page.getByText('Default within a year.').waitFor();
    await page.getByText('Trained on the new extract.').waitFor();
    await page.getByText('keeps no history of its moves').waitFor();
    const names = await page.locator('.lineage .node .cut.strong, .lineage .node > .cut').allInnerTexts();
    assert.deepEqual(names, ['loans', 'income', 'debt_ratio', 'age', 'swift-finch', 'credit v3']);
    assert.deepEqual(await page.locator('.mt tbody tr').first().locator('td, th').allInnerTexts(), [
      ...['val_auc', '0.90', '0.85', '+0.05', 'better'],
    ]);
    await window.screenshot(screenshotPath('server-model'));
    await page.locator('.vt').getByRole('button', { name: 'v1' }).click();
    await page.locator('h1', { hasText: 'credit v1' }).waitFor();
    await page.locator('button.node', { hasText: 'loans' }).waitFor();
    await page.getByRole('button', { name: 'Open run' }).click();
    await window.tab('quiet-heron').waitFor();

    await window.rowAction(version, 'Open Run of Model Version');
    await window.tab('swift-finch').waitFor();

    await version.hover();
    await window.page.locator('.monaco-hover').getByText(`Read from the MLflow server ${host}`).waitFor();
    await window.contextMenu(version, 'Copy…');
    await window.quickRow('Place of the artifact').waitFor();
    await window.quickRow('models:/credit/3').waitFor();
    await window.screenshot(screenshotPath('server-copy'));
    await window.quickInput().press('Escape');

    await window.command('Cairn: Who Uses a Feature…');
    await window.quickRow('income').click();
    const used = window.quickRow('credit v3');
    await used.getByText(`challenger · MLflow · ${host}`).first().waitFor();
    await used.getByText('input of the model, by its MLflow signature').first().waitFor();
    await window.quickRow('lonely-wren').last().waitFor();
    await window.screenshot(screenshotPath('server-usage'));
    await used.click();
    await (await window.pageFrame('h1')).locator('h1', { hasText: 'credit v3' }).waitFor();

    await window.reload();
    const again = await window.pageFrame('h1');
    await again.locator('h1', { hasText: 'credit v3' }).waitFor();
    const gone = await fetch(`${uri}/api/2.0/mlflow/registered-models/delete`, {
      method: 'DELETE',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'credit' }),
    });
    assert.equal(gone.status, 200);
    await again.getByRole('button', { name: 'Refresh' }).click();
    await again.getByText(`There is no registered model credit on ${host}`).waitFor();
    await server?.close();
    server = undefined;
    await again.getByRole('button', { name: 'Refresh' }).click();
    await again.getByText('cannot be reached').waitFor();
  });
});
