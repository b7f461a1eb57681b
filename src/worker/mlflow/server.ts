/** The endpoint's HTTP: listens on the loopback interface, lets in who may come, finds the route, frames the answer. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { codeOf, messageOf } from '../../base/errors.ts';
import { ApiError, errorBody } from './apiError.ts';
import type { MlflowContext } from './context.ts';
import { admit } from './guard.ts';
import { passBy } from './passBy.ts';
import { fieldsOf, requireNoBody } from './requestFields.ts';
import type { Router } from './router.ts';

export interface ServerOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** See token.ts. */
  readonly tokenHash: string;
  /** Asked for with the first request, so that listening costs next to nothing. */
  readonly load: () => Promise<{ readonly router: Router; readonly context: MlflowContext }>;
  /** What no client can be blamed for. */
  readonly onBug: (error: unknown) => void;
  /** Of every request that was let in, before it is looked at further. */
  readonly onRequest: (method: string, path: string) => void;
}

export class MlflowServer {
  readonly port: number;
  readonly #options: ServerOptions;
  readonly #server: Server;

  private constructor(options: ServerOptions, server: Server, port: number) {
    this.#options = options;
    this.#server = server;
    this.port = port;
    server.on('request', (request, response) => void this.#serve(request, response));
  }

  /** Rejects when the port is taken. */
  static async listen(options: ServerOptions): Promise<MlflowServer> {
    const server = createServer({
      // A client sends its headers in one piece; its idle connections are its own affair.
      headersTimeout: 10_000,
      requestTimeout: 0,
      keepAliveTimeout: 600_000,
      connectionsCheckingInterval: 2000,
      maxHeaderSize: 16 * 1024,
    });
    server.timeout = 60_000;
    server.maxConnections = 1000;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: '127.0.0.1', port: options.port, backlog: 1024 }, resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    return new MlflowServer(options, server, address.port);
  }

  /** No more requests; those that have begun have a moment to end. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const cut = setTimeout(() => this.#server.closeAllConnections(), 1000);
    await closed;
    clearTimeout(cut);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('cache-control', 'no-store');
    // A client that goes away in the middle is no error of ours; what it had begun is told by the reader of its body.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    try {
      await this.#answer(request, response);
    } catch (error) {
      refuse(request, response, this.#asApiError(error));
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path, query } = admit(request, { port: this.port, tokenHash: this.#options.tokenHash });
    const method = request.method ?? '';
    this.#options.onRequest(method, path);
    const { router, context } = await this.#options.load();
    const match = router.find(method, path);
    if (match === undefined)
      throw new ApiError('ENDPOINT_NOT_FOUND', `${method} ${path.slice(0, 200)} is not served by Cairn.`);
    const { route, parts, rest } = match;
    const parameters = new URLSearchParams(query);
    if (route.kind === 'stream') {
      if (method !== 'PUT') requireNoBody(request);
      await route.answer({ request, response, parts, rest, query: parameters }, context);
      return;
    }
    send(response, 200, await route.answer(await fieldsOf(request, parameters, parts), context));
  }

  #asApiError(error: unknown): ApiError {
    if (error instanceof ApiError) return error;
    // A disk without room may have some again when the client repeats this in a moment.
    if (['ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? ''))
      return new ApiError('TEMPORARILY_UNAVAILABLE', messageOf(error), { cause: error });
    this.#options.onBug(error);
    return new ApiError('INTERNAL_ERROR', messageOf(error), { cause: error });
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length })
    .end(bytes);
}

function refuse(request: IncomingMessage, response: ServerResponse, error: ApiError): void {
  if (response.headersSent || response.destroyed) {
    // Half an answer must not be taken for a whole one.
    response.destroy();
    return;
  }
  if (!request.complete) void hangUp(request);
  send(response, error.status, errorBody(error));
}

/** Not at once: who is still sending reads the answer afterwards. Who comes to an end soon may go on. */
async function hangUp(request: IncomingMessage): Promise<void> {
  const { socket } = request;
  await passBy(request, { quiet: 1000, longest: 5000 });
  if (!request.complete) socket.destroy();
}
