/** The real MLflow client logs, registers, loads and autologs models; what it registers is a file that reads well. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { verifyArtifact } from '../../src/models/artifactPlace.ts';
import { parseModelFile } from '../../src/models/modelFile.ts';
import { countParameters } from '../../src/models/parameters/countParameters.ts';
import { detailsOf, newFolder, record, runsOf, useServer } from './mlflowScripts.ts';

const printed = z.object({
  run: z.string(),
  models: z.array(z.string()),
  refused: z.array(z.array(z.string())),
});
const readBack = z.object({
  predictions: z.array(z.array(z.number())),
  version: z.string(),
  refusal: z.string(),
});

describe('models of the MLflow client', () => {
  it('are logged, registered and loaded by every name they have, and read back over cairn serve', async () => {
    const folder = await newFolder();
    const { code, output, result } = await record(folder, 'models.py');
    assert.equal(code, 0, output);
    const said = printed.parse(result);
    assert.deepEqual(said.refused, [
      ['file', 'INVALID_PARAMETER_VALUE'],
      ['bucket', 'INVALID_PARAMETER_VALUE'],
      ['other run', 'RESOURCE_DOES_NOT_EXIST'],
    ]);
    const { artifacts, problemList } = await detailsOf(folder, said.run);
    assert.deepEqual(problemList, []);
    const folders = new Set(artifacts.map((artifact) => artifact.path.split('/').slice(0, 2).join('/')));
    assert.deepEqual([...folders].sort(), [
      'logged-models/lonely',
      'logged-models/model',
      'logged-models/model-2',
    ]);
    const file = path.join(folder, '.cairn', 'models', 'credit.yaml');
    const text = withoutTimes(fs.readFileSync(file, 'utf8'));
    assert.equal(
      text.replace(/^ {4}(script|commit|uncommitted|environment):[^]*(?=^history)/m, ''),
      `name: credit
description: Grants loans
created: T
tags:
  task: scoring
aliases:
  champion: 1
lastVersion: 2
versions:
  - version: 1
    run: ${said.run}
    runName: N
    path: logged-models/model
    model: ${said.models[0] ?? ''}
    created: T
    by: B
    description: The first
    tags:
      team: risk
      approved: yes
    artifact:
      location: kept
      sha256: H
      size: S
      files: 7
    metrics:
      auc: { value: 0.91, direction: maximize, step: 0 }
history:
  - { alias: champion, to: 1, at: T, by: B }
  - { alias: production, to: 2, at: T, by: B }
  - { alias: production, from: 2, at: T, by: B }
`,
    );

    const back = await useServer(folder, 'readBack.py', said.run);
    assert.equal(back.code, 0, back.output);
    const read = readBack.parse(back.result);
    assert.deepEqual(read.predictions, [[1], [1]]);
    assert.equal(read.version, '3');
    assert.match(read.refusal, /PERMISSION_DENIED|belongs to another script/);
    assert.equal((await detailsOf(folder, said.run)).status, 'finished');
    assert.deepEqual(fs.readdirSync(path.join(folder, '.cairn', 'runs', said.run, 'artifacts')), [
      'logged-models',
    ]);
  });

  it('are registered with the same facts as by a person: what made them is known without the run', async () => {
    const folder = await newFolder();
    const { code, output } = await record(folder, 'signature.py');
    assert.equal(code, 0, output);
    const file = path.join(folder, '.cairn', 'models', 'columns.yaml');
    const { model, problems } = parseModelFile(fs.readFileSync(file, 'utf8'), 'columns.yaml');
    assert.deepEqual(problems, []);
    const [version] = model?.versions ?? [];
    assert.ok(version);
    assert.deepEqual(version.features, ['income', 'debt']);
    assert.equal(version.parameters, 3);
    assert.deepEqual(version.metrics['val_auc'], { value: 0.9, direction: 'maximize', step: 2, last: 0.85 });
    assert.deepEqual(
      version.datasets.map(({ name, role, digest }) => [name, role, (digest ?? '').length > 0]),
      [['loans', 'training', true]],
    );
    assert.match(version.environment?.interpreter ?? '', /^Python 3/);
    assert.ok((version.environment?.packages ?? 0) > 10);
    assert.match(version.script?.sha256 ?? '', /^[0-9a-f]{64}$/);
    const { state } = await verifyArtifact(version, { folder, outside: false });
    assert.equal(state, 'same', 'what the endpoint hashed as it came is what is on disk');
    assert.equal(
      await countParameters(path.join(folder, '.cairn', 'runs', version.run ?? '', 'artifacts')),
      undefined,
    );
  });

  it('an unchanged script with autolog ends as a complete run with its search as child runs', async () => {
    const folder = await newFolder();
    const { code, output } = await record(folder, 'autolog.py');
    assert.equal(code, 0, output);
    const runs = await runsOf(folder);
    assert.equal(runs.length, 5);
    assert.deepEqual([...new Set(runs.map(({ status }) => status))], ['finished']);
    const main = runs.find(
      (run) => run.script?.endsWith('autolog.py') === true && run.params['best_max_depth'],
    );
    assert.ok(main, JSON.stringify(runs.map(({ params }) => params)));
    const { metrics, artifacts, problemList, datasets } = await detailsOf(folder, main.id);
    assert.deepEqual(problemList, []);
    assert.ok(Number(metrics['best_cv_score']?.last) > 0.8);
    assert.ok(Number(metrics['training_score']?.last) > 0.8);
    assert.ok(datasets.length > 0);
    const names = artifacts.map((artifact) => artifact.path);
    for (const wanted of [
      /^cv_results\.csv$/,
      /^estimator\.html$/,
      /^logged-models\/[^/]+\/MLmodel$/,
      /\.png$/,
    ])
      assert.ok(
        names.some((name) => wanted.test(name)),
        `${String(wanted)} in ${names.join(' ')}`,
      );
  });

  it('several runs register at once, and no version is lost', async () => {
    const folder = await newFolder();
    const done = await Promise.all(['a', 'b', 'c'].map((name) => record(folder, 'registers.py', name)));
    for (const { code, output } of done) assert.equal(code, 0, output);
    const text = fs.readFileSync(path.join(folder, '.cairn', 'models', 'shared.yaml'), 'utf8');
    const versions = [
      ...text.matchAll(/- version: (\d+)\n {4}run: (\S+)\n {4}runName: .+\n {4}path: (\S+)\n/g),
    ];
    assert.deepEqual(
      versions.map(([, number]) => Number(number)),
      Array.from({ length: 15 }, (_, index) => index + 1),
    );
    assert.equal(new Set(versions.map(([, , run, at]) => `${run ?? ''} ${at ?? ''}`)).size, 15);
    assert.deepEqual(fs.readdirSync(path.join(folder, '.cairn', 'models')), ['shared.yaml']);
  });
});

function withoutTimes(text: string): string {
  return text
    .replace(/^#.*\n/, '')
    .replace(/created: .*/g, 'created: T')
    .replace(/runName: .*/g, 'runName: N')
    .replace(/sha256: [0-9a-f]{64}\n {6}size: \d+/g, 'sha256: H\n      size: S')
    .replace(/at: \d[^,]*/g, 'at: T')
    .replace(/by: [^ \n]*/g, 'by: B');
}
