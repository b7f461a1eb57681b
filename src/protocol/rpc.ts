/** Typed calls between the extension host and a page: schemas are the contract, and no call is ever left waiting. */
import * as z from 'zod';
import { UserError, messageOf } from '../base/errors.ts';
import { callMessage, pageMessage, type failure } from './rpcShape.ts';
import type { Call, Events, Handlers, Listeners, Log, Methods, Port, Protocol, Reply } from './rpcShape.ts';

/** The host's end: answers the protocol's methods and nothing else. */
export function serve<M extends Methods<M>, E extends Events<E>>(
  { methods }: Protocol<M, E>,
  { port, handlers, log }: { port: Port; handlers: Handlers<M>; log: Log },
): {
  emit: <K extends keyof E & string>(event: K, value: z.input<E[K]['value']>) => void;
  dispose: () => void;
} {
  const answer = async (method: string, raw: unknown) => {
    if (!has(methods, method)) throw new UserError('unknown-method', `Unknown method: ${method}`);
    const params = z.safeParse<M[typeof method]['params']>(methods[method].params, raw);
    if (!params.success) throw new UserError('bad-params', `Malformed parameters: ${method}`);
    return handlers[method](params.data);
  };
  const fail = (id: number, method: string, error: unknown) => {
    log(`${JSON.stringify(method)} from a page failed: ${messageOf(error)}`);
    const [code, next] = error instanceof UserError ? [error.code, error.next] : ['bug', undefined];
    port.post({
      kind: 'err',
      id,
      error: { code, message: messageOf(error), ...(next !== undefined && { next }) },
    });
  };
  const listening = port.onMessage((raw) => {
    const { data: call } = callMessage.safeParse(raw);
    if (!call) log('Refused a malformed message from a page.');
    else
      answer(call.method, call.params)
        .then((value) => port.post({ kind: 'ok', id: call.id, value }))
        .catch((error: unknown) => fail(call.id, call.method, error));
  });
  return {
    emit: (event, value) => port.post({ kind: 'event', event, value }),
    dispose: () => listening.dispose(),
  };
}

/**
 * The page's end. A protocol that is handed over as a function is loaded with the first message: building its schemas is what
 * takes longest when a window starts.
 */
export function connect<M extends Methods<M>, E extends Events<E>>(
  protocol: Protocol<M, E> | (() => Promise<Protocol<M, E>>),
  { port, on, timeoutMs, log }: { port: Port; on: Listeners<E>; timeoutMs: number; log: Log },
): { call: Call<M>; dispose: () => void } {
  const waiting = new Map<number, (reply: Reply) => void>();
  let known = typeof protocol === 'function' ? undefined : protocol;
  let loading: Promise<void> | undefined;
  let last = 0;
  const hear = <K extends keyof E>(schema: E[K], event: K, raw: unknown, listener: Listeners<E>[K]) => {
    const value = z.safeParse<E[K]['value']>(schema.value, raw);
    if (value.success) listener(value.data);
    else log(`Refused a malformed event: ${String(event)}`);
  };
  const receive = (raw: unknown, { events }: Protocol<M, E>) => {
    const { data: message } = pageMessage.safeParse(raw);
    if (!message) log('Refused a malformed message from the host.');
    else if (message.kind !== 'event') waiting.get(message.id)?.(message);
    else if (has(events, message.event))
      hear(events[message.event], message.event, message.value, on[message.event]);
    else log(`Refused an unknown event: ${message.event}`);
  };
  const load = async () => {
    if (typeof protocol === 'function') known = await protocol();
  };
  const listening = port.onMessage((raw) => {
    if (known !== undefined) receive(raw, known);
    else
      // In the order in which they came, for each waits for the same promise.
      (loading ??= load()).then(
        () => known && receive(raw, known),
        (error: unknown) => {
          settleAll({ code: 'not-loaded', message: messageOf(error) });
        },
      );
  });
  const call: Call<M> = (method, params) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      const fail = (code: string) => {
        reject(new UserError(code, `${code}: ${method}`));
      };
      const timer = setTimeout(() => waiting.delete(id) && fail('timeout'), timeoutMs);
      waiting.set(id, (reply) => {
        clearTimeout(timer);
        waiting.delete(id);
        if ('error' in reply) {
          reject(new UserError(reply.error.code, reply.error.message, reply.error.next));
          return;
        }
        const result =
          known && z.safeParse<M[typeof method]['result']>(known.methods[method].result, reply.value);
        if (result?.success === true) resolve(result.data);
        else fail('bad-result');
      });
      port.post({ kind: 'call', id, method, params });
    });
  const settleAll = (error: z.infer<typeof failure>) => {
    for (const settle of [...waiting.values()]) settle({ error });
  };
  const dispose = () => {
    listening.dispose();
    settleAll({ code: 'disposed', message: 'The page was closed.' });
  };
  return { call, dispose };
}

const has = <T extends object>(map: T, key: string): key is keyof T & string => Object.hasOwn(map, key);
