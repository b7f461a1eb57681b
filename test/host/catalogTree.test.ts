/** The Catalog view row by row, and what is done from it and from the explorer. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, realpath, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Project } from '../../src/project/project.ts';
import type { CatalogNode, Section } from '../../src/views/trees/catalog/catalogNodes.ts';
import { handleDrag } from '../../src/views/trees/catalog/catalogView.ts';
import { commands, settings } from '../../src/views/ui/contributions.ts';
import { until } from '../e2e/until.ts';
import { cairn, openFolder, type OpenedFolder } from './cairnWindow.ts';
import { answering, projectOf, writeRuns } from './writtenRuns.ts';

const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const day = 86_400_000;
const loans = 'debt,income\n1,2\n3,4\n';
const older = 'debt,income\n1,2\n';
const ids = { first: '20261101-000000-a', second: '20261101-000100-b', third: '20261101-000200-c' } as const;

const features = `ratio:
  description: Debt by income
  owner: risk-ml
  dataset: loans
age:
  dataset: loans
raw:
  description: As it came
  owner: ada
`;
const model = `name: churn
aliases:
  champion: 1
versions:
  - version: 1
    run: ${ids.first}
    features: [ratio]
  - version: 2
    run: ${ids.second}
`;

interface Shown {
  readonly node: CatalogNode;
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly words: string;
  readonly tooltip: string;
}

const stored = z.record(
  z.string(),
  z.object({
    location: z.string(),
    owner: z.string().optional(),
    versions: z
      .array(z.object({ version: z.number(), hash: z.string(), rows: z.number().optional() }))
      .optional(),
  }),
);

describe('the Catalog view', () => {
  let opened: OpenedFolder;
  let project: Project;
  let outside = '';

  before(async () => {
    outside = await realpath(await mkdtemp(path.join(tmpdir(), 'cairn outside ')));
    await writeFile(path.join(outside, 'far.csv'), 'x\n1\n');
    const datasets = [
      `loans:\n  location: data/loans.csv\n  owner: risk-ml\n  description: Applications\n  versions:\n`,
      `    - {version: 1, hash: ${sha(older)}, seen: 2026-11-01}\n`,
      `    - {version: 2, hash: ${sha(loans)}, rows: 2}\n`,
      `moved:\n  location: data/moved.csv\n  owner: ada\n  versions:\n    - {version: 1, hash: ${sha('old')}}\n`,
      'stale: {location: data/stale.csv, owner: ada, freshness: 3 d}\n',
      'gone: {location: data/none.csv, owner: ada}\n',
      `far: {location: '${outside}/far.csv', owner: ada}\n`,
      "net: {location: 'https://example.org/net.csv', owner: ada}\n",
      'nobody: {location: data/nobody.csv}\n',
    ].join('');
    opened = await openFolder({
      'train.py': 'print(1)\n',
      'data/loans.csv': loans,
      'copies/loans.csv': loans,
      'data/moved.csv': 'new',
      'data/stale.csv': 'a\n1\n',
      'data/nobody.csv': 'b\n2\n',
      'found/named.csv': 'c\n3\n',
      '.cairn/datasets.yaml': datasets,
      '.cairn/features.yaml': features,
      '.cairn/models/churn.yaml': model,
    });
    const aged: readonly (readonly [string, number])[] = [
      ['data/loans.csv', 1],
      ['copies/loans.csv', 1],
      ['data/moved.csv', 1],
      ['data/stale.csv', 10],
      ['data/nobody.csv', 1],
      ['found/named.csv', 1],
    ];
    for (const [name, days] of aged) {
      const at = new Date(Date.now() - days * day);
      await utimes(path.join(opened.folder, name), at, at);
    }
    const read = (name: string, text: string, location: string) => [
      { t: 1_700_000_000_500, type: 'dataset', name, hash: sha(text), location },
    ];
    const [script, metrics] = ['train.py', { val_auc: [0.9] }];
    writeRuns(opened.folder, [
      { id: ids.first, name: 'first', script, metrics, events: read('loans', older, 'data/loans.csv') },
      { id: ids.second, name: 'second', script, metrics, events: read('loans', loans, 'data/loans.csv') },
      { id: ids.third, name: 'third', events: read('named', 'c\n3\n', 'found/named.csv') },
    ]);
    project = await projectOf(opened, 3);
    await project.store.catalog.readData({ names: null });
  });
  after(async () => {
    await opened.close();
    await rm(outside, { recursive: true, force: true });
  });

  async function rows(parent?: CatalogNode): Promise<Shown[]> {
    const { catalog } = await cairn();
    return (await catalog.getChildren(parent)).map((node) => {
      const { label, description, iconPath, contextValue, tooltip } = catalog.getTreeItem(node);
      return {
        node,
        label: typeof label === 'string' ? label : (label?.label ?? ''),
        description: String(description ?? '').replaceAll('\u00a0', ' '),
        icon: iconPath instanceof vscode.ThemeIcon ? iconPath.id : '',
        words: contextValue ?? '',
        tooltip: (tooltip instanceof vscode.MarkdownString ? tooltip.value : (tooltip ?? ''))
          .replaceAll('&nbsp;', ' ')
          .replaceAll('\\', ''),
      };
    });
  }

  async function section(name: Section, of: OpenedFolder = opened): Promise<Shown[]> {
    const top = (await rows()).find(
      ({ node }) => node.kind === 'folder' && node.project.folder === of.uri.fsPath,
    );
    assert.ok(top);
    const found = (await rows(top.node)).find(({ node }) => node.kind === 'section' && node.section === name);
    return found === undefined ? [] : await rows(found.node);
  }

  const untilRow = async (label: string, sentence: string, look: (row: Shown) => boolean) =>
    await until(sentence, async () =>
      (await section('datasets')).find((row) => row.label === label && look(row)),
    );
  const named = (all: readonly Shown[], label: string): Shown => {
    const found = all.find((row) => row.label === label);
    assert.ok(found, `${label} is not among ${all.map((row) => row.label).join(', ')}`);
    return found;
  };
  const brief = (all: readonly Shown[]) => all.map(({ label, description }) => `${label}: ${description}`);
  const file = async () =>
    stored.parse(parse(await readFile(path.join(opened.folder, '.cairn', 'datasets.yaml'), 'utf8')));

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
    assert.deepEqual(brief(await grouped('dataset')), ['loans: 2 · ⚠ 1', 'Without a dataset: 1']);
    assert.deepEqual(brief(await grouped('owner')), ['ada: 1', 'risk-ml: 1', 'Without an owner: 1 · ⚠ 1']);
    assert.deepEqual(brief(await grouped('model')), ['churn: 1', 'In no model: 2 · ⚠ 1']);
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
    assert.deepEqual(brief(await rows(churn.node)), [`v2: ${ids.second}`, `v1: champion · ${ids.first}`]);
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
    const badge = (name: string) => badges.provideFileDecoration(opened.file(name))?.badge;
    await until('the explorer knows the files', () => badge('data/moved.csv') === 'D!');
    assert.deepEqual(
      ['data/loans.csv', 'data/moved.csv', 'data/stale.csv', 'copies/loans.csv', 'train.py'].map(badge),
      ['D!', 'D!', 'D', undefined, undefined],
    );
    assert.match(
      badges.provideFileDecoration(opened.file('data/moved.csv'))?.tooltip ?? '',
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
    const own = seen.filter(({ description }) => description.includes(project.name));
    assert.equal(own.length, 7 + 3 + 1);
    const loansItem = own.find(({ label }) => label === '$(database) loans');
    assert.deepEqual(
      [loansItem?.detail, loansItem?.description.startsWith('risk-ml · ')],
      ['Applications', true],
    );
  });

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
    await writeFile(path.join(opened.folder, 'copies', 'one.csv'), 'a\n1\n');
    await writeFile(path.join(opened.folder, 'copies', 'two.jsonl'), '{"a":1}\n{"a":2}\n');
    const [one, two, folder] = ['copies/one.csv', 'copies/two.jsonl', 'copies'].map((name) =>
      opened.file(name),
    );
    await vscode.commands.executeCommand(commands.catalogAdd, one, [one, two]);
    await vscode.commands.executeCommand(commands.catalogAdd, folder);
    await vscode.commands.executeCommand(commands.catalogAdd, one, [one]);
    await vscode.commands.executeCommand(commands.catalogAdd, opened.file('copies/loans.csv'));
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
    assert.equal(await readFile(path.join(opened.folder, 'data', 'nobody.csv'), 'utf8'), 'b\n2\n');
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
