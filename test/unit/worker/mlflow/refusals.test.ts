/** What the endpoint must refuse, and that it goes on serving afterwards. */
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { Router } from '../../../../src/worker/mlflow/router.ts';
import { routes } from '../../../../src/worker/mlflow/routes.ts';
import { api, Served, token, type Request } from './served.ts';

describe('the MLflow endpoint refuses', () => {
  let served: Served;
  let run: string;

  before(async () => {
    served = await Served.open();
    run = await served.newRun();
  });
  after(() => served.dispose());

  const get = '/api/2.0/mlflow/runs/get';
  const json = { 'content-type': 'application/json' };
  const basic = (credentials: string) => ({
    authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
  });

  const doors: readonly (readonly [string, Request, number])[] = [
    ['no token', { path: '/version', token: null }, 401],
    ['no token on /health', { path: '/health', token: null }, 401],
    ['no token on what does not exist', { path: '/', token: null }, 401],
    ['no token on a page', { path: '/ajax-api/2.0/mlflow/runs/get', token: null }, 401],
    ['a wrong token', { path: '/version', token: 'wrong' }, 401],
    ['an empty token', { path: '/version', token: '' }, 401],
    ['the beginning of the token', { path: '/version', token: token.slice(0, -1) }, 401],
    ['more than the token', { path: '/version', token: `${token}x` }, 401],
    ['a wrong password', { path: '/version', token: null, headers: basic('cairn:wrong') }, 401],
    ['the token as a user', { path: '/version', token: null, headers: basic(`${token}:`) }, 401],
    ['another scheme', { path: '/version', token: null, headers: { authorization: `Digest ${token}` } }, 401],
    ['a wrong token in the path', { path: '/token/wrong/version', token: null }, 401],
    ['localhost as Host', { path: '/version', headers: { host: 'localhost' } }, 403],
    ['another Host', { path: '/version', headers: { host: 'evil.example' } }, 403],
    ['a Host without the port', { path: '/version', headers: { host: '127.0.0.1' } }, 403],
    ['an Origin', { path: '/version', headers: { origin: 'http://evil.example' } }, 403],
    ['another port as Host', { path: '/version', headers: { host: '127.0.0.1:1' } }, 403],
    ['an Origin of its own', { path: '/version', headers: { origin: 'null' } }, 403],
    ['an Origin without a name', { path: '/version', headers: { origin: '' } }, 403],
  ];
  for (const [name, request, status] of doors) {
    it(`${name}: ${status}`, async () => {
      const reply = await served.send(request);
      assert.equal(reply.status, status, reply.text);
      assert.equal(reply.json['error_code'], status === 401 ? 'UNAUTHENTICATED' : 'PERMISSION_DENIED');
    });
  }

  for (const { method, path } of routes) {
    const place = { method, path: path.replace(/:\w+|\*/g, 'x') };
    it(`${method} ${path} without the token, from a page, or for another host`, async () => {
      const asked: readonly (readonly [Request, number])[] = [
        [{ ...place, token: null }, 401],
        [{ ...place, token: 'wrong' }, 401],
        [{ ...place, headers: { origin: 'http://127.0.0.1' } }, 403],
        [{ ...place, headers: { host: `localhost:${served.port}` } }, 403],
      ];
      for (const [request, status] of asked) assert.equal((await served.send(request)).status, status);
    });
  }

  const welcome: readonly (readonly [string, Request])[] = [
    ['Bearer', { path: '/health' }],
    ['Basic with any user', { path: '/health', token: null, headers: basic(`somebody:${token}`) }],
    ['the token in the path', { path: `/token/${token}/health`, token: null }],
    [
      'the token in the path beside what a netrc file made of the header',
      { path: `/token/${token}/health`, token: null, headers: basic('ftp:guest') },
    ],
  ];
  for (const [name, request] of welcome) {
    it(`but not ${name}`, async () => {
      const { status, text } = await served.send(request);
      assert.deepEqual([status, text], [200, 'OK']);
    });
  }

  for (const [name, hosts] of [
    ['that stands there twice', ['127.0.0.1:PORT', 'evil.example']],
    ['that stands there twice, the right one last', ['evil.example', '127.0.0.1:PORT']],
    ['that is empty', ['']],
    ['that is missing', []],
  ] as const) {
    it(`a Host ${name}`, async () => {
      const lines = hosts.map((host) => `Host: ${host.replace('PORT', String(served.port))}\r\n`).join('');
      const rest = `Authorization: Bearer ${token}\r\nConnection: close\r\n\r\n`;
      assert.match(await served.raw(`GET /health HTTP/1.1\r\n${lines}${rest}`), /^HTTP\/1\.1 40[03] /);
    });
  }

  const unknown: readonly (readonly [method: string, path: string])[] = [
    ['GET', '/'],
    ['GET', '/api/2.0/mlflow/'],
    ['POST', get],
    ['DELETE', '/api/2.0/mlflow/runs/create'],
    ['POST', '/api/3.0/mlflow/traces'],
    ['GET', '/api/3.0/mlflow/traces/tr-1'],
    ['POST', '/api/2.0/mlflow/traces'],
    ['POST', '/v1/traces'],
    ['POST', '/api/2.0/mlflow/gateway/endpoints/create'],
    ['GET', '/api/2.0/mlflow/gateway/endpoints/list'],
    ['POST', '/api/3.0/mlflow/gateway/endpoints/create'],
    ['GET', '/ajax-api/2.0/mlflow/gateway-proxy'],
    ['POST', '/gateway/chat/invocations'],
    ['GET', '/api/2.0/endpoints/'],
    ['POST', '/api/2.0/mlflow/webhooks'],
    ['POST', '/ajax-api/2.0/mlflow/runs/create-promptlab-run'],
    ['POST', '/api/2.0/mlflow/prompt-optimization/jobs'],
    ['GET', '/ajax-api/2.0/mlflow/runs/get'],
    ['OPTIONS', get],
    ['PROPFIND', get],
    ['GET', `${get}/../get`],
    ['GET', 'http://127.0.0.1/version'],
  ];
  for (const [method, path] of unknown) {
    it(`${method} ${path} as unknown, quietly`, async () => {
      const reply = await served.send({ method, path });
      assert.equal(reply.status, 404);
      assert.equal(reply.json['error_code'], 'ENDPOINT_NOT_FOUND');
    });
  }

  const bodies: readonly (readonly [string, Pick<Request, 'headers' | 'body'>])[] = [
    ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'run_id=x' }],
    ['plain text', { headers: { 'content-type': 'text/plain' }, body: '{}' }],
    ['JSON without a type', { body: '{}' }],
    [
      'JSON of another character set',
      { headers: { 'content-type': 'application/json; charset=utf-16' }, body: '{}' },
    ],
    ['compressed JSON', { headers: { ...json, 'content-encoding': 'gzip' }, body: '{}' }],
    ['half of JSON', { headers: json, body: '{"run_id": "' }],
    ['bare NaN', { headers: json, body: '{"value": NaN}' }],
    ['a list', { headers: json, body: '[]' }],
    ['null', { headers: json, body: 'null' }],
    ['deep nesting', { headers: json, body: '['.repeat(1_000_000) }],
    ['no UTF-8', { headers: json, body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) }],
  ];
  for (const [name, request] of bodies) {
    it(`a body that is ${name}`, async () => {
      const reply = await served.send({ method: 'POST', path: api('runs/log-metric'), ...request });
      assert.equal(reply.status, 400, reply.text);
      assert.equal(reply.json['error_code'], 'BAD_REQUEST');
    });
  }

  for (const { kind, method, path } of routes) {
    const place = { method, path: path.replace(/:\w+/g, 'x') };
    if (kind === 'json')
      it(`a body of ${method} ${path} that a web page could send without asking`, async () => {
        for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
          assert.deepEqual(
            await served
              .send({ ...place, headers: { 'content-type': type }, body: '{}' })
              .then(({ status, json }) => [type, status, json['error_code']]),
            [type, 400, 'BAD_REQUEST'],
          );
      });
    else if (method !== 'PUT')
      it(`any body of ${method} ${path}`, async () => {
        const target = { ...place, path: path.replace('*', `0/${run}/artifacts/a`) };
        const reply = await served.send({ ...target, headers: json, body: '{}' });
        assert.deepEqual([reply.status, reply.json['error_code']], [400, 'BAD_REQUEST']);
      });
  }

  const endless: readonly (readonly [what: string, method: string, path: string, headers: string])[] = [
    ['without the token', 'POST', api('runs/create'), ''],
    ['to what does not exist', 'POST', '/nothing', `Authorization: Bearer ${token}\r\n`],
    ['to a call that takes none', 'GET', '/health', `Authorization: Bearer ${token}\r\n`],
    ['of another type', 'POST', api('runs/create'), `Authorization: Bearer ${token}\r\n`],
  ];
  it('bodies that never end, and hangs up', async () => {
    await Promise.all(
      endless.map(async ([what, method, path, authorization]) => {
        const { socket, closed } = connected(served.port);
        socket.write(
          `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\n${authorization}Transfer-Encoding: chunked\r\n\r\n`,
        );
        const piece = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
        const more = (): void => {
          if (!socket.destroyed) socket.write(piece, () => setImmediate(more));
        };
        more();
        assert.match(await closed, /^HTTP\/1\.1 4\d\d /, what);
      }),
    );
  });

  for (const [what, method, path, authorization] of endless) {
    it(`a large body ${what}, and says why to a client that listens only after it has sent it`, async () => {
      const { socket, closed } = connected(served.port);
      socket.pause();
      socket.once('data', () => socket.end());
      socket.write(
        `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\n${authorization}Content-Length: 40000000\r\n\r\n`,
      );
      for (let sent = 0; sent < 40; sent += 1)
        await new Promise<void>((resolve, reject) => {
          socket.write(Buffer.alloc(1_000_000, ' '), (error) =>
            error === undefined || error === null ? resolve() : reject(error),
          );
        });
      socket.resume();
      assert.match(await closed, /^HTTP\/1\.1 4\d\d /);
    });
  }

  it('a body that says it is too large, without reading it', async () => {
    const reply = await served.raw(
      `POST ${api('runs/log-metric')} HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nAuthorization: Bearer ${token}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n{"run_id"',
      { end: false },
    );
    assert.match(reply, /^HTTP\/1\.1 400 /);
    assert.match(reply, /larger than/);
  });

  it('a body that never ends, after its limit', async () => {
    const piece = Buffer.alloc(1024 * 1024, ' ');
    let sent = 0;
    const status = await new Promise<number>((resolve, reject) => {
      const request = http.request({
        host: '127.0.0.1',
        port: served.port,
        method: 'POST',
        path: api('runs/log-metric'),
        headers: { ...json, authorization: `Bearer ${token}`, 'transfer-encoding': 'chunked' },
      });
      let isAnswered = false;
      request.on('response', (response) => {
        isAnswered = true;
        response.resume();
        resolve(response.statusCode ?? 0);
        request.destroy();
      });
      request.on('error', (error) => {
        if (!isAnswered) reject(error);
      });
      const more = (): void => {
        if (isAnswered || sent > 200) return;
        sent += 1;
        request.write(piece, more);
      };
      more();
    });
    assert.equal(status, 400);
    assert.ok(sent < 200, `${sent} MiB were taken`);
  });

  const broken: readonly (readonly [string, string])[] = [
    ['no HTTP at all', '\x00\x01\x02\x03 hello\r\n\r\n'],
    ['a header without an end', `GET /health HTTP/1.1\r\nX: ${'x'.repeat(100_000)}`],
    ['a body with two lengths', `POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx`],
    [
      'a body with a length and chunks',
      `POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
  ];
  for (const [name, bytes] of broken) {
    it(name, async () => {
      assert.match(await served.raw(bytes), /^(HTTP\/1\.1 4\d\d |$)/);
    });
  }

  it('clients that go away in the middle, and goes on', async () => {
    const head = `POST ${api('runs/log-metric')} HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"run_id"`;
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        const socket = net.connect(served.port, '127.0.0.1');
        await new Promise((resolve) => socket.write(head, resolve));
        socket.destroy();
      }),
    );
    assert.equal((await served.get('runs/get', { run_id: run })).status, 200);
  });

  const parameters: readonly (readonly [name: string, body: Record<string, unknown>])[] = [
    ['runs/log-metric', { key: 'm', value: 1, timestamp: 1 }],
    ['runs/log-metric', { run_id: '', key: 'm', value: 1, timestamp: 1 }],
    ['runs/log-metric', { run_id: 5, key: 'm', value: 1, timestamp: 1 }],
    ['runs/log-metric', { run_id: 'RUN', key: 'm', timestamp: 1 }],
    ['runs/log-metric', { run_id: 'RUN', key: 'm', value: null, timestamp: 1 }],
    ['runs/log-metric', { run_id: 'RUN', key: 'm', value: true, timestamp: 1 }],
    ['runs/log-metric', { run_id: 'RUN', key: 'm', value: 'much', timestamp: 1 }],
    ['runs/log-metric', { run_id: 'RUN', key: 'm', value: 1 }],
    ['runs/log-metric', { run_id: 'RUN', key: 'm', value: 1, timestamp: -1 }],
    ['runs/log-metric', { run_id: 'RUN', key: 'm', value: 1, timestamp: 1.5 }],
    ['runs/log-metric', { run_id: 'RUN', key: 'm', value: 1, timestamp: 1, step: 0.5 }],
    ['runs/log-metric', { run_id: 'RUN', key: 'm', value: 1, timestamp: 1, step: '9223372036854775807' }],
    ['runs/log-parameter', { run_id: 'RUN', value: 'x' }],
    ['runs/update', { run_id: 'RUN', status: 'DONE' }],
    ['runs/search', { experiment_ids: ['0'], filter: 'metrics.a >' }],
    ['runs/search', { experiment_ids: ['0'], filter: 'colour = "red"' }],
    ['runs/search', { experiment_ids: ['0'], max_results: 50_001 }],
    ['runs/search', { experiment_ids: ['0'], max_results: 0 }],
    ['runs/search', { experiment_ids: ['0'], max_results: 1e300 }],
    ['runs/search', { experiment_ids: ['0'], page_token: '../../etc/passwd' }],
    ['runs/search', { experiment_ids: ['0'], order_by: ['colour'] }],
    ['runs/search', { experiment_ids: ['0'], order_by: [{}] }],
    ['experiments/create', { name: '' }],
    ['experiments/create', { name: 'e'.repeat(501) }],
    ['experiments/create', { name: 'mine', artifact_location: 'file:///tmp/elsewhere' }],
    ['experiments/create', { name: 'mine', artifact_location: 's3://bucket' }],
    ['runs/create', { experiment_id: '0', start_time: -5 }],
  ];
  for (const [name, body] of parameters) {
    it(`${name} with ${JSON.stringify(body).slice(0, 80)}`, async () => {
      const given = { ...body, ...(body['run_id'] === 'RUN' && { run_id: run }) };
      const reply = await served.post(name, given);
      assert.equal(reply.status, 400, reply.text);
      assert.equal(reply.json['error_code'], 'INVALID_PARAMETER_VALUE');
    });
  }

  const paged = [
    'runs/search',
    'experiments/search',
    'logged-models/search',
    'registered-models/search',
    'model-versions/search',
  ];
  for (const name of paged) {
    it(`pages without bound of ${name}`, async () => {
      for (const size of [1_000_000_000, '1000000000', 0, -1, 1.5, 'many', 1e300]) {
        const { route } = new Router(routes).find('POST', api(name)) ?? {};
        const asked = { experiment_ids: ['0'], max_results: size };
        const reply =
          route === undefined
            ? await served.get(name, { max_results: String(size) })
            : await served.post(name, asked);
        assert.deepEqual(
          [size, reply.status, reply.json['error_code']],
          [size, 400, 'INVALID_PARAMETER_VALUE'],
        );
      }
    });
  }

  it('a history with pages without bound', async () => {
    const reply = await served.get('metrics/get-history', {
      run_id: run,
      metric_key: 'm',
      max_results: '25001',
    });
    assert.equal(reply.json['error_code'], 'INVALID_PARAMETER_VALUE');
  });

  for (const id of ['nothing', '../runs', '..', 'a/b', '%2e%2e', 'x'.repeat(300), '.', 'C:\\', 'a\u0000b']) {
    it(`a run “${id.slice(0, 20)}” that does not exist`, async () => {
      const reply = await served.get('runs/get', { run_id: id });
      assert.equal(reply.status, 404);
      assert.equal(reply.json['error_code'], 'RESOURCE_DOES_NOT_EXIST');
    });
  }

  it('with nosniff and without caching', async () => {
    for (const path of ['/health', '/nothing', get]) {
      const { headers } = await served.send({ path });
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['cache-control'], 'no-store');
    }
  });
});

/** `closed` is what came until then. */
function connected(port: number): { readonly socket: net.Socket; readonly closed: Promise<string> } {
  const socket = net.connect(port, '127.0.0.1');
  const pieces: Buffer[] = [];
  socket.on('data', (piece) => pieces.push(piece));
  socket.on('error', () => socket.destroy());
  const closed = new Promise<string>((resolve) => {
    socket.once('close', () => resolve(Buffer.concat(pieces).toString('utf8')));
  });
  return { socket, closed };
}
