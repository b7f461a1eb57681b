/** Disks without room, and files that may not grow: recording waits, and nothing is lost. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { recoverFolder } from '../../../src/runs/recover.ts';
import { layoutOf } from '../../../src/storage/layout.ts';
import { isAlive, python, until, Workshop } from './recording.ts';

describe('a run without room', () => {
  let shop: Workshop;
  beforeEach(() => {
    shop = new Workshop();
  });
  afterEach(async () => {
    await shop.dispose();
  });

  it('waits when the disk is full, and tells of it once there is room', async function () {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) this.skip();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', shop.folder], { stdio: 'pipe' });
    } catch {
      this.skip();
    }
    try {
      shop.host = { ...shop.host, timings: { ...shop.host.timings, diskWait: 300 } };
      const { dir, worker } = await shop.launch({
        command: [
          '/bin/sh',
          '-c',
          'i=0; while [ $i -lt 3000 ]; do echo "{\\"metrics\\": {\\"m\\": $i}, \\"step\\": $i}"; i=$((i+1)); done >> "$CAIRN_INBOX"; dd if=/dev/zero of=fill bs=1k 2>/dev/null; exit 3',
        ],
      });
      // The worker gives up in the end and leaves the run for a recovery once there is room.
      await until(() => !isAlive(worker), 'the worker');
      execFileSync('rm', [path.join(shop.folder, 'fill')]);
      await recoverFolder(layoutOf(shop.folder), shop.host);
      const run = await shop.ended(dir);
      assert.deepEqual([run.ended.status, run.ended.exitCode], ['failed', 3]);
      const points = run.points.get('m') ?? [];
      assert.ok(
        points.every(([step], index) => step === index),
        'no point is doubled or missing',
      );
      assert.equal(points.length, 3000);
    } finally {
      execFileSync('umount', ['-l', shop.folder]);
    }
  }).timeout(40_000);

  it('waits when a file may not grow any more, and tells of it once there is room', async function () {
    if (process.platform === 'win32') this.skip();
    const { host } = shop;
    const limited = shop.executable(
      'limited-node',
      `#!${python()}
import os, resource, sys
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (200000, hard))
os.execv(${JSON.stringify(host.execPath)}, ["node"] + sys.argv[1:])
`,
    );
    shop.host = { ...host, execPath: limited, timings: { ...host.timings, diskWait: 300 } };
    const { dir, worker } = await shop.launch({
      py: `
import os, resource, sys
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
with open(os.environ["CAIRN_INBOX"], "a") as inbox:
    for i in range(20000): inbox.write('{"metrics":{"m":%d},"step":%d}\\n' % (i, i))
sys.exit(3)
`,
    });
    await until(() => !isAlive(worker), 'the worker to give up', 30);
    assert.ok(statSync(path.join(dir, 'metrics.log')).size <= 200_000);
    shop.host = host;
    await recoverFolder(layoutOf(shop.folder), shop.host);
    const run = await shop.ended(dir);
    assert.deepEqual([run.ended.status, run.ended.exitCode], ['failed', 3]);
    assert.deepEqual(
      run.points.get('m'),
      Array.from({ length: 20_000 }, (_, step) => [step, step]),
    );
    assert.match(run.problems.join(), /The disk was full \(EFBIG/);
  }).timeout(60_000);

  it('is not launched on a full disk, and says so', async function () {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) this.skip();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', shop.folder], { stdio: 'pipe' });
    } catch {
      this.skip();
    }
    try {
      execFileSync('/bin/sh', ['-c', 'dd if=/dev/zero of=fill bs=1k 2>/dev/null || true'], {
        cwd: shop.folder,
      });
      await assert.rejects(shop.launch({ command: ['true'] }), /disk is full/);
      assert.deepEqual(readdirSync(layoutOf(shop.folder).runs), []);
    } finally {
      execFileSync('umount', ['-l', shop.folder]);
    }
  });
});
