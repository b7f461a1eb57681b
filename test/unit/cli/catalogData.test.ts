/** The loop of a dataset from the terminal: add it, change it, see it, record it, and hold the two against each other. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import {
  catalogAdded,
  catalogCheck,
  catalogDiff,
  catalogResult,
} from '../../../src/protocol/catalogShape.ts';
import { cairn, cairnJson, removeWorkFolders, workFolder } from './builtCairn.ts';

const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const first = 'id,grade\n1,a\n2,b\n';
const second = 'id,grade,age\n1,a,30\n2,c,31\n3,c,\n';

describe('cairn catalog on data', function () {
  this.timeout(60_000);
  let folder = '';

  before(async () => {
    folder = await workFolder();
    mkdirSync(path.join(folder, 'data'));
    data('data/loans.csv', first);
  });
  after(removeWorkFolders);

  const data = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  const yaml = () => readFileSync(path.join(folder, '.cairn', 'datasets.yaml'), 'utf8');
  const listed = async (...words: string[]) =>
    catalogResult.parse(await cairnJson(folder, 'catalog', ...words)).datasets;

  it('adds a file with its first version, once', async () => {
    const added = catalogAdded.parse(
      await cairnJson(folder, 'catalog', 'add', 'data/loans.csv', '--owner', 'ada'),
    );
    assert.deepEqual(added, { name: 'loans', version: 1, isNew: true });
    assert.match(
      yaml(),
      new RegExp(
        `^loans:\\n  owner: ada\\n  location: data/loans.csv\\n  format: csv\\n[^]*hash: ${sha(first)}`,
      ),
    );
    const before = yaml();
    const again = await cairn(folder, 'catalog', 'add', 'data/loans.csv');
    assert.deepEqual([again.code, again.stdout], [0, 'loans is in the catalog already.\n']);
    assert.equal(yaml(), before);
  });

  it('tells what is on disk, where its copies lie, and which run read which version', async () => {
    data('data/copy.csv', first);
    const script = `require('fs').appendFileSync(process.env.CAIRN_INBOX, '{"dataset": "loans"}\\n{"m": 1}\\n')`;
    data('train.js', script);
    await cairnJson(folder, 'run', '--name', 'calm owl', '--', process.execPath, 'train.js');
    const [before] = await listed('ls');
    assert.ok(before);
    assert.deepEqual(
      [before.disk.state, before.disk.version, before.disk.hash, before.disk.files, before.disk.size],
      ['known', 1, sha(first), 1, first.length],
    );
    assert.deepEqual([before.behind, before.copies, before.disk.isStale], [[], ['data/copy.csv'], false]);
    assert.deepEqual(
      before.versions.map(({ version, rows, runs }) => [version, rows, runs.map(({ name }) => name)]),
      [[1, 2, ['calm owl']]],
    );
    data('data/loans.csv', second);
    const [after] = await listed('show', 'loans');
    assert.ok(after);
    assert.deepEqual([after.disk.version, after.disk.hash, after.copies], [null, sha(second), []]);
    assert.match(
      (await cairn(folder, 'catalog', 'ls')).stdout,
      /^dataset {2}loans {2}ada {2}– {2}changed since v1, 32\sB$/m,
    );
    const shown = (await cairn(folder, 'catalog', 'show', 'loans')).stdout;
    assert.match(shown, /^ {2}on disk +changed since v1, 32\sB$/m);
    assert.match(shown, /^ {2}v1 +[0-9a-f]{12} {2}2\S+Z {2}calm owl$/m);
  });

  it('warns that the data is no longer what the champion was trained on, in show and check', async () => {
    const warnings = async () =>
      catalogCheck
        .parse(await cairnJson(folder, 'catalog', 'check'))
        .problems.map(({ where, line, level, message }) => `${where}:${String(line)} ${level} ${message}`);
    const champion = 'churn v1 (champion) was trained on v1, which is not what is on disk.';
    const [run] = (await listed('show', 'loans'))[0]?.versions[0]?.runs ?? [];
    assert.ok(run);
    const model = path.join(folder, '.cairn', 'models', 'churn.yaml');
    const lacking = 'datasets.yaml:1 warning “loans” has no description.';
    assert.deepEqual(await warnings(), [lacking]);
    mkdirSync(path.dirname(model), { recursive: true });
    writeFileSync(
      model,
      `name: churn\naliases:\n  champion: 1\nversions:\n  - version: 1\n    created: 2026-01-01T00:00:00Z\n    run: ${run.id}\n`,
    );
    assert.deepEqual(await warnings(), [lacking, `datasets.yaml:1 warning ${champion}`]);
    assert.deepEqual((await listed('show', 'loans'))[0]?.behind, [champion]);
    const shown = (await cairn(folder, 'catalog', 'show', 'loans')).stdout;
    assert.ok(shown.includes(champion), shown);
    const checked = await cairn(folder, 'catalog', 'check', '--strict');
    assert.equal(checked.code, 1);
    assert.ok(checked.stdout.includes(`.cairn/datasets.yaml:1:1: warning: ${champion}`), checked.stdout);
    data('data/loans.csv', first);
    assert.deepEqual(await warnings(), [lacking]);
    data('data/loans.csv', second);
    rmSync(model);
  });

  it('holds what is on disk against the version before it, exactly', async () => {
    const found = catalogDiff.parse(await cairnJson(folder, 'catalog', 'diff', 'loans'));
    assert.deepEqual(
      [found.before, found.after, found.rows, found.approximate],
      [1, null, { before: 2, after: 3 }, false],
    );
    assert.deepEqual(
      found.columns.map(({ name, change, newCategories, lostCategories }) => [
        name,
        change,
        newCategories.map((one) => one.value),
        lostCategories.map((one) => one.value),
      ]),
      [
        ['id', 'kept', ['3'], []],
        ['grade', 'kept', ['c'], ['b']],
        ['age', 'added', [], []],
      ],
    );
    const text = (await cairn(folder, 'catalog', 'diff', 'loans', 'v1')).stdout;
    assert.match(text, /^loans: v1 → what is on disk\nrows 2 → 3\n[^]*^grade .*1 new category, 1 lost$/m);
  });

  it('records the change as the next version, and compares by number', async () => {
    const recorded = catalogAdded.parse(await cairnJson(folder, 'catalog', 'record', 'loans'));
    assert.deepEqual(recorded, { name: 'loans', version: 2, isNew: true });
    const again = catalogAdded.parse(await cairnJson(folder, 'catalog', 'record', 'loans'));
    assert.deepEqual(again, { name: 'loans', version: 2, isNew: false });
    const found = catalogDiff.parse(await cairnJson(folder, 'catalog', 'diff', 'loans', '2', 'v1'));
    assert.deepEqual([found.before, found.after, found.rows], [2, 1, { before: 3, after: 2 }]);
    const [loans] = await listed('ls');
    assert.deepEqual(
      loans?.versions.map(({ version, rows }) => [version, rows]),
      [
        [2, 3],
        [1, 2],
      ],
    );
  });

  it('gives folders, patterns and given names a version, and no rows to what is no one table', async () => {
    mkdirSync(path.join(folder, 'mixed'));
    data('mixed/a.csv', 'x\n1\n');
    data('mixed/b.jsonl', '{"x":1}\n');
    await cairnJson(folder, 'catalog', 'add', 'mixed');
    await cairnJson(folder, 'catalog', 'add', 'mixed/*.csv', '--name', 'only csv');
    const all = await listed('ls');
    assert.deepEqual(
      all.slice(1).map(({ name, location, versions }) => [name, location, versions.map(({ rows }) => rows)]),
      [
        ['mixed', 'mixed', [null]],
        ['only csv', 'mixed/*.csv', [1]],
      ],
    );
  });

  it('adds an address without reading it, and says that it is on the network', async () => {
    const added = catalogAdded.parse(
      await cairnJson(folder, 'catalog', 'add', 'https://127.0.0.1:9/far.csv'),
    );
    assert.deepEqual(added, { name: 'far', version: null, isNew: true });
    const [far] = await listed('show', 'far');
    assert.deepEqual([far?.disk.state, far?.disk.hash], ['refused', null]);
    assert.match((await cairn(folder, 'catalog', 'ls')).stdout, /^dataset {2}far .*on the network$/m);
  });

  it('reads data outside of the folder, and fetches it from a URL, only when it is told to', async () => {
    const outside = mkdtempSync(path.join(os.tmpdir(), 'outside-'));
    const far = path.join(outside, 'beyond.csv');
    writeFileSync(far, 'x\n1\n');
    const server = createServer((_, answer) => answer.end('x\n1\n2\n'));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const added = await cairn(folder, 'catalog', 'add', far, '--outside', '--json');
      assert.deepEqual([added.code, added.stderr], [0, '']);
      const url = `http://127.0.0.1:${String(port)}/near.csv`;
      const fetched = await cairn(folder, 'catalog', 'add', url, '--network', '--json');
      assert.deepEqual([fetched.code, fetched.stderr], [0, '']);
      assert.match(yaml(), /rows: 2\n/);
      assert.match((await cairn(folder, 'catalog', 'show', 'beyond')).stdout, /outside of this folder/);
      assert.doesNotMatch(
        (await cairn(folder, 'catalog', 'show', 'beyond', '--outside')).stdout,
        /outside of this/,
      );
    } finally {
      server.close();
      rmSync(outside, { recursive: true });
    }
  });

  for (const [words, sentence] of [
    [['add'], /Name one file/],
    [['add', 'no.csv'], /There is no no\.csv/],
    [['add', '/etc/hostname'], /outside of this folder/],
    [['add', 'data/copy.csv', '--name', 'loans'], /There is a dataset loans already/],
    [['record', 'none'], /There is no dataset “none”/],
    [['diff', 'none'], /There is no dataset “none”/],
    [['diff', 'loans', '9'], /loans has no version 9\. There are: v2, v1/],
    [['diff', 'loans', '1', '2', '3'], /at most two versions/],
    [['diff', 'mixed'], /no version but what is on disk/],
  ] as const)
    it(`says what is wrong with “${words.join(' ')}”, and ends with 2`, async () => {
      const { code, stdout, stderr } = await cairn(folder, 'catalog', ...words);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, sentence);
    });

  it('leaves a file alone that has an unfinished merge', async () => {
    const conflict = `<<<<<<< ours\n${yaml()}=======\n>>>>>>> theirs\n`;
    writeFileSync(path.join(folder, '.cairn', 'datasets.yaml'), conflict);
    const { code, stderr } = await cairn(folder, 'catalog', 'add', 'data/copy.csv');
    assert.equal(code, 2);
    assert.match(stderr, /unfinished merge/);
    assert.equal(yaml(), conflict);
  });
});
