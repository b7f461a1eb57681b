/** Event files and DVCLive folders that a script writes while it runs become its own metrics, each point once. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { dvclive } from '../../../src/sources/dvclive/dvclive.ts';
import { tensorboard } from '../../../src/sources/tensorboard/tensorboard.ts';
import { runEvent, type RunEvent } from '../../../src/records/event.ts';
import { readLog } from '../../../src/storage/appendLog.ts';
import { runPaths } from '../../../src/storage/layout.ts';
import { openSeries } from '../../../src/storage/series/seriesReader.ts';
import { Recorder } from '../../../src/worker/recorder.ts';
import { SourceFeed } from '../../../src/worker/sourceFeed.ts';
import { frame, scalarEvent, versionEvent } from '../sources/tensorboard/writeEvents.ts';

const marks = { inbox: 0, output: 0 };
/** ms since 1970: when the run began. */
const since = Date.UTC(2026, 10, 23);

describe('TensorBoard and DVCLive files of a script', () => {
  let folder: string;
  let recorder: Recorder;
  let feed: SourceFeed;
  const paths = () => runPaths(path.join(folder, '.cairn', 'runs', 'r1'));
  /** As a worker starts. */
  const begin = () => {
    recorder = new Recorder(paths(), { now: () => Date.now() });
    feed = new SourceFeed({
      places: [folder],
      folder,
      kinds: [tensorboard, dvclive],
      since,
      recorder: () => recorder,
      recorded: (key) => openSeries(paths().metrics).read(key),
    });
  };
  /** As a worker dies. */
  const end = () => {
    feed.close();
    recorder.close(marks, []);
  };
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn feed '));
    fs.mkdirSync(paths().dir, { recursive: true });
    begin();
  });
  afterEach(() => {
    end();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** [step, value] of each point that is recorded, as logged. */
  const recorded = async (key: string) => {
    await feed.poll(true);
    recorder.commit(marks);
    const { steps, values } = openSeries(paths().metrics).read(key);
    return [...steps].map((step, at) => [step, values[at]]);
  };
  const events = (type: RunEvent['type']) =>
    readLog({ path: paths().events, schema: runEvent })
      .items.map(({ value }) => value)
      .filter((event) => event.type === type);
  const write = (file: string, content: string | Uint8Array) => {
    const at = path.join(folder, file);
    fs.mkdirSync(path.dirname(at), { recursive: true });
    fs.appendFileSync(at, content);
    return at;
  };
  /** Scalars that were logged so many seconds after the run began. */
  const log = (
    place: string,
    points: readonly (readonly [step: number, value: number])[],
    { tag = 'loss', after = 1 } = {},
  ) => {
    const name = `${place}/events.out.tfevents.1800000000.host.1.0`;
    const start = fs.existsSync(path.join(folder, name)) ? [] : [frame(versionEvent(since / 1000))];
    const scalars = points.map(([step, value], n) =>
      frame(scalarEvent({ tag, step, time: since / 1000 + after + n / 100, value })),
    );
    write(name, Buffer.concat([...start, ...scalars]));
  };

  it('are taken as they grow, and the record says where they lie', async () => {
    assert.deepEqual(await recorded('loss'), []);
    log('runs/a', [[0, 4]]);
    assert.deepEqual(await recorded('loss'), [[0, 4]]);
    log('runs/a', [
      [1, 2],
      [2, 1],
    ]);
    assert.deepEqual(await recorded('loss'), [
      [0, 4],
      [1, 2],
      [2, 1],
    ]);
    assert.deepEqual(await recorded('loss'), [
      [0, 4],
      [1, 2],
      [2, 1],
    ]);
    const [summary] = openSeries(paths().metrics).summaries();
    assert.deepEqual([summary?.source, summary?.last.time], ['file', since + 1010]);
    assert.deepEqual(
      events('records').map((event) => event.type === 'records' && event.location),
      ['runs/a'],
    );
    assert.deepEqual(events('problem'), []);
  });

  it('are taken record by record, never half of one', async () => {
    const name = 'events.out.tfevents.1800000000.host.1.0';
    write(name, frame(versionEvent(since / 1000)));
    const record = frame(scalarEvent({ tag: 'loss', step: 3, time: since / 1000 + 1, value: 0.5 }));
    for (const byte of record.subarray(0, -1)) {
      write(name, Uint8Array.of(byte));
      await feed.poll(false);
    }
    assert.deepEqual(await recorded('loss'), []);
    write(name, record.subarray(-1));
    assert.deepEqual(await recorded('loss'), [[3, 0.5]]);
    assert.deepEqual(
      events('records').map((event) => event.type === 'records' && event.location),
      [''],
    );
  });

  it('are taken in whatever order their steps come, duplicates too, each once', async () => {
    log('runs', [
      [5, 1],
      [3, 2],
    ]);
    await recorded('loss');
    log(
      'runs',
      [
        [3, 4],
        [1, 5],
      ],
      { after: 2 },
    );
    await recorded('loss');
    log(
      'runs',
      [
        [3, 4],
        [2 ** 53, NaN],
      ],
      { after: 3 },
    );
    const points = (await recorded('loss')).map(([step, value]) => `${step} ${value}`).sort();
    assert.deepEqual(points, ['1 5', '3 2', '3 4', '3 4', '5 1', `${2 ** 53} NaN`].sort());
  });

  it('of an earlier training are left alone, also when it had come further', async () => {
    log(
      'runs',
      [
        [0, 9],
        [1, 8],
        [2, 7],
      ],
      { after: -60 },
    );
    log('other', [[0, 9]], { after: -60, tag: 'acc' });
    assert.deepEqual(await recorded('loss'), []);
    log('runs', [
      [0, 1],
      [1, 2],
    ]);
    assert.deepEqual(await recorded('loss'), [
      [0, 1],
      [1, 2],
    ]);
    assert.deepEqual(await recorded('acc'), []);
  });

  it('that log one metric in two folders are told apart', async () => {
    log('logs/train', [[0, 1]]);
    log('logs/validation', [[0, 2]]);
    log('more/validation', [[0, 3]]);
    assert.deepEqual(await recorded('loss'), [[0, 1]]);
    assert.deepEqual(await recorded('validation/loss'), [[0, 2]]);
    assert.deepEqual(await recorded('more/validation/loss'), [[0, 3]]);
  });

  it('are taken once by two workers, one after the other', async () => {
    log('runs', [
      [0, 1],
      [1, 2],
    ]);
    await recorded('loss');
    end();
    log(
      'runs',
      [
        [1, 3],
        [0, 5],
      ],
      { after: 5 },
    );
    begin();
    const points = (await recorded('loss')).map(([step, value]) => `${step} ${value}`).sort();
    assert.deepEqual(points, ['0 1', '0 5', '1 2', '1 3']);
  });

  it('of a metric that the script logs itself are not taken twice', async () => {
    recorder.point({ key: 'loss', step: 0, time: since, value: 7, source: 'inbox' });
    log('runs', [[0, 7]]);
    log('runs', [[0, 3]], { tag: 'auc' });
    assert.deepEqual(await recorded('loss'), [[0, 7]]);
    assert.deepEqual(await recorded('auc'), [[0, 3]]);
  });

  it('of DVCLive are taken with their params, and an earlier training in the folder is not', async () => {
    const long = new Date(since - 60_000);
    for (const [file, text] of [
      ['dvclive/plots/metrics/loss.tsv', 'step\tloss\n0\t9\n1\t8\n'],
      ['dvclive/metrics.json', '{"step": 1, "loss": 8}'],
    ] as const)
      fs.utimesSync(write(file, text), long, long);
    assert.deepEqual(await recorded('loss'), []);
    write('dvclive/plots/metrics/loss.tsv', '2\t7\n');
    write('dvclive/params.yaml', 'lr: 0.1\n');
    assert.deepEqual(await recorded('loss'), [[2, 7]]);
    write('dvclive/plots/metrics/loss.tsv', '3\t6\n4\t');
    assert.deepEqual(await recorded('loss'), [
      [2, 7],
      [3, 6],
    ]);
    const params = events('params').map((event) => event.type === 'params' && event.params);
    assert.deepEqual(params, [{ lr: '0.1' }]);
  });

  it('that are damaged, foreign or links end nothing', async () => {
    fs.mkdirSync(path.join(folder, 'linked'));
    const name = 'events.out.tfevents.1800000000.host.1.0';
    log('elsewhere/of/somebody', [[0, 1]], { tag: 'hidden', after: -60 });
    fs.symlinkSync(path.join(folder, 'elsewhere/of/somebody', name), path.join(folder, 'linked', name));
    write(`noise/${name}`, 'x'.repeat(5000));
    write(`empty/${name}`, '');
    write('dvclive/plots/metrics/loss.tsv', 'step\tloss\n');
    write('dvclive/metrics.json', '[');
    log('good', [[0, 1]]);
    assert.deepEqual(await recorded('loss'), [[0, 1]]);
    assert.deepEqual(await recorded('hidden'), []);
    assert.deepEqual(events('problem'), []);
  });
});
