import assert from 'node:assert/strict';
import * as z from 'zod';
import { UserError } from '../../../src/base/errors.ts';
import { connect, serve } from '../../../src/protocol/rpc.ts';
import type { Handlers, Port } from '../../../src/protocol/rpcShape.ts';

const protocol = {
  methods: {
    double: { params: z.object({ n: z.number() }), result: z.number() },
    bytes: { params: z.object({}), result: z.instanceof(ArrayBuffer) },
    fail: { params: z.object({ how: z.enum(['user', 'bug']) }), result: z.null() },
    never: { params: z.null(), result: z.null() },
    wrong: { params: z.null(), result: z.string() },
  },
  events: { ticked: { value: z.object({ at: z.number() }) } },
};

const handlers: Handlers<typeof protocol.methods> = {
  double: ({ n }) => Promise.resolve(n * 2),
  bytes: () => Promise.resolve(new Float64Array([1, NaN, 3]).buffer),
  fail: ({ how }) =>
    Promise.reject(
      how === 'user'
        ? new UserError('full', 'The disk is full.', 'Free some space.')
        : new TypeError('x is undefined'),
    ),
  never: () => new Promise(() => undefined),
  wrong: () => Promise.resolve('right'),
};

describe('rpc', () => {
  it('gives a call its result, typed by the schema', async () => {
    const { page } = join();
    assert.equal(await page.call('double', { n: 21 }), 42);
    assert.deepEqual([...new Float64Array(await page.call('bytes', {}))], [1, NaN, 3]);
  });

  it('keeps answers with their calls when they overlap', async () => {
    const { page } = join();
    assert.deepEqual(await Promise.all([1, 2, 3].map((n) => page.call('double', { n }))), [2, 4, 6]);
  });

  const failures = [
    {
      title: 'a sentence for people with its next step',
      how: 'user',
      code: 'full',
      message: 'The disk is full.',
      next: 'Free some space.',
    },
    { title: 'a bug as code bug', how: 'bug', code: 'bug', message: 'x is undefined', next: undefined },
  ] as const;
  for (const { title, how, code, message, next } of failures)
    it(`rejects with ${title}`, async () => {
      const { page } = join();
      await assert.rejects(page.call('fail', { how }), { name: 'UserError', code, message, next });
    });

  it('rejects a call that the host never answers when its time is up', async () => {
    const { page } = join({ timeoutMs: 10 });
    await assert.rejects(page.call('never', null), { code: 'timeout' });
  });

  it('rejects calls that wait when the page goes', async () => {
    const { page } = join();
    const call = page.call('never', null);
    page.dispose();
    await assert.rejects(call, { code: 'disposed' });
  });

  it('answers an unknown method and malformed parameters instead of staying silent', async () => {
    const { ends, log } = join();
    const answers = ends.listenAsPage();
    ends.toHost({ kind: 'call', id: 7, method: 'rm', params: null });
    ends.toHost({ kind: 'call', id: 8, method: 'toString', params: null });
    ends.toHost({ kind: 'call', id: 9, method: 'double', params: { n: 'two' } });
    await settle();
    assert.deepEqual(
      answers.map((answer) =>
        z.object({ id: z.number(), error: z.object({ code: z.string() }) }).parse(answer),
      ),
      [
        { id: 7, error: { code: 'unknown-method' } },
        { id: 8, error: { code: 'unknown-method' } },
        { id: 9, error: { code: 'bad-params' } },
      ],
    );
    assert.equal(log.length, 3);
  });

  const garbage: unknown[] = [
    null,
    'hello',
    7,
    {},
    { kind: 'call' },
    { kind: 'call', id: 'x', method: 'double' },
    { kind: 'event', event: 'ticked' },
  ];
  for (const message of garbage)
    it(`refuses and logs ${JSON.stringify(message)} on the host's side`, async () => {
      const { ends, log } = join();
      const answers = ends.listenAsPage();
      ends.toHost(message);
      await settle();
      assert.deepEqual(answers, []);
      assert.deepEqual(log, ['Refused a malformed message from a page.']);
    });

  it('tells the page what the host pushes, and refuses events it does not know', () => {
    const { host, ends, ticks, log } = join();
    host.emit('ticked', { at: 5 });
    ends.toPage({ kind: 'event', event: 'ticked', value: { at: 'noon' } });
    ends.toPage({ kind: 'event', event: 'constructor', value: {} });
    ends.toPage({ what: 'is this' });
    ends.toPage({ kind: 'ok', id: 99, value: 1 });
    assert.deepEqual(ticks, [5]);
    assert.deepEqual(log, [
      'Refused a malformed event: ticked',
      'Refused an unknown event: constructor',
      'Refused a malformed message from the host.',
    ]);
  });

  it('rejects a result of the wrong shape', async () => {
    const ends = new Ends();
    const page = connect(protocol, {
      port: ends.page,
      on: { ticked: () => undefined },
      timeoutMs: 1000,
      log: () => undefined,
    });
    const call = page.call('wrong', null);
    ends.toPage({ kind: 'ok', id: 1, value: { not: 'a string' } });
    await assert.rejects(call, { code: 'bad-result' });
  });

  it('loads a protocol with the first message, once, and keeps the order of what comes meanwhile', async () => {
    const ends = new Ends();
    let loads = 0;
    let arrive: (loaded: typeof protocol) => void = () => undefined;
    const ticks: number[] = [];
    const page = connect(
      () => {
        loads += 1;
        return new Promise<typeof protocol>((resolve) => (arrive = resolve));
      },
      { port: ends.page, on: { ticked: ({ at }) => ticks.push(at) }, timeoutMs: 1000, log: () => undefined },
    );
    const call = page.call('double', { n: 2 });
    await settle();
    assert.equal(loads, 0);
    for (const at of [1, 2, 3]) ends.toPage({ kind: 'event', event: 'ticked', value: { at } });
    ends.toPage({ kind: 'ok', id: 1, value: 4 });
    arrive(protocol);
    assert.equal(await call, 4);
    ends.toPage({ kind: 'event', event: 'ticked', value: { at: 4 } });
    assert.deepEqual({ ticks, loads }, { ticks: [1, 2, 3, 4], loads: 1 });
  });

  it('rejects calls with a sentence when the protocol cannot be loaded', async () => {
    const ends = new Ends();
    const page = connect<typeof protocol.methods, typeof protocol.events>(
      () => Promise.reject(new Error('The file is gone.')),
      { port: ends.page, on: { ticked: () => undefined }, timeoutMs: 1000, log: () => undefined },
    );
    const call = page.call('double', { n: 2 });
    ends.toPage({ kind: 'ok', id: 1, value: 4 });
    await assert.rejects(call, { code: 'not-loaded', message: 'The file is gone.' });
  });

  it('hears nothing after both ends are disposed', async () => {
    const { page, host, ends, ticks } = join();
    page.dispose();
    host.dispose();
    host.emit('ticked', { at: 1 });
    const answers = ends.listenAsPage();
    ends.toHost({ kind: 'call', id: 1, method: 'double', params: { n: 1 } });
    await settle();
    assert.deepEqual([ticks, answers], [[], []]);
  });
});

/** Two ports whose messages arrive at once. */
class Ends {
  readonly #host = new Set<(message: unknown) => void>();
  readonly #page = new Set<(message: unknown) => void>();
  readonly host: Port = portOf(this.#host, (message) => this.toPage(message));
  readonly page: Port = portOf(this.#page, (message) => this.toHost(message));

  toHost(message: unknown): void {
    for (const listener of [...this.#host]) listener(message);
  }

  toPage(message: unknown): void {
    for (const listener of [...this.#page]) listener(message);
  }

  listenAsPage(): unknown[] {
    const heard: unknown[] = [];
    this.#page.add((message) => heard.push(message));
    return heard;
  }
}

function portOf(listeners: Set<(message: unknown) => void>, post: (message: unknown) => void): Port {
  return {
    post,
    onMessage: (listener) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
}

function join({ timeoutMs = 5000 } = {}) {
  const ends = new Ends();
  const log: string[] = [];
  const ticks: number[] = [];
  const write = (line: string) => log.push(line);
  const host = serve(protocol, { port: ends.host, handlers, log: write });
  const page = connect(protocol, {
    port: ends.page,
    on: { ticked: ({ at }) => ticks.push(at) },
    timeoutMs,
    log: write,
  });
  return { ends, host, page, log, ticks };
}

/** Until all handlers that can have answered. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
