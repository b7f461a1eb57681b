/** One at a time, and a lock that nobody holds any more keeps nobody out. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { withFileLock } from '../../../src/storage/fileLock.ts';
import { temporaryFolder } from './series/seriesFiles.ts';

describe('file lock', () => {
  let dir = '';
  let file = '';
  let lock = '';
  let remove = (): void => undefined;
  beforeEach(() => {
    ({ dir, remove } = temporaryFolder());
    file = path.join(dir, 'counter');
    lock = `${file}.lock.tmp`;
  });
  afterEach(() => remove());

  it('lets several processes count without losing one', async () => {
    fs.writeFileSync(file, '0');
    const module = new URL('../../../src/storage/fileLock.ts', import.meta.url).href;
    const code = `import fs from 'node:fs';
const { withFileLock } = await import(${JSON.stringify(module)});
for (let n = 0; n < 50; n += 1) await withFileLock(${JSON.stringify(file)}, () =>
  fs.writeFileSync(${JSON.stringify(file)}, String(Number(fs.readFileSync(${JSON.stringify(file)}, 'utf8')) + 1)));`;
    const children = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', code], {
        stdio: ['ignore', 'inherit', 'inherit'],
      }),
    );
    await Promise.all(children.map((child) => once(child, 'exit')));
    assert.equal(fs.readFileSync(file, 'utf8'), '200');
    assert.deepEqual(fs.readdirSync(dir), ['counter']);
  }).timeout(60_000);

  it('is given back after an error', async () => {
    await assert.rejects(
      withFileLock(file, () => {
        throw new Error('no');
      }),
      { message: 'no' },
    );
    assert.deepEqual(fs.readdirSync(dir), []);
  });

  it('takes away the lock of a process that is gone', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    fs.writeFileSync(lock, JSON.stringify({ pid, host: hostname(), id: 'x' }));
    assert.equal(await withFileLock(file, () => 1), 1);
    assert.deepEqual(fs.readdirSync(dir), []);
  });

  const others: readonly (readonly [what: string, holder: string])[] = [
    ['of another machine', JSON.stringify({ pid: 1, host: 'elsewhere', id: 'x' })],
    ['of a living process', JSON.stringify({ pid: process.pid, host: hostname(), id: 'x' })],
    ['that says nothing', ''],
  ];
  for (const [what, holder] of others) {
    it(`waits for a fresh lock ${what}, names it when it stays, and takes it away when it is old`, async () => {
      fs.writeFileSync(lock, holder);
      const times = { patience: 50, stale: 60_000 };
      await assert.rejects(
        withFileLock(file, () => 1, times),
        { code: 'locked' },
      );
      const old = new Date(Date.now() - 120_000);
      fs.utimesSync(lock, old, old);
      // So is one that was left in the middle of taking it away.
      fs.writeFileSync(`${lock}.break.tmp`, '');
      fs.utimesSync(`${lock}.break.tmp`, old, old);
      assert.equal(await withFileLock(file, () => 1, times), 1);
      assert.deepEqual(fs.readdirSync(dir), []);
    });
  }
});
