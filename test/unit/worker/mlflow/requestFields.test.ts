/** A body that breaks off is its client's affair: it is refused, and nobody calls it a mistake of the endpoint. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { fieldsOf } from '../../../../src/worker/mlflow/requestFields.ts';
import { listenOnLoopback } from '../../../loopbackServer.ts';

describe('the fields of a request', () => {
  for (const [what, head] of [
    ['of a length', 'Content-Length: 100\r\n\r\n{"run_id"'],
    ['in pieces', 'Transfer-Encoding: chunked\r\n\r\n9\r\n{"run_id"\r\n'],
  ] as const) {
    it(`are refused when the client dies in the middle of a body ${what}`, async () => {
      const server = http.createServer();
      const { port } = new URL(await listenOnLoopback(server));
      const asked = once(server, 'request');
      const socket = net.connect(Number(port), '127.0.0.1');
      socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${head}`);
      const request: unknown = (await asked).at(0);
      assert.ok(request instanceof http.IncomingMessage);
      request.on('error', () => undefined);
      const refused = assert.rejects(fieldsOf(request, new URLSearchParams(), {}), {
        code: 'BAD_REQUEST',
        message: 'The body did not come whole.',
      });
      socket.destroy();
      await refused.finally(() => server.close());
    });
  }
});
