/** The endpoint under many, slow and half clients at once: everybody is served, and what is acknowledged is on disk. */
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { openSeries } from '../../../../src/storage/series/seriesReader.ts';
import { until } from '../../../e2e/until.ts';
import { api, Served, token } from './served.ts';

describe('the MLflow endpoint serves', () => {
  let served: Served;
  let run: string;

  before(async () => {
    served = await Served.open();
    run = await served.newRun();
  });
  after(() => served.dispose());

  const json = { 'content-type': 'application/json' };
  const point = (key: string, step: number) => ({
    method: 'POST',
    path: api('runs/log-metric'),
    headers: json,
    body: JSON.stringify({ run_id: run, key, value: step / 2, timestamp: step, step }),
  });
  const valuesOf = (key: string) => [...openSeries(served.paths(run).metrics).read(key).values];

  it('thousands of requests over connections that stay open, and loses none', async () => {
    const clients = Array.from({ length: 20 }, () => new http.Agent({ keepAlive: true, maxSockets: 1 }));
    let sockets = 0;
    const counted = clients.map(async (agent, client) => {
      for (let step = 0; step < 200; step += 1) {
        const reply = await served.send({ ...point(`client${client}`, step), agent });
        assert.equal(reply.status, 200, reply.text);
      }
      sockets += Object.values(agent.freeSockets).flat().length;
      agent.destroy();
    });
    await Promise.all(counted);
    assert.equal(sockets, 20, 'each client kept its one connection');
    const wanted = Array.from({ length: 200 }, (_, step) => step / 2);
    for (const client of clients.keys()) assert.deepEqual(valuesOf(`client${client}`), wanted);
  });

  it('others while slow clients send a byte at a time, and half requests stand open', async () => {
    const body = JSON.stringify({ run_id: run, key: 'slow', value: 0.5, timestamp: 1, step: 1 });
    const head = (length: number): string =>
      `POST ${api('runs/log-metric')} HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nAuthorization: Bearer ${token}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`;
    const open = (text: string) => {
      const socket = net.connect(served.port, '127.0.0.1');
      socket.on('error', () => socket.destroy());
      socket.write(text);
      return socket;
    };
    const halves = Array.from({ length: 100 }, (_, n) =>
      open(n % 2 === 0 ? head(100).slice(0, 40) : `${head(100)}{"run_id"`),
    );
    const slow = open(head(Buffer.byteLength(body)));
    let answer = '';
    slow.on('data', (piece: Buffer) => (answer += piece.toString()));
    for (const letter of body) {
      await new Promise((resolve) => slow.write(letter, resolve));
      assert.equal((await served.send({ path: '/health' })).status, 200);
    }
    await until('the slow client has its answer', () => /^HTTP\/1\.1 200 /.test(answer));
    assert.deepEqual(valuesOf('slow'), [0.5]);
    for (const socket of halves) socket.destroy();
    assert.equal((await served.send(point('after', 0))).status, 200);
  });

  it('a client that reads its answer slowly without holding up others', async () => {
    const points = Array.from({ length: 1000 }, (_, step) => ({
      key: 'long',
      value: step,
      timestamp: step,
      step,
    }));
    for (let round = 0; round < 20; round += 1) {
      const metrics = points.map((each) => ({ ...each, step: each.step + round * 1000 }));
      await served.ok('runs/log-batch', { run_id: run, metrics });
    }
    const query = `run_id=${run}&metric_key=long&max_results=25000`;
    const socket = net.connect(served.port, '127.0.0.1');
    socket.pause();
    socket.write(
      `GET ${api('metrics/get-history')}?${query} HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`,
    );
    for (let n = 0; n < 50; n += 1) assert.equal((await served.send(point('beside', n))).status, 200);
    let read = '';
    socket.on('data', (piece: Buffer) => (read += piece.toString()));
    socket.resume();
    await until('all of it has come', () => read.trimEnd().endsWith('}'));
    assert.equal(read.match(/"step":/g)?.length, 20_000);
  });
});
