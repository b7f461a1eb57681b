import assert from 'node:assert/strict';
import type { RunDetail } from '../../../../../src/protocol/runShape.ts';
import { layoutOf } from '../../../../../src/storage/layout.ts';
import { runTables } from '../../../../../src/views/panels/fairness/runTables.ts';

type Artifact = RunDetail['artifacts'][number];

describe('tables among the artifacts of a run', () => {
  const of = (
    artifacts: readonly (Partial<Artifact> & { path: string })[],
    logged?: string,
    predictions: RunDetail['predictions'] = [],
  ) =>
    runTables(
      {
        artifacts: artifacts.map((one) => ({
          kind: null,
          size: 1,
          sha256: null,
          linked: false,
          t: 0,
          ...one,
        })),
        ...{ id: 'r', predictions },
        tags: logged === undefined ? {} : { 'mlflow.loggedArtifacts': logged },
        artifactFolder: null,
      },
      layoutOf('/w'),
    ).map(({ name, file, isLogged }) => [name, file, isLogged]);
  const paths = (...names: string[]) => names.map((path) => ({ path }));
  const inRun = (name: string) => `/w/.cairn/runs/r/artifacts/${name}`;

  it('come with what a client called a table first, then by name', () => {
    const tables = JSON.stringify([
      { path: 'z.json', type: 'table' },
      { path: 'plot.png', type: 'image' },
    ]);
    assert.deepEqual(of(paths('a.csv', 'test/predictions.json', 'z.json', 'plot.png', 'model.pkl'), tables), [
      ['z.json', inRun('z.json'), true],
      ['test/predictions.json', inRun('test/predictions.json'), false],
      ['a.csv', inRun('a.csv'), false],
    ]);
  });

  it('are no JSON that nobody calls one, and no parts of files', () => {
    assert.deepEqual(
      of([...paths('model/input_example.json', 'settings.json'), { path: 'x.csv', start: 10 }]),
      [],
    );
  });

  it('lie where a linked artifact or another tool keeps them, and never where a recorded path leads out', () => {
    assert.deepEqual(
      of([
        { path: 'out/scores.csv', linked: true },
        { path: 'p.parquet', file: '/elsewhere/p.parquet' },
        { path: '../../../../etc/predictions.csv' },
      ]),
      [
        ['out/scores.csv', '/w/out/scores.csv', false],
        ['p.parquet', '/elsewhere/p.parquet', false],
      ],
    );
  });

  it('are not told twice where the run named them', () => {
    const named = { path: 'p.csv', label: 'y', prediction: 'p', score: null, groups: [] };
    assert.deepEqual(of(paths('p.csv', 'q.csv'), undefined, [named]), [['q.csv', inRun('q.csv'), false]]);
  });

  it('are known without a tag that can be read', () => {
    for (const tag of ['', 'no json', '{"path":1}', '[{"path":"a.json"}]'])
      assert.deepEqual(of(paths('a.json', 'b.tsv'), tag), [['b.tsv', inRun('b.tsv'), false]]);
  });
});
