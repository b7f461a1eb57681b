/** meta.yaml is read by hand where it is flat and by a YAML parser elsewhere: both must say the same. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { parseFlat, parseMeta } from '../../../src/sources/mlflowFiles/metaFile.ts';
import { parseYamlMapping } from '../../../src/sources/mlflowFiles/yamlMapping.ts';
import { fixtures } from './mlflowStores.ts';

const keys = new Set(['name', 'id', 'tags', 'run_name', 'start_time', 'status', 'artifact_uri', 'user_id']);

describe("MLflow's meta.yaml", () => {
  const flat: readonly [text: string, expected: Record<string, string>][] = [
    ['name: gpu test\n', { name: 'gpu test' }],
    ['id: 9223372036854775807\n', { id: '9223372036854775807' }],
    ["id: '123456789012345678'\n", { id: '123456789012345678' }],
    ["name: 'it''s'\nstatus: 3\n", { name: "it's", status: '3' }],
    ["name: ''\nother: x\n", { name: '' }],
    ['name: null\nid: ~\ntags: []\n', {}],
    ['name: 1e10\nid: 007\n', { name: '1e10', id: '007' }],
    ['name: a:b#c\n', { name: 'a:b#c' }],
    ['id: -5\n', { id: '-5' }],
    [
      'tags:\n  mlflow.data.context: training\nname: x\n',
      { 'tags.mlflow.data.context': 'training', name: 'x' },
    ],
    ['schema: \'{"a":\n  1}\'\nname: x\n', { name: 'x' }],
    ['name: x\r\nid: y\r\n', { name: 'x', id: 'y' }],
    ['__proto__: x\nname: y\n', { name: 'y' }],
    ['name:\nid: 1\n', { id: '1' }],
  ];
  for (const [text, expected] of flat)
    it(`reads ${JSON.stringify(text)} by hand, as a YAML parser does`, () => {
      assert.deepEqual(Object.fromEntries(parseFlat(text, keys) ?? [['not', 'flat']]), expected);
      assert.deepEqual(Object.fromEntries(parseYamlMapping(text, keys)), expected);
    });

  const full: readonly [text: string, expected: Record<string, string>][] = [
    ['name: "a\\tb"\n', { name: 'a\tb' }],
    ['name: a long\n  name\n', { name: 'a long name' }],
    ["name: 'a long\n  name'\nid: 1\n", { name: 'a long name', id: '1' }],
    ['name: |\n  a\n  b\n', { name: 'a\nb\n' }],
    ['{name: x, id: 12345678901234567890}\n', { name: 'x', id: '12345678901234567890' }],
    ['---\nname: x\n', { name: 'x' }],
    ['# made by hand\nname: x # here\n', { name: 'x' }],
    ['tags:\n    a: b\n', { 'tags.a': 'b' }],
    ['tags: {a: b}\n', { 'tags.a': 'b' }],
    ['tags:\n  - a\nname: x\n', { name: 'x' }],
    [`name: a\n  b\nschema: '${'x '.repeat(50_000)}\n  y'\n`, { name: 'a b' }],
  ];
  for (const [text, expected] of full)
    it(`leaves ${JSON.stringify(text.slice(0, 50))} to the YAML parser`, async () => {
      assert.equal(parseFlat(text, keys), undefined);
      assert.deepEqual(Object.fromEntries(await parseMeta(text, keys)), expected);
    });

  const bombs: readonly [what: string, text: string][] = [
    ['text', 'hello\n'],
    ['a list', '- 1\n- 2\n'],
    ['zeros', '\0'.repeat(1000)],
    ['brackets', '['.repeat(4000)],
    ['many brackets', '['.repeat(1_000_000)],
    ['anchors', `name: ${'&a '.repeat(300_000)}`],
    ['mappings in mappings', Array.from({ length: 2000 }, (_, n) => `${' '.repeat(n)}a:\n`).join('')],
    ['half a quote', "name: 'x\n"],
  ];
  for (const [what, text] of bombs)
    it(`says that ${what} cannot be read, or reads what there is`, async () => {
      await parseMeta(text, keys).then(
        (meta) => assert.ok(meta.size <= 1),
        (error: unknown) => assert.ok(error instanceof Error && error.message !== ''),
      );
    });

  it('does not multiply aliases', async () => {
    const bomb = ['a: &a [x, x]', ...Array.from({ length: 26 }, (_, n) => letter(n))].join('\n');
    function letter(n: number): string {
      const before = String.fromCharCode(97 + n);
      return `${before}${before}: &${before}${before} [*${n === 0 ? 'a' : String.fromCharCode(96 + n).repeat(2)}, *${n === 0 ? 'a' : String.fromCharCode(96 + n).repeat(2)}]`;
    }
    assert.deepEqual([...(await parseMeta(`${bomb}\nname: [*zz]\nid: 1\n`, keys))], [['id', '1']]);
  });

  it('reads what MLflow writes by hand, but for names that go over several lines', () => {
    const metas = fs
      .readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
      .filter((file) => path.basename(file) === 'meta.yaml')
      .map((file) => fs.readFileSync(path.join(fixtures, file), 'utf8'));
    assert.ok(metas.length > 15);
    const slow = metas.filter((text) => parseFlat(text, keys) === undefined);
    assert.equal(slow.length, 2);
    for (const text of slow) assert.match(text, /^run_name: 'a child/m);
    for (const text of metas.filter((one) => !slow.includes(one)))
      assert.deepEqual(parseFlat(text, keys), parseYamlMapping(text, keys));
  });
});
