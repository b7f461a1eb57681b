/** Logged models live in their run: its events tell of them, its artifacts hold them, and every process finds them again. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { pairsOf, Served } from './served.ts';

const pair = z.object({ key: z.string(), value: z.string() });
const model = z.object({
  info: z.object({
    model_id: z.string(),
    experiment_id: z.string(),
    name: z.string(),
    creation_timestamp_ms: z.number(),
    last_updated_timestamp_ms: z.number(),
    artifact_uri: z.string(),
    status: z.string(),
    model_type: z.string().optional(),
    source_run_id: z.string().optional(),
    tags: z.array(pair),
  }),
  data: z.object({
    params: z.array(pair),
    metrics: z.array(
      z.object({ key: z.string(), value: z.union([z.number(), z.string()]), step: z.number() }),
    ),
  }),
});
const modelReply = z.object({ model });
const searchReply = z.object({ models: z.array(model), next_page_token: z.string().optional() });

describe('the MLflow endpoint and logged models', () => {
  let served: Served;
  let run = '';

  before(async () => {
    served = await Served.open();
  });
  after(() => served.dispose());
  beforeEach(async () => {
    run = await served.newRun();
  });

  const create = async (fields: object = {}) => {
    const asked = { experiment_id: '0', name: 'model', source_run_id: run, ...fields };
    return modelReply.parse(await served.ok('logged-models', asked)).model;
  };
  const get = async (id: string) => modelReply.parse((await served.get(`logged-models/${id}`)).json).model;
  const send = (method: string, name: string, body: unknown) =>
    served.send({
      method,
      path: `/api/2.0/mlflow/logged-models/${name}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const put = (id: string, name: string, body: string) =>
    served.send({
      method: 'PUT',
      path: `/api/2.0/mlflow-artifacts/artifacts/0/models/${id}/artifacts/${name}`,
      body,
    });

  it('goes through its life', async () => {
    const { info, data } = await create({
      model_type: 'sklearn',
      params: [{ key: 'depth', value: '6' }],
      tags: [{ key: 'team', value: 'risk' }],
    });
    assert.equal(info.status, 'LOGGED_MODEL_PENDING');
    assert.equal(info.artifact_uri, `mlflow-artifacts:/0/models/${info.model_id}/artifacts`);
    assert.equal(info.source_run_id, run);
    assert.deepEqual([pairsOf(data.params), pairsOf(info.tags)], [{ depth: '6' }, { team: 'risk' }]);
    assert.equal((await put(info.model_id, 'MLmodel', 'flavors: {}')).status, 200);
    assert.equal((await send('PATCH', info.model_id, { status: 'LOGGED_MODEL_READY' })).status, 200);
    await send('POST', `${info.model_id}/params`, { params: [{ key: 'rate', value: '0.1' }] });
    await send('PATCH', `${info.model_id}/tags`, {
      tags: [
        { key: 'team', value: 'fraud' },
        { key: 'x', value: 'y' },
      ],
    });
    assert.equal((await send('DELETE', `${info.model_id}/tags/x`, {})).status, 200);
    const known = await get(info.model_id);
    assert.equal(known.info.status, 'LOGGED_MODEL_READY');
    assert.equal(known.info.model_type, 'sklearn');
    assert.deepEqual(pairsOf(known.data.params), { depth: '6', rate: '0.1' });
    assert.deepEqual(pairsOf(known.info.tags), { team: 'fraud' });
    const files = await served.get(`logged-models/${info.model_id}/artifacts/directories`);
    assert.deepEqual(files.json['files'], [{ path: 'MLmodel', is_dir: false, file_size: 11 }]);
    assert.equal((await send('DELETE', info.model_id, {})).status, 200);
    assert.equal((await served.get(`logged-models/${info.model_id}`)).status, 404);
  });

  it('is kept in the folder of its run, which lists it as MLflow does: not among its own files', async () => {
    const { info } = await create();
    await put(info.model_id, 'data/model.pkl', 'x');
    const { artifacts } = served.paths(run);
    assert.deepEqual(fs.readdirSync(path.join(artifacts, 'logged-models', 'model', 'data')), ['model.pkl']);
    const modes = ['.', 'model', 'model/data'].map(
      (name) => fs.statSync(path.join(artifacts, 'logged-models', name)).mode & 0o777,
    );
    if (process.platform !== 'win32') assert.deepEqual(modes, [0o700, 0o700, 0o700]);
    assert.deepEqual((await served.get('artifacts/list', { run_id: run })).json['files'], []);
    assert.ok(served.endpoint.runs.read(run).state.artifacts.has('logged-models/model/data/model.pkl'));
  });

  it('is another one when the name comes again, and never in the place of what a script put there', async () => {
    fs.mkdirSync(path.join(served.paths(run).artifacts, 'logged-models', 'model-2'), { recursive: true });
    const [first, second] = [(await create()).info, (await create({ name: 'Model' })).info];
    await put(first.model_id, 'a', '1');
    await put(second.model_id, 'a', '2');
    const folders = fs.readdirSync(path.join(served.paths(run).artifacts, 'logged-models'));
    assert.deepEqual(folders.sort(), ['Model-3', 'model', 'model-2']);
  });

  it('has a folder of its own also among many that are made at once', async () => {
    const models = await Promise.all(Array.from({ length: 20 }, () => create()));
    await Promise.all(models.map(({ info }) => put(info.model_id, 'id', info.model_id)));
    const folder = path.join(served.paths(run).artifacts, 'logged-models');
    const ids = fs.readdirSync(folder).map((name) => fs.readFileSync(path.join(folder, name, 'id'), 'utf8'));
    assert.deepEqual(ids.sort(), models.map(({ info }) => info.model_id).sort());
  });

  const ways = [
    ...['..%2fx', '%2e%2e/x', '%252e%252e%252fx', 'a/../../x', '%2fetc/passwd', 'C%3A/x', 'a%5C..%5Cx'],
    ...['a%2500b', 'a%23b', 'a//b'],
  ];
  for (const name of ways) {
    it(`leads nowhere by the name ${name}`, async () => {
      const { info } = await create();
      await put(info.model_id, 'keep', 'x');
      const place = `/api/2.0/mlflow-artifacts/artifacts/0/models/${info.model_id}/artifacts/${name}`;
      const folder = encodeURIComponent(decodeURIComponent(name));
      const asked: readonly (readonly [method: string, path: string])[] = [
        ['PUT', place],
        ['GET', place],
        ['DELETE', place],
        [
          'GET',
          `/api/2.0/mlflow/logged-models/${info.model_id}/artifacts/directories?artifact_directory_path=${folder}`,
        ],
        ['GET', `/api/2.0/mlflow/artifacts/list?run_id=${run}&path=${folder}`],
      ];
      for (const [method, path] of asked) {
        const { status, json } = await served.send({
          method,
          path,
          ...(method === 'PUT' && { body: 'evil' }),
        });
        assert.deepEqual([path, status, json['error_code']], [path, 400, 'INVALID_PARAMETER_VALUE']);
      }
      const { artifacts } = served.paths(run);
      assert.deepEqual(fs.readdirSync(path.join(artifacts, 'logged-models', 'model')), ['keep']);
      assert.deepEqual(fs.readdirSync(artifacts), ['logged-models']);
    });
  }

  it('is not served from elsewhere when its folder became a link', async () => {
    const { info } = await create();
    const folder = path.join(served.paths(run).artifacts, 'logged-models', 'model');
    const outside = path.join(served.folder, `outside-${run}`);
    fs.mkdirSync(outside);
    fs.writeFileSync(path.join(outside, 'secret'), 'x');
    fs.rmdirSync(folder);
    fs.symlinkSync(outside, folder);
    const place = `/api/2.0/mlflow-artifacts/artifacts`;
    const asked: readonly (readonly [method: string, path: string])[] = [
      ['PUT', `${place}/0/models/${info.model_id}/artifacts/secret`],
      ['PUT', `${place}/0/models/${info.model_id}/artifacts/new`],
      ['GET', `${place}/0/models/${info.model_id}/artifacts/secret`],
      ['DELETE', `${place}/0/models/${info.model_id}/artifacts/secret`],
      ['GET', `${place}?path=0/models/${info.model_id}/artifacts`],
      ['GET', `/api/2.0/mlflow/logged-models/${info.model_id}/artifacts/directories`],
      ['GET', `/api/2.0/mlflow/artifacts/list?run_id=${run}&path=logged-models/model`],
    ];
    for (const [method, path] of asked) {
      const { status, json } = await served.send({ method, path, ...(method === 'PUT' && { body: 'evil' }) });
      assert.deepEqual(
        [method, path, status, json['error_code']],
        [method, path, 400, 'INVALID_PARAMETER_VALUE'],
      );
    }
    assert.deepEqual(fs.readdirSync(outside), ['secret']);
    assert.equal(fs.readFileSync(path.join(outside, 'secret'), 'utf8'), 'x');
  });

  it('outlives its process', async () => {
    const { info } = await create({ tags: [{ key: 'a', value: 'b' }] });
    await put(info.model_id, 'MLmodel', 'x');
    const again = await Served.open(served.folder);
    const { json } = await again.get(`logged-models/${info.model_id}`);
    assert.deepEqual(modelReply.parse(json).model.info, info);
    await again.close();
  });

  it('has the newest values of what was logged for it, for each dataset', async () => {
    const { info } = await create();
    const metrics = [
      { key: 'auc', value: 0.8, timestamp: 1, step: 1, model_id: info.model_id },
      { key: 'auc', value: 0.9, timestamp: 2, step: 2, model_id: info.model_id },
      { key: 'auc', value: 0.7, timestamp: 3, step: 1, model_id: info.model_id },
      {
        key: 'auc',
        value: 0.5,
        timestamp: 1,
        step: 0,
        model_id: info.model_id,
        dataset_name: 'test',
        dataset_digest: 'd',
      },
      { key: 'loss', value: 'NaN', timestamp: 1, step: 0, model_id: info.model_id },
      { key: 'other', value: 1, timestamp: 1, step: 0 },
    ];
    await served.ok('runs/log-batch', { run_id: run, metrics, params: [], tags: [] });
    assert.deepEqual(
      (await get(info.model_id)).data.metrics.map(({ key, value, step }) => [key, value, step]).sort(),
      [
        ['auc', 0.5, 0],
        ['auc', 0.9, 2],
        ['loss', 'NaN', 0],
      ],
    );
    await served.ok('runs/log-metric', {
      run_id: run,
      key: 'auc',
      value: 0.95,
      timestamp: 9,
      step: 3,
      model_id: info.model_id,
    });
    assert.ok((await get(info.model_id)).data.metrics.some(({ value }) => value === 0.95));
  });

  it('hides secrets as everywhere', async () => {
    const { info, data } = await create({
      params: [{ key: 'api_key', value: 'abcdefghijkl' }],
      tags: [{ key: 'note', value: 'hunter2secret' }],
    });
    assert.deepEqual(
      [...info.tags, ...data.params].map(({ value }) => value),
      ['[redacted]', '[redacted]'],
    );
  });

  it('is kept in a run of its own when the client names none', async () => {
    const { info } = await create({ source_run_id: undefined, name: 'lonely' });
    assert.equal(info.source_run_id, undefined);
    await put(info.model_id, 'a', 'x');
    await send('PATCH', info.model_id, { status: 'LOGGED_MODEL_READY' });
    const home = /^m-(.+)-/.exec(info.model_id)?.[1] ?? '';
    await served.get('runs/get', { run_id: home });
    assert.deepEqual(await served.run(home).then((found) => [found.info.run_name, found.info.status]), [
      'lonely',
      'FINISHED',
    ]);
    assert.equal((await put(info.model_id, 'b', 'y')).status, 200);
  });

  const wrong: readonly (readonly [
    what: string,
    method: string,
    name: string,
    body: object,
    status: number,
  ])[] = [
    ['an empty name', 'POST', '', { name: '' }, 400],
    ['a name with a slash', 'POST', '', { name: 'a/b' }, 400],
    ['a name with a dot', 'POST', '', { name: '..' }, 400],
    ['a run that is not there', 'POST', '', { source_run_id: '20260101-000000-no-one-0000' }, 404],
    ['a run that leads elsewhere', 'POST', '', { source_run_id: '../../x' }, 404],
    ['a model that is not there', 'PATCH', 'm-x-00000000', { status: 'LOGGED_MODEL_READY' }, 404],
    ['an id that leads elsewhere', 'DELETE', 'm-..%2F..-00000000', {}, 404],
    ['an unknown status', 'PATCH', 'MODEL', { status: 'FINE' }, 400],
    ['another value of a param', 'POST', 'MODEL/params', { params: [{ key: 'depth', value: '7' }] }, 400],
    ['a param without a name', 'POST', 'MODEL/params', { params: [{ key: '', value: '7' }] }, 400],
    ['a tag that is not there', 'DELETE', 'MODEL/tags/nothing', {}, 404],
    ['a filter that cannot be read', 'POST', 'search', { experiment_ids: ['0'], filter: 'name == ' }, 400],
    ['a word as filter', 'POST', 'search', { experiment_ids: ['0'], filter: 'model' }, 400],
    ['an attribute of runs', 'POST', 'search', { experiment_ids: ['0'], filter: 'exit_code = 1' }, 400],
    [
      'an order by nothing',
      'POST',
      'search',
      { experiment_ids: ['0'], order_by: [{ field_name: 'x' }] },
      400,
    ],
    ['too many at once', 'POST', 'search', { experiment_ids: ['0'], max_results: 1_000_000 }, 400],
    ['a page of another server', 'POST', 'search', { experiment_ids: ['0'], page_token: 'abc' }, 400],
  ];
  for (const [what, method, name, body, status] of wrong) {
    it(`refuses ${what}`, async () => {
      const { info } = await create({ params: [{ key: 'depth', value: '6' }] });
      const path = name.replace('MODEL', info.model_id);
      const asked = name === '' ? { experiment_id: '0', name: 'model', source_run_id: run, ...body } : body;
      const reply = name === '' ? await served.post('logged-models', asked) : await send(method, path, asked);
      assert.equal(reply.status, status, reply.text);
    });
  }
});

describe('the search for logged models', () => {
  let served: Served;

  before(async () => {
    served = await Served.open();
    const { experiment_id } = await served.ok('experiments/create', { name: 'other' });
    const runs = [await served.newRun(), await served.newRun(), await served.newRun({ experiment_id })];
    const models: readonly (readonly [
      name: string,
      run: number,
      auc: number | 'NaN' | undefined,
      tags: object,
    ])[] = [
      ['a', 0, 0.7, { team: 'risk' }],
      ['b', 0, 0.9, { team: 'fraud' }],
      ['a', 1, 'NaN', { team: 'risk', old: 'yes' }],
      ['c', 1, undefined, {}],
      ['d', 2, 0.8, {}],
    ];
    for (const [name, place, auc, tags] of models) {
      const run = runs[place] ?? '';
      const asked = {
        name,
        source_run_id: run,
        tags: Object.entries(tags).map(([key, value]: [string, string]) => ({ key, value })),
      };
      const { info } = modelReply.parse(await served.ok('logged-models', asked)).model;
      if (auc === undefined) continue;
      const dataset = name === 'b' ? { dataset_name: 'test', dataset_digest: 'd1' } : {};
      const metrics = [
        { key: 'auc', value: auc, timestamp: 1, step: 0, model_id: info.model_id, ...dataset },
      ];
      await served.ok('runs/log-batch', { run_id: run, metrics });
    }
    ids = { '1': String(experiment_id) };
  });
  after(() => served.dispose());
  let ids: Record<string, string> = {};

  const cases: readonly (readonly [asked: Record<string, unknown>, names: string])[] = [
    [{ order_by: [{ field_name: 'name' }] }, 'a a b c'],
    [{ experiment_ids: ['0', 'OTHER'], order_by: [{ field_name: 'name', ascending: false }] }, 'd c b a a'],
    [{ experiment_ids: ['OTHER'] }, 'd'],
    [{ experiment_ids: [] }, ''],
    [{ experiment_ids: ['77'] }, ''],
    [{ filter: "name = 'a'" }, 'a a'],
    [{ filter: "attributes.name LIKE '%b%'" }, 'b'],
    [{ filter: "tags.team = 'risk' AND tags.old = 'yes'" }, 'a'],
    [{ filter: "tags.team != 'risk'" }, 'b'],
    [{ filter: 'metrics.auc > 0.6', order_by: [{ field_name: 'name' }] }, 'a b'],
    [{ filter: "status = 'PENDING'", order_by: [{ field_name: 'name' }] }, 'a a b c'],
    [{ filter: "status = 'READY'" }, ''],
    [{ filter: 'creation_time > 1000', order_by: [{ field_name: 'name' }] }, 'a a b c'],
    [{ order_by: [{ field_name: 'metrics.auc', ascending: false }, { field_name: 'name' }] }, 'b a a c'],
    [{ order_by: [{ field_name: 'metrics.auc', ascending: true }, { field_name: 'name' }] }, 'a b a c'],
    [{ datasets: [{ dataset_name: 'test' }] }, 'b'],
    [{ datasets: [{ dataset_name: 'test', dataset_digest: 'd2' }] }, ''],
    [{ datasets: [{ dataset_name: 'test' }], filter: 'metrics.auc > 0.95' }, ''],
  ];
  for (const [asked, names] of cases) {
    it(`${JSON.stringify(asked)} → ${names}`, async () => {
      const text = JSON.stringify({ experiment_ids: ['0'], ...asked }).replace('OTHER', ids['1'] ?? '');
      const { models } = searchReply.parse(await served.ok('logged-models/search', JSON.parse(text)));
      assert.equal(models.map(({ info }) => info.name).join(' '), names);
    });
  }

  it('comes in pages', async () => {
    const names: string[] = [];
    let token: string | undefined;
    do {
      const asked = {
        experiment_ids: ['0'],
        max_results: 3,
        order_by: [{ field_name: 'name' }],
        page_token: token,
      };
      const page = searchReply.parse(await served.ok('logged-models/search', asked));
      names.push(...page.models.map(({ info }) => info.name));
      token = page.next_page_token;
    } while (token !== undefined);
    assert.deepEqual(names, ['a', 'a', 'b', 'c']);
  });
});
