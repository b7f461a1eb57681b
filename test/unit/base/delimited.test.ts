import assert from 'node:assert/strict';
import { readDelimited, separatorOf } from '../../../src/base/delimited.ts';

describe('delimited text', () => {
  const cases: readonly (readonly [why: string, text: string, rows: readonly (readonly string[])[]])[] = [
    [
      'plain rows',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['no newline at the end', 'a,b', [['a', 'b']]],
    ['Windows and old Mac line ends', 'a\r\nb\rc', [['a'], ['b'], ['c']]],
    ['a separator and a line end within quotes', '"a,b","c\nd"\n', [['a,b', 'c\nd']]],
    ['doubled quotes', '"say ""hi""",x', [['say "hi"', 'x']]],
    ['a quote that is never closed', 'a,"b\nc', [['a', 'b\nc']]],
    ['text after a closing quote', '"a"b,c', [['ab', 'c']]],
    ['a quote inside a field', 'a"b,c', [['a"b', 'c']]],
    ['empty fields', ',\n', [['', '']]],
    [
      'an empty last field',
      'a,\nb,c',
      [
        ['a', ''],
        ['b', 'c'],
      ],
    ],
    ['blank lines left out', 'a\n\n\nb\n', [['a'], ['b']]],
    ['a byte order mark', '\uFEFFa,b', [['a', 'b']]],
    ['nothing', '', []],
  ];
  for (const [why, text, rows] of cases)
    it(`reads ${why}`, () => {
      assert.deepEqual(readDelimited(text, ',', 100), { rows, more: false });
    });

  it('stops after as many rows as were asked for, and says that there are more', () => {
    assert.deepEqual(readDelimited('1\n2\n3', ',', 2), { rows: [['1'], ['2']], more: true });
    assert.deepEqual(readDelimited('1\n2\n', ',', 2), { rows: [['1'], ['2']], more: false });
  });

  for (const [text, path, sign] of [
    ['a,b,c', 'x.csv', ','],
    ['a;b;c', 'x.csv', ';'],
    ['a\tb', 'x.csv', '\t'],
    ['a,b', 'x.tsv', '\t'],
    ['', 'x.csv', ','],
  ] as const)
    it(`takes ${JSON.stringify(sign)} in ${JSON.stringify(text)} of ${path}`, () => {
      assert.equal(separatorOf(text, path), sign);
    });
});
