/** What TensorFlow's, PyTorch's and tensorboardX's writers record is read as TensorBoard shows it. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { tensorboardAt } from '../../../../src/sources/tensorboard/tensorboard.ts';
import { fixturePath, HeldClock, longAgo, noTools, sourceFolder, WatchedSource } from '../watchedSource.ts';
import { frame, scalarEvent, sessionEvent, versionEvent } from './writeEvents.ts';

const clock = new HeldClock();
const kind = tensorboardAt(clock);
const open = (folder: string) => new WatchedSource(kind.open(folder, noTools));
const read = (fixture: string) => open(fixturePath(`tensorboard/${fixture}`)).scan();
const second = clock.time / 1000;

describe('TensorBoard event files', () => {
  const folder = sourceFolder();
  after(() => folder.remove());

  it('are found by their names, each folder with some being a run', () => {
    folder.write('runs/a/events.out.tfevents.1700000000.host.1.0', 'x');
    folder.write('runs/b/events.out.tfevents.1700000000.host.1.0.v2', 'x');
    folder.write('runs/c/events.out.tfevents.1700000000.host.profile-empty', 'x');
    folder.write('runs/d/tfevents.py', 'x');
    fs.mkdirSync(path.join(folder.dir, 'runs', 'events.out.tfevents.1700000000.host'));
    const found = ['runs', 'runs/a', 'runs/b', 'runs/c', 'runs/d'].map((name) => folder.find(kind, name));
    const group = path.join(folder.dir, 'runs');
    assert.deepEqual(found, [
      [],
      [{ location: path.join(group, 'a'), group }],
      [{ location: path.join(group, 'b'), group }],
      [],
      [],
    ]);
  });

  it('gives the scalars of PyTorch and tensorboardX, NaN among them', async () => {
    const watched = await read('torch');
    assert.deepEqual(
      watched.run.metrics.map(({ key, count, last }) => [key, count, last.step, last.time]),
      [
        ['Loss/train', 10, 180, 1_700_000_031_250],
        ['Loss/val', 10, 180, 1_700_000_031_500],
      ],
    );
    const train = watched.points('Loss/train').map(([step, value]) => [step, Number(value?.toFixed(4))]);
    assert.deepEqual(train.slice(0, 3), [
      [0, 2],
      [20, 0.0952],
      [40, 0.0488],
    ]);
    assert.ok(Number.isNaN(watched.values('Loss/val')[5]));
    assert.deepEqual(watched.said, []);
    assert.deepEqual(watched.points('Loss'), []);
  });

  it('gives each text as a file, the last of a tag as a note, and names what is only in TensorBoard', async () => {
    const watched = await read('torch');
    const details = watched.source.details('torch');
    assert.equal(
      details?.note,
      'notes: a **second** try\n\nThe event files also hold what TensorBoard shows: histograms (1).',
    );
    assert.deepEqual(
      details.artifacts.map((artifact) => [artifact.path, artifact.size]),
      [
        ['events.out.tfevents.1700000000.host.0', 6396],
        ['images/sample/0.png', 69],
        ['texts/notes/0.md', 13],
        ['texts/notes/40.md', 16],
      ],
    );
    const texts = details.artifacts
      .slice(2)
      .map(({ file = '', start = 0, size }) => fs.readFileSync(file).toString('utf8', start, start + size));
    assert.deepEqual(texts, ['a *first* try', 'a **second** try']);
    assert.equal(watched.source.details('other'), undefined);
  });

  it('gives the scalars of TensorFlow 2, the hyperparameters and the end of their session', async () => {
    const { run } = await read('keras/train');
    assert.deepEqual(
      run.metrics.map(({ key }) => key),
      ['epoch_loss', 'epoch_accuracy'],
    );
    assert.deepEqual([...run.params].sort(), [
      ['bias', 'true'],
      ['lr', '0.001'],
      ['optimizer', 'adam'],
      ['units', '64'],
    ]);
    assert.deepEqual([run.name, run.status, run.ended], ['train', 'finished', 1_700_000_019_000]);
  });

  it('does not take an end without a time for one, as writers of PyTorch note it at the start', async () => {
    const { run } = await read('torch/hparams/trial');
    assert.deepEqual([...run.params.keys()].sort(), ['amp', 'arch', 'batch', 'lr']);
    assert.deepEqual([run.status, run.metrics[0]?.key], ['unknown', 'hp/accuracy']);
  });

  it('gives scalars of every number type, at steps beyond 32 bits', async () => {
    const watched = await read('kinds');
    assert.equal(watched.run.metrics.length, 18);
    for (const { key } of watched.run.metrics) assert.deepEqual(watched.points(key), [[2 ** 40, 3]], key);
  });

  it('leaves out what a restart from a checkpoint made void', async () => {
    const watched = await read('restart');
    const expected = [1, 2, 3, 4, 5, 6, 106, 107, 108, 109, 110, 111];
    assert.deepEqual(watched.values('loss'), expected);
    assert.equal(watched.run.metrics[0]?.count, 12);
    assert.deepEqual(watched.run.metrics[0].max, { step: 11, value: 111 });
  });

  describe('that are being written', () => {
    const events = 'events.out.tfevents.1800000000.host.1.0';
    const loss = (step: number, value = step, tag = 'loss') =>
      frame(scalarEvent({ tag, step, time: 1_700_000_000 + step, value }));
    let file = '';
    beforeEach(() => {
      file = folder.write(`live/${events}`, Buffer.concat([frame(versionEvent(1_700_000_000)), loss(0)]));
    });
    afterEach(() => {
      clock.time = second * 1000;
      fs.rmSync(path.join(folder.dir, 'live'), { recursive: true });
    });
    const live = () => open(path.dirname(file));
    const append = (bytes: Uint8Array) => {
      fs.appendFileSync(file, bytes);
      fs.utimesSync(file, second, second);
    };

    it('grow from look to look, and nothing is reported while nothing changes', async () => {
      const watched = await live().scan();
      assert.deepEqual([watched.run.status, watched.run.metrics[0]?.count], ['unknown', 1]);
      assert.equal((await watched.scan()).reported, 0);
      append(Buffer.concat([loss(1), loss(2)]));
      await watched.scan();
      assert.deepEqual([watched.run.status, watched.run.ended], ['running', undefined]);
      assert.deepEqual(watched.values('loss'), [0, 1, 2]);
      append(loss(3));
      assert.deepEqual((await watched.scan()).values('loss'), [0, 1, 2, 3]);
    });

    it('are taken for left alone after some minutes without a record', async () => {
      const watched = await live().scan();
      append(loss(1));
      await watched.scan();
      assert.equal(watched.run.status, 'running');
      clock.time += 4 * 60_000;
      assert.equal((await watched.scan()).reported, 0);
      clock.time += 2 * 60_000;
      await watched.scan();
      assert.deepEqual([watched.run.status, watched.run.ended], ['unknown', 1_700_000_001_000]);
    });

    it('are running at the first look when their newest record is of this minute', async () => {
      append(frame(scalarEvent({ tag: 'loss', step: 1, time: second - 20, value: 1 })));
      assert.equal((await live().scan()).run.status, 'running');
    });

    it('give a record that was cut when it is whole', async () => {
      const watched = await live().scan();
      const record = loss(1);
      for (let at = 0; at < record.length; at += 1) {
        append(record.subarray(at, at + 1));
        await watched.scan();
        assert.deepEqual(watched.values('loss'), at + 1 < record.length ? [0] : [0, 1]);
        assert.deepEqual(watched.said, []);
      }
    });

    it('say that the end is cut once nobody has written for a while', async () => {
      append(loss(1).subarray(0, 20));
      fs.utimesSync(file, longAgo, longAgo);
      assert.deepEqual((await live().scan()).said, [
        `${events}: It ends in the middle of a record, at byte 82.`,
      ]);
    });

    it('go on in a second file, also one that is taken up from a checkpoint', async () => {
      const watched = await live().scan();
      append(Buffer.concat([loss(1), loss(2)]));
      await watched.scan();
      assert.deepEqual(watched.values('loss'), [0, 1, 2]);
      const next = [versionEvent(1_700_000_100), sessionEvent(2, 1_700_000_100)].map(frame);
      fs.writeFileSync(
        path.join(path.dirname(file), events.replace('18', '19')),
        Buffer.concat([...next, loss(2, 20)]),
      );
      assert.deepEqual((await watched.scan()).values('loss'), [0, 1, 20]);
      assert.equal(watched.run.metrics[0]?.count, 3);
    });

    it('are read anew when they are written anew, shorter or longer than before', async () => {
      const watched = await live().scan();
      const anew = (...values: number[]) =>
        fs.writeFileSync(
          file,
          Buffer.concat([
            frame(versionEvent(1_700_009_999)),
            ...values.map((value, step) => loss(step, value)),
          ]),
        );
      anew(7, 8, 9);
      assert.deepEqual((await watched.scan()).values('loss'), [7, 8, 9]);
      anew(5);
      assert.deepEqual((await watched.scan()).values('loss'), [5]);
      assert.equal(watched.run.status, 'unknown');
    });

    it('are gone when they are deleted, and back when they are back', async () => {
      const watched = await live().scan();
      const bytes = fs.readFileSync(file);
      fs.rmSync(file);
      assert.equal((await watched.scan()).runs.size, 0);
      assert.equal((await watched.scan()).reported, 0);
      fs.writeFileSync(file, bytes);
      assert.deepEqual((await watched.scan()).values('loss'), [0]);
      fs.rmSync(path.dirname(file), { recursive: true });
      assert.equal((await watched.scan()).runs.size, 0);
      fs.mkdirSync(path.dirname(file));
    });

    it('answer while they are being read, and stop when they are closed', async () => {
      const many = Array.from({ length: 10_000 }, (_, step) =>
        loss(step, step, `a metric with a long name, ${'x'.repeat(900)}`),
      );
      fs.writeFileSync(file, Buffer.concat([frame(versionEvent(1_700_000_000)), ...many]));
      const watched = live();
      let pauses = 0;
      await watched.scan(() => {
        pauses += 1;
        return Promise.resolve();
      });
      assert.ok(pauses > 0);
      assert.equal(watched.run.metrics[0]?.count, 10_000);
      const closed = live();
      await closed.scan(() => {
        closed.source.close();
        return Promise.resolve();
      });
      assert.equal(closed.runs.size, 0);
      assert.equal((await closed.scan()).reported, 0);
    });
  });
});
