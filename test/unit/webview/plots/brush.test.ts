import assert from 'node:assert/strict';
import type { ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import type { Brush } from '../../../../src/protocol/compare/plotsState.ts';
import { compileFilter } from '../../../../src/runs/filter/evaluate.ts';
import { parseFilter } from '../../../../src/runs/filter/parse.ts';
import { brushedRuns } from '../../../../webview/pages/compare/parallel/brushedRuns.ts';
import { brushFilter, type BrushedColumn } from '../../../../webview/pages/compare/parallel/brushFilter.ts';
import { movedAxis } from '../../../../webview/pages/compare/parallel/movedAxis.ts';
import { rangeText, readRanges } from '../../../../webview/pages/compare/parallel/rangeText.ts';
import { plotColumn } from '../../../../webview/pages/compare/plots/plotColumn.ts';

const metric = (key: string, value: 'last' | 'best' = 'last'): ColumnRef => ({
  group: 'metrics',
  key,
  value,
});
const param = (key: string): ColumnRef => ({ group: 'params', key });
const range = (...ranges: readonly (readonly [number, number])[]): Brush => ({
  ranges: ranges.map(([low, high]) => ({ low, high })),
  texts: [],
});
const words = (...texts: string[]): Brush => ({ ranges: [], texts });
const on = (column: ColumnRef, brush: Brush, texts: readonly string[] = []): BrushedColumn => ({
  column,
  brush,
  texts,
});

describe('brush to filter', () => {
  const cases: readonly [
    name: string,
    before: string,
    brushed: readonly BrushedColumn[],
    filter: string,
    leftOut?: number,
  ][] = [
    ['nothing is brushed', '', [on(metric('auc'), range())], ''],
    ['nothing is brushed, and there was a filter', 'star', [], 'star'],
    [
      'a range of a metric',
      '',
      [on(metric('auc'), range([0.5, 0.9]))],
      'metrics.auc >= 0.5 and metrics.auc <= 0.9',
    ],
    ['a range of one value', '', [on(metric('auc'), range([2, 2]))], 'metrics.auc = 2'],
    [
      'two ranges',
      '',
      [on(metric('a/b'), range([-2, -1], [1e-9, 3]))],
      '((metrics.a/b >= -2 and metrics.a/b <= -1) or (metrics.a/b >= 1e-9 and metrics.a/b <= 3))',
    ],
    [
      'a name with a space',
      '',
      [on(metric('val loss'), range([0, 1]))],
      'metrics.`val loss` >= 0 and metrics.`val loss` <= 1',
    ],
    [
      'the numbers of a param, as they were logged',
      '',
      [on(param('lr'), range([0.001, 0.01]), ['1e-3', '0.1', '0.01', '0.0001'])],
      '(params.lr = "1e-3" or params.lr = "0.01")',
    ],
    ['words', '', [on(param('opt'), words('adam'))], 'params.opt = "adam"'],
    [
      'words with quotes',
      '',
      [on({ group: 'tags', key: 'k' }, words('a "b" \\'))],
      'tags.k = "a \\"b\\" \\\\"',
    ],
    [
      'facts of a run',
      '',
      [on({ group: 'record', key: 'duration' }, range([1000, 2000]))],
      'duration >= 1000 and duration <= 2000',
    ],
    [
      'after a filter with or',
      'params.a = "1" or params.a = "2"',
      [on(metric('auc'), range([0, 1]))],
      '(params.a = "1" or params.a = "2") and metrics.auc >= 0 and metrics.auc <= 1',
    ],
    [
      'the best value of a metric, which no filter knows',
      'x',
      [on(metric('auc', 'best'), range([0, 1]))],
      'x',
      1,
    ],
    [
      'the size of a model, which no filter knows',
      '',
      [on({ group: 'record', key: 'modelBytes' }, range([0, 1]))],
      '',
      1,
    ],
    [
      'a param with too many values',
      '',
      [
        on(
          param('seed'),
          range([0, 999]),
          Array.from({ length: 101 }, (_, at) => String(at)),
        ),
      ],
      '',
      1,
    ],
    ['a range that no text lies in', '', [on(param('lr'), range([5, 6]), ['1'])], '', 1],
  ];
  for (const [name, before, brushed, filter, leftOut = 0] of cases)
    it(name, () => {
      const found = brushFilter(before, brushed);
      assert.equal(found.filter, filter);
      assert.equal(found.leftOut.length, leftOut);
      const parsed = parseFilter(found.filter);
      assert.ok(parsed.ok, parsed.ok ? '' : parsed.error.message);
    });

  it('lets through the runs that the brush does', () => {
    const lr = ['0.001', '1e-2', undefined, '0.5', '0.01'];
    const auc = [0.9, 0.7, 0.8, NaN, 0.2];
    const brushes = [
      { column: param('lr'), brush: range([0.001, 0.02], [0.4, 0.6]), found: lr },
      { column: metric('auc'), brush: range([0.5, 1]), found: auc },
    ];
    const passed = brushedRuns(
      brushes.map(({ brush, found }) => ({ brush, data: plotColumn(found) })),
      lr.length,
    );
    assert.deepEqual([...passed], [1, 1, 0, 0, 0]);
    const { filter } = brushFilter(
      '',
      brushes.map(({ column, brush }) => ({ column, brush, texts: lr.flatMap((one) => one ?? []) })),
    );
    const parsed = parseFilter(filter);
    assert.ok(parsed.ok && parsed.expression !== null);
    const test = compileFilter(parsed.expression, {
      numbers: () => (row) => auc[row],
      texts: () => (row) => lr[row],
      datasets: () => () => [],
    });
    assert.deepEqual(
      lr.map((_, row) => Number(test(row))),
      [...passed],
    );
  });

  it('lets through runs with any of the chosen words', () => {
    const data = plotColumn(['adam', 'sgd', undefined, 'lion']);
    assert.deepEqual([...brushedRuns([{ data, brush: words('adam', 'lion', 'gone') }], 4)], [1, 0, 0, 1]);
  });
});

describe('ranges as text', () => {
  const texts: readonly [text: string, ranges: readonly (readonly [number, number])[] | undefined][] = [
    ['', []],
    ['0.1 … 0.3', [[0.1, 0.3]]],
    ['0.3..0.1', [[0.1, 0.3]]],
    [
      '1 to 2, 5',
      [
        [1, 2],
        [5, 5],
      ],
    ],
    ['−2 … -1e-3', [[-2, -0.001]]],
    ['5 …', [[5, Number.MAX_VALUE]]],
    ['… 5', [[-Number.MAX_VALUE, 5]]],
    ['…', undefined],
    ['a … b', undefined],
    ['1 … 2 … 3', undefined],
  ];
  for (const [text, ranges] of texts)
    it(text === '' ? 'no text' : text, () => {
      assert.deepEqual(
        readRanges(text),
        ranges?.map(([low, high]) => ({ low, high })),
      );
    });

  it('reads what it wrote', () => {
    const ranges = [
      { low: -0.25, high: 3e-7 },
      { low: 4, high: 4 },
      { low: 1e9, high: 2e10 },
    ];
    assert.deepEqual(readRanges(rangeText(ranges)), ranges);
  });

  const moves: readonly [from: number, to: number, expected: string][] = [
    [0, 1, 'bacd'],
    [3, 0, 'dabc'],
    [1, 9, 'acdb'],
    [2, -1, 'cabd'],
    [2, 2, 'abcd'],
  ];
  for (const [from, to, expected] of moves)
    it(`moves axis ${String(from)} to ${String(to)}`, () => {
      assert.equal(movedAxis(Array.from('abcd'), from, to).join(''), expected);
    });
});
