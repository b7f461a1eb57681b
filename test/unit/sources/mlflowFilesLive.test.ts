/** A file store that is written while it is looked at: what changed is told once, and only that is read. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { MlrunsFolder } from '../../../src/sources/mlflowFiles/mlrunsFolder.ts';
import { Seen, settle, Stores } from './mlflowStores.ts';

const id = '0123456789abcdef0123456789abcdef';
const minute = 60_000;

let stores: Stores;
let store: string;
let now: number;
let seen: Seen;
/** Writes a file at the time it is now. */
const put = (file: string, text: string, at = now) =>
  settle(stores.write(path.join('mlruns', file), text), at);
const append = (file: string, text: string) => {
  fs.appendFileSync(path.join(store, file), text);
  settle(path.join(store, file), now);
};
const meta = (changes: Record<string, string | number>) =>
  Object.entries({ lifecycle_stage: 'active', run_name: 'heron', start_time: now, status: 1, ...changes })
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
const status = () => seen.runs.get(id)?.status;

beforeEach(async () => {
  stores = new Stores();
  store = path.join(stores.folder, 'mlruns');
  now = Date.UTC(2026, 11, 1);
  put('1/meta.yaml', "experiment_id: '1'\nname: credit\n");
  put(`1/${id}/meta.yaml`, meta({}));
  put(`1/${id}/metrics/loss`, `${now} 0.5 1\n`);
  put(`1/${id}/tags/team`, 'risk');
  seen = new Seen(new MlrunsFolder(store, { now: () => now }));
  await seen.look();
});
afterEach(() => stores.dispose());

describe('a file store that is followed', () => {
  it('tells new points of a running run, and nothing when nothing changed', async () => {
    assert.equal(status(), 'running');
    await seen.look();
    assert.deepEqual(seen.changed, []);
    now += 1000;
    append(`1/${id}/metrics/loss`, `${now} 0.25 2\n`);
    append(`1/${id}/metrics/auc`, `${now} 0.9 2\n`);
    await seen.look();
    assert.deepEqual(seen.changed, ['heron']);
    assert.deepEqual(
      seen.named('heron').metrics.map(({ key, count, last }) => [key, count, last.value]),
      [
        ['loss', 2, 0.25],
        ['auc', 1, 0.9],
      ],
    );
  });

  it('waits for the end of a half-written line without a word', async () => {
    append(`1/${id}/metrics/loss`, `${now} 0.1`);
    await seen.look();
    assert.deepEqual([seen.named('heron').metrics[0]?.count, seen.wrong], [1, []]);
    append(`1/${id}/metrics/loss`, '25 2\n');
    await seen.look();
    assert.equal(seen.named('heron').metrics[0]?.last.value, 0.125);
  });

  it('keeps what is shown while meta.yaml is being rewritten, then tells the end', async () => {
    put(`1/${id}/meta.yaml`, '');
    await seen.look();
    assert.deepEqual([seen.changed, seen.gone, seen.wrong, status()], [[], [], [], 'running']);
    put(`1/${id}/meta.yaml`, meta({ status: 3, end_time: now }));
    await seen.look();
    assert.deepEqual([status(), seen.named('heron').ended], ['finished', now]);
  });

  it('does not list a new run before its meta.yaml is written', async () => {
    put('1/00/meta.yaml', '');
    await seen.look();
    assert.deepEqual(seen.names, ['heron']);
    put('1/00/meta.yaml', meta({ run_name: 'otter' }));
    await seen.look();
    assert.deepEqual(seen.names, ['heron', 'otter']);
  });

  it('starts anew with a metric that was replaced by a longer one', async () => {
    const file = path.join(store, `1/${id}/metrics/loss`);
    fs.writeFileSync(file, `${now} 0.75 1\n${now} 0.7 2\n`);
    settle(file, now + 1);
    await seen.look();
    assert.deepEqual(seen.points('heron', 'loss'), [
      [1, 0.75],
      [2, 0.7],
    ]);
    const [loss] = seen.named('heron').metrics;
    assert.deepEqual([loss?.count, loss?.max?.value], [2, 0.75]);
  });

  it('sees a second write within one tick of the disk', async () => {
    put(`1/${id}/tags/team`, 'next');
    await seen.look();
    put(`1/${id}/tags/team`, 'last');
    await seen.look();
    assert.equal(seen.named('heron').tags.get('team'), 'last');
  });

  it('believes that a run is running for minutes after the last sign of life', async () => {
    now += 4 * minute;
    await seen.look();
    assert.deepEqual([seen.changed, status()], [[], 'running']);
    now += 2 * minute;
    await seen.look();
    assert.deepEqual([seen.changed, status()], [['heron'], 'unknown']);
    now += 60 * minute;
    append(`1/${id}/metrics/loss`, '1 0.1 3\n');
    await seen.look();
    assert.equal(status(), 'running');
  });

  it('does not believe files that are fresh because they were copied, but what is written from then on', async () => {
    const old = now - 60 * minute;
    put(`1/${id}/meta.yaml`, meta({ start_time: old }));
    put(`1/${id}/metrics/loss`, `${old} 0.5 1\n`);
    seen = await new Seen(new MlrunsFolder(store, { now: () => now })).look();
    assert.equal(status(), 'unknown');
    now += 1000;
    append(`1/${id}/metrics/loss`, `${old} 0.4 2\n`);
    await seen.look();
    assert.equal(status(), 'running');
  });

  it('does not believe files from the future', async () => {
    for (const file of ['meta.yaml', 'metrics/loss', 'tags/team'])
      settle(path.join(store, `1/${id}/${file}`), now + 60 * minute);
    seen = await new Seen(new MlrunsFolder(store, { now: () => now })).look();
    assert.equal(status(), 'unknown');
  });

  it("tells what was deleted, restored and removed, and an experiment's new name", async () => {
    put(`1/${id}/meta.yaml`, meta({ lifecycle_stage: 'deleted' }));
    await seen.look();
    assert.deepEqual([seen.gone, seen.names], [[id], []]);
    await seen.look();
    assert.deepEqual(seen.gone, []);
    put(`1/${id}/meta.yaml`, meta({ run_name: 'heron again' }));
    await seen.look();
    assert.deepEqual([seen.changed, seen.names], [['heron again'], ['heron again']]);
    put('1/meta.yaml', "experiment_id: '1'\nname: new credit\n");
    await seen.look();
    assert.equal(seen.named('heron again').experiment, 'new credit');
    fs.rmSync(path.join(store, '1', id), { recursive: true });
    await seen.look();
    assert.deepEqual([seen.gone, seen.names], [[id], []]);
  });

  it('sees a tag that is changed long after, within a few looks, though it asks little of runs that rest', async () => {
    const count = 500;
    for (let n = 0; n < count; n += 1) {
      put(`1/rest${n}/meta.yaml`, meta({ run_name: `r${n}`, status: 3 }));
      put(`1/rest${n}/tags/team`, 'risk');
    }
    now += 60 * minute;
    seen = new Seen(new MlrunsFolder(store, { now: () => now }));
    await seen.look();
    assert.equal(seen.changed.length, count + 1);
    const calls = await statsDuring(() => seen.look());
    assert.ok(calls >= count && calls < 3 * count, `${calls} files were asked for`);
    put('1/rest321/tags/team', 'ops');
    for (let looks = 0; looks < 3 && seen.named('r321').tags.get('team') !== 'ops'; looks += 1)
      await seen.look();
    assert.equal(seen.named('r321').tags.get('team'), 'ops');
    put('1/rest123/meta.yaml', meta({ run_name: 'r123', status: 4 }));
    await seen.look();
    assert.equal(seen.named('r123').status, 'failed');
  }).timeout(20_000);

  it('ends at once when it is closed in the middle of a look', async () => {
    for (let n = 0; n < 500; n += 1) put(`1/more${n}/meta.yaml`, meta({ run_name: `m${n}` }));
    const source = new MlrunsFolder(store, { now: () => now });
    let reports = 0;
    await source.scan(
      () => (reports += 1),
      () => {
        source.close();
        return Promise.resolve();
      },
    );
    assert.equal(reports, 1);
  });
});

/** How many times the system is asked for the state of a file; counted, since time would tell less. */
async function statsDuring(act: () => Promise<unknown>): Promise<number> {
  const { lstatSync } = fs;
  let calls = 0;
  const counted = (...asked: Parameters<typeof lstatSync>) => {
    calls += 1;
    return lstatSync(...asked);
  };
  Object.assign(fs, { lstatSync: counted });
  try {
    await act();
  } finally {
    Object.assign(fs, { lstatSync });
  }
  return calls;
}
