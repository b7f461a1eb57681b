import assert from 'node:assert/strict';
import path from 'node:path';
import { layoutOf, runDir } from '../../../src/storage/layout.ts';
import { predictionsInside } from '../../../src/runs/artifactPath.ts';
import { markOfFile } from '../../../src/views/judging/predictionFiles.ts';
import { runDetailOf } from '../runs/compare/runDetailOf.ts';

const folder = path.resolve('/work/folder');
const layout = layoutOf(folder);
const id = '20261123-084102-quiet-heron-3f9a';
const artifacts = path.join(runDir(layout, id), 'artifacts');
const told = { label: 'y', prediction: 'p', score: null, groups: ['g'] };
const mark = (file: string, of?: string) =>
  ({ file, report: `${file}.json`, verdict: 'within', ...(of !== undefined && { of }) }) as const;
const artifact = (name: string) => ({ path: name, kind: null, size: 1, sha256: null, linked: false, t: 1 });
const detail = runDetailOf({
  id,
  artifactFolder: artifacts,
  artifacts: [artifact('a.csv'), artifact('b.csv')],
  predictions: ['a.csv', 'b.csv', '../../../../etc/passwd'].map((name) => ({ ...told, path: name })),
  fairnessReports: [mark('a.csv', 'another-run'), mark('a.csv'), mark('out/c.csv')],
});

describe('what a run keeps of a file of predictions', () => {
  it('is the report of this very file, which this run wrote', () => {
    assert.deepEqual(markOfFile(path.join(artifacts, 'a.csv'), detail, layout), mark('a.csv'));
    assert.equal(markOfFile(path.join(artifacts, 'b.csv'), detail, layout), undefined);
  });

  it('is told by its place where the run did not name it', () => {
    assert.deepEqual(markOfFile(path.join(folder, 'out', 'c.csv'), detail, layout), mark('out/c.csv'));
    assert.equal(markOfFile(path.join(folder, 'a.csv'), detail, layout), undefined);
  });

  it('is nothing where the record leads out of the folder', () => {
    assert.equal(predictionsInside('../../../../etc/passwd', detail, layout), undefined);
    assert.equal(predictionsInside('a.csv', detail, layout), path.join(artifacts, 'a.csv'));
  });
});
