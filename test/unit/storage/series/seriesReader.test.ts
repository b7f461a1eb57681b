/** A damaged file costs the damaged blocks and no more, and says so. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { openSeries } from '../../../../src/storage/series/seriesReader.ts';
import { openSeriesWriter } from '../../../../src/storage/series/seriesWriter.ts';
import { points, temporaryFolder, writeBatches } from './seriesFiles.ts';

describe('reading a damaged metrics.log', () => {
  let file = '';
  let remove = (): void => undefined;
  let live = Buffer.alloc(0);
  let closed = Buffer.alloc(0);
  before(() => {
    const folder = temporaryFolder();
    ({ remove } = folder);
    file = path.join(folder.dir, 'metrics.log');
    const writer = openSeriesWriter(file);
    writeBatches(writer, 0, 6);
    live = fs.readFileSync(file);
    writer.close(writer.marks);
    closed = fs.readFileSync(file);
  });
  after(() => remove());

  it('is empty for a missing file, and for an empty one', () => {
    fs.rmSync(file);
    assert.deepEqual([openSeries(file).summaries(), openSeries(file).problems], [[], []]);
    fs.writeFileSync(file, '');
    assert.deepEqual([openSeries(file).summaries(), openSeries(file).problems], [[], []]);
  });

  it('leaves out a block whose header is damaged and reads all others', () => {
    // Blocks of the first batch: three names, each with its points, then the commit.
    const bytes = Buffer.from(live);
    const firstPoints = 32 + 16 + 8;
    bytes.writeUInt8(bytes.readUInt8(firstPoints + 20) ^ 1, firstPoints + 20);
    fs.writeFileSync(file, bytes);
    const reader = openSeries(file);
    assert.deepEqual(
      points(reader, 'loss').map(([step]) => step),
      [1, 2, 3, 4, 5],
    );
    assert.equal(points(reader, 'system/cpu').length, 120);
    assert.deepEqual(
      reader.problems.map(({ where, message }) => `${where}: ${message}`),
      ['metrics.log: Block 2 is damaged, 26 were read.'],
    );
  });

  it('leaves out a block whose columns are damaged when that metric is read', () => {
    const bytes = Buffer.from(live);
    const at = bytes.lastIndexOf(Buffer.from(new Float64Array([100, 101, 102]).buffer));
    bytes.fill(7, at, at + 8);
    fs.writeFileSync(file, bytes);
    const reader = openSeries(file);
    assert.equal(points(reader, 'loss').length, 6);
    assert.equal(points(reader, 'system/cpu').length, 100);
    assert.match(
      reader.problems[0]?.message ?? '',
      /^Block 6 of system\/cpu is damaged: 20 of its 120 points/,
    );
  });

  it('walks the blocks when the index at the end is damaged', () => {
    for (const back of [4, 12, 20, 100]) {
      const bytes = Buffer.from(closed);
      bytes.writeUInt8(bytes.readUInt8(bytes.length - back) ^ 0xff, bytes.length - back);
      fs.writeFileSync(file, bytes);
      const reader = openSeries(file);
      assert.deepEqual([points(reader, 'loss').length, points(reader, 'system/cpu').length], [6, 120]);
    }
  });

  it('reads on when the start of the file is damaged', () => {
    const bytes = Buffer.from(live);
    bytes.fill(0, 0, 32);
    fs.writeFileSync(file, bytes);
    const reader = openSeries(file);
    assert.equal(points(reader, 'loss').length, 6);
    assert.match(reader.problems[0]?.message ?? '', /start of the file is damaged/);
  });

  it('never throws, hangs or invents a point, whatever bytes are changed', () => {
    let seed = 42;
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    const known = new Set<string>();
    fs.writeFileSync(file, closed);
    const whole = openSeries(file);
    const keys = ['loss', 'val/auc', 'system/cpu'];
    for (const key of keys) for (const point of points(whole, key)) known.add(`${key} ${point.join(' ')}`);
    for (let round = 0; round < 400; round += 1) {
      const bytes = Buffer.from(round % 2 === 0 ? live : closed);
      for (let n = random(4); n >= 0; n -= 1) {
        const at = random(bytes.length);
        bytes.fill(random(256), at, Math.min(bytes.length, at + 1 + random(60)));
      }
      fs.writeFileSync(file, bytes);
      const reader = openSeries(file);
      for (const { key } of reader.summaries()) {
        const name = keys.includes(key) ? key : undefined;
        for (const point of points(reader, key)) {
          if (name !== undefined)
            assert.ok(known.has(`${name} ${point.join(' ')}`), `round ${round}: ${key} ${point.join(' ')}`);
        }
      }
      openSeriesWriter(file).close({ inbox: 1, output: 1 });
    }
  });
});
