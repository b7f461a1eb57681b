/** Points from memory are those on disk, also while the run grows, and memory stays within its bound. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { SeriesCache } from '../../../src/indexer/seriesCache.ts';
import { openSeries } from '../../../src/storage/series/seriesReader.ts';
import { openSeriesWriter, type SeriesWriter } from '../../../src/storage/series/seriesWriter.ts';
import type { PointColumns } from '../../../src/storage/series/seriesFormat.ts';
import { temporaryFolder } from '../storage/series/seriesFiles.ts';

describe('series in memory', () => {
  let folder = temporaryFolder();
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  const file = () => path.join(folder.dir, 'metrics.log');
  function log(writer: SeriesWriter, from: number, to: number): void {
    for (let step = from; step < to; step += 1)
      writer.append('loss', step, step * 10, 1 / (step + 1), 'inbox');
    writer.flush({ inbox: to, output: 0 });
  }

  it('are read on as the run grows, point by point and in large pieces', () => {
    const writer = openSeriesWriter(file());
    const cache = new SeriesCache(1_000_000);
    const reader = openSeries(file());
    assert.equal(cache.ofReader(reader, 'a', 'loss').steps.length, 0);
    let end = 0;
    for (const more of [1, 1, 1, 40, 1, 500, 3]) {
      log(writer, end, end + more);
      end += more;
      reader.refresh();
      assert.deepEqual(cache.ofReader(reader, 'a', 'loss'), reader.read('loss'), String(end));
    }
    writer.close(writer.marks);
  });

  it('are not read again while nothing is new', () => {
    const writer = openSeriesWriter(file());
    log(writer, 0, 100);
    const reader = openSeries(file());
    const cache = new SeriesCache(1_000_000);
    const before = cache.ofReader(reader, 'a', 'loss');
    assert.equal(cache.ofReader(reader, 'a', 'loss').steps.buffer, before.steps.buffer);
    writer.close(writer.marks);
  });

  it('are those of the new file when the file was replaced', () => {
    const writer = openSeriesWriter(file());
    log(writer, 0, 100);
    writer.close(writer.marks);
    const reader = openSeries(file());
    const cache = new SeriesCache(1_000_000);
    cache.ofReader(reader, 'a', 'loss');
    fs.rmSync(file());
    const other = openSeriesWriter(file());
    log(other, 500, 700);
    other.close(other.marks);
    // Nobody has told the reader yet: it notices while it reads.
    reader.refresh();
    assert.deepEqual([...cache.ofReader(reader, 'a', 'loss').steps].slice(0, 3), [500, 501, 502]);
    assert.equal(cache.ofReader(reader, 'a', 'loss').steps.length, 200);
  });

  it('give way to newer ones beyond the bound, the one longest unused first', () => {
    const columns = (size: number): PointColumns => ({
      steps: new Float64Array(size),
      times: new Float64Array(size),
      values: new Float64Array(size),
    });
    const cache = new SeriesCache(3 * 100 * 24);
    const source = {};
    const reads: string[] = [];
    const ask = (run: string, stamp = '1', size = 100) =>
      cache.ofStamp(source, { run, key: 'loss', stamp }, () => {
        reads.push(run);
        return columns(size);
      });
    for (const run of ['a', 'b', 'c', 'a', 'd', 'a', 'c', 'b']) ask(run);
    assert.deepEqual(reads, ['a', 'b', 'c', 'd', 'b']);
    assert.equal(cache.bytes, 3 * 100 * 24);
    reads.length = 0;
    ask('b', '2');
    assert.deepEqual(reads, ['b'], 'a run that changed is read again');
    assert.equal(ask('huge', '1', 1000).steps.length, 1000, 'what is larger than the bound is answered');
    assert.equal(cache.bytes, 3 * 100 * 24, 'and not kept');
  });
});
