/** Where the data is that a run names, as a table. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { findData } from '../../../src/catalog/findData.ts';
import { formatOf, isUrl } from '../../../src/catalog/locate.ts';
import { dataset } from '../../../src/records/dataset.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn find ü '));
const cwd = path.join(folder, 'scripts');

describe('findData', () => {
  before(() => {
    fs.mkdirSync(path.join(folder, 'data'));
    fs.mkdirSync(cwd);
    for (const name of ['data/loans.csv', 'scripts/near.csv', 'near.csv'])
      fs.writeFileSync(path.join(folder, name), '');
  });
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  const datasets = new Map([
    ['loans', dataset.parse({ location: 'data/gone.csv' })],
    ['months', dataset.parse({ location: 'months/all.parquet' })],
    ['twice', dataset.parse({ location: 'a/same.csv' })],
    ['again', dataset.parse({ location: 'b/same.csv' })],
  ]);
  const inside = path.join(folder, 'data', 'loans.csv');

  for (const [what, name, source, expected] of [
    ['its name in the catalog, wherever it lies', 'loans', undefined, 'data/gone.csv'],
    ['a path from the folder', 'data/loans.csv', undefined, 'data/loans.csv'],
    ['a path from where the script runs', '../data/loans.csv', undefined, 'data/loans.csv'],
    ['the nearer of two files', 'near.csv', undefined, 'scripts/near.csv'],
    ['an absolute path', inside, undefined, 'data/loans.csv'],
    ['what MLflow tells of its source', 'x', '{"uri": "data/loans.csv"}', 'data/loans.csv'],
    ['a path that MLflow tells', 'x', '{"path": "../data/loans.csv"}', 'data/loans.csv'],
    ['a source that is no JSON', 'x', 'data/loans.csv', 'data/loans.csv'],
    ['a file URL', 'x', JSON.stringify({ uri: pathToFileURL(inside).href }), 'data/loans.csv'],
    ['the name of one file of the catalog', 'all.parquet', undefined, 'months/all.parquet'],
    ['the name of two files of the catalog: neither', 'same.csv', undefined, undefined],
    ['a URL: not on this machine', 'x', '{"uri": "https://example.org/loans.csv"}', undefined],
    ['a place outside', '../../etc/hostname', undefined, undefined],
    ['another place outside', '/etc/hostname', undefined, undefined],
    ['the folder itself', '.', '..', undefined],
    ['nothing', '', '', undefined],
    ['JSON that is no source', 'x', '[1, 2]', undefined],
    ['a URL that is broken', 'x', '{"uri": "file://%%"}', undefined],
    ['a zero byte', 'a\0b', undefined, undefined],
  ] as const)
    it(`finds data by ${what}`, async () => {
      // From the folder of the scripts, `.` is that folder: a place like any other.
      const found = await findData(
        { name, source },
        { datasets, folder, cwd: what === 'the folder itself' ? folder : cwd },
      );
      assert.equal(found, expected);
    });
});

describe('locations', () => {
  for (const [name, format] of [
    ['a.csv', 'csv'],
    ['a.TSV.gz', 'csv'],
    ['a.b.parquet', 'parquet'],
    ['a.pq', 'parquet'],
    ['a.ndjson.zst', 'json'],
    ['csv', undefined],
    ['a.csv.bak', undefined],
    ['a.constructor', undefined],
  ] as const)
    it(`takes ${name} for ${format ?? 'no data'}`, () => {
      assert.equal(formatOf(name), format);
    });

  it('tells addresses from paths', () => {
    assert.deepEqual(
      ['https://x/y.csv', 's3://b/k', 'data/x.csv', 'C:/data/x.csv', '/data', 'C:\\x'].map(isUrl),
      [true, true, false, false, false, false],
    );
  });
});
