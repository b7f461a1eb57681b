/** A door in front of a real server: whoever comes without the token is sent away, and one request can be held for as long as a test needs. */
import { once } from 'node:events';
import http from 'node:http';
import { listenOnLoopback } from '../loopbackServer.ts';

export interface GuardedProxy {
  readonly uri: string;
  /** The next request whose path holds this text does not reach the server before `letGo`. */
  holdNext(part: string): void;
  /** Whether such a request is waiting. */
  readonly isHolding: boolean;
  letGo(): void;
  /** Requests that came without the token. */
  readonly refused: number;
  close(): Promise<void>;
}

export async function guardedProxy(target: string, token: string): Promise<GuardedProxy> {
  let part: string | undefined;
  let goOn: (() => void) | undefined;
  let refused = 0;
  const server = http.createServer((request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) {
      refused += 1;
      request.resume();
      response.writeHead(401, { 'content-type': 'text/html' }).end('<h1>Who are you?</h1>');
      return;
    }
    const pass = () => forward(target, request, response);
    if (part === undefined || request.url?.includes(part) !== true) {
      pass();
      return;
    }
    part = undefined;
    goOn = pass;
  });
  const uri = await listenOnLoopback(server);
  return {
    uri,
    holdNext: (text) => {
      part = text;
    },
    get isHolding() {
      return goOn !== undefined;
    },
    letGo: () => {
      goOn?.();
      goOn = undefined;
    },
    get refused() {
      return refused;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function forward(target: string, request: http.IncomingMessage, response: http.ServerResponse): void {
  // Whoever asked may be gone: half a request would keep the server from ending.
  if (request.destroyed) return;
  const { method = 'GET', url = '/', headers } = request;
  const far = http.request(new URL(url, target), { method, headers, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  for (const end of [far, request, response]) end.on('error', () => far.destroy());
  request.on('close', () => {
    if (!request.complete) far.destroy();
  });
  request.pipe(far);
}
