/** Damaged, foreign and odd event files: what can be read is read, the rest is said, and nothing wrong is shown. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { tensorboardAt } from '../../../../src/sources/tensorboard/tensorboard.ts';
import { fixturePath, HeldClock, longAgo, noTools, sourceFolder, WatchedSource } from '../watchedSource.ts';
import {
  bytesField,
  doubleField,
  frame,
  scalarEvent,
  sessionEvent,
  summaryEvent,
  varintField,
  versionEvent,
} from './writeEvents.ts';

const kind = tensorboardAt(new HeldClock());
const events = 'events.out.tfevents.1700000000.host.0';
const time = 1_700_000_000;
const version = frame(versionEvent(time));
const loss = (step: number, value = step) => frame(scalarEvent({ tag: 'loss', step, time: time + 1, value }));

describe('bad TensorBoard event files', function () {
  this.timeout(60_000);
  const folder = sourceFolder();
  after(() => folder.remove());

  const open = (place = 'run') => new WatchedSource(kind.open(path.join(folder.dir, place), noTools));
  const scan = (...bytes: Uint8Array[]) => {
    folder.write(`run/${events}`, Buffer.concat(bytes));
    return open().scan();
  };

  const fixture = fs.readFileSync(fixturePath(`tensorboard/restart/${events}`));
  /** Where its frames end: the version's, then those of ten points. */
  const ends: number[] = [];
  for (let at = 0; at < fixture.length; at = ends.at(-1) ?? 0) ends.push(at + 16 + fixture.readUInt32LE(at));
  const whole = Array.from({ length: 10 }, (_, step) => [step, step + 1]);

  it('give the first records of a file that is cut at any byte', async () => {
    for (let length = 0; length < fixture.length; length += 1) {
      const watched = await scan(fixture.subarray(0, length));
      const points = watched.points('loss');
      assert.deepEqual(points, whole.slice(0, points.length), `cut at ${length}`);
      const wholeFrames = ends.filter((end) => end <= length).length;
      assert.equal(points.length, Math.max(0, wholeFrames - 1), `cut at ${length}`);
      assert.equal(watched.said.length, ends.includes(length) ? 0 : 1, `cut at ${length}`);
    }
  });

  it('lose one record to one flipped bit, say so, and never show a wrong value', async () => {
    for (let at = 0; at < fixture.length; at += 1) {
      for (const bit of [0, 3, 7]) {
        const damaged = Buffer.from(fixture);
        damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << bit), at);
        const watched = await scan(damaged);
        const points = watched.points('loss');
        const what = `bit ${bit} of byte ${at}`;
        assert.ok(points.length >= (at < (ends[0] ?? 0) ? 10 : 9), `${what} leaves ${points.length} points`);
        for (const [step = -1, value] of points) assert.equal(value, step + 1, what);
        assert.equal(watched.said.length, 1, what);
      }
    }
  });

  const foreign: [what: string, bytes: Uint8Array, said: RegExp][] = [
    ['an empty file', Buffer.alloc(0), /The file is empty\.$/],
    ['a text', Buffer.from('epoch,loss\n1,0.5\n2,0.25\n3,0.125\n'), /It is no TensorBoard file/],
    ['a file of zeros', Buffer.alloc(5000), /It is no TensorBoard file/],
    [
      'a picture',
      fs.readFileSync(fixturePath('dvclive/plain/plots/images/confusion.png')),
      /It is no TensorBoard file/,
    ],
    [
      'records of something else',
      Buffer.concat([frame(Buffer.from('not a message')), frame(Buffer.from([0x0a, 0x05, 1]))]),
      /2 records are no events/,
    ],
    [
      'records of examples',
      frame(bytesField(1, bytesField(1, bytesField(1, Buffer.from('x'))))),
      /does not begin as/,
    ],
  ];
  for (const [what, bytes, said] of foreign)
    it(`says of ${what} what it is`, async () => {
      const watched = await scan(bytes);
      assert.deepEqual(watched.run.metrics, []);
      assert.equal(watched.said.length, 1);
      assert.match(watched.said[0] ?? '', said);
    });

  it('gives up a big foreign file without reading all of it', async () => {
    const file = folder.write(`big/${events}`, '');
    fs.truncateSync(file, 20_000_000_000);
    fs.utimesSync(file, longAgo, longAgo);
    const watched = await open('big').scan();
    assert.match(watched.said.join(), /It is no TensorBoard file/);
    assert.deepEqual(watched.points('loss'), []);
  });

  it('finds the records behind a hole that is filled later', async () => {
    const hole = loss(1);
    const watched = await scan(version, loss(0), Buffer.alloc(hole.length));
    assert.deepEqual(watched.values('loss'), [0]);
    assert.match(watched.said.join(), /Nothing can be read from byte 82 on/);
    folder.write(`run/${events}`, Buffer.concat([version, loss(0), hole, loss(2)]));
    await watched.scan();
    assert.deepEqual([watched.values('loss'), watched.said], [[0, 1, 2], []]);
  });

  it('passes over a graph that is bigger than what is read at once', async () => {
    const graph = frame(Buffer.concat([doubleField(1, time), bytesField(4, Buffer.alloc(3_000_000, 7))]));
    const watched = await scan(version, loss(0), graph, loss(1));
    assert.deepEqual([watched.values('loss'), watched.said], [[0, 1], []]);
  });

  it('follows no link and opens no pipe', async () => {
    folder.write('outside/secret', Buffer.concat([version, loss(0)]));
    const place = path.join(folder.dir, 'links');
    fs.mkdirSync(place);
    fs.symlinkSync(path.join(folder.dir, 'outside', 'secret'), path.join(place, events));
    execFileSync('mkfifo', [path.join(place, events.replace('host', 'pipe'))]);
    assert.deepEqual(folder.find(kind, 'links'), []);
    assert.equal((await open('links').scan()).runs.size, 0);
  });

  it('forgets a run whose file became a link, until the file is back', async () => {
    const watched = await scan(version, loss(0));
    const file = path.join(folder.dir, 'run', events);
    const aside = path.join(folder.dir, 'aside');
    fs.renameSync(file, aside);
    fs.symlinkSync(aside, file);
    assert.equal((await watched.scan()).runs.size, 0);
    fs.rmSync(file);
    fs.renameSync(aside, file);
    fs.appendFileSync(file, loss(1));
    assert.deepEqual((await watched.scan()).values('loss'), [0, 1]);
  });

  it('puts steps in order that repeat, count down, or are beyond what a number holds', async () => {
    const steps = [5, 3, 3, -2, 0];
    const huge = frame(
      summaryEvent(
        0,
        time,
        Buffer.concat([bytesField(1, Buffer.from('loss')), Buffer.from([0x15, 0, 0, 0, 0])]),
      ),
    );
    const odd = Buffer.concat([
      doubleField(1, time),
      varintField(2, 2n ** 63n - 1n),
      bytesField(
        5,
        bytesField(1, Buffer.concat([bytesField(1, Buffer.from('loss')), Buffer.from([0x15, 0, 0, 0, 0])])),
      ),
    ]);
    const watched = await scan(version, ...steps.map((step, at) => loss(step, at)), huge, frame(odd));
    assert.deepEqual(watched.points('loss'), [
      [-2, 3],
      [0, 0],
      [0, 4],
      [3, 1],
      [3, 2],
      [5, 0],
      [2 ** 63, 0],
    ]);
    assert.deepEqual(watched.said, []);
  });

  it('takes a record without a sensible time for as old as the one before it', async () => {
    const odd = [NaN, -1, 0, 1e300].map((when, step) =>
      frame(scalarEvent({ tag: 'loss', step, time: when, value: 1 })),
    );
    const watched = await scan(version, ...odd);
    const { times } = watched.source.series('run', 'loss');
    assert.deepEqual([...times], [time * 1000, time * 1000, time * 1000, time * 1000]);
    assert.equal(watched.run.started, time * 1000);
  });

  it('does not take the start of a training for a restart', async () => {
    const start = frame(sessionEvent(0, time));
    const watched = await scan(version, loss(0), start, loss(1), frame(sessionEvent(1, time)), loss(1, 10));
    assert.deepEqual(watched.values('loss'), [0, 10]);
  });

  it('lists ten thousand metrics and says that there are more', async () => {
    const many = Array.from({ length: 10_050 }, (_, n) =>
      frame(scalarEvent({ tag: `metric ${n}`, step: 0, time, value: n })),
    );
    const watched = await scan(version, ...many);
    assert.equal(watched.run.metrics.length, 10_000);
    assert.match(watched.said.join(), /It has more than 10\D000 metrics/);
  });

  it('survives every record of random bytes in a sound frame', async () => {
    // A fixed sequence of numbers: a failure can be seen again.
    let seed = 12345;
    const next = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >>> 16;
    const frames = Array.from({ length: 3000 }, (_, n) => {
      const bytes = Buffer.from(scalarEvent({ tag: 'loss', step: 1, time, value: 1 }));
      for (let flips = 0; flips < 1 + (n % 4); flips += 1) bytes[next() % bytes.length] = next() & 0xff;
      return frame(bytes);
    });
    const watched = await scan(version, ...frames, loss(7, 7));
    assert.deepEqual(
      watched
        .points('loss')
        .filter(([step]) => step === 7)
        .at(-1),
      [7, 7],
    );
  });
});
