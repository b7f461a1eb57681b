/** What a request asks with: the fields of its query and of its JSON body, of bounded size and in bounded time. */
import type { IncomingMessage } from 'node:http';
import { messageOf } from '../../base/errors.ts';
import { ApiError } from './apiError.ts';

export async function fieldsOf(
  request: IncomingMessage,
  query: URLSearchParams,
  parts: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  const body = hasBody(request) ? await jsonBody(request) : {};
  return { ...body, ...queryFields(query), ...parts };
}

function queryFields(query: URLSearchParams): Record<string, unknown> {
  const names = [...new Set(query.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const [first, ...others] = query.getAll(name);
      return [name, others.length === 0 ? first : [first, ...others]];
    }),
  );
}

/** Throws ApiError: a body that nobody looks at would be taken in for as long as it comes. */
export function requireNoBody(request: IncomingMessage): void {
  if (hasBody(request)) throw new ApiError('BAD_REQUEST', 'This call takes no body.');
}

function hasBody(request: IncomingMessage): boolean {
  return (
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
  );
}

async function jsonBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(type))
    throw new ApiError('BAD_REQUEST', `The body must be application/json, not “${type.slice(0, 100)}”.`);
  if (!/^identity$/i.test(request.headers['content-encoding'] ?? 'identity'))
    throw new ApiError('BAD_REQUEST', 'The body must not be compressed.');
  const text = (await wholeBody(request)).toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ApiError('BAD_REQUEST', `The body is not JSON: ${messageOf(error).slice(0, 200)}`);
  }
  if (!isRecord(json)) throw new ApiError('BAD_REQUEST', 'The body is not a JSON object.');
  return json;
}

async function wholeBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw tooLarge();
  const pieces: Buffer[] = [];
  let size = 0;
  const late = setTimeout(() => request.destroy(new Error('The body took too long.')), mostMs);
  try {
    // Not closed when this throws: then its connection can still carry the answer.
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      const bytes = Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece));
      size += bytes.length;
      if (size > mostBytes) throw tooLarge();
      pieces.push(bytes);
    }
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError('BAD_REQUEST', 'The body did not come whole.', { cause: error });
  } finally {
    clearTimeout(late);
  }
  return Buffer.concat(pieces);
}

function tooLarge(): ApiError {
  return new ApiError('BAD_REQUEST', `The body is larger than ${mostBytes} bytes.`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A batch of 1000 entries is far below; a dataset's profile may be large. */
const mostBytes = 16 * 1024 * 1024;
/** From its first byte to its last. */
const mostMs = 30_000;
