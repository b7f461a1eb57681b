/** From a click on a dataset in a real VS Code to its page: the head, its columns when nobody looked before, and when somebody did. */
import { link, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { until } from '../e2e/until.ts';
import { closeServers, openVSCode } from '../e2e/vscode.ts';
import { removeWorkspaces, workspaceOf } from '../e2e/workspaces.ts';
import type { Workbench } from '../e2e/workbench.ts';
import type { Figure } from './figure.ts';
import { loansFile } from './loansFile.ts';

const datasets = [
  { name: 'million', rows: 1_000_000, format: 'csv', limit: 5000 },
  { name: 'columnar', rows: 1_000_000, format: 'parquet', limit: 5000 },
  { name: 'tenmillion', rows: 10_000_000, format: 'csv', limit: undefined },
] as const;

export async function run(): Promise<readonly Figure[]> {
  try {
    const folder = await workspaceOf({
      '.cairn/datasets.yaml': datasets
        .map(({ name, format }) => `${name}:\n  owner: bench\n  location: data/${name}.${format}\n`)
        .join(''),
    });
    await mkdir(path.join(folder, 'data'));
    for (const { name, rows, format } of datasets)
      await link(await loansFile(rows, format), path.join(folder, 'data', `${name}.${format}`));
    const window = await openVSCode({ folder });
    await window.showCairn();
    const figures: Figure[] = [];
    for (const { name, rows, format, limit } of datasets) {
      const what = `dataset page, ${String(rows / 1e6)} M rows of ${format === 'csv' ? 'CSV' : 'Parquet'}`;
      const first = await open(window, name);
      const again = await open(window, name);
      const unit = { unit: 'ms', better: 'lower' } as const;
      figures.push(
        { name: `${what}: its head`, value: first.head, limit: 1000, ...unit },
        {
          name: `${what}: its columns`,
          value: first.columns,
          ...(limit !== undefined && { limit }),
          ...unit,
        },
        { name: `${what}: its columns, profile kept`, value: again.columns, limit: 1000, ...unit },
      );
    }
    return figures;
  } finally {
    await closeServers();
    await removeWorkspaces();
  }
}

/** ms from the click. */
async function open(window: Workbench, name: string): Promise<{ head: number; columns: number }> {
  const row = window.row(name, 'Catalog').first();
  await row.waitFor();
  const clicked = performance.now();
  await row.click();
  await window.pageFrame('h1');
  const head = performance.now() - clicked;
  await until('the columns are there', async () => await isShown(window), 120_000);
  const columns = performance.now() - clicked;
  await window.command('View: Close All Editors');
  await until('the page is gone', async () => !(await isShown(window)));
  return { head, columns };
}

async function isShown(window: Workbench): Promise<boolean> {
  for (const frame of window.page.frames())
    if (
      (await frame
        .locator('.ct tbody tr')
        .count()
        .catch(() => 0)) > 0
    )
      return true;
  return false;
}
