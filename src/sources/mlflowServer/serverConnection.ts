/** Speaks HTTP with a tracking server: bounded, cancellable, never redirected, so that credentials go to nobody else. */
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { codeOf, UserError } from '../../base/errors.ts';
import { parseLenientJson } from '../../base/lenientJson.ts';
import { t } from '../../base/l10n.ts';
import type { Schema } from '../../storage/parseJson.ts';
import { zodSentence } from '../../storage/parseJson.ts';
import type { Credentials, ServerAddress } from './serverAddress.ts';
import { isSafeForSecrets } from './serverAddress.ts';
import { broken, notMlflow, redirected, refused, ServerError, tooSlow, unreachable } from './serverError.ts';

export interface ConnectionOptions {
  readonly address: ServerAddress;
  readonly credentials?: Credentials | undefined;
  /** Ends what is under way. */
  readonly signal?: AbortSignal | undefined;
  /** What only reads is asked again when the server closed an idle line as it was used; publishing has patience of its own. */
  readonly readsAgain?: boolean;
  /** ms without a byte, after which a server counts as gone. */
  readonly patience?: number;
}

export interface ServerCall {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below the server's address: `/api/2.0/mlflow/runs/get`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

export class ServerConnection {
  readonly address: ServerAddress;
  readonly #options: ConnectionOptions;
  readonly #agent: http.Agent;

  /** Throws UserError `serverPlain` when credentials would travel where they can be read. */
  constructor(options: ConnectionOptions) {
    this.address = options.address;
    this.#options = options;
    if (this.#credentials !== undefined && !isSafeForSecrets(options.address))
      throw new UserError(
        'serverPlain',
        t(
          'A sign-in to {0} could be read by others on the way: it is no https:// address.',
          this.address.label,
        ),
        t('Connect with https://, or without a token.'),
      );
    const settings = { keepAlive: true, maxSockets: 6 };
    this.#agent = options.address.uri.startsWith('https:')
      ? new https.Agent(settings)
      : new http.Agent(settings);
  }

  /** Rejects with ServerError, or AbortError when `signal` was raised. */
  async json<T>(call: ServerCall, schema: Schema<T>): Promise<T> {
    const body = call.body === undefined ? undefined : Buffer.from(JSON.stringify(call.body));
    const response = await this.#request(
      call,
      {
        ...(body !== undefined && { 'content-type': 'application/json', 'content-length': body.length }),
      },
      async (request) => {
        request.end(body);
        await Promise.resolve();
      },
    );
    const text = await this.#textOf(response);
    const value = parseLenientJson(text);
    this.#requireSuccess(response, value);
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw notMlflow(this.address, value === undefined ? notJson(response) : zodSentence(parsed.error.issues));
  }

  /** As it stands. Rejects with ServerError, also for one of more than `most` bytes. */
  async text(call: ServerCall, most: number): Promise<string> {
    const response = await this.#request(call, {}, async (request) => {
      request.end();
      await Promise.resolve();
    });
    const text = await this.#textOf(response, most);
    this.#requireSuccess(response, response.statusCode === 200 ? undefined : parseLenientJson(text));
    return text;
  }

  /** A file as it lies on disk, never as a whole in memory. */
  async upload(path: string, file: string, progress: (bytes: number) => void): Promise<void> {
    const { size } = await fs.promises.stat(file);
    const headers = { 'content-type': 'application/octet-stream', 'content-length': size };
    const response = await this.#request({ method: 'PUT', path }, headers, async (request) => {
      if (size === 0) {
        request.end();
        return;
      }
      // Never more than was announced, should the file grow.
      const stream = fs.createReadStream(file, { end: size - 1 });
      stream.on('data', (piece) => progress(piece.length));
      await pipeline(stream, request);
    });
    this.#requireSuccess(response, parseLenientJson(await this.#textOf(response)));
  }

  /** Rejects, and leaves no file behind, when less comes than was announced, or more than `most` bytes. */
  async download(call: ServerCall, file: string, most: number): Promise<void> {
    const response = await this.#request(call, {}, async (request) => {
      request.end();
      await Promise.resolve();
    });
    if (response.statusCode !== 200)
      this.#requireSuccess(response, parseLenientJson(await this.#textOf(response)));
    let bytes = 0;
    // Opened before the first byte: a stream that fails while it opens would make its file after it was removed.
    const opened = await fs.promises.open(file, 'wx');
    try {
      await pipeline(
        response,
        async function* counted(pieces: AsyncIterable<Buffer>) {
          for await (const piece of pieces) {
            bytes += piece.length;
            if (bytes > most) throw new UserError('tooLong', t('It is larger than it was said to be.'));
            yield piece;
          }
        },
        opened.createWriteStream(),
      );
    } catch (error) {
      await fs.promises.rm(file, { force: true });
      throw this.#named(error);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  get #credentials(): Credentials | undefined {
    return this.#options.credentials ?? this.#options.address.credentials;
  }

  async #request(
    call: { readonly method: string; readonly path: string; readonly query?: ServerCall['query'] },
    headers: http.OutgoingHttpHeaders,
    send: (request: http.ClientRequest) => Promise<void>,
  ): Promise<http.IncomingMessage> {
    const { uri } = this.address;
    const { patience = usualPatience, signal, readsAgain = false } = this.#options;
    const url = `${uri}${call.path}${queryOf(call.query)}`;
    const request = (uri.startsWith('https:') ? https : http).request(url, {
      method: call.method,
      agent: this.#agent,
      headers: { accept: 'application/json', 'user-agent': 'cairn', ...this.#authorization(), ...headers },
      ...(signal !== undefined && { signal }),
    });
    request.setTimeout(patience, () => request.destroy(tooSlow(this.address, patience / 1000)));
    let isConnected = false;
    request.on('socket', (socket) => {
      if (!socket.connecting) isConnected = true;
      else socket.once('connect', () => (isConnected = true));
    });
    try {
      return await new Promise<http.IncomingMessage>((resolve, reject) => {
        request.on('response', resolve).on('error', reject);
        // What a server refuses it need not read to the end: its answer counts, not that the line was cut.
        send(request).catch((error: unknown) => setTimeout(() => reject(asError(error)), answerWait));
      });
    } catch (error) {
      request.destroy();
      // A server closes a line that was idle just as it is used again: then nothing of the request was heard. Each such
      // line leaves the pool, so this ends.
      if (readsAgain && request.reusedSocket && codeOf(error) === 'ECONNRESET' && isReading(call))
        return await this.#request(call, headers, send);
      throw this.#named(error, isConnected);
    }
  }

  /** Puts a system's error into words; what is no error of the line stays as it is. */
  #named(error: unknown, isConnected = true): unknown {
    if (error instanceof UserError || (error instanceof Error && error.name === 'AbortError')) return error;
    return isConnected ? broken(this.address, error) : unreachable(this.address, error);
  }

  #authorization(): http.OutgoingHttpHeaders {
    const credentials = this.#credentials;
    if (credentials === undefined) return {};
    const basic = (user: string, password: string) =>
      `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    return {
      authorization:
        credentials.kind === 'token'
          ? `Bearer ${credentials.token}`
          : basic(credentials.user, credentials.password),
    };
  }

  async #textOf(response: http.IncomingMessage, most = mostAnswerBytes): Promise<string> {
    const pieces: Buffer[] = [];
    let bytes = 0;
    const late = setTimeout(
      () => response.destroy(tooSlow(this.address, longestAnswer / 1000)),
      longestAnswer,
    );
    try {
      for await (const piece of response) {
        const part = Buffer.from(z.instanceof(Uint8Array).parse(piece));
        bytes += part.length;
        if (bytes > most) throw notMlflow(this.address, t('its answer does not end'));
        pieces.push(part);
      }
    } catch (error) {
      response.destroy();
      throw this.#named(error);
    } finally {
      clearTimeout(late);
    }
    return Buffer.concat(pieces).toString('utf8');
  }

  #requireSuccess({ statusCode = 0, headers }: http.IncomingMessage, value: unknown): void {
    if (statusCode >= 200 && statusCode < 300) return;
    if (statusCode >= 300 && statusCode < 400) throw redirected(this.address, withoutQuery(headers.location));
    throw refused(this.address, statusCode, apiError.safeParse(value).data);
  }
}

const apiError = z.object({ error_code: z.coerce.string(), message: z.string().catch('') });

/** Whether asking twice does no harm. */
function isReading({ method, path }: Pick<ServerCall, 'path'> & { readonly method: string }): boolean {
  return method === 'GET' || (method === 'POST' && path.endsWith('/search'));
}

function queryOf(query: ServerCall['query'] = {}): string {
  const parts = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(key)}=${encodeURIComponent(value)}`],
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

function notJson(response: http.IncomingMessage): string {
  const type = response.headers['content-type'] ?? '';
  return type.includes('html') ? t('its answer is a web page') : t('its answer is not JSON');
}

/** A sign-in page carries states and nonces in its query. */
function withoutQuery(location: string | undefined): string {
  return (location ?? '').replace(/[?#].*$/s, '').slice(0, 200);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new ServerError({ code: 'bug', message: String(error) });
}

/** ms. */
const usualPatience = 30_000;
/** ms for a whole answer; a page of runs with thousands of metrics takes a server some seconds. */
const longestAnswer = 120_000;
const mostAnswerBytes = 64_000_000;
/** ms in which an answer may still arrive after sending failed. */
const answerWait = 200;
