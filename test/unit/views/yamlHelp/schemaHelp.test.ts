/** What the generated JSON Schemas say of a place in a file. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { descriptionAt, keysAt, parseSchema, valuesAt } from '../../../../src/views/yamlHelp/schemaHelp.ts';

const read = (name: string) =>
  parseSchema(readFileSync(path.resolve('media/schemas', `${name}.json`), 'utf8'));

describe('the schemas of YAML files', () => {
  it('are what the records say', () => {
    execFileSync(process.execPath, ['tools/schemas.mjs', '--check']);
  });

  it('tell which keys may stand where, and what they mean', () => {
    const keys = (name: string, ...at: string[]) => keysAt(read(name), at).map((key) => key.name);
    assert.deepEqual(keys('features'), []);
    assert.deepEqual(keys('features', 'ratio').slice(0, 3), ['description', 'owner', 'dataset']);
    assert.deepEqual(keys('features', '__proto__').slice(0, 1), ['description']);
    assert.ok(keys('datasets', 'loans', 'versions', '[]').includes('hash'));
    assert.deepEqual(keys('config', 'features'), ['unusedAfter']);
    assert.deepEqual(keys('config', 'objective', 'constraints', 'metrics', 'auc'), ['min', 'max']);
    assert.ok(keys('config', 'views', '[]').includes('filter'));
    assert.deepEqual(keys('config', 'nothing', 'there'), []);
    assert.match(descriptionAt(read('datasets'), ['loans', 'freshness']) ?? '', /How old it may be/);
    assert.equal(descriptionAt(read('datasets'), ['loans', 'gone']), undefined);
    assert.deepEqual(
      keysAt(read('datasets'), ['loans']).flatMap(({ name, isRequired }) => (isRequired ? [name] : [])),
      ['location'],
    );
  });

  it('tell what values there are', () => {
    assert.deepEqual(valuesAt(read('features'), ['ratio', 'kind']), [
      'raw',
      'derived',
      'crossed',
      'discretised',
      'generated',
    ]);
    assert.deepEqual(valuesAt(read('config'), ['printedMetrics', 'enabled']), ['true', 'false']);
    assert.deepEqual(valuesAt(read('features'), ['ratio', 'owner']), []);
  });

  it('describe every key that people write in datasets.yaml, features.yaml and config.yaml', () => {
    const places = [
      ['datasets', 'x'],
      ['features', 'x'],
      ['config'],
      ['config', 'objective'],
      ['config', 'limits'],
    ];
    for (const [name = '', ...at] of places)
      for (const key of keysAt(read(name), at))
        assert.ok(key.description, `${name} ${[...at, key.name].join('.')} has no words`);
  });
});
