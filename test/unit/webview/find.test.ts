import assert from 'node:assert/strict';
import { hitsIn, split } from '../../../webview/pages/run/find.ts';

const lines = (...texts: string[]) => texts.map((text, index) => ({ n: index + 1, t: null, text }));

describe('find in output', () => {
  const cases = [
    {
      text: 'loss',
      lines: ['loss loss', 'x', 'LOSS'],
      hits: [
        [1, 0],
        [1, 5],
        [3, 0],
      ],
    },
    { text: '', lines: ['loss'], hits: [] },
    { text: 'a.c', lines: ['abc a.c'], hits: [[1, 4]] },
    {
      text: 'aa',
      lines: ['aaaa'],
      hits: [
        [1, 0],
        [1, 2],
      ],
    },
    { text: 'stanbul', lines: ['İstanbul'], hits: [[1, 1]] },
    { text: '(', lines: ['f(x)'], hits: [[1, 1]] },
  ];
  for (const { text, lines: given, hits } of cases)
    it(`finds ${JSON.stringify(text)} in ${JSON.stringify(given)}`, () => {
      assert.deepEqual(
        hitsIn(lines(...given), text).map(({ n, from }) => [n, from]),
        hits,
      );
    });

  it('splits a line into what is found and what is not', () => {
    const hits = hitsIn(lines('a-b-a'), 'a');
    assert.deepEqual(
      split('a-b-a', hits).map(({ text, hit }) => [text, hit !== undefined]),
      [
        ['a', true],
        ['-b-', false],
        ['a', true],
      ],
    );
  });

  it('stops at 5000 hits', () => {
    assert.equal(hitsIn(lines('a'.repeat(6000)), 'a').length, 5000);
  });
});
