/** What the registry refuses, and with which of MLflow’s words. */
import assert from 'node:assert/strict';
import { api } from './served.ts';
import { servedRegistry } from './servedRegistry.ts';

describe('the MLflow endpoint and what its registry refuses', () => {
  const registry = servedRegistry();
  const { send, register, file } = registry;

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
      const other = await registry.served.newRun();
      await registry.served.ok('registered-models/create', { name: 'a' });
      const body: unknown = JSON.parse(
        JSON.stringify({ name: 'a', run_id: registry.run, ...asked })
          .replaceAll('RUN', registry.run)
          .replaceAll('OTHER', other),
      );
      const reply = await registry.served.post('model-versions/create', body);
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
      await registry.served.ok('registered-models/create', { name: 'a' });
      await register('a');
      const before = file('a');
      const asked = { source: `runs:/${registry.run}/model`, ...body };
      const reply =
        method === 'GET' ? await registry.served.send({ path: api(name) }) : await send(method, name, asked);
      assert.deepEqual([reply.status, reply.json['error_code']], [status, code], reply.text);
      assert.equal(file('a'), before);
    });
  }
});
