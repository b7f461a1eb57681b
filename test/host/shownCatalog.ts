/** A folder with datasets, features, a model and runs, and the rows of the Catalog view that show them. */
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
import { until } from '../e2e/until.ts';
import { cairn, openFolder, type OpenedFolder } from './cairnWindow.ts';
import { projectOf, writeRuns } from './writtenRuns.ts';

export const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const day = 86_400_000;
const loans = 'debt,income\n1,2\n3,4\n';
const older = 'debt,income\n1,2\n';
const ids = {
  first: '20261101-000000-a',
  second: '20261101-000100-b',
  third: '20261101-000200-c',
} as const;

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

/** Called in `describe`. */
export function shownCatalog() {
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

  return {
    get opened() {
      return opened;
    },
    get project() {
      return project;
    },
    ...{ rows, section, untilRow, named, brief, file },
  };
}
