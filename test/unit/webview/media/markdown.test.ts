import assert from 'node:assert/strict';
import { parseMarkdown, parseSpans, type Block, type Span } from '../../../../webview/pages/compare/media/markdown.ts';

const text = (value: string): Span[] => [{ kind: 'text', text: value }];

describe('Markdown', () => {
  const blocks: readonly (readonly [why: string, text: string, blocks: readonly Block[]])[] = [
    ['headings', '# A #\n###### B', [
      { kind: 'heading', level: 1, spans: text('A') },
      { kind: 'heading', level: 6, spans: text('B') },
    ]],
    ['a hash without a blank', '#tag', [{ kind: 'paragraph', spans: text('#tag') }]],
    ['lines of one paragraph', 'a\nb\n\nc', [
      { kind: 'paragraph', spans: text('a b') },
      { kind: 'paragraph', spans: text('c') },
    ]],
    ['lists', '- a\n  - b\n* c', [
      { kind: 'list', ordered: false, items: [
        { depth: 0, spans: text('a') },
        { depth: 1, spans: text('b') },
        { depth: 0, spans: text('c') },
      ] },
    ]],
    ['numbers', '1. a\n2) b', [
      { kind: 'list', ordered: true, items: [{ depth: 0, spans: text('a') }, { depth: 0, spans: text('b') }] },
    ]],
    ['code', '```python\n# no heading\n<b>\n```\nx', [
      { kind: 'code', text: '# no heading\n<b>' },
      { kind: 'paragraph', spans: text('x') },
    ]],
    ['code that never ends', '~~~\na', [{ kind: 'code', text: 'a' }]],
    ['tables', '| a | b |\n|---|:-:|\n| 1 | x\\|y |\n\nz', [
      { kind: 'table', head: [text('a'), text('b')], rows: [[text('1'), text('x|y')]] },
      { kind: 'paragraph', spans: text('z') },
    ]],
    ['quotes', '> a\n> b\nc', [{ kind: 'quote', spans: text('a b') }, { kind: 'paragraph', spans: text('c') }]],
    ['rules', '---\n* * *', [{ kind: 'rule' }, { kind: 'rule' }]],
    ['HTML as text', '<img src=x onerror=alert(1)>', [
      { kind: 'paragraph', spans: text('<img src=x onerror=alert(1)>') },
    ]],
    ['nothing', '', []],
  ];
  for (const [why, given, expected] of blocks)
    it(`knows ${why}`, () => {
      assert.deepEqual(parseMarkdown(given), expected);
    });

  const spans: readonly (readonly [given: string, expected: readonly Span[]])[] = [
    ['a **b** c', [...text('a '), { kind: 'strong', text: 'b' }, ...text(' c')]],
    ['__b__', [{ kind: 'strong', text: 'b' }]],
    ['*b*', [{ kind: 'emphasis', text: 'b' }]],
    ['2 * 3 * 4', text('2 * 3 * 4')],
    ['snake_case_name', text('snake_case_name')],
    ['~~b~~', [{ kind: 'struck', text: 'b' }]],
    ['`**b**`', [{ kind: 'code', text: '**b**' }]],
    ['[a](javascript:x)', [{ kind: 'link', text: 'a', target: 'javascript:x' }]],
    ['![a](x.png)', [{ kind: 'picture', text: 'a', target: 'x.png' }]],
    ['![](x.png)', [{ kind: 'picture', text: '', target: 'x.png' }]],
    ['**open', text('**open')],
  ];
  for (const [given, expected] of spans)
    it(`reads ${given}`, () => {
      assert.deepEqual(parseSpans(given), expected);
    });

  it('ends on every text', () => {
    for (const piece of ['*', '_', '[', '![', '`', '~~', '>', '|', '- ', '1. ', '#', '\n', '|-\n'])
      for (const count of [1, 2, 3, 7]) assert.ok(Array.isArray(parseMarkdown(piece.repeat(count))));
  });
});
