/** A tracking server may be anything: away, slow, endless, someone else, or one that sends its visitors elsewhere. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../../../../src/base/errors.ts';
import { MlflowServer } from '../../../../src/sources/mlflowServer/mlflowServer.ts';
import { serverAddress, type Credentials } from '../../../../src/sources/mlflowServer/serverAddress.ts';
import {
  artifactFiles,
  checkServer,
  downloadArtifact,
  eachPoint,
  experimentsPage,
  runsPage,
} from '../../../../src/sources/mlflowServer/serverCalls.ts';
import { ServerConnection } from '../../../../src/sources/mlflowServer/serverConnection.ts';
import { anything } from '../../../../src/sources/mlflowServer/serverShapes.ts';

describe('a connection to a tracking server', () => {
  let server: http.Server;
  let uri: string;
  let asked: http.IncomingMessage[];
  let answer: (request: http.IncomingMessage, response: http.ServerResponse) => void;

  beforeEach(async () => {
    asked = [];
    server = http.createServer((request, response) => {
      asked.push(request);
      request.resume();
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address !== 'string');
    uri = `http://127.0.0.1:${address.port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    if (server.listening) {
      server.close();
      await once(server, 'close');
    }
  });

  function connect(credentials?: Credentials, patience = 5000): ServerConnection {
    return new ServerConnection({ address: serverAddress(uri), credentials, patience });
  }

  const json = (response: http.ServerResponse, value: unknown, status = 200) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };

  async function refusal(work: Promise<unknown>): Promise<UserError> {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof UserError, String(error));
    assert.ok(error.message.includes(new URL(uri).host), error.message);
    assert.notEqual(error.next, undefined, error.message);
    return error;
  }

  it('asks again over a new line when the server has just closed the one that was idle, but only what changes nothing', async () => {
    const used = new WeakSet<object>();
    answer = (request, response) => {
      if (used.has(request.socket)) request.socket.destroy();
      else json(response, { experiments: [], registered_model: {} });
      used.add(request.socket);
    };
    const connection = new ServerConnection({ address: serverAddress(uri), readsAgain: true });
    for (let asking = 0; asking < 3; asking += 1) await checkServer(connection);
    const writing = connection.json(
      { method: 'POST', path: '/api/2.0/mlflow/runs/create', body: {} },
      anything,
    );
    assert.equal((await refusal(writing)).code, 'serverBroken');
    connection.close();
  });

  const wrong: readonly (readonly [what: string, code: string, answer: typeof answer])[] = [
    ['a web page', 'notMlflow', (_, response) => response.end('<html>Sign in</html>')],
    ['half of its JSON', 'notMlflow', (_, response) => response.end('{"experiments": [')],
    ['nothing', 'notMlflow', (_, response) => response.end()],
    ['JSON of another kind', 'notMlflow', (_, response) => json(response, { experiments: [{ id: 4 }] })],
    ['a list', 'notMlflow', (_, response) => json(response, [])],
    ['401', 'serverAuth', (_, response) => json(response, {}, 401)],
    [
      '403 with a reason',
      'serverForbidden',
      (_, response) => json(response, { error_code: 'PERMISSION_DENIED', message: 'not you' }, 403),
    ],
    ['a web page that says 404', 'serverOld', (_, response) => response.writeHead(404).end('<html>')],
    ['429', 'serverBusy', (_, response) => json(response, {}, 429)],
    ['500', 'serverBusy', (_, response) => response.writeHead(500).end('oops')],
    ['a broken line', 'serverBroken', (request) => request.socket.destroy()],
    [
      'a line that breaks in the middle of an answer',
      'serverBroken',
      (request, response) => {
        response.writeHead(200, { 'content-length': 1000 });
        response.write('{"experiments"', () => request.socket.destroy());
      },
    ],
    [
      'a redirect',
      'notMlflow',
      (_, response) => response.writeHead(302, { location: 'https://login.example/x?state=1' }).end(),
    ],
  ];
  for (const [what, code, misbehave] of wrong)
    it(`says ${code} of ${what}`, async () => {
      answer = misbehave;
      const connection = connect();
      const error = await refusal(checkServer(connection));
      assert.equal(error.code, code);
      assert.equal(error.message.includes('state=1'), false);
      connection.close();
    });

  it('says of one that is away, or silent, or never done', async () => {
    answer = () => undefined;
    const silent = await refusal(checkServer(connect(undefined, 50)));
    assert.equal(silent.code, 'serverSlow');
    answer = (_, response) => {
      const more = () => response.write('x'.repeat(1_000_000), (error) => (error ? undefined : more()));
      response.writeHead(200);
      more();
    };
    assert.equal((await refusal(checkServer(connect()))).code, 'notMlflow');
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    assert.equal((await refusal(checkServer(connect()))).code, 'serverUnreachable');
  });

  it('signs in as it was told, and never where others could read it', async () => {
    answer = (_, response) => json(response, {});
    await checkServer(connect({ kind: 'token', token: 'abc' }));
    await checkServer(connect({ kind: 'user', user: 'ana', password: 'x:y' }));
    await checkServer(new ServerConnection({ address: serverAddress(uri.replace('//', '//bo%62:pa%40s@')) }));
    assert.deepEqual(
      asked.map(({ headers }) => headers.authorization),
      [
        'Bearer abc',
        `Basic ${Buffer.from('ana:x:y').toString('base64')}`,
        `Basic ${Buffer.from('bob:pa@s').toString('base64')}`,
      ],
    );
    const address = serverAddress('http://mlflow.example.org');
    assert.throws(() => new ServerConnection({ address, credentials: { kind: 'token', token: 'abc' } }), {
      code: 'serverPlain',
    });
  });

  it('stops when it is told to', async () => {
    answer = () => undefined;
    const abort = new AbortController();
    const connection = new ServerConnection({ address: serverAddress(uri), signal: abort.signal });
    const checking = checkServer(connection);
    abort.abort();
    await assert.rejects(checking, { name: 'AbortError' });
  });

  it('does not follow pages in circles', async () => {
    answer = (_, response) => json(response, { metrics: [], files: [], next_page_token: 'again' });
    const connection = connect();
    const points = eachPoint(connection, { run: 'r', key: 'loss' }, () => undefined);
    assert.equal((await refusal(points)).code, 'notMlflow');
    assert.equal((await refusal(artifactFiles(connection, { run: 'r', most: 10 }))).code, 'notMlflow');
    assert.equal(asked.length, 4);
    connection.close();
  });

  it('asks for one page of experiments and runs, and reads past a run that is damaged', async () => {
    const info = { run_id: 'abc', run_name: 'one', experiment_id: 7, status: 'FINISHED', start_time: '1763' };
    const metrics = [
      { key: 'a', value: 'NaN', timestamp: '5', step: '9007199254740993' },
      { key: 'b', value: 1.7976931348623157e308 },
    ];
    answer = (request, response) =>
      json(
        response,
        request.url?.includes('runs/search') === true
          ? { runs: [{ info: { run_id: '../x' } }, 4, { info, data: { metrics } }], next_page_token: 'more' }
          : { experiments: [{ experiment_id: '7', name: 'seven' }], next_page_token: 'more' },
      );
    const connection = connect();
    const experiments = await experimentsPage(connection, {});
    assert.deepEqual([experiments.items.length, experiments.next], [1, 'more']);
    const { items, problems, next } = await runsPage(connection, { experiment: '7' });
    assert.deepEqual([items.length, problems.length, next], [1, 2, 'more']);
    assert.equal(asked.length, 2);
    const [run] = items;
    assert.ok(run);
    const { metrics: told, started, name } = new MlflowServer(connection).describe(run);
    assert.deepEqual([name, started], ['one', 1763]);
    assert.deepEqual(
      told.map(({ key, last }) => [key, last.value]),
      [
        ['a', NaN],
        ['b', Infinity],
      ],
    );
    connection.close();
  });

  const damages: readonly (readonly [what: string, damage: (bytes: Buffer) => Buffer[]])[] = [
    ['cut at any byte', (bytes) => [...bytes.keys()].map((at) => bytes.subarray(0, at))],
    [
      'with any byte changed by a bit',
      (bytes) =>
        [...bytes].map((byte, at) => {
          const flipped = Buffer.from(bytes);
          flipped[at] = byte ^ (1 << (at % 8));
          return flipped;
        }),
    ],
  ];
  for (const [what, damage] of damages)
    it(`gives runs and points, or one sentence, for an answer ${what}`, async () => {
      const info = {
        run_id: 'abc',
        run_name: 'one',
        experiment_id: '7',
        status: 'FINISHED',
        start_time: 1763,
      };
      const point = { key: 'loss', value: 0.5, timestamp: 5, step: 1 };
      const data = {
        metrics: [point],
        params: [{ key: 'lr', value: '0.1' }],
        tags: [{ key: 'a', value: 'b' }],
      };
      const connection = connect();
      const describe = (run: Parameters<MlflowServer['describe']>[0]) =>
        new MlflowServer(connection).describe(run);
      const asks: readonly (readonly [answer: unknown, ask: () => Promise<unknown>])[] = [
        [
          { runs: [{ info, data }] },
          async () => (await runsPage(connection, { experiment: '7' })).items.map(describe),
        ],
        [
          { metrics: [point] },
          async () => await eachPoint(connection, { run: 'abc', key: 'loss' }, () => undefined),
        ],
        [
          { experiments: [{ experiment_id: '7', name: 'credit', lifecycle_stage: 'active' }] },
          async () => await experimentsPage(connection, {}),
        ],
        [
          {
            root_uri: 'mlflow-artifacts:/7/abc/artifacts',
            files: [{ path: 'a', is_dir: false, file_size: 5 }],
          },
          async () => {
            // What is taken for a folder is listed in its turn.
            for (const file of (await artifactFiles(connection, { run: 'abc', most: 3 })).files)
              assert.ok(!file.path.includes('..') && !file.path.startsWith('/'), file.path);
          },
        ],
      ];
      let answered = 0;
      for (const [whole, ask] of asks)
        for (const bytes of damage(Buffer.from(JSON.stringify(whole)))) {
          answer = (_, response) =>
            response.writeHead(200, { 'content-type': 'application/json' }).end(bytes);
          try {
            await ask();
            answered += 1;
          } catch (error) {
            assert.ok(error instanceof UserError, `${String(error)} of ${bytes.toString()}`);
            assert.ok(error.message.includes(new URL(uri).host) && error.next !== undefined, error.message);
          }
        }
      assert.ok(what.startsWith('cut') ? answered === 0 : answered > 0);
      connection.close();
    }).timeout(60_000);

  it('gives points of steps that repeat, go back and are beyond 2^53 as they come, and ids as texts', async () => {
    const metrics = [7, 3, 3, '9007199254740993', -1].map((step, n) => ({
      key: 'a',
      value: n,
      timestamp: n,
      step,
    }));
    const experiment = { experiment_id: '9007199254740993', name: 'big' };
    answer = (request, response) =>
      json(
        response,
        request.url?.includes('get-history') === true ? { metrics } : { experiments: [experiment] },
      );
    const connection = connect();
    const points: (readonly number[])[] = [];
    await eachPoint(connection, { run: 'r', key: 'a' }, ({ step, value }) => {
      points.push([step, value]);
    });
    assert.deepEqual(points, [
      [7, 0],
      [3, 1],
      [3, 2],
      [2 ** 53, 3],
      [-1, 4],
    ]);
    assert.equal((await experimentsPage(connection, {})).items[0]?.experiment_id, '9007199254740993');
    connection.close();
  });

  it('lists no artifact that would lie elsewhere, and no more than asked for', async () => {
    const names = ['ok.txt', '../up', '/abs', 'C:/x', 'a\\b', 'a//b', './x', 'deep/ok', 'nul\0l'];
    answer = (_, response) =>
      json(response, { files: names.map((name) => ({ path: name, file_size: '3' })) });
    const connection = connect();
    const { files } = await artifactFiles(connection, { run: 'r', most: 10 });
    assert.deepEqual(
      files.map(({ path: name }) => name),
      ['ok.txt', 'deep/ok'],
    );
    assert.equal((await artifactFiles(connection, { run: 'r', most: 1 })).isWhole, false);
    connection.close();
  });

  it('leaves no half of a file that did not come whole, or is larger than it may be', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'download-'));
    const file = path.join(folder, 'file');
    const connection = connect();
    const fetchIt = () => downloadArtifact(connection, { run: 'r', path: 'f', file, most: 100 });
    answer = (request, response) => {
      response.writeHead(200, { 'content-length': 50 });
      response.write('half', () => request.socket.destroy());
    };
    assert.equal((await refusal(fetchIt())).code, 'serverBroken');
    answer = (_, response) => response.end('x'.repeat(101));
    await assert.rejects(fetchIt(), { code: 'tooLong' });
    assert.deepEqual(fs.readdirSync(folder), []);
    answer = (_, response) => response.end('x'.repeat(100));
    await fetchIt();
    assert.equal(fs.readFileSync(file, 'utf8').length, 100);
    connection.close();
  });
});

describe('an address of a tracking server', () => {
  const good: readonly (readonly [text: string, uri: string, label: string])[] = [
    ['http://localhost:5000', 'http://localhost:5000', 'localhost:5000'],
    [' https://Mlflow.Example.org/team/ ', 'https://mlflow.example.org/team', 'mlflow.example.org/team'],
    ['https://ana:secret@host', 'https://host', 'host'],
  ];
  for (const [text, uri, label] of good)
    it(`is read: ${text}`, () => {
      const address = serverAddress(text);
      assert.deepEqual([address.uri, address.label], [uri, label]);
    });

  for (const text of [
    '',
    'host:5000',
    'databricks',
    'file:///tmp',
    's3://b',
    'http://',
    'http://h/?a=1',
    'http://h/#/x',
  ])
    it(`is refused: ${text}`, () => assert.throws(() => serverAddress(text), { code: 'serverAddress' }));
});
