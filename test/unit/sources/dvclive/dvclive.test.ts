/** DVCLive's folders are read as DVCLive wrote them, while they grow and when they are damaged. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { dvcliveAt } from '../../../../src/sources/dvclive/dvclive.ts';
import { fixturePath, HeldClock, longAgo, noTools, sourceFolder, WatchedSource } from '../watchedSource.ts';

const clock = new HeldClock();
const kind = dvcliveAt(clock);
const now = clock.time;
const open = (place: string) => new WatchedSource(kind.open(place, noTools));

describe('DVCLive folders', () => {
  const folder = sourceFolder();
  after(() => folder.remove());
  afterEach(() => (clock.time = now));

  const found: [what: string, files: Record<string, string>, isFound: boolean][] = [
    ['with a metric', { 'plots/metrics/loss.tsv': 'step\tloss\n' }, true],
    ['with a metric in a folder', { 'plots/metrics/train/loss.tsv': 'step\tloss\n' }, true],
    ['with a time in each row', { 'plots/metrics/loss.tsv': 'timestamp\tstep\tloss\n' }, true],
    ['with other plots', { 'plots/metrics/sizes.tsv': 'name\tsize\n' }, false],
    ['with an empty plot', { 'plots/metrics/loss.tsv': '' }, false],
    ['with metrics.json alone', { 'metrics.json': '{}' }, false],
    ['with params.yaml alone', { 'params.yaml': 'a: 1' }, false],
  ];
  for (const [what, files, isFound] of found)
    it(`are ${isFound ? '' : 'not '}found ${what}`, () => {
      const place = what.replaceAll(' ', '-');
      for (const [file, text] of Object.entries(files)) folder.write(`${place}/${file}`, text);
      const location = path.join(folder.dir, place);
      assert.deepEqual(folder.find(kind, place), isFound ? [{ location, group: folder.dir }] : []);
    });

  it('are found by the name that they have by default, when nothing is plotted', () => {
    folder.write('default/dvclive/metrics.json', '{"acc": 0.5}');
    assert.equal(folder.find(kind, 'default/dvclive').length, 1);
  });

  it('give metrics with their names, parameters, and what was logged without a plot', async () => {
    const watched = await open(fixturePath('dvclive/plain')).scan();
    assert.deepEqual(
      watched.run.metrics.map(({ key, count }) => [key, count]),
      [
        ['train/loss', 5],
        ['val/acc', 5],
        ['test_acc', 1],
      ],
    );
    assert.deepEqual(watched.values('val/acc'), [0.5, 0.6, 0.7, 0.8, 0.9]);
    assert.deepEqual(watched.points('test_acc'), [[4, 0.93]]);
    assert.deepEqual(
      [...watched.run.params],
      [
        ['lr', '0.001'],
        ['model.units', '64'],
        ['model.layers', '[32,16]'],
        ['shuffle', 'true'],
      ],
    );
    assert.deepEqual([watched.run.name, watched.run.status, watched.said], ['plain', 'unknown', []]);
    const details = watched.source.details('plain');
    assert.deepEqual(
      details?.artifacts.map((artifact) => artifact.path),
      ['plots/images/confusion.png'],
    );
  });

  it('give the times of rows that have them', async () => {
    const watched = await open(fixturePath('dvclive/timed')).scan();
    assert.deepEqual(
      [...watched.source.series('timed', 'loss').times],
      [1_700_000_000_250, 1_700_000_000_500, 1_700_000_000_750],
    );
    assert.deepEqual([watched.run.started, watched.run.ended], [1_700_000_000_250, 1_700_000_000_750]);
  });

  describe('that are being written', () => {
    let place = '';
    let count = 0;
    beforeEach(() => {
      count += 1;
      place = folder.copy('dvclive/plain', `live-${count}`);
    });
    const append = (file: string, text: string) => {
      const at = path.join(place, ...file.split('/'));
      fs.appendFileSync(at, text);
      fs.utimesSync(at, clock.time / 1000, clock.time / 1000);
    };

    it('grow from look to look, with new metrics among them', async () => {
      const watched = await open(place).scan();
      assert.equal((await watched.scan()).reported, 0);
      append('plots/metrics/train/loss.tsv', '5\t0.16\n6\t');
      await watched.scan();
      assert.deepEqual(watched.values('train/loss'), [1, 0.5, 1 / 3, 0.25, 0.2, 0.16]);
      assert.deepEqual([watched.run.status, watched.run.ended], ['running', undefined]);
      append('plots/metrics/train/loss.tsv', '0.14\n');
      append('plots/metrics/lr.tsv', 'step\tlr\n0\t0.1\n');
      await watched.scan();
      assert.equal(watched.values('train/loss').at(-1), 0.14);
      assert.deepEqual(watched.values('lr'), [0.1]);
      clock.time += 6 * 60_000;
      await watched.scan();
      assert.equal(watched.run.status, 'unknown');
    });

    const cuts: readonly (readonly [what: string, cut: string, rest: string, values: readonly number[]])[] = [
      ['inside a value', '5\t0.1', '6\n', [0.16]],
      ['before a value', '5\t', '0.16\n', [0.16]],
      ['inside a step', '1', '5\t0.16\n', [0.16]],
      ['inside a row before another', '5\t0.1', '6\n6\t0.14\n', [0.16, 0.14]],
      ['at the end of a row', '5\t0.16', '\n6\t0.14\n', [0.16, 0.14]],
    ];
    for (const [what, cut, rest, values] of cuts)
      for (const isAround of [false, true])
        it(`run again when they go on that were cut ${what}${isAround ? ', also with other metrics around' : ''}`, async () => {
          const file = 'plots/metrics/train/loss.tsv';
          const at = path.join(place, ...file.split('/'));
          if (!isAround) fs.rmSync(path.join(place, 'plots/metrics/val'), { recursive: true });
          fs.appendFileSync(at, cut);
          fs.utimesSync(at, longAgo, longAgo);
          const watched = await open(place).scan();
          assert.equal(watched.run.status, 'unknown');
          const before = [1, 0.5, 1 / 3, 0.25, 0.2];
          append(file, rest);
          await watched.scan();
          assert.deepEqual(watched.values('train/loss'), [...before, ...values]);
          assert.deepEqual([watched.run.status, watched.run.ended], ['running', undefined]);
          clock.time += 6 * 60_000;
          assert.equal((await watched.scan()).run.status, 'unknown');
          append(file, '9\t0.1\n');
          assert.equal((await watched.scan()).run.status, 'running');
        });

    it('do not run because others were put in their place, cut or not', async () => {
      const at = path.join(place, 'plots/metrics/train/loss.tsv');
      fs.appendFileSync(at, '5\t0.1');
      fs.utimesSync(at, longAgo, longAgo);
      const watched = await open(place).scan();
      // The same file with other, more bytes in it, as a checkout may leave it.
      fs.writeFileSync(at, `step\tloss\n${'0\t9\n'.repeat(50)}`);
      fs.utimesSync(at, clock.time / 1000, clock.time / 1000);
      await watched.scan();
      assert.equal(watched.values('train/loss').length, 50);
      assert.equal(watched.run.status, 'unknown');
    });

    it('show a metric once that is plotted after it was not', async () => {
      const watched = await open(place).scan();
      append('plots/metrics/test_acc.tsv', 'step\ttest_acc\n7\t0.95\n');
      assert.deepEqual((await watched.scan()).points('test_acc'), [[7, 0.95]]);
    });

    it('follow metrics.json, and keep what it said while it is half written', async () => {
      const watched = await open(place).scan();
      const summary = path.join(place, 'metrics.json');
      const write = (text: string) => {
        fs.writeFileSync(summary, text);
        fs.utimesSync(summary, clock.time / 1000, clock.time / 1000);
      };
      write('{"test_acc": 0.9');
      await watched.scan();
      assert.deepEqual([watched.points('test_acc'), watched.said], [[[4, 0.93]], []]);
      write('{"test_acc": NaN, "step": 9}');
      assert.deepEqual((await watched.scan()).points('test_acc'), [[9, NaN]]);
      write('{');
      clock.time += 60_000;
      assert.deepEqual((await watched.scan()).said, ['metrics.json: The file is no JSON object.']);
    });

    it('are read anew when another run begins in the same folder', async () => {
      const watched = await open(place).scan();
      fs.rmSync(path.join(place, 'plots'), { recursive: true });
      fs.rmSync(path.join(place, 'metrics.json'));
      fs.rmSync(path.join(place, 'params.yaml'));
      assert.equal((await watched.scan()).runs.size, 0);
      folder.write(`live-${count}/plots/metrics/loss.tsv`, 'step\tloss\n0\t3\n');
      await watched.scan();
      assert.deepEqual(
        watched.run.metrics.map(({ key }) => key),
        ['loss'],
      );
      assert.equal(watched.run.params.size, 0);
    });
  });

  describe('that are bad', () => {
    const tsv = 'step\tloss\n0\t1.5\n1\t0.75\n2\tnan\n3\t0.25\n';
    let count = 0;
    const scan = (text: string | Uint8Array) => {
      count += 1;
      folder.write(`bad-${count}/plots/metrics/loss.tsv`, text);
      return open(path.join(folder.dir, `bad-${count}`)).scan();
    };

    it('give the first rows of a file that is cut at any byte', async () => {
      const values = [1.5, 0.75, NaN, 0.25];
      for (let length = 0; length < tsv.length; length += 1) {
        const watched = await scan(tsv.slice(0, length));
        const read = watched.values('loss');
        // A number that is cut is another number, and cannot be told from it: only that of the last row.
        assert.deepEqual(
          read.slice(0, -1),
          values.slice(0, Math.max(0, read.length - 1)),
          `cut at ${length}`,
        );
      }
    });

    it('leave at most one row out for one flipped bit, and never throw', async () => {
      const bytes = Buffer.from(tsv);
      for (let at = bytes.indexOf('\n') + 1; at < bytes.length; at += 1) {
        for (const bit of [0, 4, 7]) {
          const damaged = Buffer.from(bytes);
          damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << bit), at);
          const watched = await scan(damaged);
          // A damaged line end takes two rows.
          assert.ok(watched.values('loss').length >= 2, `bit ${bit} of byte ${at}`);
        }
      }
      for (let at = 0; at < bytes.indexOf('\n'); at += 1) {
        const damaged = Buffer.from(bytes);
        damaged.writeUInt8(damaged.readUInt8(at) ^ 0x10, at);
        await scan(damaged);
      }
    });

    const cases: [what: string, text: string, points: number[][], said: RegExp[]][] = [
      ['nothing', '', [], []],
      ['only a header', 'step\tloss\n', [], []],
      ['no header', '0\t1\n1\t2\n', [], [/No column is a step or an epoch/]],
      ['another text', 'once upon a time\nthere was a file\n', [], [/No column is a step/]],
      [
        'rows with too few and too many cells',
        'step\tloss\n0\n1\t2\t3\n2\t5\n',
        [[2, 5]],
        [/has 1 cells/, /has 3/],
      ],
      ['a step that is no number', 'step\tloss\nx\t1\n1\t2\n', [[1, 2]], [/The step is no number: x/]],
      [
        'duplicated and decreasing steps',
        'step\tloss\n2\t1\n1\t2\n1\t3\n0\t4\n',
        [
          [0, 4],
          [1, 2],
          [1, 3],
          [2, 1],
        ],
        [],
      ],
      [
        'Windows line ends',
        'step\tloss\r\n0\t1\r\n1\t2\r\n',
        [
          [0, 1],
          [1, 2],
        ],
        [],
      ],
      [
        'a last line without an end',
        'step\tloss\n0\t1\n1\t2',
        [
          [0, 1],
          [1, 2],
        ],
        [],
      ],
    ];
    for (const [what, text, points, said] of cases)
      it(`hold ${what}`, async () => {
        const watched = await scan(text);
        assert.deepEqual(watched.points('loss'), points);
        assert.equal(watched.said.length, said.length, watched.said.join('\n'));
        said.forEach((pattern, at) => assert.match(watched.said[at] ?? '', pattern));
      });

    const yaml: [what: string, text: string, params: string[][], said: RegExp | undefined][] = [
      [
        'objects of Python',
        'a: !!python/object:os.system {x: 1}\nb: !!python/tuple [1, 2]\n',
        [
          ['a.x', '1'],
          ['b', '[1,2]'],
        ],
        undefined,
      ],
      ['numbers beyond 2^53', 'seed: 12345678901234567890\n', [['seed', '12345678901234567890']], undefined],
      [
        'names that JavaScript knows',
        '__proto__: {a: 1}\nconstructor: 2\n',
        [
          ['__proto__.a', '1'],
          ['constructor', '2'],
        ],
        undefined,
      ],
      ['no YAML', 'a: [1\nb: }', [], /params\.yaml: The file is no YAML/],
      ['a list', '- 1\n- 2\n', [], /params\.yaml: The file holds no parameters/],
      [
        'aliases that stand for gigabytes',
        `a: &a [${'x,'.repeat(9)}x]\n${Array.from('bcdefghij')
          .map(
            (name, at) =>
              `${name}: &${name} [${Array(10)
                .fill(`*${'abcdefghij'[at] ?? ''}`)
                .join()}]`,
          )
          .join('\n')}`,
        [],
        /params\.yaml: The file is no YAML: Excessive alias count/,
      ],
      ['too much', `a: ${'x'.repeat(1_100_000)}`, [], /params\.yaml: The file is too big to be read: over 1/],
    ];
    for (const [what, text, params, said] of yaml)
      it(`hold in params.yaml ${what}`, async () => {
        count += 1;
        folder.write(`bad-${count}/params.yaml`, text);
        folder.write(`bad-${count}/plots/metrics/loss.tsv`, tsv);
        const watched = await open(path.join(folder.dir, `bad-${count}`)).scan();
        assert.deepEqual([...watched.run.params], params);
        assert.equal(watched.run.metrics[0]?.count, 4);
        if (said === undefined) assert.deepEqual(watched.said, []);
        else assert.match(watched.said.join(), said);
      });

    it('lead out of the folder by links, which are not followed', async () => {
      const outside = folder.write('outside/loss.tsv', tsv);
      const place = path.join(folder.dir, 'linked');
      fs.mkdirSync(path.join(place, 'plots', 'metrics'), { recursive: true });
      fs.symlinkSync(outside, path.join(place, 'plots', 'metrics', 'loss.tsv'));
      fs.symlinkSync(path.dirname(outside), path.join(place, 'plots', 'metrics', 'train'));
      fs.symlinkSync(outside, path.join(place, 'params.yaml'));
      execFileSync('mkfifo', [path.join(place, 'metrics.json')]);
      assert.deepEqual(folder.find(kind, 'linked'), []);
      assert.equal((await open(place).scan()).runs.size, 0);
      folder.write('linked/plots/metrics/acc.tsv', 'step\tacc\n0\t1\n');
      const watched = await open(place).scan();
      assert.deepEqual(
        watched.run.metrics.map(({ key }) => key),
        ['acc'],
      );
      assert.equal(watched.said.length, 4, watched.said.join('\n'));
      for (const said of watched.said) assert.match(said, /link|not a file/);
      fs.utimesSync(place, longAgo, longAgo);
    });

    it('have a line of megabytes, which is passed over', async () => {
      const watched = await scan(`step\tloss\n0\t1\n${'9'.repeat(3_000_000)}\n2\t5\n`);
      assert.deepEqual(watched.values('loss'), [1, 5]);
      assert.match(watched.said.join(), /1 line is too long/);
    });
  });
});
