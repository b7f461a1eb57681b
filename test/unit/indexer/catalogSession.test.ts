/** The catalog beside the runs: which version is on disk, who read which, and what is behind. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { CatalogSession } from '../../../src/indexer/catalogSession.ts';
import { layoutOf } from '../../../src/storage/layout.ts';

const day = 86_400_000;
const sha = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the catalog session', () => {
  let folder = '';
  let session: CatalogSession;
  let told = 0;
  const later = { ms: 0 };

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn-catalog-'));
    fs.mkdirSync(path.join(folder, '.cairn'));
    fs.mkdirSync(path.join(folder, 'data'));
    told = 0;
    later.ms = 0;
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
      pause,
      changed: () => (told += 1),
      reading: () => undefined,
      log: (line) => assert.fail(line),
    });
  }

  /** Written some time ago, so that its times can be trusted. */
  function data(name: string, text: string, ageMs = day): void {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    const at = new Date(Date.now() - ageMs);
    fs.utimesSync(file, at, at);
  }

  const catalog = (text: string) => fs.writeFileSync(path.join(folder, '.cairn', 'datasets.yaml'), text);

  async function read(): Promise<void> {
    await (
      await session.read(null)
    ).done;
  }

  it('finds the version on disk by its content, and sees when it is another one', async () => {
    data('data/a.csv', 'x\n1\n');
    catalog(`a:\n  location: data/a.csv\n  versions:\n    - {version: 1, hash: ${sha('x\n1\n')}}\n`);
    await read();
    assert.deepEqual([session.disk('a')?.state, session.disk('a')?.version], ['known', 1]);
    data('data/a.csv', 'x\n2\n');
    await read();
    assert.deepEqual([session.disk('a')?.hash, session.disk('a')?.version], [sha('x\n2\n'), undefined]);
    assert.ok(told > 0);
  });

  it('hashes a folder as sha256sum lists it, whatever its files are called', async () => {
    const files = { 'b.csv': '1', 'a/é.csv': '2', 'a/z.csv': '3' };
    for (const [name, text] of Object.entries(files)) data(`data/${name}`, text);
    data('data/.hidden', 'no');
    catalog('all:\n  location: data\n');
    await read();
    const list = ['a/z.csv', 'a/é.csv', 'b.csv'] as const;
    const listed = list.map((name) => `${sha(files[name])}  ${name}\n`).join('');
    assert.equal(session.disk('all')?.hash, sha(listed));
    assert.equal(session.disk('all')?.files.length, 3);
  });

  it('reads an unchanged file once, also in the next session', async () => {
    data('data/a.csv', 'x');
    catalog('a:\n  location: data/*.csv\n');
    const cached = path.join(folder, '.cairn', 'cache', 'hashes.jsonl');
    await read();
    assert.equal(session.disk('a')?.hash, sha('x'));
    // A change within the same tick of the clock would not show, so what has just changed is read again.
    assert.ok(!fs.existsSync(cached));
    later.ms = 5000;
    await read();
    fs.writeFileSync(cached, fs.readFileSync(cached, 'utf8').replace(sha('x'), sha('from the cache')));
    session.dispose();
    session = open();
    await read();
    assert.equal(session.disk('a')?.hash, sha('from the cache'));
    data('data/a.csv', 'y');
    await read();
    assert.equal(session.disk('a')?.hash, sha('y'));
    assert.equal(fs.readFileSync(path.join(folder, '.cairn', 'cache', '.gitignore'), 'utf8'), '*\n');
  });

  it('says what is lost, refused or not on this machine, and goes on with the others', async () => {
    data('data/a.csv', 'x');
    const outside = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn-outside-'));
    fs.writeFileSync(path.join(outside, 'b.csv'), 'b');
    fs.symlinkSync(outside, path.join(folder, 'linked'));
    catalog(
      [
        'a: {location: data/a.csv}',
        'b: {location: data/none-*.csv}',
        `c: {location: '${outside}/b.csv'}`,
        'd: {location: linked/b.csv}',
        "e: {location: 'https://example.org/e.parquet'}",
        'f: {location: gone.csv}',
        '',
      ].join('\n'),
    );
    await read();
    const states = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => session.disk(name)?.state);
    assert.deepEqual(states, ['known', 'lost', 'refused', 'refused', 'refused', 'lost']);
    assert.match(session.disk('b')?.why ?? '', /No file matches data\/none-\*\.csv/);
    assert.match(session.disk('c')?.why ?? '', /outside of this folder/);
    await session.allow({ outside: true, network: false });
    await read();
    assert.equal(session.disk('c')?.hash, sha('b'));
    fs.rmSync(outside, { recursive: true });
  });

  it('keeps the last good state of a file with a merge conflict', async () => {
    data('data/a.csv', 'x');
    catalog('a:\n  location: data/a.csv\n');
    await read();
    catalog('<<<<<<< HEAD\na:\n  location: data/a.csv\n=======\nb: 1\n>>>>>>> other\n');
    await session.look();
    const found = await session.catalog();
    assert.deepEqual([...found.datasets.keys()], ['a']);
    assert.match(found.problems[0]?.message ?? '', /merge conflict/);
  });

  it('knows what is older than its limit', async () => {
    data('data/a.csv', 'x', 2 * day);
    catalog('a: {location: data/a.csv, freshness: 3 d}\n');
    await read();
    assert.equal(session.disk('a')?.isStale, false);
    later.ms = 2 * day;
    await session.look();
    assert.equal(session.disk('a')?.isStale, true);
  });

  it('points out copies of a dataset, and not files that only have its size', async () => {
    data('data/a.csv', 'one');
    data('elsewhere/copy.csv', 'one');
    data('elsewhere/same-size.csv', 'two');
    data('elsewhere/copy.bin', 'one');
    catalog('a: {location: data/a.csv}\n');
    await read();
    while (session.copies('a').length === 0) await pause();
    assert.deepEqual(session.copies('a'), ['elsewhere/copy.csv']);
  });

  it('fetches data at a URL when that is allowed and asked for, and keeps what it had when the next time fails', async () => {
    const answers = ['x\n1\n', 'x\n2\n', 404] as const;
    let asked = 0;
    const server = createServer((_, answer) => {
      const next = answers[Math.min(asked, 2)] ?? 404;
      asked += 1;
      if (typeof next === 'number') answer.writeHead(next).end();
      else answer.writeHead(200, { 'last-modified': 'Mon, 02 Nov 2026 10:00:00 GMT' }).end(next);
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      catalog(`far: {location: 'http://127.0.0.1:${String(port)}/loans.csv?a=1'}\n`);
      await read();
      assert.equal(session.disk('far')?.state, 'refused');
      assert.match(session.disk('far')?.why ?? '', /allowNetwork/);
      await session.allow({ outside: false, network: true });
      assert.equal(session.disk('far')?.state, 'url');
      assert.equal(asked, 0);
      await read();
      assert.equal(session.disk('far')?.hash, sha('x\n1\n'));
      assert.equal(session.disk('far')?.modified, Date.parse('2026-11-02T10:00:00Z'));
      assert.equal(session.disk('far')?.files[0]?.path.endsWith('loans.csv'), true);
      await read();
      assert.equal(session.disk('far')?.hash, sha('x\n2\n'));
      await read();
      assert.equal(session.disk('far')?.hash, sha('x\n2\n'));
      assert.equal(asked, 3);
    } finally {
      server.close();
    }
  });

  it('says why data at a URL could not be fetched', async () => {
    catalog("far: {location: 'http://127.0.0.1:1/x.csv'}\ndeep: {location: 's3://bucket/x.csv'}\n");
    await session.allow({ outside: false, network: true });
    await read();
    assert.equal(session.disk('far')?.state, 'lost');
    assert.match(session.disk('far')?.why ?? '', /could not be fetched/);
    assert.match(session.disk('deep')?.why ?? '', /no address that starts with/);
  });
});
