/** The Catalog view row by row. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import * as z from 'zod';
import type { CatalogNode } from '../../src/views/trees/catalog/catalogNodes.ts';
import { handleDrag } from '../../src/views/trees/catalog/catalogView.ts';
import { commands } from '../../src/views/ui/contributions.ts';
import { until } from '../e2e/until.ts';
import { cairn } from './cairnWindow.ts';
import { answering } from './writtenRuns.ts';
import { shownCatalog } from './shownCatalog.ts';

describe('the Catalog view', () => {
  const shown = shownCatalog();
  const { rows, section, untilRow, named, brief } = shown;

  it('shows of each dataset which version is on disk and what is wrong with it', async () => {
    await untilRow('loans', 'its copy is found', ({ description }) => description.includes('1 copy'));
    await untilRow('nobody', 'everything is read', ({ description }) => !description.includes('not read'));
    const all = await section('datasets');
    assert.deepEqual(brief(all).slice(0, -1), [
      'loans: not what was trained on · 1 copy · v2 · 2 rows · risk-ml',
      'moved: changed since v1 · 3 B · ada',
      'stale: 10d old (limit 3d) · 4 B · ada',
      'gone: not found · ada',
      'far: outside of this folder · ada',
      'net: on the network · ada',
      'nobody: no owner · 4 B',
    ]);
    assert.match(brief(all).at(-1) ?? '', /^found\/named\.csv: 1 run, last .+ · not in the catalog$/);
    assert.deepEqual(
      all.map(({ icon }) => icon),
      ['warning', 'warning', 'warning', 'warning', 'warning', 'warning', 'warning', 'question'],
    );
    const { tooltip } = named(all, 'loans');
    assert.match(tooltip, /churn v1 \(champion\) was trained on v1, which is not what is on disk/);
    assert.match(tooltip, /copies\/loans\.csv has the same content as data\/loans\.csv/);
    assert.match(named(all, 'moved').tooltip, /“Record Version” makes it one/);
    assert.equal(named(all, 'moved').words.includes('changed'), true);
    assert.equal(named(all, 'loans').words.includes('changed'), false);
  });

  it('shows the versions of a dataset, and under each the models and runs that used it', async () => {
    const versions = await rows(named(await section('datasets'), 'loans').node);
    assert.deepEqual(
      versions.map(({ label, description }) => `${label}: ${description.replace(/ · [^·]*$/, ' · …')}`),
      ['v2: on disk · …', 'v1: 1 run, churn v1 · …', 'Features made from it: 2'],
    );
    assert.match(versions[0]?.description ?? '', /^on disk · 1 run, churn v2$/);
    const users = await Promise.all(
      versions.map(async ({ node }) => (await rows(node)).map(({ label }) => label)),
    );
    assert.deepEqual(users, [
      ['churn v2', 'second'],
      ['churn v1', 'first'],
      ['ratio', 'age'],
    ]);
  });

  it('groups features by dataset, owner, model, or not at all, with their warnings', async () => {
    const { catalog } = await cairn();
    const grouped = async (by: 'dataset' | 'owner' | 'model' | 'none') => {
      await catalog.setGroupBy(by);
      return await section('features');
    };
    assert.deepEqual(brief(await grouped('dataset')), ['loans: 2 · ⚠ 1', 'Without a dataset: 1 · ⚠ 1']);
    assert.deepEqual(brief(await grouped('owner')), [
      'ada: 1 · ⚠ 1',
      'risk-ml: 1',
      'Without an owner: 1 · ⚠ 1',
    ]);
    assert.deepEqual(brief(await grouped('model')), ['churn: 1', 'In no model: 2 · ⚠ 2']);
    const flat = await grouped('none');
    assert.deepEqual(
      flat.map(({ label, icon }) => [label, icon]),
      [
        ['ratio', 'symbol-field'],
        ['age', 'warning'],
        ['raw', 'warning'],
      ],
    );
    assert.match(named(flat, 'age').tooltip, /“age” has no owner\.[^]*“age” has no description\./);
    const [first] = await grouped('dataset');
    assert.ok(first);
    assert.deepEqual(
      (await rows(first.node)).map(({ label }) => label),
      ['ratio', 'age'],
    );
  });

  it('shows models with their aliases, and their versions with the runs', async () => {
    const [churn] = await section('models');
    assert.ok(churn);
    assert.deepEqual([churn.label, churn.description], ['churn', 'champion v1']);
    assert.deepEqual(brief(await rows(churn.node)), ['v2: second', 'v1: champion · first']);
  });

  it('gives the place of a dataset, and the name of anything else, where a row is dropped', async () => {
    const [churn] = await section('models');
    const all = await section('datasets');
    const dropped = async (nodes: readonly CatalogNode[]) => {
      const data = new vscode.DataTransfer();
      handleDrag(nodes, data);
      return await data.get('text/plain')?.asString();
    };
    assert.ok(churn);
    const nodes = [named(all, 'loans').node, named(all, 'found/named.csv').node, churn.node];
    assert.equal(await dropped(nodes), 'data/loans.csv\nfound/named.csv\nchurn');
    const [section0] = await rows();
    assert.ok(section0);
    assert.equal(await dropped([section0.node]), undefined);
  });

  it('marks the files of datasets in the explorer, those that are not what was recorded with D!', async () => {
    const { badges } = await cairn();
    const badge = (name: string) => badges.provideFileDecoration(shown.opened.file(name))?.badge;
    await until('the explorer knows the files', () => badge('data/moved.csv') === 'D!');
    assert.deepEqual(
      ['data/loans.csv', 'data/moved.csv', 'data/stale.csv', 'copies/loans.csv', 'train.py'].map(badge),
      ['D!', 'D!', 'D', undefined, undefined],
    );
    assert.match(
      badges.provideFileDecoration(shown.opened.file('data/moved.csv'))?.tooltip ?? '',
      /^Dataset moved: not what was recorded/,
    );
    assert.equal(badges.provideFileDecoration(vscode.Uri.parse('untitled:data/loans.csv')), undefined);
  });

  it('copies names and paths, and finds every entry by its name, owner or description', async () => {
    const { node } = named(await section('datasets'), 'loans');
    await vscode.commands.executeCommand(commands.catalogCopyName, node);
    assert.equal(await vscode.env.clipboard.readText(), 'loans');
    await vscode.commands.executeCommand(commands.catalogCopyPath, node);
    assert.equal(await vscode.env.clipboard.readText(), 'data/loans.csv');
    const item = z.object({ label: z.string(), description: z.string(), detail: z.string().optional() });
    let seen: z.infer<typeof item>[] = [];
    await answering(
      'showQuickPick',
      async (items) => {
        seen = z.array(item).parse(items);
        return z.array(z.unknown()).parse(await items)[seen.findIndex(({ label }) => label.endsWith(' raw'))];
      },
      async () => await vscode.commands.executeCommand(commands.catalogCopyName),
    );
    assert.equal(await vscode.env.clipboard.readText(), 'raw');
    const own = seen.filter(({ description }) => description.includes(shown.project.name));
    assert.equal(own.length, 7 + 3 + 1);
    const loansItem = own.find(({ label }) => label === '$(database) loans');
    assert.deepEqual(
      [loansItem?.detail, loansItem?.description.startsWith('risk-ml · ')],
      ['Applications', true],
    );
  });
});
