import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import initSqlJs from 'sql.js';
import type { SqlJsStatic } from 'sql.js';
import { columnReader } from '../../../../src/protocol/compare/columnReader.ts';
import type { ColumnRef, OrderQuery } from '../../../../src/protocol/compare/compareShape.ts';
import { columnCatalog } from '../../../../src/runs/compare/columnCatalog.ts';
import { columnValues, type ColumnSource } from '../../../../src/runs/compare/columnValues.ts';
import { orderRuns } from '../../../../src/runs/compare/orderRuns.ts';
import { everyOrdinal, packColumn } from '../../../../src/runs/compare/packColumn.ts';
import { tableText, type TableTextOptions } from '../../../../src/runs/compare/tableText.ts';
import { valueAtStep, valueBefore } from '../../../../src/runs/compare/valueAtStep.ts';
import { RunTable } from '../../../../src/runs/runTable.ts';
import { RunIndex } from '../../../../src/storage/runIndex.ts';
import { courseOf, idOf, indexedRun, type GivenRun } from '../../../e2e/pages/comparedRuns.ts';

const auc: ColumnRef = { group: 'metrics', key: 'auc', value: 'last' };
const lr: ColumnRef = { group: 'params', key: 'lr' };

const runs: readonly GivenRun[] = [
  {
    name: 'a',
    ago: 5,
    took: 1,
    params: { lr: '0.1', seed: '1' },
    metrics: { auc: 0.8 },
    data: 'v1',
    note: '=1+1',
  },
  {
    name: 'b',
    ago: 4,
    took: 2,
    params: { lr: '0.01', seed: '1' },
    metrics: { auc: 0.9 },
    data: 'v1',
    star: true,
  },
  { name: 'c', ago: 3, took: 3, params: { lr: 'auto', seed: '1' }, metrics: { auc: NaN } },
  {
    name: 'd',
    ago: 2,
    took: 4,
    params: { lr: '0.1', seed: '2' },
    metrics: { auc: 0.85 },
    script: 'other.py',
  },
  { name: 'e', ago: 1, took: 5, params: { seed: '2' } },
  { name: 'f', ago: 0, took: 5, params: { lr: '0.1', seed: '3' }, metrics: { auc: Infinity, 'a, b': 1 } },
];

describe('comparing runs', () => {
  let sql: SqlJsStatic;
  let source: ColumnSource;
  before(async () => {
    sql = await initSqlJs({
      wasmBinary: new Uint8Array(readFileSync('node_modules/sql.js/dist/sql-wasm.wasm')).buffer,
    });
    source = sourceOf(runs);
  });

  function sourceOf(given: readonly GivenRun[]): ColumnSource {
    const index = RunIndex.empty(sql);
    index.transaction(() => given.forEach((run, place) => index.put(indexedRun(run, place))));
    const table = new RunTable(index);
    const valueAt = valueAtStep({ index, table }, (id, key) => {
      const run = given.find((one, place) => idOf(one, place) === id);
      const { steps, values } = run
        ? courseOf(run, key, run.metrics?.[key] ?? NaN)
        : { steps: [], values: [] };
      return {
        steps: Float64Array.from(steps),
        times: Float64Array.from(steps),
        values: Float64Array.from(values),
      };
    });
    return { index, table, config: {}, valueAt };
  }

  function order(query: Partial<OrderQuery>) {
    const result = orderRuns(source, { filter: '', sort: [], grouping: null, ...query }, 1);
    const names = Array.from(new Uint32Array(result.ordinals), (n) => source.table.get(n)?.name ?? '?').join(
      '',
    );
    const groups = result.groups && [...new Uint32Array(result.groups)].join('');
    return { names, groups, blame: result.blame, total: result.total };
  }

  const orders: readonly (readonly [string, Partial<OrderQuery>, string])[] = [
    ['newest first', {}, 'fedcba'],
    ['by a metric, NaN and missing last', { sort: [{ column: auc, descending: true }] }, 'fbdaec'],
    ['the other way, NaN and missing still last', { sort: [{ column: auc, descending: false }] }, 'adbfec'],
    ['numbers of a param before its words', { sort: [{ column: lr, descending: false }] }, 'bfdace'],
    [
      'by two keys',
      {
        sort: [
          { column: { group: 'params', key: 'seed' }, descending: false },
          { column: auc, descending: true },
        ],
      },
      'bacdef',
    ],
    ['of those that match', { filter: 'params.seed = "2" or attributes.star = "yes"' }, 'edb'],
  ];
  for (const [title, query, expected] of orders)
    it(`orders ${title}`, () => assert.equal(order(query).names, expected));

  it('numbers groups in order of appearance', () => {
    assert.deepEqual(order({ grouping: { by: [lr] } }), {
      names: 'fdaecb',
      groups: '000123',
      blame: null,
      total: 6,
    });
    const { groups } = order({ grouping: { allParamsBut: ['seed'] } });
    assert.equal(groups, '001234', 'a run of another script is no repetition');
  });

  it('orders groups by the mean that they show, and the runs in each by their own value', () => {
    const of = (column: ColumnRef, descending: boolean) => {
      const grouping = { by: [{ group: 'params' as const, key: 'seed' }] };
      const filter = 'params.seed = "1" or params.seed = "2"';
      const { names, groups } = order({ filter, grouping, sort: [{ column, descending }] });
      return `${names} ${String(groups)}`;
    };
    // Seed 1: 0.8, 0.9 and NaN; seed 2: 0.85 and nothing.
    assert.equal(of(auc, true), 'bacde 00011');
    assert.equal(of({ group: 'record', key: 'duration' }, true), 'edcba 00111');
    assert.equal(of(lr, false), 'debac 00111', 'two values before three');
  });

  it('blames the condition that removes most', () => {
    const { names, blame } = order({ filter: 'params.seed = "1" and metrics.auc > 5' });
    assert.equal(names, '');
    assert.deepEqual(blame, { condition: 'metrics.auc > 5', without: 3 });
    assert.equal(order({ filter: 'metrics.auc < -5' }).blame, null);
  });

  it('refuses a filter that cannot be read', () => {
    assert.throws(() => order({ filter: 'metrics.auc >' }), { code: 'filter' });
  });

  it('knows which columns there are and in which runs differ', () => {
    const catalog = columnCatalog(source, 'params.seed = "1"');
    const of = (group: string, key: string) => catalog.find((one) => one.group === group && one.key === key);
    assert.deepEqual(of('params', 'seed'), { group: 'params', key: 'seed', runs: 3, differs: false });
    assert.deepEqual(of('params', 'lr'), { group: 'params', key: 'lr', runs: 3, differs: true });
    assert.deepEqual(of('metrics', 'auc'), { group: 'metrics', key: 'auc', runs: 3, differs: true });
    assert.deepEqual(of('data', 'loans-2026'), { group: 'data', key: 'loans-2026', runs: 2, differs: true });
    assert.equal(of('metrics', 'a, b'), undefined, 'not of the runs that match');
  });

  const columns: readonly (readonly [ColumnRef, readonly (number | string | undefined)[]])[] = [
    [auc, [0.8, 0.9, NaN, 0.85, undefined, Infinity]],
    [lr, ['0.1', '0.01', 'auto', '0.1', undefined, '0.1']],
    [{ group: 'record', key: 'star' }, [0, 1, 0, 0, 0, 0]],
    [{ group: 'record', key: 'duration' }, [60_000, 120_000, 180_000, 240_000, 300_000, 300_000]],
    [{ group: 'data', key: 'loans-2026' }, ['v1', 'v1', undefined, undefined, undefined, undefined]],
    [{ group: 'params', key: 'none' }, Array.from({ length: 6 }, () => undefined)],
  ];
  for (const [column, expected] of columns)
    it(`packs ${column.group} ${column.key} and reads it back`, () => {
      const read = columnReader(packColumn(columnValues(source, column), everyOrdinal(source.table.span)));
      assert.deepEqual(
        expected.map((_, n) => read(n)),
        expected,
      );
    });

  it('knows the run that each one is held against, also when another takes its place', () => {
    const held = (given: readonly GivenRun[]) => {
      const marked = sourceOf(given);
      const { at } = columnValues(marked, { group: 'record', key: 'baseline' });
      return given.map((_, n) => marked.table.byId(String(at(n)))?.name ?? '-').join('');
    };
    const mark = (...names: string[]) =>
      runs.map((run) => (names.includes(run.name) ? { ...run, baseline: 'script' as const } : run));
    assert.equal(held(runs), '------');
    assert.equal(held(mark('b')), 'bbb-bb', 'd is of another script');
    assert.equal(held(mark('b', 'c')), 'ccc-cc', 'the last mark counts');
    assert.equal(
      held(runs.map((run) => (run.name === 'b' ? { ...run, baseline: 'experiment' as const } : run))),
      'bbbbbb',
    );
  });

  it('takes the best in the direction that config.yaml states, of further objectives too', () => {
    const best: ColumnRef = { ...auc, value: 'best' };
    const at = (config: ColumnSource['config']) => columnValues({ ...source, config }, best).at(0);
    const { min, max } = { min: at({ objectives: [{ metric: 'auc', direction: 'minimize' }] }), max: at({}) };
    assert.ok(min !== undefined && max !== undefined && min < max, `${String(min)} < ${String(max)}`);
  });

  it('tells apart what a metric was last, at least, at most, at its best and at a step', () => {
    const at = (value: Extract<ColumnRef, { group: 'metrics' }>['value']) =>
      columnValues(source, { group: 'metrics', key: 'auc', value }).at(0);
    const { values } = courseOf(runs[0] ?? { name: '', ago: 0, took: 0 }, 'auc', 0.8);
    assert.equal(at('last'), 0.8);
    assert.equal(at('min'), Math.min(...values));
    assert.equal(at('best'), Math.max(...values));
    assert.equal(at('count'), 20);
    assert.equal(at({ at: 350 }), values[2]);
    assert.equal(at({ at: 0 }), undefined);
  });

  const points: readonly (readonly [
    string,
    readonly number[],
    readonly number[],
    number,
    number | undefined,
  ])[] = [
    ['between two points', [0, 10, 20], [1, 2, 3], 15, 2],
    ['at a point', [0, 10, 20], [1, 2, 3], 20, 3],
    ['before all', [10], [1], 9, undefined],
    ['after steps went back', [0, 10, 5], [1, 2, 3], 7, 3],
    ['the last of equals', [1, 1], [1, 2], 1, 2],
    ['NaN that was logged', [1], [NaN], 1, NaN],
  ];
  for (const [title, steps, values, step, expected] of points)
    it(`reads a value ${title}`, () => {
      const column = (numbers: readonly number[]) => Float64Array.from(numbers);
      const found = valueBefore({ steps: column(steps), times: column(steps), values: column(values) }, step);
      assert.ok(Object.is(found, expected), String(found));
    });

  async function written(format: TableTextOptions['format'], refs: readonly ColumnRef[]): Promise<string> {
    return await tableText({
      columns: refs.map((ref) => ({ column: ref, title: ref.key })),
      data: refs.map((ref) => packColumn(columnValues(source, ref), everyOrdinal(source.table.span))),
      ordinals: [0, 2, 4, 5],
      format,
      pause: () => Promise.resolve(),
    });
  }
  const shown: readonly ColumnRef[] = [
    { group: 'record', key: 'name' },
    lr,
    auc,
    { group: 'record', key: 'duration' },
    { group: 'record', key: 'note' },
  ];

  it('writes CSV that a spreadsheet opens without running it', async () => {
    assert.equal(
      await written('csv', shown),
      "name,lr,auc,duration (s),note\r\na,0.1,0.8,60,'=1+1\r\nc,auto,NaN,180,\r\ne,,,300,\r\nf,0.1,Infinity,300,\r\n",
    );
  });

  it('writes TSV for the clipboard', async () => {
    assert.equal((await written('tsv', shown)).split('\n')[1], "a\t0.1\t0.8\t60\t'=1+1");
  });

  it('writes JSON without what is missing', async () => {
    assert.deepEqual(JSON.parse(await written('json', shown)), [
      { name: 'a', lr: '0.1', auc: 0.8, 'duration (s)': 60, note: '=1+1' },
      { name: 'c', lr: 'auto', auc: 'NaN', 'duration (s)': 180 },
      { name: 'e', 'duration (s)': 300 },
      { name: 'f', lr: '0.1', auc: 'Infinity', 'duration (s)': 300 },
    ]);
  });

  it('writes Markdown', async () => {
    assert.match(
      await written('markdown', shown),
      /^\| name \| lr \| auc \| duration \(s\) \| note \|\n\| :-- \|/,
    );
  });

  it('tells a param and a tag of one name apart', async () => {
    const text = await written('csv', [lr, { group: 'tags', key: 'lr' }]);
    assert.equal(text.split('\r\n')[0], 'params.lr,tags.lr');
  });
});
