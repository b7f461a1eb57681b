/** Profiles that are kept by content, with the real data process. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../../src/base/errors.ts';
import { DataProfiles, type DataHere } from '../../../src/project/dataProfiles.ts';
import { layoutOf, type Layout } from '../../../src/storage/layout.ts';
import { dataFolder, dataProcess, endDataProcesses, fileOf } from '../data/builtDataProcess.ts';

const one = 'a'.repeat(64);
const two = 'b'.repeat(64);
const three = 'c'.repeat(64);

describe('kept profiles', function () {
  this.timeout(60_000);
  let layout: Layout;
  let started: number;
  let profiles: DataProfiles;

  const anew = () =>
    new DataProfiles(layout, async () => {
      started += 1;
      return await dataProcess();
    });
  const here = (text: string, hash: string | null = one): DataHere => ({
    files: [fileOf('loans.csv', text)],
    hash,
    format: 'csv',
  });
  const loans = (from: number, channel = 'web') =>
    `amount,channel\n${Array.from({ length: 200 }, (_, at) => `${String(from + at)},${at % 2 === 0 ? channel : 'branch'}`).join('\n')}\n`;

  beforeEach(() => {
    layout = layoutOf(dataFolder());
    started = 0;
    profiles = anew();
  });
  afterEach(endDataProcesses);

  it('are worked out once for each content, also for the next window', async () => {
    const data = here(loans(0));
    const found = await profiles.of(data);
    assert.deepEqual([found.rows, found.columns.map(({ name }) => name)], [200, ['amount', 'channel']]);
    assert.equal(started, 1);
    // Nothing reads the file again: it is not there any more.
    for (const file of data.files) rmSync(file);
    assert.deepEqual(await anew().of(data), found);
    assert.deepEqual(await profiles.kept(one), found);
    assert.equal(started, 1);
    assert.deepEqual([...(await profiles.keptHashes())].includes(one), true);
  });

  it('stay out of git, and are not written for what has no hash yet', async () => {
    await profiles.of(here(loans(0), null));
    assert.throws(() => statSync(layout.profiles));
    await profiles.of(here(loans(0)));
    assert.deepEqual(readdirSync(layout.profiles).sort(), ['.gitignore', `${one}.json`]);
    assert.equal(readFileSync(path.join(layout.profiles, '.gitignore'), 'utf8'), '*\n');
  });

  it('are made again where what is kept is damaged or of another time', async () => {
    const file = path.join(layout.profiles, `${one}.json`);
    mkdirSync(layout.profiles, { recursive: true });
    for (const damaged of ['{"rows": 3', '{"rows": 3, "columns": "many"}', '']) {
      writeFileSync(file, damaged);
      assert.equal(await profiles.kept(one), undefined);
      assert.equal((await profiles.of(here(loans(0)))).rows, 200);
      assert.equal((await profiles.kept(one))?.rows, 200);
    }
  });

  it('serve where the folder cannot be written', async () => {
    mkdirSync(path.dirname(layout.profiles), { recursive: true });
    writeFileSync(layout.profiles, 'a file in its place');
    assert.equal((await profiles.of(here(loans(0)))).rows, 200);
    assert.equal(await profiles.kept(one), undefined);
    assert.equal((await profiles.keptHashes()).size, 0);
  });

  it('compare what is on disk exactly with what is gone, and read the data once for it', async () => {
    await profiles.of(here(loans(0)));
    const data = here(loans(50, 'partner'), two);
    const { comparison, reference } = await profiles.compare(one, two, data);
    assert.deepEqual([comparison.approximate, comparison.rows], [false, { before: 200, after: 200 }]);
    assert.equal(reference.columns[0]?.min, 0);
    const channel = comparison.columns.find(({ name }) => name === 'channel');
    assert.deepEqual(
      [channel?.newCategories, channel?.lostCategories],
      [[{ value: 'partner', count: 100 }], [{ value: 'web', count: 100 }]],
    );
    for (const file of data.files) rmSync(file);
    assert.deepEqual((await profiles.compare(one, two, data)).comparison, comparison);
  });

  it('are estimated against each other when the data of both is gone', async () => {
    await profiles.of(here(loans(0)));
    await profiles.of(here(loans(50), two));
    const nothing: DataHere = { files: [], hash: null, format: null };
    const { comparison } = await profiles.compare(one, two, nothing);
    assert.equal(comparison.approximate, true);
    const amount = comparison.columns.find(({ name }) => name === 'amount');
    assert.equal((amount?.psi ?? 0) > 0.1, true);
    assert.equal(started, 2);
  });

  it('say so when a version was never profiled and its data is gone', async () => {
    await profiles.of(here(loans(0)));
    const nothing: DataHere = { files: [], hash: null, format: null };
    for (const [before, after] of [
      [three, one],
      [one, three],
    ] as const)
      await assert.rejects(profiles.compare(before, after, nothing), (error) => {
        assert.ok(error instanceof UserError);
        assert.equal(error.code, 'noProfile');
        assert.match(error.message, /^The version ccccccc was never profiled on this machine/);
        assert.match(error.next ?? '', /Bring that data back/);
        return true;
      });
  });

  it('give up when they are cancelled, and keep nothing', async () => {
    const stop = new AbortController();
    stop.abort();
    await assert.rejects(profiles.of(here(loans(0)), { signal: stop.signal }), { code: 'cancelled' });
    assert.equal(await profiles.kept(one), undefined);
  });

  it('give the first rows of what is on disk', async () => {
    const { rows, total } = await profiles.rows(here(loans(7)), 2);
    assert.deepEqual(
      [rows.map((row) => row.map(String)), total],
      [
        [
          ['7', 'web'],
          ['8', 'branch'],
        ],
        200,
      ],
    );
  });
});
