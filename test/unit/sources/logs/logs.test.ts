/** Logs of Keras, Lightning, Hugging Face and of scripts of one's own. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { logsAt } from '../../../../src/sources/logs/logs.ts';
import { fixturePath, HeldClock, longAgo, noTools, sourceFolder, WatchedSource } from '../watchedSource.ts';

const clock = new HeldClock();
const kind = logsAt(clock);
const now = clock.time;
const open = (location: string) => new WatchedSource(kind.open(location, noTools));

/** As lightning.pytorch.loggers.CSVLogger writes it, after a run with two epochs. */
const lightning = 'epoch,step,train_loss,val_loss\n0,49,0.7,\n0,49,,0.65\n1,99,0.5,\n1,99,,0.45\n';

describe('logs', () => {
  const folder = sourceFolder();
  after(() => folder.remove());
  afterEach(() => (clock.time = now));
  const at = (...place: string[]) => path.join(folder.dir, ...place);

  describe('are found', () => {
    it('as files, each being a run of its folder', () => {
      folder.write('found/training.log', 'epoch,loss\n0,1\n');
      folder.write('found/history.jsonl', '{"epoch": 0, "loss": 1}\n');
      folder.write('found/loans.csv', 'epoch,loss\n0,1\n');
      folder.write('found/results.csv', 'home,away\nA,B\n');
      assert.deepEqual(folder.find(kind, 'found'), [
        { location: at('found', 'history.jsonl'), group: at('found') },
        { location: at('found', 'training.log'), group: at('found') },
      ]);
    });

    it('as versions of Lightning, in the folder of all versions', () => {
      folder.write('lightning_logs/version_0/metrics.csv', lightning);
      folder.write('mine/a/metrics.csv', lightning);
      folder.write('mine/a/hparams.yaml', 'lr: 0.1');
      assert.equal(folder.find(kind, 'lightning_logs/version_0')[0]?.group, at('lightning_logs'));
      assert.equal(folder.find(kind, 'mine/a')[0]?.group, at('mine'));
    });

    it('as output folders of a Trainer, which stand for their checkpoints', () => {
      folder.copy('logs/huggingface', 'out');
      folder.write('out/trainer_log.jsonl', '{"current_steps": 1, "loss": 1}\n');
      assert.deepEqual(
        ['out', 'out/checkpoint-10'].map((name) => folder.find(kind, name).map(({ location }) => location)),
        [[at('out'), at('out', 'trainer_log.jsonl')], []],
      );
      folder.write('out/trainer_state.json', '{}');
      assert.deepEqual(folder.find(kind, 'out'), [{ location: at('out'), group: folder.dir }]);
    });

    it('not by links, nor in pipes', () => {
      folder.write('outside/metrics.csv', lightning);
      fs.mkdirSync(at('linked'));
      fs.symlinkSync(at('outside', 'metrics.csv'), at('linked', 'metrics.csv'));
      fs.symlinkSync(at('out', 'trainer_state.json'), at('linked', 'trainer_state.json'));
      execFileSync('mkfifo', [at('linked', 'log.csv')]);
      assert.deepEqual(folder.find(kind, 'linked'), []);
    });
  });

  it('of Keras give every column but the epoch', async () => {
    const watched = await open(fixturePath('logs/keras/training.csv')).scan();
    assert.deepEqual(
      watched.run.metrics.map(({ key, count, last }) => [key, count, last.step]),
      [
        ['accuracy', 4, 3],
        ['loss', 4, 3],
        ['val_accuracy', 4, 3],
        ['val_loss', 4, 3],
      ],
    );
    assert.equal(watched.values('loss')[0], 0.7714880108833313);
    assert.deepEqual([watched.run.name, watched.run.status, watched.said], ['training.csv', 'unknown', []]);
    assert.deepEqual(
      watched.source.details('training.csv')?.artifacts.map((file) => file.path),
      ['training.csv'],
    );
  });

  it('of Lightning give what is in each row, and hparams.yaml', async () => {
    const file = folder.write('lightning_logs/version_3/metrics.csv', lightning);
    folder.write(
      'lightning_logs/version_3/hparams.yaml',
      'lr: 1e-3\nlayers: [1, 2]\noptimizer: !!python/name:torch.Adam ""\n',
    );
    const watched = await open(file).scan();
    assert.deepEqual(
      [watched.points('train_loss'), watched.points('val_loss')],
      [
        [
          [49, 0.7],
          [99, 0.5],
        ],
        [
          [49, 0.65],
          [99, 0.45],
        ],
      ],
    );
    assert.deepEqual(
      [watched.run.name, [...watched.run.params]],
      [
        'version_3',
        [
          ['lr', '0.001'],
          ['layers', '[1,2]'],
          ['optimizer', ''],
        ],
      ],
    );
  });

  describe('of a Trainer', () => {
    it('give the newest history, and that training is done', async () => {
      const { dir } = folder;
      const location = folder.copy('logs/huggingface', 'trainer');
      const watched = await open(location).scan();
      const values = watched.values('loss');
      assert.deepEqual([values[0], Number.isNaN(values[1]), values[2]], [0.2, true, 2 / 30]);
      assert.deepEqual(watched.points('eval_loss')[2], [30, 2.2 / 30]);
      assert.deepEqual([watched.run.status, watched.run.name], ['finished', 'trainer']);
      assert.equal(watched.run.params.get('max_steps'), '30');
      assert.ok(dir);
    });

    it('follow it from checkpoint to checkpoint', async () => {
      const state = (step: number) =>
        fs.readFileSync(fixturePath(`logs/huggingface/checkpoint-${step}/trainer_state.json`));
      folder.write('steps/checkpoint-10/trainer_state.json', state(10));
      const watched = await open(at('steps')).scan();
      assert.deepEqual([watched.run.status, watched.values('eval_loss').length], ['unknown', 1]);
      assert.equal((await watched.scan()).reported, 0);
      folder.write('steps/checkpoint-20/trainer_state.json', state(20));
      await watched.scan();
      assert.deepEqual([watched.run.status, watched.values('eval_loss').length], ['running', 2]);
      folder.write('steps/trainer_state.json', state(30));
      fs.rmSync(at('steps', 'checkpoint-10'), { recursive: true });
      await watched.scan();
      assert.deepEqual([watched.run.status, watched.values('eval_loss').length], ['finished', 3]);
      fs.rmSync(at('steps'), { recursive: true });
      assert.equal((await watched.scan()).runs.size, 0);
    });

    it('survive being cut at any byte, and any flipped bit', async () => {
      const whole = fs.readFileSync(fixturePath('logs/huggingface/checkpoint-10/trainer_state.json'));
      const location = path.dirname(folder.write('cut/trainer_state.json', ''));
      for (let length = 0; length < whole.length; length += 1) {
        folder.write('cut/trainer_state.json', whole.subarray(0, length));
        const watched = await open(location).scan();
        // The file ends in a newline, which nobody misses.
        const isWhole = length >= whole.length - 1;
        assert.equal(watched.run.metrics.length > 0, isWhole, `cut at ${length}`);
        assert.equal(watched.said.length, isWhole ? 0 : 1, `cut at ${length}`);
      }
      for (let index = 0; index < whole.length; index += 1) {
        const damaged = Buffer.from(whole);
        damaged.writeUInt8(damaged.readUInt8(index) ^ (1 << (index % 8)), index);
        folder.write('cut/trainer_state.json', damaged);
        assert.equal((await open(location).scan()).runs.size, 1);
      }
    });

    const bad: [what: string, text: string, said: RegExp][] = [
      ['nothing', '', /The file is empty/],
      ['another object', '{"a": 1}', /no state of a Hugging Face Trainer/],
      ['a list', '[]', /no state/],
      ['no JSON', 'log_history', /no state/],
      ['a history of numbers', '{"log_history": [1, 2]}', /no state/],
    ];
    for (const [what, text, said] of bad)
      it(`say that a file holds ${what}`, async () => {
        folder.write('bad/trainer_state.json', text);
        const watched = await open(at('bad')).scan();
        assert.match(watched.said.join(), said);
        assert.deepEqual(watched.run.metrics, []);
      });
  });

  describe('of one text', () => {
    let count = 0;
    const scan = async (name: string, text: string | Uint8Array) => {
      count += 1;
      return await open(folder.write(`text-${count}/${name}`, text)).scan();
    };

    it('grow from look to look, and are read anew when they are written anew', async () => {
      const watched = await scan('training.log', 'epoch,loss\n0,5\n');
      const file = at(`text-${count}`, 'training.log');
      const append = (text: string) => {
        fs.appendFileSync(file, text);
        fs.utimesSync(file, clock.time / 1000, clock.time / 1000);
      };
      append('1,4\n2,');
      assert.deepEqual((await watched.scan()).points('loss'), [
        [0, 5],
        [1, 4],
      ]);
      assert.equal(watched.run.status, 'running');
      append('3\n');
      assert.deepEqual((await watched.scan()).values('loss'), [5, 4, 3]);
      // Longer than before: only the bytes tell.
      fs.writeFileSync(file, 'epoch,loss,acc\n0,9,0.1\n1,8,0.2\n2,7,0.3\n3,6,0.4\n');
      assert.deepEqual((await watched.scan()).values('loss'), [9, 8, 7, 6]);
      assert.deepEqual(
        watched.run.metrics.map(({ key }) => key),
        ['loss', 'acc'],
      );
      fs.writeFileSync(file, 'epoch,loss\n0,1\n');
      assert.deepEqual((await watched.scan()).values('loss'), [1]);
      fs.rmSync(file);
      assert.equal((await watched.scan()).runs.size, 0);
    });

    it('give a last line that nobody ended once it is left alone, and correct it when it goes on', async () => {
      const watched = await scan('training.log', 'epoch,loss\n0,5');
      assert.deepEqual(watched.values('loss'), [5]);
      const file = at(`text-${count}`, 'training.log');
      fs.appendFileSync(file, '0\n1,4\n');
      assert.equal(watched.run.status, 'unknown');
      assert.deepEqual((await watched.scan()).values('loss'), [50, 4]);
      assert.equal(watched.run.status, 'running');
      fs.appendFileSync(file, '2,3');
      fs.utimesSync(file, longAgo, longAgo);
      assert.deepEqual((await watched.scan()).values('loss'), [50, 4, 3]);
      fs.appendFileSync(file, '\n3,2\n');
      assert.deepEqual((await watched.scan()).values('loss'), [50, 4, 3, 2]);
      assert.deepEqual(watched.said, []);
    });

    it('have a last line that is waited for while it is being written', async () => {
      const watched = await scan('training.log', 'epoch,loss\n0,5\n');
      const file = at(`text-${count}`, 'training.log');
      fs.appendFileSync(file, '1,4');
      fs.utimesSync(file, clock.time / 1000, clock.time / 1000);
      assert.deepEqual((await watched.scan()).values('loss'), [5]);
      clock.time += 20_000;
      assert.deepEqual((await watched.scan()).values('loss'), [5, 4]);
    });

    it('give the time of a row where it has one', async () => {
      const watched = await scan('log.csv', 'step,timestamp,loss\n1,1700000000,2\n2,1700000060.5,1\n');
      assert.deepEqual(
        [...watched.source.series('log.csv', 'loss').times],
        [1_700_000_000_000, 1_700_000_060_500],
      );
      assert.deepEqual([watched.run.started, watched.run.ended], [1_700_000_000_000, 1_700_000_060_500]);
      const dated = await scan('log.jsonl', '{"step": 1, "loss": 2, "time": "2026-01-01T00:00:00Z"}\n');
      assert.deepEqual([...dated.source.series('log.jsonl', 'loss').times], [Date.UTC(2026, 0, 1)]);
      const elapsed = await scan('log.csv', 'step,time,loss\n1,12.5,2\n');
      assert.deepEqual(elapsed.values('time'), [12.5]);
      assert.deepEqual([...elapsed.source.series('log.csv', 'loss').times], [longAgo.getTime()]);
    });

    it('give numbers of JSON lines by their names, NaN and infinities too', async () => {
      const text = [
        '{"env": "linux"}',
        '{"step": 1, "train": {"loss": 2, "note": "text"}, "ok": true, "lr": Infinity}',
        '{"step": 2, "train": {"loss": NaN}, "lr": -Infinity}',
        'nonsense',
        '[1]',
        '',
      ].join('\n');
      const watched = await scan('log.jsonl', text);
      assert.deepEqual(
        watched.run.metrics.map(({ key }) => key),
        ['train/loss', 'lr'],
      );
      assert.deepEqual(
        [watched.values('train/loss'), watched.values('lr')],
        [
          [2, NaN],
          [Infinity, -Infinity],
        ],
      );
      assert.deepEqual(
        watched.run.problems.map(({ line, message }) => `${line ?? 0} ${message}`),
        ['4 The line is no JSON and is left out.', '5 The line is no JSON object and is left out.'],
      );
    });

    it('may begin again with another header', async () => {
      const watched = await scan(
        'log.csv',
        'epoch,loss\n0,5\n1,4\nepoch,loss,acc\n2,3,0.5\nepoch,loss,acc\n3,2,0.6\n',
      );
      assert.deepEqual(
        [watched.values('loss'), watched.points('acc'), watched.said],
        [
          [5, 4, 3, 2],
          [
            [2, 0.5],
            [3, 0.6],
          ],
          [],
        ],
      );
    });

    it('may quote, and may separate by other signs', async () => {
      const watched = await scan('log.csv', '"epoch";"a ""b"", c; d";loss\n"0";"1";"2,5"\n1;2;3\n');
      assert.deepEqual(watched.points('a "b", c; d'), [
        [0, 1],
        [1, 2],
      ]);
      assert.deepEqual(watched.points('loss'), [[1, 3]]);
    });

    it('survive being cut at any byte and any flipped bit', async () => {
      for (const [name, text] of [
        ['metrics.csv', lightning],
        ['metrics.jsonl', '{"epoch": 0, "loss": 1.5}\n{"epoch": 1, "loss": 0.5}\n'],
      ] as const) {
        const bytes = Buffer.from(text);
        for (let length = 0; length <= bytes.length; length += 1) {
          const watched = await scan(name, bytes.subarray(0, length));
          assert.ok(watched.run.metrics.length <= 3, `cut at ${length}`);
        }
        for (let index = 0; index < bytes.length; index += 1) {
          const damaged = Buffer.from(bytes);
          damaged.writeUInt8(damaged.readUInt8(index) ^ (1 << (index % 8)), index);
          const watched = await scan(name, damaged);
          for (const { key } of watched.run.metrics) watched.points(key);
        }
      }
    });

    it('name twenty of many wrong lines', async () => {
      const watched = await scan('log.csv', `epoch,loss\n${'1,2,3\n'.repeat(5000)}7,8\n`);
      assert.deepEqual([watched.points('loss'), watched.said.length], [[[7, 8]], 21]);
      assert.match(watched.said[20] ?? '', /4980 more problems/);
    });

    it('become a link, which is not followed', async () => {
      const watched = await scan('log.csv', 'epoch,loss\n0,5\n');
      assert.deepEqual(watched.values('loss'), [5]);
      const file = at(`text-${count}`, 'log.csv');
      fs.renameSync(file, at('moved.csv'));
      fs.symlinkSync(at('moved.csv'), file);
      await watched.scan();
      assert.match(watched.problems[0]?.message ?? '', /links are not followed/);
      assert.deepEqual(watched.values('loss'), [5]);
      fs.rmSync(file);
      fs.renameSync(at('moved.csv'), file);
      fs.appendFileSync(file, '1,4\n');
      await watched.scan();
      assert.deepEqual([watched.problems, watched.values('loss')], [[], [5, 4]]);
    });
  });
});
