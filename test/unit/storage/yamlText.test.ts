import assert from 'node:assert/strict';
import * as z from 'zod';
import { YamlText } from '../../../src/storage/yamlText.ts';

const file = { where: 'things.yaml', example: 'loans' };
const thing = z.strictObject({ size: z.number(), tags: z.array(z.string()).optional() });

describe('the text of a YAML file', () => {
  it('has no value while it has a merge conflict, and says at which line', () => {
    const text = 'a:\n  size: 1\n<<<<<<< ours\nb:\n  size: 2\n=======\nb:\n  size: 3\n>>>>>>> theirs\n';
    const yaml = new YamlText(text, file);
    assert.equal(yaml.value, undefined);
    assert.deepEqual(
      yaml.problems.map(({ where, line, message }) => [where, line, message]),
      [['things.yaml', 3, 'The file has a merge conflict here; what was read before it stays in use.']],
    );
  });

  it('takes text that only looks like a conflict', () => {
    const yaml = new YamlText('note: |\n  <<<<<<< not at the start of a line\nother: <<<<<<<\n', file);
    assert.deepEqual(yaml.problems, []);
  });

  it('names wrong parts of one entry at their lines, and keeps the rest of it', () => {
    const yaml = new YamlText('a:\n  size: 1\n  tags: [x, 5, y]\n  odd: 3\n', file);
    const read = yaml.read(thing, at(yaml.value, 'a'), ['a']);
    assert.deepEqual(read, { size: 1, tags: ['x', 'y'] });
    assert.deepEqual(
      yaml.problems.map(({ line, column, message }) => `${line}:${column} ${message}`),
      ['3:13 “a.tags.1” should be a text.', '4:3 “a.odd” is not known here.'],
    );
  });

  it('takes the first of two equal keys, and names the second with the line of the first', () => {
    const yaml = new YamlText('a:\n  size: 1\nb:\n  size: 2\n  size: 3\na:\n  size: 4\n', file);
    assert.deepEqual(yaml.value, { a: { size: 1 }, b: { size: 2 } });
    assert.deepEqual(
      yaml.problems.map(({ line, column, message }) => `${line}:${column} ${message}`),
      [
        '6:1 “a” is there twice; the first, at line 1, counts.',
        '5:3 “size” is there twice; the first, at line 4, counts.',
      ],
    );
  });

  it('drops an entry that lacks what it needs, and says so at its key', () => {
    const yaml = new YamlText('# things\na:\n  tags: []\n', file);
    assert.equal(yaml.read(thing, at(yaml.value, 'a'), ['a']), undefined);
    assert.deepEqual(
      yaml.problems.map(({ line, column, message }) => `${line}:${column} ${message}`),
      ['2:1 “a.size” should be a number.'],
    );
  });

  it('says where bytes are no UTF-8, and reads the rest', () => {
    const text = Buffer.from('a: 1\nname: J\xf6rg\n', 'latin1').toString('utf8');
    const yaml = new YamlText(text, file);
    assert.deepEqual(
      yaml.problems.map(({ line, column, message }) => `${line}:${column} ${message}`),
      ['2:8 The file is not UTF-8 here. Save it with that encoding.'],
    );
    assert.equal(at(yaml.value, 'a'), 1);
  });

  it('finds the lines of ten thousand problems as fast as it reads them', () => {
    const count = 10_000;
    const text = Array.from({ length: count }, (_, n) => `thing${n}:\n  odd: 1\n`).join('');
    const yaml = new YamlText(text, file);
    for (let n = 0; n < count; n += 1) yaml.tell([`thing${n}`, 'odd'], 'odd');
    assert.equal(yaml.problems.at(-1)?.line, count * 2);
  });
});

function at(value: unknown, key: string): unknown {
  return z.record(z.string(), z.unknown()).parse(value)[key];
}
