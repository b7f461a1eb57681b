/** The registry over HTTP: what clients register is a file that reads well, and only files of a run can be registered. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { pairsOf } from './served.ts';
import { modelsReply, servedRegistry, versionReply, versionsReply, pair } from './servedRegistry.ts';

describe('the MLflow endpoint and the registry', () => {
  const registry = servedRegistry();
  const { send, register, getModel, file } = registry;

  it('writes what a script registers as a file that reads well', async () => {
    const tags = [{ key: 'task', value: 'scoring' }];
    await registry.served.ok('registered-models/create', {
      name: 'credit',
      description: 'Grants loans.',
      tags,
    });
    const first = await register('credit', { tags: [{ key: 'rows', value: '1000' }], description: 'First' });
    await registry.served.ok('registered-models/alias', { name: 'credit', alias: 'champion', version: '1' });
    const lines = file('credit')
      .replace(/^#.*\n/, '')
      .replace(/created: .*/g, 'created: T')
      .replace(/runName: .*/, 'runName: NAME')
      .replace(/at: [^,]*/, 'at: T')
      .replace(registry.run, 'RUN');
    assert.equal(
      lines,
      `name: credit
description: Grants loans.
created: T
tags:
  task: scoring
aliases:
  champion: 1
versions:
  - version: 1
    run: RUN
    runName: NAME
    path: model
    created: T
    by: ada
    description: First
    tags:
      rows: "1000"
history:
  - { alias: champion, to: 1, at: T, by: ada }
`,
    );
    assert.deepEqual([first.version, first.status, first.run_id], ['1', 'READY', registry.run]);
    assert.equal(first.source, `mlflow-artifacts:/0/${registry.run}/artifacts/model`);
    const model = await getModel('credit');
    assert.deepEqual(model.aliases, [{ alias: 'champion', version: '1' }]);
    assert.deepEqual(pairsOf(model.tags), { task: 'scoring' });
    assert.deepEqual(model.latest_versions[0]?.aliases, ['champion']);
  });

  it('changes and deletes', async () => {
    await registry.served.ok('registered-models/create', { name: 'a' });
    for (const description of ['1', '2', '3']) await register('a', { description });
    await send('PATCH', 'registered-models/update', { name: 'a', description: 'New' });
    await send('PATCH', 'model-versions/update', { name: 'a', version: '2', description: 'Two' });
    await registry.served.ok('registered-models/set-tag', { name: 'a', key: 'x', value: '1' });
    await registry.served.ok('registered-models/set-tag', { name: 'a', key: 'y', value: '2' });
    await send('DELETE', 'registered-models/delete-tag', { name: 'a', key: 'x' });
    await registry.served.ok('model-versions/set-tag', { name: 'a', version: '2', key: 'x', value: '1' });
    await registry.served.ok('model-versions/set-tag', { name: 'a', version: '2', key: 'y', value: '1' });
    await send('DELETE', 'model-versions/delete-tag', { name: 'a', version: '2', key: 'x' });
    await registry.served.ok('registered-models/alias', { name: 'a', alias: 'best', version: '2' });
    await registry.served.ok('registered-models/alias', { name: 'a', alias: 'worst', version: '2' });
    await send('DELETE', 'registered-models/alias', { name: 'a', alias: 'worst' });
    await registry.served.ok('registered-models/rename', { name: 'a', new_name: 'b' });
    const model = await getModel('b');
    assert.deepEqual([model.description, pairsOf(model.tags)], ['New', { y: '2' }]);
    const byAlias = await registry.served.get('registered-models/alias', { name: 'b', alias: 'best' });
    const { model_version: two } = versionReply.parse(byAlias.json);
    assert.deepEqual(
      [two.version, two.description, pairsOf(two.tags), two.aliases],
      ['2', 'Two', { y: '1' }, ['best']],
    );
    await send('DELETE', 'model-versions/delete', { name: 'b', version: '3' });
    assert.equal((await register('b')).version, '4');
    await send('DELETE', 'registered-models/delete', { name: 'b' });
    assert.equal((await registry.served.get('registered-models/get', { name: 'b' })).status, 404);
    assert.deepEqual(fs.readdirSync(registry.served.layout.models), []);
  });

  it('keeps what a person wrote into the file', async () => {
    await registry.served.ok('registered-models/create', { name: 'credit' });
    await register('credit');
    const at = path.join(registry.served.layout.models, 'credit.yaml');
    fs.writeFileSync(
      at,
      file('credit').replace('path: model', 'path: model # reviewed by Ana\n    review: ok'),
    );
    await registry.served.ok('model-versions/set-tag', {
      name: 'credit',
      version: '1',
      key: 'k',
      value: 'v',
    });
    await register('credit');
    assert.match(file('credit'), /path: model # reviewed by Ana\n {4}review: ok\n/);
  });

  it('keeps secrets out of what goes into git', async () => {
    await registry.served.ok('registered-models/create', { name: 'a', description: 'with hunter2secret' });
    await register('a', { tags: [{ key: 'api_key', value: 'abcdefghijkl' }] });
    assert.ok(!/hunter2|abcdefghijkl/.test(file('a')));
  });

  it('registers a logged model, which then tells of its versions', async () => {
    const reply = await registry.served.ok('logged-models', {
      experiment_id: '0',
      name: 'model',
      source_run_id: registry.run,
    });
    const { model_id: id } = z
      .object({ model: z.object({ info: z.object({ model_id: z.string() }) }) })
      .parse(reply).model.info;
    await registry.served.ok('registered-models/create', { name: 'a' });
    for (const asked of [
      { source: `models:/${id}`, model_id: id, run_id: '' },
      { source: `mlflow-artifacts:/0/models/${id}/artifacts`, model_id: id },
      { source: `runs:/${registry.run}/model` },
      { source: 'models:/a/1', run_id: registry.run },
    ]) {
      const kept = await register('a', asked);
      assert.deepEqual(
        [kept.model_id, kept.run_id, kept.source],
        [id, registry.run, `models:/${id}`],
        JSON.stringify(asked),
      );
    }
    await registry.served.ok('registered-models/alias', { name: 'a', alias: 'best', version: 2 });
    assert.equal((await register('a', { source: 'models:/a@best' })).model_id, id);
    const uri = await registry.served.get('model-versions/get-download-uri', { name: 'a', version: '1' });
    assert.deepEqual(uri.json, { artifact_uri: `mlflow-artifacts:/0/models/${id}/artifacts` });
    // As the client does after each registration.
    const tags = [{ key: 'mlflow.modelVersions', value: '[{"name":"lie","version":"9"}]' }];
    assert.equal((await send('PATCH', `logged-models/${id}/tags`, { tags })).status, 200);
    await send('DELETE', 'model-versions/delete', { name: 'a', version: '2' });
    const { json } = await registry.served.get(`logged-models/${id}`);
    const shown = z.object({ model: z.object({ info: z.object({ tags: z.array(pair) }) }) }).parse(json).model
      .info.tags;
    const versions = ['1', '3', '4', '5'].map((each) => ({ name: 'a', version: each }));
    assert.deepEqual(JSON.parse(pairsOf(shown)['mlflow.modelVersions'] ?? ''), versions);
  });

  it('tells where the files of a version are, and when they are not here', async () => {
    await registry.served.ok('registered-models/create', { name: 'a' });
    await register('a');
    const uri = { artifact_uri: `mlflow-artifacts:/0/${registry.run}/artifacts/model` };
    const asked = { name: 'a', version: '1' };
    assert.deepEqual((await registry.served.get('model-versions/get-download-uri', asked)).json, uri);
    // The file came through git, the run did not.
    const at = path.join(registry.served.layout.models, 'a.yaml');
    fs.writeFileSync(at, file('a').replace(registry.run, '20260101-000000-far-away-0000'));
    const reply = await registry.served.get('model-versions/get-download-uri', asked);
    assert.deepEqual([reply.status, reply.json['error_code']], [404, 'RESOURCE_DOES_NOT_EXIST']);
    const { json } = await registry.served.get('model-versions/get', asked);
    assert.equal(versionReply.parse(json).model_version.source, 'runs:/20260101-000000-far-away-0000/model');
  });

  it('says which line of a damaged file is wrong, and serves the others', async () => {
    await registry.served.ok('registered-models/create', { name: 'a' });
    await registry.served.ok('registered-models/create', { name: 'b' });
    fs.appendFileSync(path.join(registry.served.layout.models, 'a.yaml'), '<<<<<<< HEAD\n');
    const reply = await registry.served.post('model-versions/create', {
      name: 'a',
      source: `runs:/${registry.run}/m`,
      run_id: registry.run,
    });
    assert.deepEqual([reply.status, reply.json['error_code']], [400, 'INVALID_PARAMETER_VALUE']);
    assert.match(String(reply.json['message']), /a\.yaml.*line \d/);
    const found = modelsReply.parse(
      (await registry.served.get('registered-models/search')).json,
    ).registered_models;
    assert.deepEqual(
      found.map(({ name }) => name),
      ['b'],
    );
  });

  it('takes the stages of older scripts for aliases', async () => {
    await registry.served.ok('registered-models/create', { name: 'a' });
    for (let n = 0; n < 3; n += 1) await register('a');
    const move = async (number: string, stage: string) =>
      versionReply.parse(
        await registry.served.ok('model-versions/transition-stage', { name: 'a', version: number, stage }),
      ).model_version.current_stage;
    assert.equal(await move('1', 'Production'), 'Production');
    assert.equal(await move('2', 'staging'), 'Staging');
    assert.equal(await move('2', 'Production'), 'Production');
    assert.deepEqual((await getModel('a')).aliases, [{ alias: 'production', version: '2' }]);
    const latest = async (query: Record<string, string>) =>
      versionsReply
        .parse(
          (await registry.served.get('registered-models/get-latest-versions', { name: 'a', ...query })).json,
        )
        .model_versions.map(({ version: number, current_stage: stage }) => `${number} ${stage}`);
    assert.deepEqual((await latest({})).sort(), ['2 Production', '3 None']);
    assert.deepEqual(await latest({ stages: 'Production' }), ['2 Production']);
    assert.equal(await move('2', 'Archived'), 'None');
    assert.deepEqual(await latest({ stages: 'Production' }), []);
  });
});
