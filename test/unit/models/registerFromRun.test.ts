/** A version holds all that its run told, so that the file alone answers for the model when the run is gone. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { RunDetail } from '../../../src/protocol/runShape.ts';
import { dataset } from '../../../src/records/dataset.ts';
import { modelCandidates } from '../../../src/models/findArtifact.ts';
import { ModelRegistry } from '../../../src/models/modelRegistry.ts';
import { factsOf, placeInFolder, placeInRun } from '../../../src/models/registerFromRun.ts';
import { staleness, type Now } from '../../../src/models/staleness.ts';
import { runDetailOf } from '../runs/compare/runDetailOf.ts';
import { temporaryFolder } from '../storage/series/seriesFiles.ts';

const metric = (best: number, last: number, bestStep: number) => ({
  ...{
    best,
    last,
    bestStep,
    min: Math.min(best, last),
    max: Math.max(best, last),
    step: 9,
    count: 10,
    source: 'inbox',
  },
});
const artifact = (
  name: string,
  kind: string | null = null,
  linked = false,
): RunDetail['artifacts'][number] => ({
  ...{ path: name, kind, size: 7, sha256: null, linked, t: 0 },
});
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

const run = runDetailOf({
  scriptHash: 'b'.repeat(64),
  metrics: {
    val_auc: metric(0.891, 0.885, 7),
    'train/loss': metric(0.1, 0.1, 9),
    lr: metric(0.1, 0.001, 0),
    'system/cpu': metric(99, 3, 1),
    cost: metric(5, 6, 2),
    num_params: metric(41_234, 41_234, 0),
  },
  datasets: [
    { name: 'data/loans.parquet', role: 'train', version: 'a'.repeat(12), location: null, hash: null },
    { name: 'bureau', role: null, version: '3', location: null, hash: null },
    { name: 'elsewhere', role: null, version: 'abc123', location: null, hash: null },
    { name: 'the loans', role: null, version: 'x', location: 'data/loans.parquet', hash: 'c'.repeat(64) },
    { name: 'copy.csv', role: null, version: null, location: 'copy.csv', hash: 'd'.repeat(64) },
    { name: 'new', role: null, version: null, location: 'new.csv', hash: 'e'.repeat(64) },
  ],
  artifacts: [artifact('model.pkl', 'model'), artifact('notes.txt')],
  git: {
    ...{
      commit: '3f9a21c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6',
      branch: 'main',
      changedFiles: 1,
      changedLines: 12,
    },
    ...{ patchComplete: true, binaryFiles: [], untracked: [], untrackedSkipped: [], root: '/work' },
  },
  interpreter: {
    path: '/usr/bin/python3',
    version: 'Python 3.12.4',
    packages: 2,
    notable: { numpy: '2.3.1' },
  },
});
const entry = (location: string, versions: unknown) => dataset.parse({ location, versions });
const datasets = new Map([
  [
    'loans',
    entry('data/loans.parquet', [
      { version: 4, hash: 'a'.repeat(64) },
      { version: 5, hash: 'c'.repeat(64) },
    ]),
  ],
  ['bureau', entry('bureau.csv', [{ version: 3, hash: 'd'.repeat(64) }])],
]);

describe('registering a run', () => {
  let dir = '';
  let remove = (): void => undefined;
  const write = (name: string, content: string) => {
    fs.mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    fs.writeFileSync(path.join(dir, name), content);
  };
  beforeEach(() => {
    ({ dir, remove } = temporaryFolder());
    write(`.cairn/runs/${run.id}/artifacts/model.pkl`, 'weights');
    write(`.cairn/runs/${run.id}/source/packages.txt`, 'numpy==2.3.1\n');
  });
  afterEach(() => remove());

  const register = async () => {
    const config = { objective: { metric: 'cost', direction: 'minimize' } } as const;
    const [found] = modelCandidates(run);
    assert.ok(found);
    const place = placeInRun({ detail: run, folder: dir }, found);
    return await factsOf({ detail: run, folder: dir, config, datasets }, place);
  };

  it('writes a version that reads well and says it all', async () => {
    const registry = new ModelRegistry(path.join(dir, '.cairn', 'models'));
    await registry.create({ name: 'credit' });
    const facts = await register();
    const { version } = await registry.addVersion('credit', {
      ...facts,
      by: 'ada',
      created: '2026-11-29T12:00:00.000Z',
    });
    const text = fs.readFileSync(path.join(dir, '.cairn', 'models', 'credit.yaml'), 'utf8');
    assert.equal(
      text.replace(/^#.*\n/, ''),
      `name: credit
versions:
  - version: 1
    run: ${run.id}
    runName: quiet-heron
    path: model.pkl
    created: 2026-11-29T12:00:00.000Z
    by: ada
    artifact:
      location: kept
      sha256: ${hash('weights')}
      size: 7
    parameters: 41234
    metrics:
      val_auc: { value: 0.891, direction: maximize, step: 7, last: 0.885 }
      train/loss: { value: 0.1, direction: minimize, step: 9 }
      lr: { value: 0.001, step: 9 }
      cost: { value: 5, direction: minimize, step: 2, last: 6 }
      num_params: { value: 41234, step: 9 }
    datasets:
      - { name: loans, role: train, version: 4, hash: ${'a'.repeat(64)} }
      - { name: bureau, version: 3, hash: ${'d'.repeat(64)} }
      - { name: elsewhere, digest: abc123 }
      - { name: loans, version: 5, hash: ${'c'.repeat(64)} }
      - { name: bureau, version: 3, hash: ${'d'.repeat(64)} }
      - { name: new, hash: ${'e'.repeat(64)} }
    script:
      path: train.py
      sha256: ${'b'.repeat(64)}
    commit: 3f9a21c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6
    uncommitted: 12
    environment:
      interpreter: Python 3.12.4
      packages: 2
      sha256: ${hash('numpy==2.3.1\n')}
      notable:
        numpy: 2.3.1
`,
    );
    assert.deepEqual(registry.all().problems, []);
    assert.equal(version.metrics['val_auc']?.last, 0.885);
    assert.equal(version.environment?.notable['numpy'], '2.3.1');
  });

  it('keeps every number that a metric can be', async () => {
    const registry = new ModelRegistry(path.join(dir, '.cairn', 'models'));
    await registry.create({ name: 'credit' });
    const odd = {
      nan: { value: NaN },
      inf: { value: -Infinity },
      __proto__: { value: 1 },
      'a: b': { value: 1e-9 },
    };
    const metrics = Object.fromEntries(
      [...Object.entries(odd), ['__proto__', { value: 2 }] as const].map(([key, { value }]) => [
        key,
        { value, direction: undefined, step: undefined, last: undefined },
      ]),
    );
    const { version } = await registry.addVersion('credit', { metrics });
    assert.deepEqual(
      Object.entries(version.metrics).map(([key, { value }]) => [key, value]),
      [
        ['nan', NaN],
        ['inf', -Infinity],
        ['a: b', 1e-9],
        ['__proto__', 2],
      ],
    );
  });

  const runs: readonly (readonly [what: string, artifacts: RunDetail['artifacts'], found: string[]])[] = [
    [
      'the folder of a logged model, once',
      [
        artifact('logged-models/m/MLmodel'),
        artifact('logged-models/m/model.pkl'),
        artifact('logged-models/m/data/MLmodel'),
      ],
      ['logged-models/m'],
    ],
    [
      'what the script called a model, not what only looks like one',
      [artifact('a.bin', 'model'), artifact('b.pkl')],
      ['a.bin'],
    ],
    ['a file by its ending', [artifact('a.txt'), artifact('w/final.safetensors')], ['w/final.safetensors']],
    ['several, to pick from', [artifact('a.pt'), artifact('b.pt')], ['a.pt', 'b.pt']],
    ['nothing', [artifact('plot.png')], []],
  ];
  for (const [what, artifacts, found] of runs)
    it(`finds ${what}`, () => {
      assert.deepEqual(
        modelCandidates({ artifacts }).map(({ path: name }) => name),
        found,
      );
    });

  it('says of files outside of the run where they lie', () => {
    assert.deepEqual(placeInFolder('/work', '/work/models/a.bin').location, 'models/a.bin');
    assert.deepEqual(placeInFolder('/work', '/data/a.bin').location, '/data/a.bin');
    assert.equal(
      placeInRun({ detail: run, folder: dir }, { path: 'big.bin', linked: true }).location,
      'big.bin',
    );
    const foreign = runDetailOf({ artifactFolder: path.join(dir, 'mlruns/0/x/artifacts') });
    assert.equal(
      placeInRun({ detail: foreign, folder: dir }, { path: 'm', linked: false }).location,
      'mlruns/0/x/artifacts/m',
    );
  });

  it('goes stale by itself, and says by what', async () => {
    const registry = new ModelRegistry(path.join(dir, '.cairn', 'models'));
    await registry.create({ name: 'credit' });
    const { version } = await registry.addVersion('credit', { ...(await register()), features: ['income'] });
    const now: Now = {
      run: 'here',
      script: 'b'.repeat(64),
      artifact: 'same',
      datasets: new Map(),
      policy: undefined,
      deprecated: new Set(),
    };
    const said = (change: Partial<Now>) =>
      staleness(version, { ...now, ...change }).map(({ what, sentence }) => [what, sentence]);
    assert.deepEqual(said({}), []);
    assert.deepEqual(said({ run: 'gone' }), [
      ['run', 'The run quiet-heron is not here any more; this record is what is left of it.'],
    ]);
    assert.deepEqual(said({ script: null }), [['script', 'The script train.py is not there any more.']]);
    assert.deepEqual(said({ script: 'c'.repeat(64) }), [
      ['script', 'The script train.py has changed since the run.'],
    ]);
    assert.deepEqual(said({ script: undefined }), []);
    assert.deepEqual(said({ artifact: 'gone' }), [
      ['artifact', 'The artifact is gone: model.pkl is not there.'],
    ]);
    assert.deepEqual(said({ artifact: 'differs' }), [
      ['artifact', 'The artifact has changed since it was registered: model.pkl'],
    ]);
    const bureau = (number: number | undefined, hash: string) =>
      said({ datasets: new Map([['bureau', { version: number, hash: hash.repeat(64) }]]) }).slice(0, 1);
    assert.deepEqual(bureau(3, 'd'), []);
    assert.deepEqual(bureau(4, 'c'), [['dataset', 'bureau is at version 4 now; the run read v3.']]);
    assert.deepEqual(bureau(undefined, 'c'), [
      ['dataset', 'bureau on disk is in no version of the catalog; the run read v3.'],
    ]);
    assert.deepEqual(said({ deprecated: new Set(['income', 'other']) }), [
      ['feature', 'The feature income is deprecated.'],
    ]);
  });
});
