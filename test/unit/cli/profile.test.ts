import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dataProfile } from '../../../src/protocol/dataProfile.ts';
import { until } from '../../e2e/until.ts';
import { cairn, cairnJson, removeWorkFolders, startCairn, workFolder } from './builtCairn.ts';

describe('cairn profile', function () {
  this.timeout(60_000);
  let folder = '';

  before(async () => {
    folder = await workFolder();
    writeFileSync(path.join(folder, 'a.csv'), 'age,city\n30,Oslo\n40,Oslo\n,Bergen\n');
  });
  after(removeWorkFolders);

  it('prints one row a column', async () => {
    const { code, stdout } = await cairn(folder, 'profile', 'a.csv');
    assert.equal(code, 0);
    const lines = stdout.split('\n');
    assert.match(lines[0] ?? '', /^a\.csv: 3 rows, 2 columns, 33\u00a0B$/);
    assert.match(lines[2] ?? '', /^column +type +missing +distinct +min +typical +max$/);
    assert.match(lines[3] ?? '', /^age +BIGINT +33\.3\u00a0% +2 +30 +35 +40 +█ +█$/);
    assert.match(lines[4] ?? '', /^city +VARCHAR +– +2 +Bergen +Oslo \(66\.7\u00a0%\) +Oslo +█▅$/);
  });

  it('prints the whole profile as JSON, with names as they were written', async () => {
    const found = dataProfile.parse(await cairnJson(folder, 'profile', 'a.csv'));
    assert.deepEqual([found.file, found.rows, found.format], ['a.csv', 3, 'csv']);
    assert.deepEqual(
      found.columns.map(({ name, nulls, mean, exact }) => [name, nulls, mean, exact]),
      [
        ['age', 1, 35, true],
        ['city', 0, null, true],
      ],
    );
  });

  it('takes a folder as one table, and asks when it holds several formats', async () => {
    const data = path.join(folder, 'data');
    mkdirSync(path.join(data, 'more'), { recursive: true });
    writeFileSync(path.join(data, 'a.csv'), 'x\n1\n');
    writeFileSync(path.join(data, 'more', 'b.csv'), 'x\n2\n');
    writeFileSync(path.join(data, '.hidden.csv'), 'y\n2\n');
    writeFileSync(path.join(data, 'notes.md'), 'no data');
    const found = dataProfile.parse(await cairnJson(folder, 'profile', 'data'));
    assert.deepEqual([found.files, found.rows], [2, 2]);
    writeFileSync(path.join(data, 'c.json'), '[{"x":3}]');
    const mixed = await cairn(folder, 'profile', 'data');
    assert.equal(mixed.code, 2);
    assert.match(mixed.stderr, /several formats: csv, json\. Say which ones with --format/);
    const one = dataProfile.parse(await cairnJson(folder, 'profile', 'data', '--format', 'json'));
    assert.equal(one.rows, 1);
  });

  const wrong: readonly (readonly [words: readonly string[], text: RegExp])[] = [
    [[], /Name a data file/],
    [['gone.csv'], /gone\.csv does not exist\. Check the name/],
    [['a.csv', '--format', 'xls'], /Unknown format “xls”/],
    [['.cairn'], /holds no data files/],
  ];
  for (const [words, text] of wrong)
    it(`refuses: profile ${words.join(' ')}`, async () => {
      const { code, stderr } = await cairn(folder, 'profile', ...words);
      assert.equal(code, 2);
      assert.match(stderr, text);
    });

  it('tells problems on standard error, and reads the rest', async () => {
    writeFileSync(path.join(folder, 'bad.csv'), 'a,b\n1,2\n1,2,3\n');
    const { code, stdout, stderr } = await cairn(folder, 'profile', 'bad.csv');
    assert.deepEqual([code, /^bad\.csv: 1 row,/.test(stdout)], [0, true]);
    assert.match(stderr, /cairn: bad\.csv:3: The line was left out: it has 3 values where 2 are expected\./);
  });

  it('is cancelled by an interrupt', async () => {
    const rows = Array.from({ length: 3_000_000 }, (_, at) => `${at},${at / 3},t${at}`);
    writeFileSync(path.join(folder, 'large.csv'), `a,b,c\n${rows.join('\n')}\n`);
    const session = await startCairn(folder, ['profile', 'large.csv']);
    // Once it has a child it listens.
    await until(
      'the data process is there',
      () => session.process.exitCode !== null || hasChild(session.process.pid),
    );
    session.process.kill('SIGINT');
    const { code, stdout, stderr } = await session.ended;
    assert.deepEqual([code, stdout, stderr], [2, '', 'cairn: It was cancelled.\n']);
  });
});

function hasChild(pid: number | undefined): boolean {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim() !== '';
}
