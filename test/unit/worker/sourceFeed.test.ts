/** Event files and DVCLive folders that a script writes while it runs become its own metrics, each point once. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { openSeries } from '../../../src/storage/series/seriesReader.ts';
import { frame, scalarEvent, versionEvent } from '../sources/tensorboard/writeEvents.ts';
import { fedRun, since } from './fedRun.ts';

describe('TensorBoard and DVCLive files of a script', () => {
  const fed = fedRun();
  const { paths, begin, end, recorded, events, write, log } = fed;

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
      await fed.feed.poll(false);
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
      const file = path.join(fed.folder, name, 'events.out.tfevents.1.host');
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
    await fed.feed.poll(false);
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
    fed.recorder.point({ key: 'loss', step: 0, time: since, value: 7, source: 'inbox' });
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
});
