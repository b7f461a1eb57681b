import assert from 'node:assert/strict';
import {
  bandsOf,
  columnsBetween,
  dropPlace,
  layoutColumns,
  rowsBetween,
} from '../../../../webview/tables/columnLayout.ts';
import { nextPlace } from '../../../../webview/tables/tableKeys.ts';
import type { TableColumn } from '../../../../webview/tables/tableSource.ts';
import type { CatalogEntry, ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import { loadedColumn } from '../../../../webview/pages/compare/loadedColumn.ts';
import { changeHint } from '../../../../webview/pages/compare/table/baselineChange.ts';
import { cellContent, type ContentSource } from '../../../../webview/pages/compare/table/cellContent.ts';
import { columnView, decimalsOf } from '../../../../webview/pages/compare/table/columnView.ts';
import { directionOf } from '../../../../webview/pages/compare/directionOf.ts';
import { excerptAt } from '../../../../webview/pages/compare/table/excerptAt.ts';
import { formatDeviation, groupMean } from '../../../../webview/pages/compare/table/groupMean.ts';
import { nextSort } from '../../../../webview/pages/compare/table/nextSort.ts';
import {
  moveColumn,
  shownColumns,
  type KnownOfRuns,
} from '../../../../webview/pages/compare/table/shownColumns.ts';
import { sparkPath } from '../../../../webview/pages/compare/table/sparkPath.ts';
import { statusText } from '../../../../webview/pages/compare/table/statusText.ts';
import { groupKey, tableRows } from '../../../../webview/pages/compare/table/tableRows.ts';

const auc: ColumnRef = { group: 'metrics', key: 'val_auc', value: 'last' };
const loss: ColumnRef = { group: 'metrics', key: 'loss', value: 'last' };
const lr: ColumnRef = { group: 'params', key: 'lr' };
const name: ColumnRef = { group: 'record', key: 'name' };

function column(id: string, change: Partial<TableColumn> = {}): TableColumn {
  return { id, title: id, band: '', width: 100, pinned: false, make: () => () => undefined, ...change };
}

describe('virtual table: arithmetic', () => {
  const columns = [column('a', { pinned: true, width: 50 }), ...'bcdef'.split('').map((id) => column(id))];

  it('places pinned columns apart from the others', () => {
    const layout = layoutColumns(columns, new Map([['c', 30]]));
    assert.deepEqual([layout.pinnedWidth, layout.width], [50, 480]);
    assert.deepEqual(
      layout.others.map(({ column: { id }, left, index }) => [id, left, index]),
      [
        ['b', 0, 1],
        ['c', 100, 2],
        ['d', 130, 3],
        ['e', 230, 4],
        ['f', 330, 5],
      ],
    );
  });

  const { others } = layoutColumns(columns);
  const between: readonly (readonly [number, number, readonly [number, number]])[] = [
    [0, 500, [0, 5]],
    [0, 1, [0, 1]],
    [100, 200, [1, 2]],
    [99, 201, [0, 3]],
    [500, 900, [5, 5]],
    [-50, 0, [0, 0]],
  ];
  for (const [from, to, expected] of between)
    it(`finds the columns in view from ${String(from)} to ${String(to)} px`, () => {
      assert.deepEqual(columnsBetween(others, from, to), expected);
    });

  it('finds no column among none', () => assert.deepEqual(columnsBetween([], 0, 100), [0, 0]));

  const rows: readonly (readonly [number, number, number, readonly [number, number]])[] = [
    [0, 220, 10_000, [0, 12]],
    [2200, 220, 10_000, [98, 112]],
    [219_900, 220, 10_000, [9993, 10_000]],
    [1e9, 220, 10, [8, 10]],
    [0, 220, 0, [0, 0]],
  ];
  for (const [top, height, count, expected] of rows)
    it(`paints the rows in view at ${String(top)} px of ${String(count)}`, () => {
      assert.deepEqual(rowsBetween({ top, height, rowHeight: 22, rows: count }, 2), expected);
    });

  it('joins neighbours of one band', () => {
    const { others: placed } = layoutColumns(
      ['x', 'x', 'y', 'x'].map((band, at) => column(String(at), { band })),
    );
    assert.deepEqual(
      bandsOf(placed).map(({ title, left, width, span }) => [title, left, width, span]),
      [
        ['x', 0, 200, 2],
        ['y', 200, 100, 1],
        ['x', 300, 100, 1],
      ],
    );
  });

  it('drops a column before the one whose left half is under the pointer', () => {
    assert.equal(dropPlace(others, 149)?.column.id, 'c');
    assert.equal(dropPlace(others, 151)?.column.id, 'd');
    assert.equal(dropPlace(others, 470), null);
  });

  const keys: readonly (readonly [string, boolean, readonly [number, string]])[] = [
    ['ArrowDown', false, [6, 'c']],
    ['ArrowUp', false, [4, 'c']],
    ['ArrowLeft', false, [5, 'b']],
    ['ArrowRight', true, [5, 'f']],
    ['ArrowDown', true, [99, 'c']],
    ['PageDown', false, [15, 'c']],
    ['PageUp', false, [0, 'c']],
    ['Home', false, [5, 'a']],
    ['Home', true, [0, 'a']],
    ['End', true, [99, 'f']],
  ];
  for (const [key, ctrlKey, [row, id]] of keys)
    it(`${ctrlKey ? 'Ctrl+' : ''}${key} leads from row 5, c to row ${String(row)}, ${id}`, () => {
      const next = nextPlace(
        { row: 5, column: 'c' },
        { key, ctrlKey, metaKey: false },
        { columns, rows: 100, page: 10 },
      );
      assert.deepEqual(next, { row, column: id });
    });

  it('goes up from the first row into the header, and no further', () => {
    const up = { key: 'ArrowUp', ctrlKey: false, metaKey: false };
    assert.equal(nextPlace({ row: 0, column: 'c' }, up, { columns, rows: 3, page: 1 })?.row, -1);
    assert.equal(nextPlace({ row: -1, column: 'c' }, up, { columns, rows: 3, page: 1 })?.row, -1);
    assert.equal(
      nextPlace({ row: 0, column: 'c' }, { ...up, key: 'x' }, { columns, rows: 3, page: 1 }),
      undefined,
    );
  });
});

describe('run table: rows', () => {
  it('lists runs without grouping as they come', () => {
    assert.deepEqual(
      tableRows(Uint32Array.of(3, 1), null, new Set()).map(({ n, isGroup }) => [n, isGroup]),
      [
        [3, false],
        [1, false],
      ],
    );
  });

  it('puts a group where its first run is, and its runs below it when it is expanded', () => {
    const [ordinals, groups] = [Uint32Array.of(5, 2, 9, 1), Uint32Array.of(0, 1, 0, 2)];
    assert.deepEqual(
      tableRows(ordinals, groups, new Set([5])).map(({ n, members, isGroup, level, expanded }) => [
        ...[n, members.length, isGroup, level, expanded],
      ]),
      [
        [5, 2, true, 1, true],
        [5, 1, false, 2, undefined],
        [9, 1, false, 2, undefined],
        [2, 1, false, 1, undefined],
        [1, 1, false, 1, undefined],
      ],
    );
    assert.equal(groupKey([9, 5]), 5);
  });

  const means: readonly (readonly [
    string,
    readonly (number | undefined)[],
    readonly [number, number, number] | undefined,
  ])[] = [
    ['of nothing', [], undefined],
    ['of NaN only', [NaN, undefined], undefined],
    ['of one', [2], [2, NaN, 1]],
    ['leaves out NaN and what is missing', [1, NaN, 3, undefined], [2, Math.SQRT2, 2]],
    ['of large values that are close', [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16], [1e9 + 10, Math.sqrt(30), 4]],
    ['of equals', [0.1, 0.1, 0.1], [0.1, 0, 3]],
  ];
  for (const [title, values, expected] of means)
    it(`mean ${title}`, () => {
      const mean = groupMean(values);
      if (expected === undefined) assert.equal(mean, undefined);
      else {
        assert.ok(mean !== undefined);
        for (const [at, value] of [mean.mean, mean.deviation, mean.count].entries())
          assert.ok(
            Object.is(value, expected[at]) || Math.abs(value - (expected[at] ?? NaN)) < 1e-9,
            String(value),
          );
      }
    });

  const deviations: readonly (readonly [number, string])[] = [
    [0.0021, '±.0021'],
    [0.00337, '±.0034'],
    [0.0118, '±.012'],
    [1.26, '±1.3'],
    [126.4, '±126'],
    [0.00001, '±1.0e−5'],
    [0, '±0'],
    [NaN, ''],
    [Infinity, ''],
  ];
  for (const [value, expected] of deviations)
    it(`writes a deviation of ${String(value)} as “${expected}”`, () =>
      assert.equal(formatDeviation(value), expected));

  it('says of a group how many finished, and of a live run how far it is', () => {
    const none = () => '';
    assert.deepEqual(statusText(['finished', 'finished'], none), { status: 'finished', text: 'Finished' });
    assert.deepEqual(statusText(['finished', 'failed'], none), { status: 'failed', text: '1/2 finished' });
    assert.deepEqual(
      statusText(['running'], () => 'epoch 7/20'),
      { status: 'running', text: 'Epoch 7/20' },
    );
    assert.deepEqual(statusText(['running'], none), { status: 'running', text: 'Running' });
  });
});

describe('run table: cells', () => {
  const numbers = (...values: (number | undefined)[]) =>
    loadedColumn({
      kind: 'number',
      values: Float64Array.from(values, (value) => value ?? NaN).buffer,
      has: Uint8Array.from(values, (value) => Number(value !== undefined)).buffer,
    });
  const texts = (...values: string[]) =>
    loadedColumn({ kind: 'text', codes: Int32Array.from(values.keys()).buffer, texts: values });
  const all = (count: number) => Uint32Array.from({ length: count }, (_, n) => n);

  it('gives a column the decimals of its most exact value, at most four', () => {
    assert.equal(decimalsOf(numbers(1, 2, 3), all(3)), 0);
    assert.equal(decimalsOf(numbers(1, 2.5, NaN), all(3)), 1);
    assert.equal(decimalsOf(numbers(0.123456), all(1)), 4);
  });

  const written: readonly (readonly [
    ColumnRef,
    ReturnType<typeof loadedColumn>,
    number | string | undefined,
    string,
  ])[] = [
    [auc, numbers(0.5, 0.25), 0.5, '0.50'],
    [auc, numbers(1, 2), 0.8912, '0.8912'],
    [auc, numbers(0.5), NaN, 'NaN'],
    [auc, numbers(0.5), -Infinity, '−∞'],
    [auc, numbers(0.5), undefined, '–'],
    [lr, texts('0.10'), '0.10', '0.10'],
    [lr, texts('a'), 'a\nb', 'a b'],
    [{ group: 'code', key: 'commit' }, texts('x'), '3f9a21c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6', '3f9a21c'],
    [{ group: 'data', key: 'loans' }, texts('x'), 'sha256:0123456789abcdef', '0123456'],
    [{ group: 'data', key: 'loans' }, texts('x'), 'v4', 'v4'],
    [{ group: 'record', key: 'duration' }, numbers(1), 724_000, '12:04'],
    [{ group: 'record', key: 'artifactBytes' }, numbers(1), 4_100_000, '4.1\u00a0MB'],
    [{ group: 'record', key: 'started' }, numbers(1), 0, '3\u00a0h ago'],
    [{ group: 'record', key: 'meets' }, texts('met'), 'notJudged', 'not judged'],
  ];
  for (const [ref, loaded, value, expected] of written)
    it(`writes ${String(value)} of ${ref.group} ${ref.key} as ${expected}`, () => {
      assert.equal(columnView(ref, loaded, all(2)).text(value, 3 * 3_600_000), expected);
    });

  it('puts a param with words among numbers to the right, and words to the left', () => {
    assert.equal(columnView(lr, texts('0.1', '3e-4', 'auto'), all(3)).numeric, true);
    assert.equal(columnView(lr, texts('gbm', 'ftt', '1'), all(3)).numeric, false);
  });

  function source(
    ref: ColumnRef,
    values: readonly (number | string | undefined)[],
    change: Partial<ContentSource> = {},
  ): ContentSource {
    return {
      ref,
      view: columnView(ref, undefined, all(0)),
      value: (n) => values[n],
      status: () => 'finished',
      started: () => 0,
      changes: () => undefined,
      baseline: undefined,
      heldAgainst: () => undefined,
      direction: 'maximize',
      now: 60_000,
      ...change,
    };
  }
  const run = (n: number) => ({ n, members: [n], line: [n], isGroup: false, level: 1 as const });
  const group = (...members: number[]) => ({
    n: members[0] ?? 0,
    members,
    line: members,
    isGroup: true,
    level: 1 as const,
  });

  it('marks what differs from the baseline, in inputs only', () => {
    const params = source(lr, ['1', '2', '1'], { baseline: 0 });
    assert.deepEqual(
      [0, 1, 2].map((n) => cellContent(run(n), params).tone),
      ['', 'diff', 'same'],
    );
    assert.equal(cellContent(run(1), source(auc, [1, 2], { baseline: 0 })).tone, '');
  });

  const changes: readonly (readonly [
    title: string,
    values: readonly [value: number | string | undefined, baseline: number | string | undefined],
    expected: string | undefined,
    direction?: 'minimize',
  ])[] = [
    ['a score that rose', [0.8931, 0.891], '+0.0021\u00a0↑ better'],
    ['a score that fell', [0.88, 0.891], '−0.0110\u00a0↓ worse'],
    ['a loss that fell', [0.5, 0.75], '−0.2500\u00a0↓ better', 'minimize'],
    ['a loss that rose', [0.75, 0.5], '+0.2500\u00a0↑ worse', 'minimize'],
    ['no difference', [0.5, 0.5], '= same'],
    ['less than the decimals of the column', [0.5, 0.50001], '−1.0e−5\u00a0↓ worse'],
    ['NaN', [NaN, 0.5], undefined],
    ['a baseline that is NaN', [0.5, NaN], undefined],
    ['infinity from infinity', [Infinity, Infinity], undefined],
    ['a metric that the baseline lacks', [0.5, undefined], undefined],
    ['a text', [0.5, 'auto'], undefined],
  ];
  for (const [title, values, expected, direction = 'maximize'] of changes)
    it(`says against the baseline of ${title}: ${expected ?? 'nothing'}`, () => {
      const held = source(auc, values, {
        ...{ direction, heldAgainst: (n) => (n === 0 ? 1 : undefined) },
        view: columnView(auc, numbers(0.1234), all(1)),
      });
      const { change } = cellContent(run(0), held);
      assert.equal(change && `${change.text} ${change.verdict}`, expected);
      assert.equal(cellContent(run(1), held).change, undefined, 'the baseline itself has none');
    });

  it('calls no change better or worse where neither config.yaml nor the name says which way is', () => {
    const directions = [{ metric: 'tokens', direction: 'maximize' as const }];
    const scope = { name: '', trusted: true, objective: null, directions, asksGoals: false };
    assert.equal(directionOf('tokens', scope), 'maximize');
    assert.equal(directionOf('val_loss', scope), 'minimize');
    assert.equal(directionOf('grad_norm', scope), undefined);
    const held = source(auc, [88, 1.25], { direction: undefined, heldAgainst: () => 1 });
    const { change } = cellContent(run(0), held);
    assert.ok(change);
    assert.deepEqual([change.text[0], change.verdict], ['+', 'unjudged']);
    assert.equal(
      changeHint({ text: '+86.75\u00a0↑', verdict: 'unjudged' }, { name: 'quiet-heron', value: '1.25' }),
      '+86.75\u00a0↑ against the baseline quiet-heron (1.25)',
    );
  });

  it('says a change of metrics only, and not of how many points they have', () => {
    const heldAgainst = () => 1;
    for (const ref of [lr, { ...auc, value: 'count' }, { ...auc, value: 'step' }] as const)
      assert.equal(cellContent(run(0), source(ref, [1, 2], { heldAgainst })).change, undefined);
  });

  it('says in the tooltip what a change is against, and whether it is better', () => {
    const against = { name: 'quiet-heron', value: '0.8910' };
    assert.equal(
      changeHint({ text: '+0.0021\u00a0↑', verdict: 'better' }, against),
      '+0.0021\u00a0↑ against the baseline quiet-heron (0.8910): better',
    );
    assert.equal(
      changeHint({ text: '=', verdict: 'same' }, against),
      'The same as in the baseline quiet-heron',
    );
  });

  it('marks the commit of a run with uncommitted changes', () => {
    const commit = source({ group: 'code', key: 'commit' }, ['3f9a21c'], { changes: () => '2 files' });
    assert.equal(cellContent(run(0), commit).text, '3f9a21c*');
  });

  it('counts the time of a run that goes on, and of no other without an end', () => {
    const duration: ColumnRef = { group: 'record', key: 'duration' };
    assert.equal(
      cellContent(run(0), source(duration, [undefined], { status: () => 'running' })).text,
      '1:00',
    );
    assert.equal(cellContent(run(0), source(duration, [undefined], { status: () => 'unknown' })).text, '–');
  });

  it('writes a group as mean and deviation, as one value, or as how many there are', () => {
    assert.deepEqual(cellContent(group(0, 1), source(auc, [0.5, 1])), {
      text: '0.75',
      aside: '±.35',
      tone: '',
    });
    assert.equal(cellContent(group(0, 1), source(auc, [NaN, undefined])).text, 'NaN');
    assert.equal(cellContent(group(0, 1), source(auc, [undefined, undefined])).text, '–');
    assert.equal(cellContent(group(0, 1), source(lr, ['1', '1'])).text, '1');
    assert.equal(cellContent(group(0, 1, 2), source(lr, ['1', '2', undefined])).text, '3 values');
  });

  const courses: readonly (readonly [string, readonly number[], readonly number[], string | undefined])[] = [
    ['nothing', [], [], undefined],
    ['NaN only', [1, 2], [NaN, NaN], undefined],
    ['a constant', [0, 1], [5, 5], 'M3 8L45 8'],
    ['a rise', [0, 1], [0, 1], 'M3 13L45 3'],
    ['a gap', [0, 1, 2], [0, NaN, 1], 'M3 13M45 3'],
    ['one point', [7], [3], 'M45 8'],
  ];
  for (const [title, xs, ys, expected] of courses)
    it(`draws ${title}`, () => assert.equal(sparkPath(xs, ys)?.replace(/M\S+ \S+a.*$/, ''), expected));
});

describe('run table: columns', () => {
  const entry = (group: CatalogEntry['group'], key: string, differs = true): CatalogEntry => ({
    group,
    key,
    runs: 3,
    differs,
  });
  const catalog = [
    ...['system/cpu', 'train_loss', 'val_auc', 'steps', 'grad_norm', 'other'].map((key) =>
      entry('metrics', key),
    ),
    entry('params', 'lr'),
    entry('params', 'epochs', false),
    entry('data', 'loans'),
    entry('code', 'branch'),
    entry('code', 'commit', false),
  ];
  const suggested = { columns: null, onlyDiffering: false };
  const known = (change: Partial<KnownOfRuns> = {}): KnownOfRuns => ({
    ...{ catalog, objective: null, asksGoals: false, hasHints: false },
    ...change,
  });
  const ids = (columns: readonly { readonly column: ColumnRef }[]) =>
    columns.map(({ column: one }) => one.key);

  it('suggests status, the objective and other metrics, params that differ, data, commit, when and why', () => {
    assert.deepEqual(ids(shownColumns(suggested, known())), [
      ...['name', 'status', 'val_auc', 'train_loss', 'steps', 'grad_norm'],
      ...['lr', 'loans', 'commit', 'started', 'duration', 'note'],
    ]);
    const objective = { metric: 'other', direction: 'maximize' } as const;
    assert.equal(ids(shownColumns(suggested, known({ objective })))[2], 'other');
  });

  it('suggests whether goals are met where some are stated, and hints where a run has one', () => {
    const of = (change: Partial<KnownOfRuns>) => {
      const shown = ids(shownColumns(suggested, known(change)));
      return shown.filter((key, at) => key === 'meets' || key === 'hint' || shown[at - 1] === 'status');
    };
    assert.deepEqual(of({}), ['val_auc']);
    assert.deepEqual(of({ asksGoals: true }), ['meets']);
    assert.deepEqual(of({ hasHints: true }), ['val_auc', 'hint']);
    assert.deepEqual(of({ asksGoals: true, hasHints: true }), ['meets', 'hint']);
  });

  it('leaves out what all runs have alike, and never the name', () => {
    const columns = ['epochs', 'lr'].map((key) => ({ column: { group: 'params', key } as const }));
    assert.deepEqual(ids(shownColumns({ columns, onlyDiffering: true }, known())), ['name', 'lr']);
  });

  it('puts pinned columns first', () => {
    const columns = [{ column: lr }, { column: name, pinned: true }, { column: auc, pinned: true }];
    assert.deepEqual(ids(shownColumns({ columns, onlyDiffering: false }, known({ catalog: [] }))), [
      'name',
      'val_auc',
      'lr',
    ]);
  });

  it('moves a column before another, or to the end of its part', () => {
    const columns = [{ column: name, pinned: true }, { column: auc }, { column: loss }, { column: lr }];
    assert.deepEqual(ids(moveColumn(columns, 'params.lr', 'metrics.val_auc, last')), [
      'name',
      'lr',
      'val_auc',
      'loss',
    ]);
    assert.deepEqual(ids(moveColumn(columns, 'metrics.val_auc, last', null)), [
      'name',
      'loss',
      'lr',
      'val_auc',
    ]);
    assert.deepEqual(ids(moveColumn(columns, 'params.none', null)), ids(columns));
  });

  const up = (ref: ColumnRef) => ({ column: ref, descending: false });
  const down = (ref: ColumnRef) => ({ column: ref, descending: true });
  const stated = {
    ...{ name: 'credit', trusted: true, objective: null, asksGoals: true },
    directions: [{ metric: loss.key, direction: 'maximize' as const }],
  };
  const sorts: readonly (readonly [string, Parameters<typeof nextSort>, ReturnType<typeof nextSort>])[] = [
    ['scores largest first', [[], auc, { add: false, scope: undefined }], [down(auc)]],
    ['losses least first', [[], loss, { add: false, scope: undefined }], [up(loss)]],
    ['as config.yaml says it', [[], loss, { add: false, scope: stated }], [down(loss)]],
    ['then the other way', [[down(auc)], auc, { add: false, scope: undefined }], [up(auc)]],
    ['then not at all', [[up(auc)], auc, { add: false, scope: undefined }], []],
    ['another column alone', [[down(auc)], lr, { add: false, scope: undefined }], [up(lr)]],
    ['one of several alone', [[down(auc), up(lr)], lr, { add: false, scope: undefined }], [up(lr)]],
    ['adds a key', [[down(auc)], lr, { add: true, scope: undefined }], [down(auc), up(lr)]],
    ['turns one of several', [[down(auc), up(lr)], auc, { add: true, scope: undefined }], [up(auc), up(lr)]],
    ['takes one of several away', [[up(auc), up(lr)], auc, { add: true, scope: undefined }], [up(lr)]],
  ];
  for (const [title, given, expected] of sorts)
    it(`sorts ${title}`, () => assert.deepEqual(nextSort(...given), expected));

  const excerpts: readonly (readonly [string, number, readonly [string, string, string]])[] = [
    ['a > ', 5, ['a > ', '\u00a0', '']],
    ['a b c', 3, ['a ', 'b', ' c']],
    ['0123456789', 6, ['…345', '5', '678…']],
    ['x😀y', 2, ['x', '😀', 'y']],
    ['', 1, ['', '\u00a0', '']],
  ];
  for (const [text, at, [before, character, after]] of excerpts)
    it(`points at column ${String(at)} of “${text}”`, () => {
      const around = text.length > 8 ? 3 : 32;
      const found = excerptAt(text, at, around);
      if (around === 3) assert.deepEqual([found.before, found.at, found.after], ['…234', '5', '678…']);
      else assert.deepEqual(found, { before, at: character, after });
    });
});
