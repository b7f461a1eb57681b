/** The registry over HTTP: what clients register is a file that reads well, and only files of a run can be registered. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { api, pairsOf, Served, type Reply } from './served.ts';

const pair = z.object({ key: z.string(), value: z.string() });
const version = z.object({
  name: z.string(),
  version: z.string(),
  creation_timestamp: z.number(),
  current_stage: z.string(),
  description: z.string().optional(),
  source: z.string(),
  run_id: z.string().optional(),
  model_id: z.string().optional(),
  status: z.string(),
  tags: z.array(pair),
  aliases: z.array(z.string()),
});
const registered = z.object({
  name: z.string(),
  description: z.string().optional(),
  latest_versions: z.array(version),
  tags: z.array(pair),
  aliases: z.array(z.object({ alias: z.string(), version: z.string() })),
});
const versionReply = z.object({ model_version: version });
const modelReply = z.object({ registered_model: registered });
const modelsReply = z.object({
  registered_models: z.array(registered),
  next_page_token: z.string().optional(),
});
const versionsReply = z.object({ model_versions: z.array(version), next_page_token: z.string().optional() });

describe('the MLflow endpoint and the registry', () => {
  let served: Served;
  let run = '';

  beforeEach(async () => {
    served = await Served.open();
    run = await served.newRun();
  });
  afterEach(() => served.dispose());

  const send = (method: string, name: string, body: unknown): Promise<Reply> =>
    served.send({
      method,
      path: api(name),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const register = async (name: string, fields: object = {}) => {
    const asked = { name, source: `runs:/${run}/model`, run_id: run, ...fields };
    return versionReply.parse(await served.ok('model-versions/create', asked)).model_version;
  };
  const getModel = async (name: string) =>
    modelReply.parse((await served.get('registered-models/get', { name })).json).registered_model;
  const file = (name: string) => fs.readFileSync(path.join(served.layout.models, `${name}.yaml`), 'utf8');

  it('writes what a script registers as a file that reads well', async () => {
    const tags = [{ key: 'task', value: 'scoring' }];
    await served.ok('registered-models/create', { name: 'credit', description: 'Grants loans.', tags });
    const first = await register('credit', { tags: [{ key: 'rows', value: '1000' }], description: 'First' });
    await served.ok('registered-models/alias', { name: 'credit', alias: 'champion', version: '1' });
    const lines = file('credit')
      .replace(/^#.*\n/, '')
      .replace(/created: .*/g, 'created: T')
      .replace(/runName: .*/, 'runName: NAME')
      .replace(/at: [^,]*/, 'at: T')
      .replace(run, 'RUN');
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
    assert.deepEqual([first.version, first.status, first.run_id], ['1', 'READY', run]);
    assert.equal(first.source, `mlflow-artifacts:/0/${run}/artifacts/model`);
    const model = await getModel('credit');
    assert.deepEqual(model.aliases, [{ alias: 'champion', version: '1' }]);
    assert.deepEqual(pairsOf(model.tags), { task: 'scoring' });
    assert.deepEqual(model.latest_versions[0]?.aliases, ['champion']);
  });

  it('changes and deletes', async () => {
    await served.ok('registered-models/create', { name: 'a' });
    for (const description of ['1', '2', '3']) await register('a', { description });
    await send('PATCH', 'registered-models/update', { name: 'a', description: 'New' });
    await send('PATCH', 'model-versions/update', { name: 'a', version: '2', description: 'Two' });
    await served.ok('registered-models/set-tag', { name: 'a', key: 'x', value: '1' });
    await served.ok('registered-models/set-tag', { name: 'a', key: 'y', value: '2' });
    await send('DELETE', 'registered-models/delete-tag', { name: 'a', key: 'x' });
    await served.ok('model-versions/set-tag', { name: 'a', version: '2', key: 'x', value: '1' });
    await served.ok('model-versions/set-tag', { name: 'a', version: '2', key: 'y', value: '1' });
    await send('DELETE', 'model-versions/delete-tag', { name: 'a', version: '2', key: 'x' });
    await served.ok('registered-models/alias', { name: 'a', alias: 'best', version: '2' });
    await served.ok('registered-models/alias', { name: 'a', alias: 'worst', version: '2' });
    await send('DELETE', 'registered-models/alias', { name: 'a', alias: 'worst' });
    await served.ok('registered-models/rename', { name: 'a', new_name: 'b' });
    const model = await getModel('b');
    assert.deepEqual([model.description, pairsOf(model.tags)], ['New', { y: '2' }]);
    const byAlias = await served.get('registered-models/alias', { name: 'b', alias: 'best' });
    const { model_version: two } = versionReply.parse(byAlias.json);
    assert.deepEqual(
      [two.version, two.description, pairsOf(two.tags), two.aliases],
      ['2', 'Two', { y: '1' }, ['best']],
    );
    await send('DELETE', 'model-versions/delete', { name: 'b', version: '3' });
    assert.equal((await register('b')).version, '4');
    await send('DELETE', 'registered-models/delete', { name: 'b' });
    assert.equal((await served.get('registered-models/get', { name: 'b' })).status, 404);
    assert.deepEqual(fs.readdirSync(served.layout.models), []);
  });

  it('keeps what a person wrote into the file', async () => {
    await served.ok('registered-models/create', { name: 'credit' });
    await register('credit');
    const at = path.join(served.layout.models, 'credit.yaml');
    fs.writeFileSync(
      at,
      file('credit').replace('path: model', 'path: model # reviewed by Ana\n    review: ok'),
    );
    await served.ok('model-versions/set-tag', { name: 'credit', version: '1', key: 'k', value: 'v' });
    await register('credit');
    assert.match(file('credit'), /path: model # reviewed by Ana\n {4}review: ok\n/);
  });

  it('keeps secrets out of what goes into git', async () => {
    await served.ok('registered-models/create', { name: 'a', description: 'with hunter2secret' });
    await register('a', { tags: [{ key: 'api_key', value: 'abcdefghijkl' }] });
    assert.ok(!/hunter2|abcdefghijkl/.test(file('a')));
  });

  it('registers a logged model, which then tells of its versions', async () => {
    const reply = await served.ok('logged-models', { experiment_id: '0', name: 'model', source_run_id: run });
    const { model_id: id } = z
      .object({ model: z.object({ info: z.object({ model_id: z.string() }) }) })
      .parse(reply).model.info;
    await served.ok('registered-models/create', { name: 'a' });
    for (const asked of [
      { source: `models:/${id}`, model_id: id, run_id: '' },
      { source: `mlflow-artifacts:/0/models/${id}/artifacts`, model_id: id },
      { source: `runs:/${run}/model` },
      { source: 'models:/a/1', run_id: run },
    ]) {
      const kept = await register('a', asked);
      assert.deepEqual(
        [kept.model_id, kept.run_id, kept.source],
        [id, run, `models:/${id}`],
        JSON.stringify(asked),
      );
    }
    await served.ok('registered-models/alias', { name: 'a', alias: 'best', version: 2 });
    assert.equal((await register('a', { source: 'models:/a@best' })).model_id, id);
    const uri = await served.get('model-versions/get-download-uri', { name: 'a', version: '1' });
    assert.deepEqual(uri.json, { artifact_uri: `mlflow-artifacts:/0/models/${id}/artifacts` });
    // As the client does after each registration.
    const tags = [{ key: 'mlflow.modelVersions', value: '[{"name":"lie","version":"9"}]' }];
    assert.equal((await send('PATCH', `logged-models/${id}/tags`, { tags })).status, 200);
    await send('DELETE', 'model-versions/delete', { name: 'a', version: '2' });
    const { json } = await served.get(`logged-models/${id}`);
    const shown = z.object({ model: z.object({ info: z.object({ tags: z.array(pair) }) }) }).parse(json).model
      .info.tags;
    const versions = ['1', '3', '4', '5'].map((each) => ({ name: 'a', version: each }));
    assert.deepEqual(JSON.parse(pairsOf(shown)['mlflow.modelVersions'] ?? ''), versions);
  });

  it('tells where the files of a version are, and when they are not here', async () => {
    await served.ok('registered-models/create', { name: 'a' });
    await register('a');
    const uri = { artifact_uri: `mlflow-artifacts:/0/${run}/artifacts/model` };
    const asked = { name: 'a', version: '1' };
    assert.deepEqual((await served.get('model-versions/get-download-uri', asked)).json, uri);
    // The file came through git, the run did not.
    const at = path.join(served.layout.models, 'a.yaml');
    fs.writeFileSync(at, file('a').replace(run, '20260101-000000-far-away-0000'));
    const reply = await served.get('model-versions/get-download-uri', asked);
    assert.deepEqual([reply.status, reply.json['error_code']], [404, 'RESOURCE_DOES_NOT_EXIST']);
    const { json } = await served.get('model-versions/get', asked);
    assert.equal(versionReply.parse(json).model_version.source, 'runs:/20260101-000000-far-away-0000/model');
  });

  const sources: readonly (readonly [what: string, asked: Record<string, string>, status: number])[] = [
    ['a file', { source: '/etc/passwd' }, 400],
    ['a file URI', { source: 'file:///etc/passwd' }, 400],
    ['a bucket', { source: 's3://bucket/model', run_id: '' }, 400],
    ['another server', { source: 'http://evil.example/model' }, 400],
    ['another server of artifacts', { source: 'mlflow-artifacts://evil.example/0/RUN/artifacts/model' }, 400],
    ['a placeholder of prompts', { source: 'prompt-template', run_id: '' }, 400],
    ['the folder above', { source: 'runs:/RUN/../../x' }, 400],
    ['the folder above, encoded', { source: 'runs:/RUN/%2e%2e/x' }, 400],
    ['the folder above, encoded twice', { source: 'runs:/RUN/%252e%252e/x' }, 400],
    ['the folder above in the place of a run', { source: 'runs:/../RUN' }, 400],
    ['an absolute path after the run', { source: 'runs:/RUN//etc/passwd' }, 400],
    ['a drive after the run', { source: 'runs:/RUN/C:/x' }, 400],
    ['a drive after the artifacts', { source: 'mlflow-artifacts:/0/RUN/artifacts/C:/x' }, 400],
    ['a backslash', { source: 'runs:/RUN/a\\..\\x' }, 400],
    ['NUL', { source: 'runs:/RUN/a\u0000b' }, 400],
    ['a fragment', { source: 'runs:/RUN/a#b' }, 400],
    ['a query', { source: 'mlflow-artifacts:/0/RUN/artifacts/model?x#y' }, 400],
    ['a share', { source: '\\\\server\\share' }, 400],
    ['nothing', { source: '' }, 400],
    ['the folder above a model', { source: 'models:/../a/1' }, 400],
    ['the folder above the artifacts', { source: 'mlflow-artifacts:/0/RUN/artifacts/..' }, 400],
    ['a place that is no run’s', { source: 'mlflow-artifacts:/0/RUN/other/x' }, 400],
    ['files of another run', { source: 'runs:/OTHER/model' }, 400],
    ['files of another run by their place', { source: 'mlflow-artifacts:/0/OTHER/artifacts/model' }, 400],
    ['a run that is not there', { source: 'runs:/20260101-000000-no-one-0000/model', run_id: '' }, 404],
    ['a model that is not there', { source: 'models:/m-x-00000000', run_id: '' }, 404],
    ['a version that is not there', { source: 'models:/a/7', run_id: '' }, 400],
    ['a stage', { source: 'models:/a/Production', run_id: '' }, 400],
    ['another model’s files', { source: 'runs:/RUN/model', model_id: 'm-RUN-00000000' }, 400],
  ];
  for (const [what, asked, status] of sources) {
    it(`refuses ${what} as the source of a version`, async () => {
      const other = await served.newRun();
      await served.ok('registered-models/create', { name: 'a' });
      const body: unknown = JSON.parse(
        JSON.stringify({ name: 'a', run_id: run, ...asked })
          .replaceAll('RUN', run)
          .replaceAll('OTHER', other),
      );
      const reply = await served.post('model-versions/create', body);
      assert.equal(reply.status, status, reply.text);
      assert.doesNotMatch(file('a'), /^versions/m);
    });
  }

  const wrong: readonly (readonly [
    what: string,
    method: string,
    name: string,
    body: object,
    status: number,
    code: string,
  ])[] = [
    ['a name twice', 'POST', 'registered-models/create', { name: 'a' }, 400, 'RESOURCE_ALREADY_EXISTS'],
    [
      'a name that differs in case only',
      'POST',
      'registered-models/create',
      { name: 'A' },
      400,
      'INVALID_PARAMETER_VALUE',
    ],
    ['no name', 'POST', 'registered-models/create', {}, 400, 'INVALID_PARAMETER_VALUE'],
    ['an empty name', 'POST', 'registered-models/create', { name: ' ' }, 400, 'INVALID_PARAMETER_VALUE'],
    [
      'a name with a slash',
      'POST',
      'registered-models/create',
      { name: '../a' },
      400,
      'INVALID_PARAMETER_VALUE',
    ],
    [
      'the folder above as a name',
      'POST',
      'registered-models/create',
      { name: '..' },
      400,
      'INVALID_PARAMETER_VALUE',
    ],
    [
      'a prompt',
      'POST',
      'registered-models/create',
      { name: 'p', tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }] },
      400,
      'INVALID_PARAMETER_VALUE',
    ],
    ['an unknown model', 'GET', 'registered-models/get?name=x', {}, 404, 'RESOURCE_DOES_NOT_EXIST'],
    [
      'a version of an unknown model',
      'POST',
      'model-versions/create',
      { name: 'x' },
      404,
      'RESOURCE_DOES_NOT_EXIST',
    ],
    ['an unknown version', 'GET', 'model-versions/get?name=a&version=9', {}, 404, 'RESOURCE_DOES_NOT_EXIST'],
    [
      'a version that is no number',
      'GET',
      'model-versions/get?name=a&version=x',
      {},
      400,
      'INVALID_PARAMETER_VALUE',
    ],
    [
      'an alias of nothing',
      'POST',
      'registered-models/alias',
      { name: 'a', alias: 'x', version: '9' },
      404,
      'RESOURCE_DOES_NOT_EXIST',
    ],
    [
      'a strange alias',
      'POST',
      'registered-models/alias',
      { name: 'a', alias: 'a b', version: '1' },
      400,
      'INVALID_PARAMETER_VALUE',
    ],
    [
      'the alias latest',
      'POST',
      'registered-models/alias',
      { name: 'a', alias: 'Latest', version: '1' },
      400,
      'INVALID_PARAMETER_VALUE',
    ],
    [
      'the alias v1',
      'POST',
      'registered-models/alias',
      { name: 'a', alias: 'v1', version: '1' },
      400,
      'INVALID_PARAMETER_VALUE',
    ],
    ['an unknown alias', 'GET', 'registered-models/alias?name=a&alias=x', {}, 400, 'INVALID_PARAMETER_VALUE'],
    [
      'an unknown stage',
      'POST',
      'model-versions/transition-stage',
      { name: 'a', version: '1', stage: 'X' },
      400,
      'INVALID_PARAMETER_VALUE',
    ],
    ['an order by nothing', 'GET', 'registered-models/search?order_by=x', {}, 400, 'INVALID_PARAMETER_VALUE'],
    [
      'too many at once',
      'GET',
      'registered-models/search?max_results=1001',
      {},
      400,
      'INVALID_PARAMETER_VALUE',
    ],
    [
      'a filter that cannot be read',
      'GET',
      'model-versions/search?filter=name',
      {},
      400,
      'INVALID_PARAMETER_VALUE',
    ],
  ];
  for (const [what, method, name, body, status, code] of wrong) {
    it(`refuses ${what}`, async () => {
      await served.ok('registered-models/create', { name: 'a' });
      await register('a');
      const before = file('a');
      const asked = { source: `runs:/${run}/model`, ...body };
      const reply =
        method === 'GET' ? await served.send({ path: api(name) }) : await send(method, name, asked);
      assert.deepEqual([reply.status, reply.json['error_code']], [status, code], reply.text);
      assert.equal(file('a'), before);
    });
  }

  it('says which line of a damaged file is wrong, and serves the others', async () => {
    await served.ok('registered-models/create', { name: 'a' });
    await served.ok('registered-models/create', { name: 'b' });
    fs.appendFileSync(path.join(served.layout.models, 'a.yaml'), '<<<<<<< HEAD\n');
    const reply = await served.post('model-versions/create', {
      name: 'a',
      source: `runs:/${run}/m`,
      run_id: run,
    });
    assert.deepEqual([reply.status, reply.json['error_code']], [400, 'INVALID_PARAMETER_VALUE']);
    assert.match(String(reply.json['message']), /a\.yaml.*line \d/);
    const found = modelsReply.parse((await served.get('registered-models/search')).json).registered_models;
    assert.deepEqual(
      found.map(({ name }) => name),
      ['b'],
    );
  });

  it('takes the stages of older scripts for aliases', async () => {
    await served.ok('registered-models/create', { name: 'a' });
    for (let n = 0; n < 3; n += 1) await register('a');
    const move = async (number: string, stage: string) =>
      versionReply.parse(
        await served.ok('model-versions/transition-stage', { name: 'a', version: number, stage }),
      ).model_version.current_stage;
    assert.equal(await move('1', 'Production'), 'Production');
    assert.equal(await move('2', 'staging'), 'Staging');
    assert.equal(await move('2', 'Production'), 'Production');
    assert.deepEqual((await getModel('a')).aliases, [{ alias: 'production', version: '2' }]);
    const latest = async (query: Record<string, string>) =>
      versionsReply
        .parse((await served.get('registered-models/get-latest-versions', { name: 'a', ...query })).json)
        .model_versions.map(({ version: number, current_stage: stage }) => `${number} ${stage}`);
    assert.deepEqual((await latest({})).sort(), ['2 Production', '3 None']);
    assert.deepEqual(await latest({ stages: 'Production' }), ['2 Production']);
    assert.equal(await move('2', 'Archived'), 'None');
    assert.deepEqual(await latest({ stages: 'Production' }), []);
  });

  describe('searches', () => {
    beforeEach(async () => {
      for (const [name, team] of [
        ['credit', 'risk'],
        ['fraud', 'risk'],
        ['churn', 'growth'],
      ] as const)
        await served.ok('registered-models/create', { name, tags: [{ key: 'team', value: team }] });
      for (const name of ['credit', 'credit', 'fraud'])
        await register(name, { tags: [{ key: 'of', value: name }] });
      let day = 10;
      for (const name of ['credit', 'churn', 'fraud']) {
        const dated = file(name).replace(/created: .*/g, () => `created: 2026-01-${String(day++)}`);
        fs.writeFileSync(path.join(served.layout.models, `${name}.yaml`), dated);
      }
    });

    const models: readonly (readonly [query: Record<string, string>, names: string])[] = [
      [{}, 'churn credit fraud'],
      [{ order_by: 'name DESC' }, 'fraud credit churn'],
      [{ order_by: 'last_updated_timestamp DESC' }, 'fraud churn credit'],
      [{ filter: "name = 'fraud'" }, 'fraud'],
      [{ filter: "name LIKE 'c%'" }, 'churn credit'],
      [{ filter: "name ILIKE 'C%' AND tags.team != 'growth'" }, 'credit'],
      [{ filter: "name IN ('fraud', 'churn')" }, 'churn fraud'],
      [{ filter: "tag.team = 'risk' AND tag.`mlflow.prompt.is_prompt` != 'true'" }, 'credit fraud'],
      [{ filter: "tag.`mlflow.prompt.is_prompt` = 'true'" }, ''],
    ];
    for (const [query, names] of models) {
      it(`models ${JSON.stringify(query)} → ${names}`, async () => {
        const reply = await served.get('registered-models/search', query);
        const found = modelsReply.parse(reply.json).registered_models;
        assert.equal(found.map(({ name }) => name).join(' '), names);
      });
    }

    const versions: readonly (readonly [query: Record<string, string>, found: string])[] = [
      [{}, 'fraud1 credit2 credit1'],
      [{ order_by: 'version_number' }, 'fraud1 credit1 credit2'],
      [{ filter: "name = 'credit'", order_by: 'version_number ASC' }, 'credit1 credit2'],
      [{ filter: 'version_number > 1' }, 'credit2'],
      [{ filter: "run_id = 'RUN' AND tags.of = 'fraud'" }, 'fraud1'],
      [{ filter: "run_id IN ('RUN', 'x') AND version_number = 2" }, 'credit2'],
      [{ filter: "source_path LIKE '%/artifacts/model' AND name != 'credit'" }, 'fraud1'],
      [{ filter: "run_id = 'x'" }, ''],
    ];
    for (const [query, found] of versions) {
      it(`versions ${JSON.stringify(query)} → ${found}`, async () => {
        const asked = { ...query, ...(query['filter'] && { filter: query['filter'].replace('RUN', run) }) };
        const { model_versions: list } = versionsReply.parse(
          (await served.get('model-versions/search', asked)).json,
        );
        assert.equal(list.map(({ name, version: number }) => name + number).join(' '), found);
      });
    }

    it('come in pages', async () => {
      const names: string[] = [];
      let token = '';
      do {
        const query = { max_results: '2', page_token: token };
        const page = modelsReply.parse((await served.get('registered-models/search', query)).json);
        names.push(...page.registered_models.map(({ name }) => name));
        token = page.next_page_token ?? '';
      } while (token !== '');
      assert.deepEqual(names, ['churn', 'credit', 'fraud']);
    });
  });
});
