/** A file store that is damaged, made up or half written: every run that can be read is told, and what is wrong with it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { MlrunsFolder } from '../../../src/sources/mlflowFiles/mlrunsFolder.ts';
import { later, made, Seen, settle, Stores } from './mlflowStores.ts';

const clock = { now: () => later };
const id = '0123456789abcdef0123456789abcdef';
const other = 'fedcba9876543210fedcba9876543210';
const meta = (changes: Record<string, string> = {}) =>
  Object.entries({
    end_time: '1795000009000',
    experiment_id: "'1'",
    lifecycle_stage: 'active',
    run_id: id,
    run_name: 'quiet heron',
    start_time: '1795000000000',
    status: '3',
    tags: '[]',
    user_id: 'ada',
    ...changes,
  })
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');

let stores: Stores;
let store: string;
/** Writes a file of the store. */
const put = (file: string, content: string | Buffer) => stores.write(path.join('mlruns', file), content);
const look = async () => await new Seen(new MlrunsFolder(store, clock)).look();

beforeEach(() => {
  stores = new Stores();
  store = path.join(stores.folder, 'mlruns');
  put('1/meta.yaml', "experiment_id: '1'\nlifecycle_stage: active\nname: credit\n");
  put(`1/${id}/meta.yaml`, meta());
  put(`1/${id}/metrics/loss`, '1795000001000 0.5 1\n1795000002000 0.25 2\n');
  put(`1/${id}/params/lr`, '0.1');
  put(`1/${id}/tags/team`, 'risk');
});
afterEach(() => stores.dispose());

describe('a file store with a damaged file', () => {
  const names = ['1/meta.yaml', `1/${id}/meta.yaml`, `1/${id}/metrics/loss`, `1/${id}/params/lr`];
  for (const name of names)
    it(`tells the run when ${name.replace(id, 'RUN')} is cut off at any byte, and never a number that was not written`, async () => {
      const whole = fs.readFileSync(path.join(store, name));
      for (let length = 0; length < whole.length; length += 1) {
        put(name, whole.subarray(0, length));
        const seen = await look();
        const run = seen.runs.get(id);
        assert.ok(run !== undefined, `cut at ${length}`);
        // A param has no end of its own; of all others half a line is not believed.
        if (!name.includes('params')) assert.equal(run.params.get('lr'), '0.1');
        if (name.endsWith(`${id}/meta.yaml`)) assert.ok([1795000000000, 1795000001000].includes(run.started));
        assert.ok([undefined, 1795000009000].includes(run.ended));
        for (const { last } of run.metrics) assert.ok([0.5, 0.25].includes(last.value), String(last.value));
        const lines = whole.subarray(0, length).toString().split('\n');
        const isCut = lines.at(-1) !== '' || (length === 0 && name.endsWith('.yaml'));
        if (isCut && !name.includes('params')) assert.notDeepEqual(seen.wrong, [], `cut at ${length}`);
      }
    });

  for (const name of names)
    it(`tells the run when bits of ${name.replace(id, 'RUN')} are flipped`, async () => {
      const whole = fs.readFileSync(path.join(store, name));
      for (let bit = 0; bit < whole.length * 8; bit += 3) {
        const flipped = Buffer.from(whole);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        put(name, flipped);
        const seen = await look();
        // Only a flipped bit in the word that says so can delete it.
        assert.equal(seen.runs.size, 1, `bit ${bit}`);
      }
    });

  for (const [what, content] of Object.entries({
    empty: '',
    'a picture': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    zeros: Buffer.alloc(5000),
    'a page': '<!doctype html>\n<p>Not found\n',
    'one endless line': 'x'.repeat(3_000_000),
  }))
    it(`names each file that is ${what}`, async () => {
      const names = ['1/meta.yaml', `1/${id}/meta.yaml`, `1/${id}/metrics/loss`];
      for (const name of names) put(name, content);
      const seen = await look();
      const run = seen.runs.get(id);
      assert.equal(run?.name, id);
      assert.equal(run.experiment, '1');
      assert.equal(run.status, 'unknown');
      assert.equal(run.started, made);
      assert.deepEqual(run.metrics, []);
      const named = new Set(seen.wrong.map((problem) => problem.replace(/:.*/s, '')));
      // An empty metric is one that was not logged yet.
      assert.deepEqual([...named].sort(), content === '' ? names.slice(0, 2).sort() : names.sort());
    });

  it('reads what is left of a run without meta.yaml', async () => {
    fs.rmSync(path.join(store, `1/${id}/meta.yaml`));
    put(`1/${id}/tags/mlflow.runName`, 'quiet heron');
    const seen = await look();
    const run = seen.named('quiet heron');
    assert.equal(run.started, 1795000001000);
    assert.equal(run.metrics[0]?.last.value, 0.25);
    assert.deepEqual(seen.wrong, [`1/${id}/meta.yaml: This file is missing; what it says is not known.`]);
  });

  it('leaves out lines of a metric that say nothing, and names the first', async () => {
    const lines = ['1795000001000 0.5 1', 'x', '1 2 3 4 5 6', '1795000002000 0x10 2', '1795000003000  3'];
    put(`1/${id}/metrics/loss`, `${lines.join('\n')}\n\n1795000004000 nan -1\n1795000005000 5e-1 1e3\n`);
    const seen = await look();
    assert.deepEqual(seen.points('quiet heron', 'loss'), [
      [-1, NaN],
      [1, 0.5],
      [3, 2],
    ]);
    assert.deepEqual(seen.wrong, [
      `1/${id}/metrics/loss:2: Lines that are not "time value step" are left out: 4.`,
    ]);
  });

  it('names a time that is none', async () => {
    put(`1/${id}/meta.yaml`, meta({ start_time: 'yesterday', end_time: '1'.repeat(30) }));
    const run = (await look()).named('quiet heron');
    assert.deepEqual(
      [run.started, run.ended, run.problems.length, run.status],
      [1795000001000, undefined, 2, 'finished'],
    );
  });
});

describe('what MLflow wrote over the years', () => {
  it('reads the oldest lines, seconds and a value', async () => {
    put(`1/${id}/metrics/loss`, '1530000000 0.5\n1530000060 0.25\n');
    const seen = await look();
    const [loss] = seen.named('quiet heron').metrics;
    assert.deepEqual(loss?.last, { step: 0, time: 1530000060000, value: 0.25 });
  });

  it("reads a model's and a dataset's lines", async () => {
    const lines = [`1795000001000 0.5 1 ${id}`, '1795000002000 0.25 2 loans 300830b9'];
    put(`1/${id}/metrics/loss`, `${[...lines, `1795000003000 inf 3 ${id} loans 300830b9`].join('\n')}\n`);
    const seen = await look();
    assert.deepEqual(seen.points('quiet heron', 'loss'), [
      [1, 0.5],
      [2, 0.25],
      [3, Infinity],
    ]);
    assert.deepEqual(seen.wrong, []);
  });

  it('keeps duplicated and decreasing steps, in order', async () => {
    put(
      `1/${id}/metrics/loss`,
      ['9 1 3', '8 2 3', '7 3 1', '7 4 1', '6 5 1', '5 6 -2'].join('\n').replaceAll(/^/gm, '179500000000') +
        '\n',
    );
    const seen = await look();
    assert.deepEqual(seen.points('quiet heron', 'loss'), [
      [-2, 6],
      [1, 5],
      [1, 3],
      [1, 4],
      [3, 2],
      [3, 1],
    ]);
    const [loss] = seen.named('quiet heron').metrics;
    assert.deepEqual([loss?.count, loss?.last.step, loss?.last.value], [6, 3, 1]);
  });

  it('keeps ids beyond 2^53 apart', async () => {
    for (const experiment of ['9007199254740992', '9007199254740993']) {
      put(`${experiment}/meta.yaml`, `experiment_id: ${experiment}\nname: e${experiment}\n`);
      put(`${experiment}/${experiment}/meta.yaml`, meta({ run_name: `r${experiment}` }));
      put(`${experiment}/${experiment}/metrics/big`, `1795000001000 1 ${experiment}\n`);
    }
    const seen = await look();
    const { experiment, metrics } = seen.named('r9007199254740993');
    assert.equal(experiment, 'e9007199254740993');
    assert.equal(metrics[0]?.last.step, 9007199254740992);
    assert.equal(seen.runs.has('9007199254740992') && seen.runs.has('9007199254740993'), true);
  });

  it('leaves out what was deleted, a run or its experiment', async () => {
    put(`1/${other}/meta.yaml`, meta({ run_name: 'gone', lifecycle_stage: 'deleted' }));
    put('2/meta.yaml', "experiment_id: '2'\nlifecycle_stage: deleted\nname: old\n");
    put(`2/${other}2/meta.yaml`, meta({ run_name: 'gone too' }));
    const seen = await look();
    assert.deepEqual(seen.names, ['quiet heron']);
  });

  it('lists a run that was copied to another experiment once, and says so', async () => {
    fs.cpSync(path.join(store, '1'), path.join(store, '2'), { recursive: true });
    settle(store);
    const seen = await look();
    assert.deepEqual(seen.names, ['quiet heron']);
    assert.deepEqual(seen.wrong, [
      `2/${id}: There is a run with this id in 1/${id} already; this one is left out.`,
    ]);
  });

  it('takes no notice of registered models, artifacts alone and the files of a file manager', async () => {
    put('models/credit/meta.yaml', 'name: credit\n');
    put('models/credit/version-1/meta.yaml', 'name: credit\n');
    put(`1/${other}/artifacts/model.pkl`, 'x');
    put(`1/${id}/params/.DS_Store`, 'x');
    put('.DS_Store', 'x');
    const seen = await look();
    assert.deepEqual([seen.names, seen.wrong], [['quiet heron'], []]);
    assert.deepEqual([...seen.named('quiet heron').params.keys()], ['lr']);
  });
});

describe('a file store that somebody made up', () => {
  const secret = () => stores.write('secret/tags/token', 'hunter2');

  it('follows no link out of it, to a file, a folder, a run or an experiment', async () => {
    const folder = path.dirname(path.dirname(secret()));
    put(`secret/meta.yaml`, meta({ run_name: 'linked' }));
    for (const link of ['2', `1/${other}`, `1/${id}/params/all`, `1/${id}/artifacts`, `1/${id}/outputs`])
      fs.symlinkSync(folder, path.join(store, link));
    fs.symlinkSync(path.join(folder, 'tags/token'), path.join(store, `1/${id}/tags/token`));
    fs.rmSync(path.join(store, 'secret'), { recursive: true });
    const seen = await look();
    assert.deepEqual(seen.names, ['quiet heron']);
    const { params, tags } = seen.named('quiet heron');
    assert.deepEqual([...params.keys(), ...tags.keys()], ['lr', 'team']);
    const details = seen.source.details(id);
    assert.deepEqual([details?.artifactFolder, details?.artifacts], [undefined, []]);
    assert.deepEqual(
      seen.wrong.sort(),
      ['2', `1/${other}`, `1/${id}`, `1/${id}/params/all`, `1/${id}/tags/token`]
        .map((place) => (place === `1/${id}` ? [`${place}/artifacts`, `${place}/outputs`] : [place]))
        .flat()
        .map((place) => `${place}: This is a symbolic link; links are not followed.`)
        .sort(),
    );
  });

  it('follows no link that takes the place of a metric after the look', async () => {
    const seen = await look();
    const target = stores.write('secret/metrics/loss', '1795000001000 42 1\n');
    const metrics = path.join(store, `1/${id}/metrics`);
    fs.rmSync(metrics, { recursive: true });
    fs.symlinkSync(path.dirname(target), metrics);
    assert.deepEqual(seen.points('quiet heron', 'loss'), []);
  });

  it("lists no folder of artifacts but one that is the run's own", async () => {
    const elsewhere = path.join(stores.folder, `elsewhere/${id}/artifacts`);
    stores.write(`elsewhere/${id}/artifacts/plot.png`, 'x');
    const uris: readonly [uri: string, folder: string | undefined][] = [
      [elsewhere, elsewhere],
      [`file://${elsewhere}`, elsewhere],
      [path.join(stores.folder, 'elsewhere'), undefined],
      ['/', undefined],
      [`${elsewhere}/../../..`, undefined],
      [`s3://bucket/${id}/artifacts`, undefined],
      [`file://host/share/${id}/artifacts`, undefined],
      [`mlflow-artifacts:/1/${id}/artifacts`, undefined],
      [`"/x\\0/${id}/artifacts"`, undefined],
    ];
    for (const [uri, folder] of uris) {
      put(`1/${id}/meta.yaml`, meta({ artifact_uri: uri }));
      const details = (await look()).source.details(id);
      assert.equal(details?.artifactFolder, folder, uri);
      assert.equal(details?.artifacts.length, folder === undefined ? 0 : 1);
    }
  });

  it('reads no dataset by a path', async () => {
    put('secret/meta.yaml', 'name: hunter2\ndigest: x\n');
    put(`1/${id}/inputs/a/meta.yaml`, 'source_id: ../../secret\nsource_type: DATASET\n');
    const seen = await look();
    assert.deepEqual(seen.named('quiet heron').datasets, []);
  });

  it('does not wait for pipes', async () => {
    for (const name of ['1/meta.yaml', `1/${id}/meta.yaml`, `1/${id}/metrics/loss`, `1/${id}/params/lr`]) {
      fs.rmSync(path.join(store, name));
      execFileSync('mkfifo', [path.join(store, name)]);
    }
    const seen = await look();
    assert.equal(seen.runs.get(id)?.metrics.length, 0);
  });

  it('reads the start of a text that is too long, and says so', async () => {
    put(`1/${id}/params/lr`, 'x'.repeat(100_000));
    const seen = await look();
    assert.equal(seen.named('quiet heron').params.get('lr')?.length, 65_536);
    assert.equal(seen.wrong.length, 1);
  });

  it('ends at a depth and a number of files', async () => {
    put(`1/${id}/params/${'d/'.repeat(40)}deep`, 'x');
    for (let n = 0; n < 10_010; n += 1) fs.writeFileSync(path.join(store, `1/${id}/tags/t${n}`), '');
    const seen = await look();
    const { tags, params } = seen.named('quiet heron');
    assert.deepEqual([tags.size, [...params.keys()]], [10_000, ['lr']]);
    assert.equal(seen.wrong.length, 2);
  }).timeout(20_000);

  it('says that a store is gone by having nothing in it', async () => {
    const seen = await look();
    fs.rmSync(store, { recursive: true });
    await seen.look();
    assert.deepEqual([seen.gone, seen.names, seen.wrong], [[id], [], []]);
  });

  it('lists few of many problems', async () => {
    for (let n = 0; n < 100; n += 1) put(`1/${id}/metrics/m${n}`, 'x\n');
    const { problems } = (await look()).named('quiet heron');
    assert.equal(problems.length, 21);
    assert.equal(problems.at(-1)?.message, '80 more problems like these.');
  });
});
