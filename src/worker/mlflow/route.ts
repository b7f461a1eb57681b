/** One call that the endpoint understands: where it is found, what it takes, and what it does. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { zodSentence, type Schema } from '../../storage/parseJson.ts';
import { ApiError } from './apiError.ts';
import type { MlflowContext } from './context.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A JSON object; keys that are undefined are left out. */
export type Answer = Readonly<Record<string, unknown>>;

interface Place {
  readonly method: Method;
  /**
   * `/api/2.0/mlflow/logged-models/:model_id`: a named part is decoded once. A `*` at the end takes the rest of the path as
   * it was sent, still percent-encoded.
   */
  readonly path: string;
}

/** Takes fields of path, query and JSON body, answers with JSON. */
export interface JsonRoute extends Place {
  readonly kind: 'json';
  /** Throws ApiError. */
  answer(fields: Readonly<Record<string, unknown>>, context: MlflowContext): Answer | Promise<Answer>;
}

/** Reads the request's body and writes the response itself. Throws ApiError only before it has written anything. */
export interface StreamRoute extends Place {
  readonly kind: 'stream';
  answer(exchange: Exchange, context: MlflowContext): Promise<void>;
}

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Named parts of the path. */
  readonly parts: Readonly<Record<string, string>>;
  /** What `*` stands for, as it was sent. */
  readonly rest: string;
  readonly query: URLSearchParams;
}

export type Route = JsonRoute | StreamRoute;

/**
 * `input` sees one record: the named parts of the path, the query's fields (a text, or a list of texts when the key is
 * repeated) and the JSON body's. Later ones do not replace earlier ones. See fields.ts for numbers and flags that come as
 * text. Unknown fields are to be ignored.
 */
export function jsonRoute<T>(
  place: Place & {
    readonly input: Schema<T>;
    handle(input: T, context: MlflowContext): Answer | Promise<Answer>;
  },
): JsonRoute {
  const { method, path, input } = place;
  return {
    kind: 'json',
    method,
    path,
    answer(fields, context) {
      const parsed = input.safeParse(fields);
      if (!parsed.success) {
        throw new ApiError('INVALID_PARAMETER_VALUE', zodSentence(parsed.error.issues));
      }
      return place.handle(parsed.data, context);
    },
  };
}

export function streamRoute(
  place: Place & { handle(exchange: Exchange, context: MlflowContext): Promise<void> },
): StreamRoute {
  const { method, path } = place;
  return { kind: 'stream', method, path, answer: (exchange, context) => place.handle(exchange, context) };
}
