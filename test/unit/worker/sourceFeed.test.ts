/** Event files and DVCLive folders that a script writes while it runs become its own metrics, each point once. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { dvclive } from '../../../src/sources/dvclive/dvclive.ts';
import { tensorboard } from '../../../src/sources/tensorboard/tensorboard.ts';
import { runEvent, type RunEvent } from '../../../src/records/event.ts';
import { readLog } from '../../../src/storage/appendLog.ts';
import { runPaths } from '../../../src/storage/layout.ts';
import { openSeries } from '../../../src/storage/series/seriesReader.ts';
import { defaultLimits } from '../../../src/records/config.ts';
import { createRedactor } from '../../../src/runs/redact.ts';
import { ArtifactKeeper } from '../../../src/worker/artifactKeeper.ts';
import { Recorder } from '../../../src/worker/recorder.ts';
import { SourceFeed } from '../../../src/worker/sourceFeed.ts';
import { fixturePath } from '../sources/watchedSource.ts';
import {
  bytesField,
  frame,
  scalarEvent,
  summaryEvent,
  versionEvent,
} from '../sources/tensorboard/writeEvents.ts';

const marks = { inbox: 0, output: 0 };
/** ms since 1970: when the run began. */
const since = Date.UTC(2026, 10, 23);

describe('TensorBoard and DVCLive files of a script', () => {
  let folder: string;
  let recorder: Recorder;
  let feed: SourceFeed;
  const paths = () => runPaths(path.join(folder, '.cairn', 'runs', 'r1'));
  /** As a worker starts. */
  const begin = ({ from = since, one = defaultLimits.artifactMB * 1e6 } = {}) => {
    const artifacts = new ArtifactKeeper({
      ...{ dir: paths().artifacts, uploads: paths().uploads, folder, cwd: folder },
      limits: { one, all: 10 * one },
    });
    recorder = new Recorder(paths(), { now: () => Date.now() });
    feed = new SourceFeed({
      places: [folder],
      run: 'r1',
      folder,
      kinds: [tensorboard, dvclive],
      since: from,
      redactor: createRedactor(['hunter2-hunter2']),
      artifacts: () => artifacts,
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
    fs.mkdirSync(paths().artifacts, { recursive: true });
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

  it('are the run’s whose script has them open when they are found', async function () {
    if (process.platform !== 'linux') this.skip();
    /** Another process, which holds the file open until it is told to go. */
    const writer = async (run: string, name: string) => {
      const file = path.join(folder, name, 'events.out.tfevents.1.host');
      fs.mkdirSync(path.dirname(file));
      const time = since / 1000 + 1;
      fs.writeFileSync(
        file,
        Buffer.concat([
          frame(versionEvent(time)),
          frame(scalarEvent({ tag: name, step: 1, time, value: 0.5 })),
        ]),
      );
      const script = `require('node:fs').openSync(process.argv[1], 'a'); console.log('open'); process.stdin.on('data', () => process.exit())`;
      const child = spawn(process.execPath, ['-e', script, file], {
        env: { ...process.env, CAIRN_RUN_ID: run },
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      return async () => {
        child.stdin.write('go');
        await once(child, 'exit');
      };
    };
    const release = [await writer('r1', 'ours'), await writer('r2', 'theirs')];
    await feed.poll(false);
    for (const go of release) await go();
    assert.deepEqual(await recorded('ours'), [[1, 0.5]]);
    assert.deepEqual(await recorded('theirs'), [], 'also after they are closed');
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

  /** [path, kind, bytes] of each artifact, in the order of their paths. */
  const kept = async () => {
    await feed.poll(true);
    recorder.commit(marks);
    return events('artifact')
      .flatMap((event) => (event.type === 'artifact' ? [event] : []))
      .map(
        ({ path: name, kind }) => [name, kind, fs.readFileSync(path.join(paths().artifacts, name))] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1));
  };
  const named = async () => (await kept()).map(([name]) => name);
  const problems = () => events('problem').map((event) => event.type === 'problem' && event.message);
  const locations = () => events('records').map((event) => event.type === 'records' && event.location);
  /** Logged a second after the run began. */
  const logValue = (place: string, step: number, value: Buffer, after = 1) =>
    write(
      `${place}/events.out.tfevents.1800000000.host.1.0`,
      Buffer.concat([
        frame(versionEvent(since / 1000 + after)),
        frame(summaryEvent(step, since / 1000 + after, value)),
      ]),
    );
  const image = (tag: string, bytes: string) =>
    Buffer.concat([
      bytesField(1, Buffer.from(tag)),
      bytesField(4, bytesField(4, Buffer.from(`\x89PNG${bytes}`, 'latin1'))),
    ]);
  const text = (tag: string, said: string) => {
    const plugin = bytesField(9, bytesField(1, bytesField(1, Buffer.from('text'))));
    return Buffer.concat([
      bytesField(1, Buffer.from(tag)),
      bytesField(8, bytesField(8, Buffer.from(said))),
      plugin,
    ]);
  };

  it('that real writers wrote give the run their images, texts and hparams', async () => {
    end();
    begin({ from: 1_600_000_000_000 });
    for (const fixture of ['images', 'torch'])
      fs.cpSync(fixturePath(`tensorboard/${fixture}`), path.join(folder, fixture), { recursive: true });
    const all = await kept();
    assert.deepEqual(
      all.map(([name, kind, bytes]) => [
        name,
        kind,
        kind === 'text' ? bytes.toString() : bytes.toString('latin1', 1, 4),
      ]),
      [
        ['images/sample/3.png', 'image', 'PNG'],
        ['images/val/predictions/0 (2).png', 'image', 'PNG'],
        ['images/val/predictions/0.png', 'image', 'PNG'],
        ['images/val/predictions/1 (2).png', 'image', 'PNG'],
        ['images/val/predictions/1.png', 'image', 'PNG'],
        ['texts/notes/0.md', 'text', 'a *first* try'],
        ['texts/notes/40.md', 'text', 'a **second** try'],
        ['torch/images/sample/0.png', 'image', 'PNG'],
      ],
    );
    const params = events('params').map((event) => event.type === 'params' && event.params);
    assert.deepEqual(params, [{ lr: '0.1', batch: '32', arch: 'mlp', amp: 'false' }]);
    assert.deepEqual(problems(), []);
  });

  it('give their hparams also when there is no metric, and then are the run’s', async () => {
    end();
    begin({ from: 1_600_000_000_000 });
    const fixture = fixturePath('tensorboard/keras/train/events.out.tfevents.1700000001.host.1');
    write('logs/events.out.tfevents.1700000001.host.1', fs.readFileSync(fixture));
    await kept();
    const params = events('params').map((event) => event.type === 'params' && event.params);
    assert.deepEqual(params, [{ lr: '0.001', units: '64', optimizer: 'adam', bias: 'true' }]);
    assert.deepEqual(locations(), ['logs']);
  });

  it('of an earlier training give no image, text or hparams', async () => {
    for (const fixture of ['images', 'torch', 'keras'])
      fs.cpSync(fixturePath(`tensorboard/${fixture}`), path.join(folder, fixture), { recursive: true });
    logValue('old', 0, image('a', 'before'), -60);
    logValue('old', 1, image('a', 'after'));
    assert.deepEqual(await named(), ['images/a/1.png']);
    assert.deepEqual([events('params'), locations()], [[], ['old']]);
  });

  it('give each image once, as they grow and to two workers, one after the other', async () => {
    logValue('runs', 0, image('a', 'one'));
    assert.deepEqual(await named(), ['images/a/0.png']);
    logValue('runs', 1, image('a', 'two'));
    await feed.poll(false);
    assert.deepEqual(await named(), ['images/a/0.png', 'images/a/1.png']);
    end();
    begin();
    logValue('runs', 2, image('a', 'three'));
    assert.deepEqual(await named(), ['images/a/0.png', 'images/a/1.png', 'images/a/2.png']);
    assert.deepEqual(
      [fs.existsSync(paths().uploads) && fs.readdirSync(paths().uploads), problems()],
      [[], []],
    );
  });

  it('with one tag in two folders are told apart, and what the script itself wrote stays', async () => {
    fs.mkdirSync(path.join(paths().artifacts, 'texts/note'), { recursive: true });
    fs.writeFileSync(path.join(paths().artifacts, 'texts/note/0.md'), 'my own');
    logValue('logs/train', 0, text('note/text_summary', 'theirs'));
    logValue('logs/train', 5, image('a', 'train'));
    logValue('logs/validation', 5, image('a', 'validation'));
    assert.deepEqual(await named(), ['images/a/5.png', 'validation/images/a/5.png']);
    assert.equal(fs.readFileSync(path.join(paths().artifacts, 'texts/note/0.md'), 'utf8'), 'my own');
  });

  it('never bring a secret into the run, in params or in texts', async () => {
    logValue('runs', 0, text('note', 'with hunter2-hunter2 in it'));
    write('dvclive/params.yaml', 'api_key: abcdefgh12345\nlr: 0.1\n');
    assert.deepEqual(
      (await kept()).map(([name, , bytes]) => [name, bytes.toString()]),
      [['texts/note/0.md', 'with [redacted] in it']],
    );
    const params = events('params').map((event) => event.type === 'params' && event.params);
    assert.deepEqual(params, [{ api_key: '[redacted]', lr: '0.1' }]);
  });

  it('with an image over the limit leave it where it is and say so', async () => {
    end();
    begin({ one: 100 });
    logValue('runs', 0, image('a', 'x'.repeat(200)));
    logValue('runs', 1, image('a', 'small'));
    assert.deepEqual(await named(), ['images/a/1.png']);
    assert.deepEqual(problems(), [
      'The artifact images/a/0.png is over the limit, so it was left where it is.',
    ]);
  });

  it('of DVCLive give their plots and files in the end, as the tool left them', async () => {
    write('dvclive/params.yaml', 'lr: 0.1\n');
    write('dvclive/plots/images/sample.png', 'first');
    await feed.poll(false);
    fs.writeFileSync(path.join(folder, 'dvclive/plots/images/sample.png'), 'last');
    assert.deepEqual(
      (await kept()).map(([name, , bytes]) => [name, bytes.toString()]),
      [['dvclive/plots/images/sample.png', 'last']],
    );
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
