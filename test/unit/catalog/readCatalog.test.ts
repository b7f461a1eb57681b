import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCatalog } from '../../../src/catalog/readCatalog.ts';
import { layoutOf } from '../../../src/storage/layout.ts';

interface Given {
  readonly says: string;
  readonly datasets?: string;
  readonly features?: string;
  /** Files beside .cairn. */
  readonly files?: Readonly<Record<string, string>>;
  /** Names of what could be read. */
  readonly found?: readonly string[];
  /** `file:line:column level sentence`; e and w for error and warning. */
  readonly problems: readonly string[];
  readonly unread?: boolean;
}

const owned = 'description: d\n  owner: o\n';
const rows: readonly Given[] = [
  { says: 'is empty where there are no files', problems: [] },
  {
    says: 'reads every key of a dataset',
    datasets: `loans-2026:
  description: Applications with what became of them.
  owner: risk-ml
  location: data/loans.csv
  format: csv
  time: applied_at
  label: approved
  sensitive: [sex, age_band]
  licence: internal
  tags: credit
  freshness: 7 d
  access: ask risk-ml
  versions:
    - version: 1
      hash: ${'ab'.repeat(32)}
      seen: 2026-11-20
      rows: 1200
`,
    found: ['loans-2026'],
    problems: [],
  },
  {
    says: 'says who lacks an owner or a description, at the name',
    datasets: 'loans:\n  location: a.csv\n',
    features: 'ratio:\n  owner: risk\n  description: ""\n',
    found: ['loans', 'ratio'],
    problems: [
      'datasets.yaml:1:1 w “loans” has no owner.',
      'datasets.yaml:1:1 w “loans” has no description.',
      'features.yaml:1:1 w “ratio” has no description.',
    ],
  },
  {
    says: 'keeps the other entries when one lacks its location or is nothing',
    datasets: `a:\n  owner: o\nb:\n  location: b.csv\n  ${owned}c:\n`,
    found: ['b'],
    problems: [
      'datasets.yaml:1:1 e “a.location” should be a text.',
      'datasets.yaml:7:1 e “c” should be a group of keys.',
    ],
  },
  {
    says: 'keeps the rest of an entry when one value is wrong',
    datasets: `a:\n  location: a.csv\n  freshness: soon\n  formt: csv\n  ${owned}`,
    found: ['a'],
    problems: [
      'datasets.yaml:3:3 e “a.freshness”: expected an age such as 12 h, 7 d or 2 w.',
      'datasets.yaml:4:3 e “a.formt” is not known here.',
    ],
  },
  {
    says: 'names datasets and parents that are not there, and functions that were renamed',
    datasets: `other:\n  location: other.csv\n  ${owned}`,
    files: { 'features.py': 'class A:\n    def ratio(self):\n        pass\nasync def later(x): pass\n' },
    features: [
      `a:\n  ${owned}  dataset: loans\n  parents: [b, gone]\n  function: features.py#ratio\n`,
      `b:\n  ${owned}  function: features.py#old\n`,
      `c:\n  ${owned}  function: other.py#f\n`,
      `d:\n  ${owned}  function: ../outside.py#f\n`,
      `e:\n  ${owned}  function: ratio\n`,
      `f:\n  ${owned}  function: features.py#later\n`,
    ].join(''),
    found: ['other', 'a', 'b', 'c', 'd', 'e', 'f'],
    problems: [
      'features.yaml:4:3 e There is no dataset “loans” in datasets.yaml.',
      'features.yaml:5:3 e There is no feature “gone”.',
      'features.yaml:10:3 e features.py has no function old; it may have been renamed.',
      'features.yaml:14:3 e There is no file other.py in this folder.',
      'features.yaml:18:3 e There is no file ../outside.py in this folder.',
      'features.yaml:22:3 e “ratio” should be a file and a function, such as features.py#ratio.',
    ],
  },
  {
    says: 'asks for data once where there is none yet, which is no error',
    features: `a:\n  ${owned}  dataset: loans\nb:\n  ${owned}  dataset: loans\n`,
    found: ['a', 'b'],
    problems: ['features.yaml:4:3 w The catalog holds no data yet: add that of “loans”.'],
  },
  {
    says: 'wants the least value of a range first',
    features: ['[0, 1]', '[1, 1]', '[null, 0]', '[2, 1]', '[x, 1]']
      .map((range, at) => `f${String(at)}:\n  ${owned}  range: ${range}\n`)
      .join(''),
    found: ['f0', 'f1', 'f2', 'f3', 'f4'],
    problems: [
      'features.yaml:20:11 e “f4.range.0” should be a number or null.',
      'features.yaml:16:3 e The least value stands first: 2 is more than 1.',
    ],
  },
  {
    says: 'says each mistake once, in words for people',
    datasets: `a:\n  location: ""\n  ${owned}b:\n  location: b.csv\n  tags: 5\n  sensitive: [sex, 2]\n  ${owned}`,
    found: ['b'],
    problems: [
      'datasets.yaml:2:3 e “a.location” is empty.',
      'datasets.yaml:8:20 e “b.sensitive.1” should be a text.',
      'datasets.yaml:7:3 e “b.tags” should be a text or a list.',
    ],
  },
  {
    says: 'leaves out names that are none',
    datasets: `"":\n  location: a.csv\n~:\n  location: b.csv\n[c]: {location: c.csv}\nd:\n  location: d.csv\n  ${owned}`,
    found: ['d'],
    problems: [1, 3, 5].map(
      (line) => `datasets.yaml:${String(line)}:1 e A name is missing here: a plain text.`,
    ),
  },
  {
    says: 'says what to do with two documents in one file',
    datasets: 'a:\n  location: a.csv\n---\nb:\n  location: b.csv\n',
    problems: [
      'datasets.yaml:3:1 e A file is one document: take out the lines “---” and put together what is around them.',
    ],
    unread: true,
  },
  {
    says: 'does not blame a feature for a dataset that could not be read',
    datasets: 'loans:\n  owner: o\n',
    features: `a:\n  ${owned}  dataset: loans\n`,
    found: ['a'],
    problems: ['datasets.yaml:1:1 e “loans.location” should be a text.'],
  },
  {
    says: 'finds features that are their own ancestors',
    features: ['a', 'b', 'c']
      .map((name, at) => `${name}:\n  ${owned}  parents: ${['b', 'a', 'a'][at] ?? ''}\n`)
      .join(''),
    found: ['a', 'b', 'c'],
    problems: [
      'features.yaml:4:3 e “a” is made from itself by way of its parents.',
      'features.yaml:8:3 e “b” is made from itself by way of its parents.',
    ],
  },
  {
    says: 'takes names that would poison objects',
    datasets: `__proto__:\n  location: a.csv\n  ${owned}constructor:\n  location: b.csv\n  ${owned}`,
    features: `a:\n  ${owned}  dataset: toString\n`,
    found: ['__proto__', 'constructor', 'a'],
    problems: ['features.yaml:4:3 e There is no dataset “toString” in datasets.yaml.'],
  },
  {
    says: 'takes the first of two of one name',
    datasets: `a:\n  location: first.csv\n  ${owned}a:\n  location: second.csv\n`,
    found: ['a'],
    problems: ['datasets.yaml:5:1 e “a” is there twice; the first, at line 1, counts.'],
  },
  {
    says: 'says where a merge is not finished, and reads the other file',
    datasets: `a:\n  location: a.csv\n<<<<<<< HEAD\n=======\n>>>>>>> theirs\n`,
    features: `f:\n  ${owned}`,
    found: ['f'],
    problems: [
      'datasets.yaml:3:1 e The file has a merge conflict here; what was read before it stays in use.',
    ],
    unread: true,
  },
  {
    says: 'says where YAML has a tab',
    datasets: 'a:\n\tlocation: a.csv\n',
    problems: ['datasets.yaml:2:1 e Tabs are not allowed as indentation'],
    unread: true,
  },
  {
    says: 'refuses a bomb of aliases',
    datasets: `a: &a [x, x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 8 }, (_, n) => {
      const [from, to] = ['abcdefghi'.charAt(n), 'abcdefghi'.charAt(n + 1)];
      return `${to}: &${to} [${Array.from({ length: 10 }, () => `*${from}`).join(', ')}]\n`;
    }).join('')}`,
    problems: [
      'datasets.yaml:2:8 e Aliases such as this one repeat too much. Write out what they stand for.',
    ],
    unread: true,
  },
  {
    says: 'refuses a list where names belong',
    features: '- a\n- b\n',
    problems: ['features.yaml:1:1 e This file should hold keys and values, such as “debt_to_income”.'],
  },
  {
    says: 'does not read what is too large',
    datasets: `# ${'x'.repeat(10_000_000)}\n`,
    problems: [
      'datasets.yaml:1:1 e The file is larger than 10 MB and was not read; split what is in it among several folders.',
    ],
    unread: true,
  },
];

describe('the catalog', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'cairn-catalog-'));
    await mkdir(path.join(folder, '.cairn'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  for (const { says, datasets, features, files = {}, found = [], problems, unread = false } of rows)
    it(says, async () => {
      const layout = layoutOf(folder);
      if (datasets !== undefined) await writeFile(layout.datasets, datasets);
      if (features !== undefined) await writeFile(layout.features, features);
      for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
      const read = await readCatalog(layout);
      assert.deepEqual([...read.datasets.keys(), ...read.features.keys()], found);
      assert.deepEqual(
        read.problems.map(
          ({ where, line, column, level, message }) =>
            `${where}:${String(line)}:${String(column)} ${level === 'warning' ? 'w' : 'e'} ${message}`,
        ),
        problems,
      );
      assert.equal(read.unread, unread);
    });

  it('says in words that a folder stands in the place of a file, and reads the other one', async () => {
    const layout = layoutOf(folder);
    await mkdir(layout.datasets);
    await writeFile(layout.features, `age:\n  ${owned}`);
    const read = await readCatalog(layout);
    assert.deepEqual([...read.features.keys()], ['age']);
    assert.deepEqual(
      read.problems.map(({ where, message }) => [where, message]),
      [['datasets.yaml', 'The file cannot be read: it is a folder.']],
    );
    assert.equal(read.unread, true);
  });

  it('does not read for a function what is a link or larger than any script', async () => {
    const layout = layoutOf(folder);
    await writeFile(path.join(folder, 'real.py'), 'def f(): pass\n');
    await symlink('real.py', path.join(folder, 'link.py'));
    await writeFile(path.join(folder, 'huge.py'), `def f(): pass\n#${'x'.repeat(10_000_000)}\n`);
    await writeFile(
      layout.features,
      ['real', 'link', 'huge'].map((name) => `${name}:\n  ${owned}  function: ${name}.py#f\n`).join(''),
    );
    assert.deepEqual(
      (await readCatalog(layout)).problems.map(({ message }) => message),
      ['There is no file link.py in this folder.', 'There is no file huge.py in this folder.'],
    );
  });

  it('takes a chain of ten thousand parents', async () => {
    const count = 10_000;
    const text = Array.from(
      { length: count },
      (_, n) => `f${String(n)}:\n  ${owned}${n > 0 ? `  parents: f${String(n - 1)}\n` : ''}`,
    );
    await writeFile(layoutOf(folder).features, text.join(''));
    const read = await readCatalog(layoutOf(folder));
    assert.equal(read.features.size, count);
    assert.deepEqual(read.problems, []);
  });
});
