/** Records of outside names hold what JSON holds, and say of a wrong value where it stands. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { nameRecord } from '../../../src/records/nameRecord.ts';
import { parseJson } from '../../../src/storage/parseJson.ts';

const schema = z.object({
  params: nameRecord(z.string()),
  tags: nameRecord(z.string().nullable()).optional(),
  sizes: nameRecord(z.union([z.number(), z.boolean().transform(Number)])).default({}),
});

describe('a record of outside names', () => {
  const good: [json: string, entries: [string, unknown][]][] = [
    ['{}', []],
    ['{"lr": "1"}', [['lr', '1']]],
    ['{"__proto__": "1"}', [['__proto__', '1']]],
    [
      '{"a": "1", "__proto__": "2", "constructor": "3"}',
      [
        ['a', '1'],
        ['constructor', '3'],
        ['__proto__', '2'],
      ],
    ],
  ];
  for (const [json, entries] of good) {
    it(`holds all of ${json}`, () => {
      const read = parseJson(`{"params": ${json}, "tags": ${json}}`, schema);
      assert.ok(read.ok);
      assert.deepEqual(Object.entries(read.value.params), entries);
      assert.deepEqual(Object.entries(read.value.tags ?? {}), entries);
      assert.equal(Object.getPrototypeOf(read.value.params), Object.prototype);
    });
  }

  const bad: [json: string, sentence: RegExp][] = [
    ['{}', /^params: .*received undefined$/],
    ['{"params": null}', /^params: .*received null$/],
    ['{"params": []}', /^params: .*received array$/],
    ['{"params": {"lr": 1}}', /^params\.lr: .*expected string, received number$/],
    ['{"params": {"__proto__": 1}}', /^params\.__proto__: .*expected string, received number$/],
    ['{"params": {"__proto__": {"x": "y"}}}', /^params\.__proto__: .*expected string, received object$/],
    ['{"params": {"lr": 1, "__proto__": 1}}', /^params\.lr: .*\(and 1 more\)$/],
  ];
  for (const [json, sentence] of bad) {
    it(`refuses ${json}`, () => {
      const read = parseJson(json, schema);
      assert.ok(!read.ok);
      assert.match(read.message, sentence);
    });
  }

  it('changes values as their schema says, and has a default', () => {
    const read = parseJson('{"params": {}, "sizes": {"__proto__": true, "b": false, "c": 3}}', schema);
    assert.ok(read.ok);
    assert.deepEqual(Object.entries(read.value.sizes), [
      ['b', 0],
      ['c', 3],
      ['__proto__', 1],
    ]);
    assert.deepEqual(schema.parse({ params: {} }), { params: {}, sizes: {} });
  });

  it('is used wherever the product reads one', () => {
    const root = path.resolve(import.meta.dirname, '..', '..', '..');
    const plain = globSync('{src,webview}/**/*.ts', { cwd: root })
      .filter((file) => !file.endsWith('nameRecord.ts'))
      .filter((file) => readFileSync(path.join(root, file), 'utf8').includes('z.record(z.string()'));
    assert.deepEqual(plain, []);
  });
});
