/** Many small flushes end in a small file, without a moment in which points are missing. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { openSeries } from '../../../../src/storage/series/seriesReader.ts';
import { openSeriesWriter } from '../../../../src/storage/series/seriesWriter.ts';
import { points, temporaryFolder } from './seriesFiles.ts';

describe('metrics.log of many small flushes', () => {
  let file = '';
  let remove = (): void => undefined;
  beforeEach(() => {
    const folder = temporaryFolder();
    ({ remove } = folder);
    file = path.join(folder.dir, 'metrics.log');
  });
  afterEach(() => remove());

  it('is made compact at its end: at most 25 bytes a point', () => {
    const writer = openSeriesWriter(file);
    for (let step = 0; step < 5000; step += 1) {
      for (const key of ['a', 'b', 'c']) writer.append(key, step, step, Math.sin(step), 'inbox');
      writer.flush({ inbox: step, output: 0 });
    }
    writer.close({ inbox: 5000, output: 0 });
    assert.ok(fs.statSync(file).size / 15_000 < 25);
    assert.deepEqual(
      points(openSeries(file), 'c'),
      Array.from({ length: 5000 }, (_, i) => [i, i, Math.sin(i)]),
    );
  });

  it('is made compact on the way, and readers of the old file go on with the new one', () => {
    const writer = openSeriesWriter(file);
    const reader = openSeries(file);
    writer.append('m4', -1, 0, 0, 'inbox');
    writer.flush({ inbox: 0, output: 1 });
    const sleeper = openSeries(file);
    const files = new Set<number>();
    let expected = 0;
    for (let step = 0; step < 20_000; step += 1) {
      for (let k = 0; k < 5; k += 1) writer.append(`m${k}`, step, step, step, 'inbox');
      writer.flush({ inbox: step, output: 0 });
      expected += 1;
      if (step % 500 !== 0) continue;
      files.add(fs.statSync(file).ino);
      reader.refresh();
      assert.equal(reader.read('m3').steps.length, expected);
    }
    assert.ok(files.size > 1, 'it was rewritten');
    assert.ok(writer.size < 100_000 * 50, `${writer.size} bytes`);
    // A reader that did not look meanwhile sees the new file at its next read.
    assert.equal(sleeper.read('m4').steps.length, 20_001);
    const crashed = fs.readFileSync(file);
    writer.close({ inbox: 20_000, output: 0 });
    fs.writeFileSync(file, crashed);
    const again = openSeriesWriter(file);
    assert.deepEqual([again.count('m0'), again.marks.inbox], [20_000, 19_999]);
    again.close(again.marks);
  });

  it('starts over when a crash left a half rewritten file', () => {
    const writer = openSeriesWriter(file);
    writer.append('m', 1, 1, 1, 'inbox');
    writer.close({ inbox: 1, output: 0 });
    fs.writeFileSync(`${file}.tmp`, 'half');
    const again = openSeriesWriter(file);
    assert.equal(again.count('m'), 1);
    again.close(again.marks);
    assert.deepEqual(fs.existsSync(`${file}.tmp`), false);
  });
});
