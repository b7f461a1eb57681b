import assert from 'node:assert/strict';
import { toCsv, toMarkdown } from '../../../../src/runs/sharing/delimited.ts';

const cells: readonly (readonly [value: string | number | null, csv: string])[] = [
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
  ['+1+cmd', "'+1+cmd"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['-1e-5', '-1e-5'],
  ['-cmd', "'-cmd"],
  [' =1+1', "' =1+1"],
  ['\t=1', "'\t=1"],
  ['\t', "'\t"],
  ['\n=1', '"\'\n=1"'],
  ['＝1+1', "'＝1+1"],
  ['+49 30 1', "'+49 30 1"],
  ['-1e-5;=1', "'-1e-5;=1"],
  [null, ''],
  ['', ''],
  [0.1 + 0.2, '0.30000000000000004'],
  [-3, '-3'],
  [NaN, 'NaN'],
  [-Infinity, '-Infinity'],
];

describe('runs as text', () => {
  for (const [value, csv] of cells)
    it(`writes ${JSON.stringify(value)} as CSV`, () => assert.equal(toCsv([[value]]), `${csv}\r\n`));

  it('keeps Markdown tables whole whatever a name holds', () => {
    const table = toMarkdown(['name', 'value'], [['a|b\n`c`', 1.5]], String);
    assert.equal(table, '| name | value |\n| :-- | --: |\n| a\\|b \\`c\\` | 1.5 |\n');
  });
});
