/** Entries that were written by hand: what is read without a parser of YAML is what one would have read. */
import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { plainEntries } from '../../../src/review/plainEntries.ts';
import { seededRandom } from '../../../src/base/seededRandom.ts';

const hash = 'a1'.repeat(32);
const values = [
  ...[
    'answer',
    'no',
    'yes',
    'Sam <sam@example.org>',
    'Äda',
    'a: b',
    'a:',
    'a:b',
    'a #b',
    'a#b',
    'null',
    'True',
    '~',
  ],
  ...['true', 'false', '7', '0', '07', '-7', '7.5', '7e3', '1_000', '0x1F', '0o17', '.inf', '', '  ', 'x  '],
  ...[
    '2026-11-30T08:00:00Z',
    '2026-11-30T08:00:00.5+01:00',
    '2026-11-30',
    hash,
    '1'.repeat(64),
    `${'1'.repeat(62)}e1`,
  ],
  ...[
    '"no"',
    '"a\\nb"',
    '"a\\u00e9: #"',
    "'a'",
    '"a" b',
    '[]',
    '["a", 1]',
    '[a, b]',
    '{"a": "b"}',
    '{a: b}',
    '{"a": 1',
    '[1,]',
  ],
  ...[
    '|',
    '>-',
    '&a b',
    '*a',
    '!x y',
    '%a',
    '@a',
    '`a`',
    '- a',
    '? a',
    ', a',
    'a, [b]',
    'a\tb',
    'a\u2028b',
    'a\u0085b',
    '__proto__',
  ],
];
const keys = [
  'kind',
  'at',
  'by',
  'item',
  'answer',
  'text',
  '__proto__',
  '"quoted"',
  'a b',
  '1',
  'null',
  'constructor',
];
const between = ['', '   ', '# remark', '  # remark', '    more', '   off', '  key', '  - item', '\ttab'];

describe('an entry in plain YAML', () => {
  it('is what a parser of YAML makes of it, or is left to that', () => {
    const random = seededRandom('plain entries').uniform;
    const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? '';
    let plain = 0;
    for (let round = 0; round < 20_000; round += 1) {
      const lines = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, at) => {
        const line = random() < 0.1 && at > 0 ? pick(between) : `  ${pick(keys)}: ${pick(values)}`;
        return at === 0 ? `-${line.slice(1)}` : line;
      });
      for (const { value, line, end } of plainEntries(lines)) {
        plain += 1;
        assert.equal(line, 1);
        assert.deepEqual([value], parse(lines.slice(0, end - 1).join('\n')), lines.join('\n'));
      }
    }
    assert.ok(plain > 1000, `${String(plain)} were plain`);
  });

  it('ends where another begins, or anything that is none', () => {
    const text = [
      '- kind: a',
      '',
      '  by: b',
      '# remark',
      '- {"kind": "c"}',
      '- kind: d',
      'nonsense',
      '- kind: e',
      '  by: *x',
    ];
    assert.deepEqual(
      plainEntries(text).map(({ line, end, value }) => [line, end, value]),
      [
        [1, 5, { kind: 'a', by: 'b' }],
        [6, 7, { kind: 'd' }],
      ],
    );
  });
});
