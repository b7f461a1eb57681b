/** MLflow's file store as MLflow 1 and 3 made it: everything in it is told. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { mlflowFiles } from '../../../src/sources/mlflowFiles/mlflowFiles.ts';
import { MlrunsFolder } from '../../../src/sources/mlflowFiles/mlrunsFolder.ts';
import { later, Seen, Stores } from './mlflowStores.ts';

const clock = { now: () => later };
const child =
  "a child: with 'quotes', and a name that is much longer than one line of YAML, so that it is folded into two";

let stores: Stores;
beforeEach(() => {
  stores = new Stores();
});
afterEach(() => stores.dispose());

for (const version of ['1', '3']) {
  describe(`the file store of MLflow ${version}`, () => {
    let store: string;
    let seen: Seen;
    beforeEach(async () => {
      store = stores.copy(`files-${version}`, 'mlruns');
      seen = await new Seen(new MlrunsFolder(store, clock)).look();
    });

    it('lists every active run and nothing of the trash', () => {
      assert.deepEqual(seen.names, [child, 'failed', 'killed', 'parent', 'running']);
      assert.deepEqual(seen.wrong, []);
    });

    it('tells params, tags, user, experiment and times', () => {
      const run = seen.named('parent');
      assert.deepEqual(Object.fromEntries(run.params), {
        empty: '',
        lr: '0.1',
        'model/depth': '6',
        text: 'two\nlines: ü',
      });
      assert.deepEqual(Object.fromEntries(run.tags), { team: 'risk' });
      assert.equal(run.user, 'ada');
      assert.equal(run.experiment, 'credit');
      assert.match(run.id, /^[0-9a-f]{32}$/);
      assert.ok(run.started > Date.UTC(2026, 10, 1) && run.ended !== undefined && run.ended > run.started);
    });

    it('tells how runs ended; one that only says it is running is unknown', () => {
      const statuses = ['parent', 'failed', 'killed', 'running'].map((name) => seen.named(name).status);
      assert.deepEqual(statuses, ['finished', 'failed', 'stopped', 'unknown']);
    });

    it('keeps whose child a run is', () => {
      assert.equal(seen.named(child).tags.get('mlflow.parentRunId'), seen.named('parent').id);
    });

    it('sums metrics up, in the order they were first logged', () => {
      const { metrics } = seen.named('parent');
      const [loss, back, auc] = metrics;
      assert.deepEqual(
        metrics.map(({ key, source }) => [key, source]),
        [
          ['loss', 'mlflow'],
          ['back', 'mlflow'],
          ['val/auc', 'mlflow'],
        ],
      );
      assert.deepEqual(
        [loss?.last.value, loss?.last.step, loss?.min, loss?.max],
        [0.2, 4, { step: 4, value: 0.2 }, { step: 0, value: 1 }],
      );
      assert.deepEqual([back?.count, back?.last.step, back?.last.value], [4, 3, 0.3]);
      assert.deepEqual(auc?.min, { step: 3, value: -Infinity });
      assert.deepEqual(auc.max, { step: 2, value: Infinity });
    });

    it('gives points in the order of their steps, then times, with NaN and infinities', () => {
      assert.deepEqual(seen.points('parent', 'back'), [
        [1, 0.1],
        [1, 0.15],
        [2, 0.2],
        [3, 0.3],
      ]);
      // MLflow 3 notes the first point a second time, for the model that is logged.
      const auc = seen.points('parent', 'val/auc').slice(version === '3' ? 1 : 0);
      assert.deepEqual(auc, [
        [0, 0.5],
        [1, NaN],
        [2, Infinity],
        [3, -Infinity],
        [4, 0.00001],
      ]);
      assert.deepEqual(seen.points('parent', 'no such metric'), []);
      assert.deepEqual(seen.points('parent', '../params/lr'), []);
    });

    it('tells note, script, commit and artifacts of a run that is looked at', () => {
      const run = seen.named('parent');
      const details = seen.source.details(run.id);
      assert.equal(details?.note, "It's a *note*:\n- one");
      assert.deepEqual(details.command, ['train_credit.py']);
      assert.equal(details.commit, '0123456789abcdef0123456789abcdef01234567');
      const folder = details.artifactFolder ?? '';
      assert.equal(path.basename(path.dirname(folder)), run.id);
      const [hello] = details.artifacts;
      assert.deepEqual([hello?.path, hello?.size], ['notes/hello.txt', 5]);
      assert.equal(fs.readFileSync(path.join(folder, 'notes/hello.txt'), 'utf8'), 'hello');
      assert.equal(seen.source.details('no such run'), undefined);
    });
  });
}

describe('the file store of MLflow 3', () => {
  it('tells datasets and the files of logged models, which lie beside the run', async () => {
    const store = stores.copy('files-3', 'mlruns');
    const seen = await new Seen(new MlrunsFolder(store, clock)).look();
    const { id, datasets } = seen.named('parent');
    assert.deepEqual(datasets, [
      { name: 'loans 2026', version: '300830b9', role: 'training', columns: ['x'] },
    ]);
    const models = seen.source.details(id)?.artifacts.filter(({ kind }) => kind === 'model') ?? [];
    assert.deepEqual(
      models.map((file) => file.path.replace(/m-[0-9a-f]{32}/, 'ID')),
      ['MLmodel', 'conda.yaml', 'model.py', 'python_env.yaml', 'requirements.txt'].map(
        (name) => `models/ID/${name}`,
      ),
    );
    for (const { file = '', size } of models) assert.equal(fs.statSync(file).size, size);
  });
});

describe('finding file stores', () => {
  const found = (folder: string) =>
    mlflowFiles.find(folder, fs.readdirSync(folder, { withFileTypes: true })).map(({ location }) => location);

  it('finds a store whatever its folder is called', () => {
    for (const name of ['mlruns', 'experiments 2024']) {
      const store = stores.copy('files-3', name);
      assert.deepEqual(found(store), [store]);
    }
  });

  it('finds one whose experiments have lost their meta.yaml, when it is called mlruns', () => {
    const store = stores.copy('files-1', 'mlruns');
    for (const name of fs.readdirSync(store)) fs.rmSync(path.join(store, name, 'meta.yaml'), { force: true });
    assert.deepEqual(found(store), [store]);
  });

  for (const [what, files] of Object.entries({
    'folders of numbers': ['2024/a.csv', '2025/b.csv'],
    'artifacts of runs that a database keeps': ['1/0123456789abcdef0123456789abcdef/artifacts/model.pkl'],
    'an experiment without its store': ['meta.yaml', '0123/meta.yaml'],
    'nothing at all': [],
  })) {
    it(`takes no notice of ${what}`, () => {
      fs.mkdirSync(path.join(stores.folder, 'mlruns'));
      for (const file of files) stores.write(path.join('mlruns', file), 'name: x\n');
      assert.deepEqual(found(path.join(stores.folder, 'mlruns')), []);
    });
  }
});
