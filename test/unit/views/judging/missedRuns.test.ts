/** Which runs a window judges that ended before it was opened, with the index thread on run folders of a disk. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RunStore } from '../../../../src/project/runStore.ts';
import { layoutOf, runDir, runPaths } from '../../../../src/storage/layout.ts';
import { lastFew, missedRuns, rememberSeen } from '../../../../src/views/judging/missedRuns.ts';
import { threadStoreOf } from '../../indexer/threadStoreOf.ts';

describe('runs that no window saw end', function () {
  this.timeout(60_000);
  let folder: string;
  let store: RunStore;
  const kept = new Map<string, unknown>();
  const memory = {
    get: (key: string) => kept.get(key),
    update: async (key: string, value: unknown) => {
      await Promise.resolve(kept.set(key, JSON.parse(JSON.stringify(value))));
    },
  };

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn missed '));
    for (let at = 1; at <= 30; at += 1) writeRun(`run-${String(at)}`, at * 1000);
    store = threadStoreOf(folder);
  });
  after(() => {
    store.dispose();
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  const writeRun = (id: string, ended: number) => {
    const paths = runPaths(runDir(layoutOf(folder), id));
    fs.mkdirSync(paths.artifacts, { recursive: true });
    const record = {
      ...{ version: 1, id, name: id, script: 'train.py', params: {}, tags: {}, created: ended - 500 },
      ...{
        cwd: folder,
        command: ['python3'],
        user: 'sam',
        host: 'here',
        origin: 'terminal',
        environment: {},
      },
      machine: { os: 'Linux', arch: 'x64', cpu: '', cores: 1, memory: 1 },
    };
    fs.writeFileSync(paths.run, JSON.stringify(record));
    const events = [
      { t: ended - 500, type: 'started', pid: 4 },
      { t: ended, type: 'ended', status: 'finished', exitCode: 0 },
    ];
    fs.writeFileSync(paths.events, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  };
  const missed = async (policy: string, opened: number) =>
    (await missedRuns({ folder, store }, memory, { policy, opened })).map(({ name }) => name);

  it('are the last few at first, then those since the last window, and the last few by other limits', async () => {
    const first = await missed('a', 25_000);
    assert.equal(first.length, lastFew);
    assert.deepEqual([first[0], first.at(-1)], ['run-24', 'run-5']);
    await rememberSeen({ folder }, memory, { policy: 'a', opened: 25_000 });
    assert.deepEqual(await missed('a', 29_000), ['run-28', 'run-27', 'run-26', 'run-25']);
    assert.equal((await missed('b', 29_000)).length, lastFew);
    await rememberSeen({ folder }, memory, { policy: 'a', opened: 31_000 });
    assert.deepEqual(await missed('a', 40_000), []);
  });
});
