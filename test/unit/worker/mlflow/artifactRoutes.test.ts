/** Artifacts over real HTTP: whole or not at all, in their run or nowhere, and out again as nothing but bytes. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as z from 'zod';
import { runEvent, type EventOf } from '../../../../src/records/event.ts';
import { makeRunFolder } from '../../../../src/runs/launchFolder.ts';
import { appendShared, readLog } from '../../../../src/storage/appendLog.ts';
import { Served, token, type Reply, type Request } from './served.ts';

const place = '/api/2.0/mlflow-artifacts/artifacts';

describe('the MLflow endpoint and artifacts', () => {
  let served: Served;
  let run = '';

  before(async () => {
    served = await Served.open();
  });
  after(() => served.dispose());
  beforeEach(async () => {
    run = await served.newRun();
  });

  const urlOf = (name: string) => `${place}/0/${run}/artifacts/${name}`;
  const put = (name: string, body: string | Buffer, more: Partial<Request> = {}) =>
    served.send({ method: 'PUT', path: urlOf(name), body, ...more });
  const get = (name: string, headers: Record<string, string> = {}) =>
    served.send({ path: urlOf(name), headers });
  const list = async (folder: string): Promise<unknown> =>
    filesReply.parse((await served.send({ path: `${place}?path=${encodeURIComponent(folder)}` })).json).files;
  const events = (): EventOf<'artifact'>[] =>
    readLog({ path: served.paths(run).events, schema: runEvent })
      .items.map(({ value }) => value)
      .filter((event) => event.type === 'artifact');
  const onDisk = (): string[] => filesUnder(served.paths(run).artifacts);

  it('takes a file in, tells the run, lists it and gives it back', async () => {
    assert.deepEqual(await put('a%20b/model.txt', 'hello').then(brief), { status: 200, json: {} });
    const { t, ...event } = events()[0] ?? { t: 0 };
    assert.ok(t > 0);
    assert.deepEqual(event, {
      type: 'artifact',
      path: 'a b/model.txt',
      size: 5,
      sha256: createHash('sha256').update('hello').digest('hex'),
    });
    assert.deepEqual(await list(`0/${run}/artifacts`), [{ path: 'a b', is_dir: true }]);
    assert.deepEqual(await list(`0/${run}/artifacts/a b`), [
      { path: 'model.txt', is_dir: false, file_size: 5 },
    ]);
    assert.deepEqual(await list(`0/${run}/artifacts/a b/model.txt`), []);
    assert.equal((await get('a%20b/model.txt')).text, 'hello');
    assert.deepEqual((await served.get('artifacts/list', { run_id: run, path: 'a b' })).json, {
      root_uri: `mlflow-artifacts:/0/${run}/artifacts`,
      files: [{ path: 'a b/model.txt', is_dir: false, file_size: 5 }],
    });
  });

  it('keeps files from other people of the machine', async () => {
    await put('a/b', 'x');
    const modes = ['a', 'a/b'].map(
      (name) => fs.statSync(path.join(served.paths(run).artifacts, name)).mode & 0o777,
    );
    if (process.platform !== 'win32') assert.deepEqual(modes, [0o700, 0o600]);
  });

  it('gives files out as attachments that no browser shows or runs', async () => {
    await put('%C3%BC%20%22x%22%20%27.html', '<script>alert(1)</script>');
    const { headers } = await get('%C3%BC%20%22x%22%20%27.html');
    assert.equal(headers['content-type'], 'application/octet-stream');
    assert.equal(headers['content-disposition'], `attachment; filename*=UTF-8''%C3%BC%20%22x%22%20%27.html`);
    assert.equal(headers['x-content-type-options'], 'nosniff');
  });

  const ranges: readonly (readonly [range: string, status: number, text: string])[] = [
    ['bytes=0-', 206, '0123456789'],
    ['bytes=2-4', 206, '234'],
    ['bytes=8-99', 206, '89'],
    ['bytes=-3', 206, '789'],
    ['bytes=-99', 206, '0123456789'],
    ['bytes=10-', 416, ''],
    ['bytes=5-2', 416, ''],
    ['bytes=0-1,4-5', 200, '0123456789'],
    ['lines=0-1', 200, '0123456789'],
  ];
  for (const [range, status, text] of ranges) {
    it(`answers ${range} with ${String(status)}`, async () => {
      await put('digits', '0123456789');
      const reply = await get('digits', { range });
      assert.deepEqual([reply.status, reply.text], [status, text]);
    });
  }

  it('gives out an empty file', async () => {
    await put('empty', '');
    const { status, headers, text } = await get('empty');
    assert.deepEqual([status, headers['content-length'], text], [200, '0', '']);
  });

  it('replaces a file, and tells the run of each', async () => {
    await put('t.json', '1');
    await put('t.json', '22');
    assert.equal((await get('t.json')).text, '22');
    assert.deepEqual(
      events().map(({ size }) => size),
      [1, 2],
    );
  });

  it('deletes files and folders, and tells the run', async () => {
    for (const name of ['a', 'b/c', 'b/d']) await put(name, 'x');
    assert.equal((await served.send({ method: 'DELETE', path: urlOf('b') })).status, 200);
    assert.deepEqual(onDisk(), ['a']);
    assert.deepEqual([...served.endpoint.runs.read(run).state.artifacts.keys()], ['a']);
    assert.equal((await served.send({ method: 'DELETE', path: urlOf('b') })).status, 404);
  });

  it('takes a file into a run that has ended', async () => {
    await served.ok('runs/update', { run_id: run, status: 'FINISHED', end_time: 5000 });
    await served.get('runs/get', { run_id: run });
    assert.equal((await put('late.txt', 'x')).status, 200);
    assert.deepEqual(onDisk(), ['late.txt']);
    assert.equal((await served.run(run)).info.status, 'FINISHED');
  });

  const refused = [
    ...[
      '../x',
      '..%2fx',
      '%2e%2e/x',
      '%252e%252e%252fx',
      'a/../../x',
      '%2fetc/passwd',
      '%252fetc%252fpasswd',
    ],
    ...['/etc/passwd', 'C:/x', 'C%3A%5Cx', 'C%253A/x', 'a%5C..%5C..%5Cx', 'a%255c..%255cx', '..\\x'],
    ...['a%00b', 'a%2500b', 'a%23b', 'a%2523b', '%c0%ae%c0%ae/x', 'a//b', 'a/./b', 'x'.repeat(300)],
  ];
  for (const name of refused) {
    it(`refuses ${name.slice(0, 40)} whatever is asked of it, and touches nothing`, async () => {
      await put('keep', 'x');
      for (const method of ['PUT', 'GET', 'DELETE']) {
        const reply = await served.send({
          method,
          path: urlOf(name),
          ...(method === 'PUT' && { body: 'evil' }),
        });
        assert.deepEqual(
          [method, reply.status, reply.json['error_code']],
          [method, 400, 'INVALID_PARAMETER_VALUE'],
        );
      }
      assert.deepEqual(onDisk(), ['keep']);
      assert.ok(
        !fs.existsSync(path.join(served.layout.runs, 'x')) &&
          !fs.existsSync(path.join(served.paths(run).dir, 'x')),
      );
    });
  }

  for (const folder of [
    '..',
    '../..',
    '0/../artifacts',
    '/etc',
    '0/RUN/artifacts/../..',
    '0/RUN/artifacts/a%2e%2e',
    '0/RUN',
  ]) {
    it(`lists nothing of ${folder}`, async () => {
      const asked = encodeURIComponent(folder.replace('RUN', run).replace('a%2e%2e', '%2e%2e'));
      const reply = await served.send({ path: `${place}?path=${asked}` });
      assert.deepEqual([reply.status, reply.json['error_code']], [400, 'INVALID_PARAMETER_VALUE']);
    });
  }

  it('follows no link out of the run', async () => {
    const { artifacts } = served.paths(run);
    fs.writeFileSync(path.join(served.folder, 'secret'), 'x');
    fs.symlinkSync(served.folder, path.join(artifacts, 'out'));
    fs.symlinkSync(path.join(served.folder, 'secret'), path.join(artifacts, 'file'));
    for (const name of ['out/secret', 'file', 'out/new']) {
      assert.equal((await get(name)).status, 400);
      assert.equal((await put(name, 'evil')).status, 400);
    }
    assert.equal((await served.send({ method: 'DELETE', path: urlOf('out/secret') })).status, 400);
    assert.equal(fs.readFileSync(path.join(served.folder, 'secret'), 'utf8'), 'x');
    assert.deepEqual(await list(`0/${run}/artifacts`), []);
  });

  it('lets nobody write into the run of another script, but read it', async () => {
    const host = { clock: { now: () => Date.now() }, random: Math.random };
    const template = {
      ...served.endpoint.runs.read(run).state.record,
      name: 'other',
      origin: 'terminal' as const,
    };
    const { id, dir } = await makeRunFolder(served.layout, template, host);
    appendShared(path.join(dir, 'events.jsonl'), { type: 'ended', t: Date.now(), status: 'finished' });
    fs.writeFileSync(path.join(dir, 'artifacts', 'a'), 'theirs');
    const url = `${place}/0/${id}/artifacts/a`;
    for (const method of ['PUT', 'DELETE']) {
      const reply = await served.send({ method, path: url, ...(method === 'PUT' && { body: 'mine' }) });
      assert.deepEqual([reply.status, reply.json['error_code']], [403, 'PERMISSION_DENIED']);
    }
    assert.equal((await served.send({ path: url })).text, 'theirs');
  });

  it('knows runs and files that are not there', async () => {
    const unknown = `${place}/0/20260101-000000-no-one-0000/artifacts/a`;
    assert.equal((await served.send({ path: unknown })).status, 404);
    assert.equal((await served.send({ method: 'PUT', path: unknown, body: 'x' })).status, 404);
    assert.deepEqual([(await get('nothing')).status, (await get('')).status], [404, 404]);
    assert.equal((await put('', 'x')).status, 400);
    assert.equal(
      (await served.send({ path: `${place}/0/models/m-${run}-00000000/artifacts/a` })).status,
      404,
    );
  });

  it('shows nothing of an upload whose client dies, and goes on', async () => {
    await put('a', 'old');
    const socket = net.connect(served.port, '127.0.0.1');
    socket.write(headOf(served, urlOf('a'), 1_000_000) + 'x'.repeat(500_000));
    const { uploads } = served.paths(run);
    await eventually(() => fs.existsSync(uploads) && filesUnder(uploads).length === 1);
    const modes = [uploads, path.join(uploads, filesUnder(uploads)[0] ?? '')].map(
      (name) => fs.statSync(name).mode & 0o777,
    );
    if (process.platform !== 'win32') assert.deepEqual(modes, [0o700, 0o600]);
    assert.equal((await get('a')).text, 'old');
    assert.deepEqual(onDisk(), ['a']);
    socket.destroy();
    await eventually(() => filesUnder(uploads).length === 0);
    assert.equal((await get('a')).text, 'old');
    assert.equal(events().length, 1);
  });

  it('says why to a client that is still sending what is refused', async () => {
    const body = Buffer.alloc(20_000_000);
    const reply = await put('a%2500b', body);
    assert.equal(reply.status, 400);
    assert.match(String(reply.json['message']), /NUL/);
  });

  it('refuses more than there may be before it comes', async () => {
    const socket = net.connect(served.port, '127.0.0.1');
    socket.write(`${headOf(served, urlOf('a'), 99_000_000_000_000)}x`);
    const answer = String((await once(socket, 'data'))[0]);
    assert.match(answer, /^HTTP\/1\.1 400 .*artifactsTotalMB/s);
    socket.destroy();
  });

  it('takes in 100 MB and gives them back, holding a few pieces at a time', async () => {
    const url = urlOf('big');
    // In a process of its own: here only what the endpoint holds is to be seen.
    const client = spawn(process.execPath, ['-e', bigClient, String(served.port), url, token], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const printed = text(client.stdout);
    const before = heldBytes();
    let most = 0;
    // Collecting takes long where much is loaded: most of the time is left to the endpoint.
    const look = (): void => {
      const began = performance.now();
      most = Math.max(most, heldBytes() - before);
      next = setTimeout(look, 100 + 4 * (performance.now() - began));
    };
    let next = setTimeout(look, 100);
    const said = await printed;
    clearTimeout(next);
    const sha256 = events().at(-1)?.sha256;
    assert.deepEqual(said.trim().split('\n'), ['200', `100000000 ${String(sha256)}`]);
    assert.equal(createHash('sha256').update('abcdefgh'.repeat(12_500_000)).digest('hex'), sha256);
    assert.ok(most > 100_000, 'something was looked at');
    assert.ok(most < 12_000_000, `${String(most)} bytes were held`);
  });
});

/** Uploads 100 MB, and says how the answer was and what comes back. */
const bigClient = `
const http = require('node:http'), { createHash } = require('node:crypto'), { Readable } = require('node:stream');
const [, port, path, token] = process.argv;
const to = { host: '127.0.0.1', port, path };
const headers = { authorization: 'Bearer ' + token };
const piece = Buffer.alloc(1_000_000, 'abcdefgh');
function* pieces() { for (let n = 0; n < 100; n += 1) yield piece; }
const put = http.request({ ...to, method: 'PUT', headers: { ...headers, 'content-length': 100_000_000 } });
put.on('response', (answer) => {
  console.log(answer.statusCode);
  answer.resume().on('end', () => http.get({ ...to, headers }, (back) => {
    const hash = createHash('sha256');
    let size = 0;
    back.on('data', (bytes) => { size += bytes.length; hash.update(bytes); });
    back.on('end', () => console.log(size, hash.digest('hex')));
  }));
});
Readable.from(pieces()).pipe(put);
`;

const filesReply = z.object({ files: z.array(z.unknown()) });

function brief({ status, json }: Reply): { status: number; json: unknown } {
  return { status, json };
}

function headOf(served: Served, url: string, length: number): string {
  return `PUT ${url} HTTP/1.1\r\nHost: 127.0.0.1:${String(served.port)}\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${String(length)}\r\n\r\n`;
}

function filesUnder(dir: string): string[] {
  if (!fs.existsSync(dir)) return [];
  return fs
    .readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !entry.isSymbolicLink())
    .map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)));
}

/** What is in use. Bytes are given back beside the program, so only the second collection is sure that the first one's are. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc(); gc()');
  return process.memoryUsage().arrayBuffers;
}

async function eventually(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}
