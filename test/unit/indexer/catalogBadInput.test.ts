/** Data and files of a catalog that are not as they should be: every question is answered, and nothing hangs. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { CatalogSession } from '../../../src/indexer/catalogSession.ts';
import { HashCache, hashFile } from '../../../src/storage/contentHash.ts';
import { layoutOf } from '../../../src/storage/layout.ts';

const day = 86_400_000;
const sha = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');

describe('a catalog with bad data', () => {
  let folder = '';
  let session: CatalogSession;
  let lines: string[] = [];
  let changes = 0;
  let pauses = 0;
  let onReading: (name: string | undefined) => void = () => undefined;
  const later = { ms: 0 };

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn-bad-'));
    fs.mkdirSync(path.join(folder, '.cairn'));
    fs.mkdirSync(path.join(folder, 'data'));
    lines = [];
    changes = 0;
    later.ms = 0;
    onReading = () => undefined;
    session = open();
  });
  afterEach(() => {
    session.dispose();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function open(): CatalogSession {
    return new CatalogSession({
      layout: layoutOf(folder),
      now: () => Date.now() + later.ms,
      pause: async () => {
        pauses += 1;
        await pause();
      },
      changed: () => (changes += 1),
      reading: (reading) => onReading(reading?.name),
      log: (line) => lines.push(line),
    });
  }

  function data(name: string, text: string | Uint8Array, age = day): void {
    const file = path.join(folder, name);
    fs.writeFileSync(file, text);
    const at = new Date(Date.now() - age);
    fs.utimesSync(file, at, at);
  }

  const catalog = (text: string) => fs.writeFileSync(path.join(folder, '.cairn', 'datasets.yaml'), text);
  const cached = () => path.join(folder, '.cairn', 'cache', 'hashes.jsonl');
  const read = async (names: readonly string[] | null = null) => {
    await (
      await session.read(names)
    ).done;
  };

  it('takes in a glob of 100 000 files and lets others have the thread', async function () {
    this.timeout(300_000);
    for (let number = 0; number < 100_000; number += 1)
      fs.writeFileSync(path.join(folder, 'data', `part-${String(number)}.csv`), '');
    catalog("all: {location: 'data/*.csv'}\n");
    const before = pauses;
    const { datasets } = await session.catalog();
    assert.equal(datasets.size, 1);
    await session.look();
    assert.equal(session.disk('all')?.files.length, 100_000);
    assert.ok(pauses - before >= 1000, `Others had the thread ${String(pauses - before)} times.`);
  });

  it('says that a file changed while it was read, and reads it when it is quiet', async () => {
    data('data/a.bin', new Uint8Array(8 * 1024 * 1024));
    const file = path.join(folder, 'data', 'a.bin');
    let pieces = 0;
    await assert.rejects(
      hashFile(file, {
        onBytes: () => {
          pieces += 1;
          if (pieces === 1) fs.appendFileSync(file, 'more');
        },
      }),
      { code: 'changing' },
    );
    catalog('a: {location: data/a.bin}\n');
    await read();
    assert.equal(session.disk('a')?.hash, sha(fs.readFileSync(file)));
  });

  it('goes on when a file vanishes before it is read', async () => {
    data('data/a.csv', 'a');
    data('data/b.csv', 'b');
    catalog('all: {location: data}\nb: {location: data/b.csv}\n');
    await session.catalog();
    fs.rmSync(path.join(folder, 'data', 'a.csv'));
    await read();
    assert.deepEqual([session.disk('all')?.hash, session.disk('b')?.hash], [sha('b'), sha('b')]);
    fs.rmSync(path.join(folder, 'data'), { recursive: true });
    await read();
    assert.deepEqual([session.disk('all')?.state, session.disk('b')?.state], ['lost', 'lost']);
  });

  it('reads neither pipes, sockets, devices nor what the system shows as files', async () => {
    execFileSync('mkfifo', [path.join(folder, 'data', 'pipe.csv')]);
    const server = net.createServer();
    const socket = path.join(folder, 'data', 's.csv');
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    fs.mkdirSync(path.join(folder, 'data', 'folder.csv'));
    catalog(
      [
        'pipe: {location: data/pipe.csv}',
        'socket: {location: data/s.csv}',
        'empty: {location: data/folder.csv}',
        "glob: {location: 'data/*.csv'}",
        'zero: {location: /dev/zero}',
        'cpu: {location: /proc/cpuinfo}',
        'devices: {location: /dev}',
        '',
      ].join('\n'),
    );
    await session.allow({ outside: true, network: false });
    await read();
    const stateOf = (name: string) => session.disk(name)?.state;
    assert.deepEqual(['pipe', 'socket', 'empty', 'glob', 'zero', 'cpu', 'devices'].map(stateOf), [
      'lost',
      'lost',
      'lost',
      'lost',
      'refused',
      'refused',
      'refused',
    ]);
    assert.match(session.disk('pipe')?.why ?? '', /neither a file nor a folder/);
    await assert.rejects(hashFile(path.join(folder, 'data', 'pipe.csv')), { code: 'noFile' });
    await assert.rejects(hashFile('/dev/zero'), { code: 'noFile' });
    await new Promise((resolve) => server.close(resolve));
  });

  it('follows no link in a circle, upwards or out of the folder', async () => {
    data('data/a.csv', 'a');
    for (const [to, name] of [
      ['self.csv', 'self.csv'],
      ['..', 'up'],
      ['/etc/hostname', 'out.csv'],
      ['/dev/zero', 'zero.csv'],
      ['a.csv', 'same.csv'],
    ] as const)
      fs.symlinkSync(to, path.join(folder, 'data', name));
    catalog('all: {location: data}\nself: {location: data/self.csv}\nzero: {location: data/zero.csv}\n');
    await read();
    assert.deepEqual(
      session.disk('all')?.files.map(({ relative }) => relative),
      ['a.csv', 'same.csv'],
    );
    assert.deepEqual([session.disk('self')?.state, session.disk('zero')?.state], ['lost', 'refused']);
  });

  for (const [what, location, state] of [
    ['leads upwards', '..', 'refused'],
    ['leads upwards by a pattern', '../**/*.csv', 'refused'],
    ['leads far upwards', '../../../../../../../../etc', 'refused'],
    ['is the whole drive', '/', 'refused'],
    ['holds a zero byte', 'a\\0b.csv', 'lost'],
    ['is longer than any path', 'x'.repeat(10_000), 'lost'],
    ['is a pattern that is none', '[z-a]*.csv', 'lost'],
    ['is a pattern that never ends', '{{{{*.csv', 'lost'],
  ] as const)
    it(`has a sentence for a location that ${what}`, async () => {
      catalog(`a: {location: "${location}"}\n`);
      await read();
      const disk = session.disk('a');
      assert.equal(disk?.state, state);
      assert.ok((disk.why ?? '').length > 10 && (disk.why ?? '').length < 400, disk.why);
    });

  it('looks at a thousand datasets of a folder that is gone', async () => {
    catalog(
      Array.from({ length: 1000 }, (_, n) => `d${String(n)}: {location: gone/d${String(n)}.csv}\n`).join(''),
    );
    await read();
    assert.equal(
      [...Array(1000).keys()].every((n) => session.disk(`d${String(n)}`)?.state === 'lost'),
      true,
    );
    assert.deepEqual(lines, []);
  });

  for (const [what, spoil] of [
    ['damaged', (file: string) => fs.writeFileSync(file, '{"path": 1}\n\0\0\0[[[\n{"path":"x","size":')],
    ['a folder', (file: string) => fs.mkdirSync(file)],
    ['a pipe', (file: string) => execFileSync('mkfifo', [file])],
    ['a line without an end', (file: string) => fs.writeFileSync(file, 'x'.repeat(3_000_000))],
    ['too big', (file: string) => fs.truncateSync(touch(file), 200 * 1024 * 1024)],
  ] as const)
    it(`reads the data when the list of hashes is ${what}`, async () => {
      data('data/a.csv', 'a');
      catalog('a: {location: data/a.csv}\n');
      fs.mkdirSync(path.dirname(cached()));
      spoil(cached());
      later.ms = 5000;
      await read();
      assert.equal(session.disk('a')?.hash, sha('a'));
    });

  function touch(file: string): string {
    fs.writeFileSync(file, '');
    return file;
  }

  it('reads the data when the folder of the list cannot be made', async () => {
    data('data/a.csv', 'a');
    catalog('a: {location: data/a.csv}\n');
    fs.writeFileSync(path.dirname(cached()), 'a file where the folder should be');
    later.ms = 5000;
    await read();
    assert.equal(session.disk('a')?.hash, sha('a'));
  });

  it('takes a half line of another process for nothing until it is whole', () => {
    fs.mkdirSync(path.dirname(cached()));
    data('data/a.csv', 'a');
    const stamp = fs.statSync(path.join(folder, 'data', 'a.csv'));
    const { size, mtimeMs, ctimeMs } = stamp;
    const whole = JSON.stringify({ path: 'a', size, mtimeMs, ctimeMs, hash: sha('a') });
    fs.writeFileSync(cached(), whole.slice(0, 30));
    const cache = new HashCache(cached());
    cache.reload();
    assert.equal(cache.find('a', stamp), undefined);
    fs.appendFileSync(cached(), `${whole.slice(30)}\n`);
    cache.reload();
    assert.equal(cache.find('a', stamp)?.hash, sha('a'));
    fs.writeFileSync(
      cached(),
      `${JSON.stringify({ path: 'b', size, mtimeMs, ctimeMs, hash: sha('b') })}\n`.slice(0, -1),
    );
    cache.reload();
    fs.appendFileSync(cached(), '\n');
    cache.reload();
    assert.equal(cache.find('b', stamp)?.hash, sha('b'));
  });

  it('knows a file of the future, and does not call it too old', async () => {
    data('data/a.csv', 'a', -10 * day);
    catalog('a: {location: data/a.csv, freshness: 1 d}\n');
    await read();
    assert.deepEqual([session.disk('a')?.hash, session.disk('a')?.isStale], [sha('a'), false]);
  });

  it('hashes beside another that does the same, and both know it after', async () => {
    for (let number = 0; number < 50; number += 1) data(`data/${String(number)}.csv`, String(number));
    catalog('all: {location: data}\n');
    later.ms = 5000;
    const other = open();
    try {
      await Promise.all([read(), other.read(null).then(async ({ done }) => await done)]);
      assert.ok(session.disk('all')?.hash !== undefined);
      assert.equal(session.disk('all')?.hash, other.disk('all')?.hash);
      const kept = fs.readFileSync(cached(), 'utf8').trimEnd().split('\n');
      for (const line of kept) assert.doesNotThrow(() => void JSON.parse(line));
      assert.ok(kept.length >= 50);
    } finally {
      other.dispose();
    }
  });

  it('stops a long reading when asked, leaves it, and reads it when asked again', async () => {
    const bytes = new Uint8Array(64 * 1024 * 1024);
    data('data/a.bin', bytes);
    data('data/b.csv', 'b');
    catalog('a: {location: data/a.bin}\nb: {location: data/b.csv}\n');
    later.ms = 5000;
    await session.catalog();
    // As many looks as a long reading sees: the cancel must reach the one that reads.
    const first = await session.read(null);
    for (let looks = 0; looks < 5; looks += 1) await session.look();
    session.cancel();
    await first.done;
    assert.equal(session.disk('a')?.state, 'unread');
    await session.look();
    await session.look();
    assert.equal(session.disk('a')?.state, 'unread');
    await read(['a']);
    assert.equal(session.disk('a')?.hash, sha(bytes));
    await read(['b']);
    assert.equal(session.disk('b')?.hash, sha('b'));
  });

  it('keeps the datasets through a merge conflict and after', async () => {
    data('data/a.csv', 'a');
    catalog('a: {location: data/a.csv}\n');
    await read();
    catalog('<<<<<<< HEAD\na: {location: data/a.csv}\n=======\nb: 1\n>>>>>>> other\n');
    await session.look();
    assert.equal(session.disk('a')?.hash, sha('a'));
    assert.match((await session.catalog()).problems[0]?.message ?? '', /merge conflict/);
    catalog('a: {location: data/a.csv}\nb: {location: data/none.csv}\n');
    await session.look();
    const { datasets, problems } = await session.catalog();
    assert.deepEqual([[...datasets.keys()], session.disk('b')?.state], [['a', 'b'], 'lost']);
    assert.ok(problems.every(({ message }) => !/merge/.test(message)));
    assert.ok(changes > 1);
  });

  it('calls a dataset that nobody looked at yet not read, and gives it no hash', async () => {
    await session.catalog();
    catalog('new: {location: data/a.csv}\n');
    const { datasets } = await session.catalog();
    assert.deepEqual([datasets.has('new'), session.disk('new')], [true, undefined]);
  });
});
