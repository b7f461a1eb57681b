/** Who may ask: programs on this machine that know the token; never a page in a browser. */
import type { IncomingMessage } from 'node:http';
import { ApiError } from './apiError.ts';
import { isToken } from './token.ts';

export interface Door {
  readonly port: number;
  /** See token.ts. */
  readonly tokenHash: string;
}

/**
 * The request's path without the token that may stand in it, and its query. Throws ApiError. Looked at before anything else
 * of a request: a name that points here by a trick (DNS rebinding) shows in Host, a page in Origin.
 */
export function admit(request: IncomingMessage, { port, tokenHash }: Door): { path: string; query: string } {
  const hosts = request.headersDistinct['host'] ?? [];
  if (hosts.length !== 1 || hosts[0] !== `127.0.0.1:${port}`)
    throw new ApiError('PERMISSION_DENIED', `The Host header must be 127.0.0.1:${port}.`);
  if (request.headers.origin !== undefined)
    throw new ApiError('PERMISSION_DENIED', 'Requests of web pages are refused.');
  const [, path = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(request.url ?? '') ?? [];
  const [, inPath, rest = path] = /^\/token\/([^/]*)(\/.*)?$/s.exec(path) ?? [];
  const shown = [inPath, ...tokensOf(request.headersDistinct['authorization'] ?? [])];
  // Each is compared, whatever came out for the others.
  const right = shown.filter((token) => token !== undefined && isToken(token, tokenHash));
  if (right.length === 0) throw new ApiError('UNAUTHENTICATED', 'The token is missing or wrong.');
  return { path: rest, query };
}

/** `Bearer TOKEN`, or `Basic` with the token as the password of any user. */
function tokensOf(headers: readonly string[]): string[] {
  return headers.flatMap((header) => {
    const [, scheme = '', credentials = ''] = /^(\S+) +(\S+)$/.exec(header.trim()) ?? [];
    if (/^bearer$/i.test(scheme)) return [credentials];
    if (!/^basic$/i.test(scheme)) return [];
    const [, password] = /^[^:]*:(.*)$/s.exec(Buffer.from(credentials, 'base64').toString('utf8')) ?? [];
    return password === undefined ? [] : [password];
  });
}
