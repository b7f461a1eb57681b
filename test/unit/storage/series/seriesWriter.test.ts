/** What is handed over is read back, whatever is cut off or damaged afterwards. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { openSeries } from '../../../../src/storage/series/seriesReader.ts';
import { SeriesCatalog } from '../../../../src/storage/series/seriesCatalog.ts';
import { openSeriesWriter, SeriesWriter } from '../../../../src/storage/series/seriesWriter.ts';
import { points, temporaryFolder, writeBatches } from './seriesFiles.ts';

describe('metrics.log', () => {
  let dir = '';
  let file = '';
  let remove = (): void => undefined;
  beforeEach(() => {
    ({ dir, remove } = temporaryFolder());
    file = path.join(dir, 'metrics.log');
  });
  afterEach(() => remove());

  it('reads back every value as it was logged, the odd ones too', () => {
    const values = [0, -0, 1e308, -1e-308, NaN, Infinity, -Infinity, 0.1];
    const steps = [0, 1, 1, -5, 3.5, 2 ** 60, 7, 7];
    const writer = openSeriesWriter(file);
    values.forEach((value, i) => writer.append('odd', steps[i] ?? 0, 1000 - i, value, 'inbox'));
    writer.close({ inbox: 1, output: 2 });
    const read = points(openSeries(file), 'odd');
    assert.deepEqual(
      read,
      values.map((value, i) => [steps[i], 1000 - i, value]),
    );
  });

  it('summarises by the rules: last by step then time, first of equal extremes, NaN beside them', () => {
    const writer = openSeriesWriter(file);
    for (const [step, time, value] of [
      [5, 10, 2],
      [5, 10, 3],
      [4, 99, 3],
      [1, 1, NaN],
      [2, 1, 2],
    ] as const) {
      writer.append('m', step, time, value, 'library');
    }
    writer.append('only NaN', 1, 1, NaN, 'printed');
    const expected = [
      {
        key: 'm',
        source: 'library',
        count: 5,
        last: { step: 5, time: 10, value: 3 },
        min: { step: 5, value: 2 },
        max: { step: 5, value: 3 },
      },
      { key: 'only NaN', source: 'printed', count: 1, last: { step: 1, time: 1, value: NaN } },
    ];
    assert.deepEqual(writer.summaries(), expected);
    writer.flush({ inbox: 0, output: 1 });
    assert.deepEqual(openSeries(file).summaries(), expected, 'from the blocks of a live file');
    writer.close({ inbox: 0, output: 1 });
    assert.deepEqual(openSeries(file).summaries(), expected, 'from the index of a closed file');
  });

  const names = [
    '__proto__',
    'constructor',
    'a/b/c',
    'line\nbreak',
    '📈',
    ' ',
    'x'.repeat(500),
    'é',
    'e\u0301',
    '\0',
  ];
  it('keeps names of any kind apart', () => {
    const writer = openSeriesWriter(file);
    names.forEach((name, i) => writer.append(name, 1, 1, i, 'inbox'));
    writer.flush({ inbox: 1, output: 0 });
    const live = openSeries(file);
    writer.close({ inbox: 1, output: 0 });
    for (const reader of [live, openSeries(file)]) {
      assert.deepEqual(
        reader.summaries().map(({ key }) => key),
        names,
      );
      names.forEach((name, i) => assert.deepEqual(points(reader, name), [[1, 1, i]]));
    }
  });

  it('holds 10 000 different metrics', () => {
    const writer = openSeriesWriter(file);
    for (let batch = 0; batch < 3; batch += 1) {
      for (let i = 0; i < 10_000; i += 1) writer.append(`metric ${i}`, batch, batch, i + batch, 'inbox');
      writer.flush({ inbox: batch, output: 0 });
    }
    writer.close({ inbox: 3, output: 0 });
    const reader = openSeries(file);
    assert.equal(reader.summaries().length, 10_000);
    assert.deepEqual(points(reader, 'metric 9999'), [
      [0, 0, 9999],
      [1, 1, 10_000],
      [2, 2, 10_001],
    ]);
  });

  it('knows counts and last steps before and after a flush and after a restart', () => {
    let writer = openSeriesWriter(file);
    writer.append('m', 7, 1, 1, 'inbox');
    writer.append('m', 3, 1, 1, 'inbox');
    assert.deepEqual(
      [writer.has('m'), writer.has('n'), writer.count('m'), writer.lastStep('m')],
      [true, false, 2, 7],
    );
    assert.equal(writer.pending, 2);
    writer.flush({ inbox: 5, output: 6 });
    assert.equal(writer.pending, 0);
    writer.close({ inbox: 5, output: 6 });
    writer = openSeriesWriter(file);
    assert.deepEqual(
      [writer.count('m'), writer.lastStep('m'), writer.marks],
      [2, 7, { inbox: 5, output: 6 }],
    );
    writer.close(writer.marks);
  });

  it('shows a reader only committed points while it grows, and nothing new when nothing is', () => {
    const writer = openSeriesWriter(file);
    const reader = openSeries(file);
    writeBatches(writer, 0, 2);
    writer.append('loss', 99, 99, 99, 'printed');
    assert.equal(reader.refresh(), true);
    assert.equal(reader.refresh(), false);
    assert.deepEqual(points(reader, 'loss'), [
      [0, 1000, 1],
      [1, 1001, 0.5],
    ]);
    writer.flush({ inbox: 999, output: 9 });
    reader.refresh();
    assert.equal(points(reader, 'loss').length, 3);
    writer.close({ inbox: 999, output: 9 });
  });

  it('goes on after it was closed', () => {
    for (let round = 0; round < 3; round += 1) {
      const writer = openSeriesWriter(file);
      writeBatches(writer, round * 2, round * 2 + 2);
      writer.close(writer.marks);
    }
    const reader = openSeries(file);
    assert.deepEqual(
      points(reader, 'loss').map(([step]) => step),
      [0, 1, 2, 3, 4, 5],
    );
    assert.deepEqual(reader.problems, []);
  });

  it('recovers from being cut at every byte: whole batches and their marks, never half of one', () => {
    const writer = openSeriesWriter(file);
    writeBatches(writer, 0, 2);
    const live = fs.readFileSync(file);
    writer.close(writer.marks);
    const cut = path.join(dir, 'cut.log');
    for (let length = 0; length <= live.length; length += 1) {
      fs.writeFileSync(cut, live.subarray(0, length));
      const read = openSeries(cut);
      const batches = points(read, 'loss').length;
      assert.deepEqual(
        [points(read, 'val/auc').length, points(read, 'system/cpu').length],
        [batches, batches * 20],
      );
      assert.deepEqual(read.problems, [], `cut at ${length}`);
      const again = openSeriesWriter(cut);
      assert.deepEqual(again.marks, { inbox: batches * 100, output: batches * 7 }, `cut at ${length}`);
      writeBatches(again, batches, 3);
      again.close(again.marks);
      const whole = openSeries(cut);
      assert.deepEqual(
        points(whole, 'loss').map(([step]) => step),
        [0, 1, 2],
        `cut at ${length}`,
      );
      assert.equal(points(whole, 'system/cpu').length, 60);
      assert.deepEqual(whole.problems, []);
    }
  });

  it('recovers when the tail is zeros, as after a power loss', () => {
    const writer = openSeriesWriter(file);
    writeBatches(writer, 0, 2);
    const size = fs.statSync(file).size;
    writeBatches(writer, 2, 3);
    const end = fs.statSync(file).size;
    writer.close(writer.marks);
    fs.truncateSync(file, end);
    const fd = fs.openSync(file, 'r+');
    fs.writeSync(fd, Buffer.alloc(end - size), 0, end - size, size);
    fs.closeSync(fd);
    const again = openSeriesWriter(file);
    assert.deepEqual(again.marks, { inbox: 200, output: 14 });
    again.close(again.marks);
  });

  it('gives up a last batch of which a page was lost, keeps a copy, and tells its readers', () => {
    const writer = openSeriesWriter(file);
    writeBatches(writer, 0, 2);
    const size = fs.statSync(file).size;
    writeBatches(writer, 2, 3);
    const bytes = fs.readFileSync(file);
    writer.close(writer.marks);
    // In the columns of system/cpu, which only a check of the columns sees.
    bytes.fill(0, bytes.length - 40 - 64, bytes.length - 40);
    fs.writeFileSync(file, bytes);
    const reader = openSeries(file);
    const again = openSeriesWriter(file);
    assert.deepEqual(again.marks, { inbox: 200, output: 14 });
    assert.equal(again.size, size);
    writeBatches(again, 2, 3);
    reader.refresh();
    assert.equal(points(reader, 'system/cpu').length, 60);
    assert.deepEqual(reader.problems, []);
    again.close(again.marks);
    assert.equal(fs.readdirSync(dir).filter((name) => name.includes('.damaged-')).length, 1);
  });

  it('refuses a file of a newer version and leaves it alone', () => {
    openSeriesWriter(file).close({ inbox: 0, output: 0 });
    const bytes = fs.readFileSync(file);
    bytes.writeUInt32LE(2, 8);
    fs.writeFileSync(file, bytes);
    assert.throws(() => openSeriesWriter(file), { code: 'seriesVersion' });
    assert.deepEqual(fs.readFileSync(file), bytes);
    assert.match(openSeries(file).problems[0]?.message ?? '', /newer version/);
  });

  it('moves a file that is something else aside instead of overwriting it', () => {
    fs.writeFileSync(file, 'epoch,loss\n'.repeat(100));
    assert.match(openSeries(file).problems[0]?.message ?? '', /start of the file is damaged/);
    const writer = openSeriesWriter(file);
    writeBatches(writer, 0, 1);
    writer.close(writer.marks);
    assert.equal(points(openSeries(file), 'loss').length, 1);
    const aside = fs.readdirSync(dir).find((name) => name.includes('.damaged-'));
    assert.equal(fs.readFileSync(path.join(dir, aside ?? ''), 'utf8').slice(0, 10), 'epoch,loss');
  });

  it('keeps the points of a failed flush for the next one', function () {
    if (process.platform !== 'linux') this.skip();
    const full = { fd: fs.openSync('/dev/full', 'r+'), catalog: new SeriesCatalog(), size: 32 };
    const writer = new SeriesWriter('/dev/full', full);
    writer.append('m', 1, 1, 1, 'inbox');
    assert.throws(() => writer.flush({ inbox: 1, output: 1 }), { code: 'ENOSPC' });
    assert.deepEqual([writer.pending, writer.count('m'), writer.marks], [1, 1, { inbox: 0, output: 0 }]);
  });
});
