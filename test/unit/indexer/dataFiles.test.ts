/** Files of a large folder: a dataset's page is told some of them, and all when they are to be profiled. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RunStore } from '../../../src/project/runStore.ts';
import { threadStoreOf } from './threadStoreOf.ts';

describe('the files of a dataset', function () {
  this.timeout(60_000);
  let folder: string;
  let store: RunStore;
  const logged: string[] = [];

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn files '));
    fs.mkdirSync(path.join(folder, '.cairn'));
    fs.mkdirSync(path.join(folder, 'data'));
    fs.writeFileSync(path.join(folder, '.cairn/datasets.yaml'), 'parts:\n  location: data\n');
    store = threadStoreOf(folder, { log: (line) => logged.push(line) });
  });
  afterEach(() => {
    store.dispose();
    assert.deepEqual(logged.splice(0), []);
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  it('are told whole when they are asked for, however many a page is shown', async () => {
    const names = Array.from({ length: 1203 }, (_, at) => `part-${String(at)}.csv`);
    for (const name of names) fs.writeFileSync(path.join(folder, 'data', name), 'a\n1\n');
    const detail = await store.catalog.catalogDataset({ name: 'parts' });
    assert.deepEqual([detail?.disk.files, detail?.files.length], [1203, 1000]);
    const files = await store.catalog.dataFiles({ name: 'parts' });
    assert.deepEqual(new Set(files), new Set(names.map((name) => path.join(folder, 'data', name))));
  });

  it('are none of a dataset that there is not', async () => {
    assert.deepEqual(await store.catalog.dataFiles({ name: 'other' }), []);
  });
});
