import assert from 'node:assert/strict';
import { joinPairs, joinWords, parsePairs, splitWords } from '../../../src/views/launching/words.ts';

const lines: readonly (readonly [line: string, words: readonly string[]])[] = [
  ['', []],
  ['   ', []],
  ['--lr 0.01', ['--lr', '0.01']],
  ['"two words" one', ['two words', 'one']],
  ["'it is' \"it's\"", ['it is', "it's"]],
  ['a"b c"d', ['ab cd']],
  ['""', ['']],
  ['a\\ b', ['a b']],
  ['"say \\"hi\\""', ['say "hi"']],
  ['C:\\data\\x.csv', ['C:\\data\\x.csv']],
  ["'back\\slash'", ['back\\slash']],
  ['größe=1 😀', ['größe=1', '😀']],
];

describe('arguments typed on one line', () => {
  for (const [line, words] of lines)
    it(`${JSON.stringify(line)} → ${JSON.stringify(words)}`, () => {
      assert.deepEqual(splitWords(line), { ok: true, value: words });
    });

  it('come back as they were', () => {
    const words = ['plain', 'two words', "it's", 'say "hi"', 'C:\\x y\\', '', 'tab\there'];
    assert.deepEqual(splitWords(joinWords(words)), { ok: true, value: words });
  });

  it('name a quote that is not closed', () => {
    assert.deepEqual(splitWords('a "b'), { ok: false, message: 'A quote " is not closed.' });
  });
});

describe('pairs typed on one line', () => {
  it('keep everything after the first equals sign', () => {
    assert.deepEqual(parsePairs('lr=0.01 "note=a = b"'), { ok: true, value: { lr: '0.01', note: 'a = b' } });
  });
  it('keep a key that would poison objects', () => {
    const parsed = parsePairs('__proto__=x');
    assert.ok(parsed.ok);
    assert.deepEqual(Object.entries(parsed.value), [['__proto__', 'x']]);
  });
  it('refuse a word that is no pair', () => {
    assert.deepEqual(parsePairs('lr'), { ok: false, message: '“lr” should be a pair like lr=0.01.' });
    assert.equal(parsePairs('=3').ok, false);
  });
  it('come back as they were', () => {
    assert.deepEqual(parsePairs(joinPairs({ a: 'b c', d: '' })), { ok: true, value: { a: 'b c', d: '' } });
  });
});
