import assert from 'node:assert/strict';
import type { ShownComparison } from '../../../../src/protocol/datasetPage.ts';
import { distributionOf, resample } from '../../../../webview/pages/dataset/distribution.ts';
import { cellTexts, isNumeric } from '../../../../webview/pages/dataset/sampleCells.ts';
import {
  isNearlyUnique,
  limit,
  typical,
  type ShownColumn,
} from '../../../../webview/pages/dataset/numbers.ts';

const column: ShownColumn = {
  ...{ name: 'x', type: 'DOUBLE', kind: 'number', nulls: 0, nan: 0, infinite: 0, distinct: 90 },
  ...{ min: 0, max: 4, mean: 2, std: 1, quantiles: [], top: [], exact: true },
  histogram: { edges: [0, 1, 2, 3, 4], counts: [10, 30, 50, 10] },
};
const compared: ShownComparison['columns'][number] = {
  ...{ name: 'x', change: 'kept', type: { before: 'DOUBLE', after: 'DOUBLE' }, typeChanged: false },
  ...{ missing: { before: 0, after: 0 }, psi: 0, js: 0, categories: null, histogram: null },
  ...{ newCategories: [], newCategoryCount: 0, lostCategories: [], lostCategoryCount: 0 },
};

describe('a distribution', () => {
  it('is the shown histogram, and the earlier one in its edges', () => {
    assert.deepEqual(distributionOf(column, undefined), { bars: [0.1, 0.3, 0.5, 0.1], was: undefined });
    const histogram = { edges: [-2, 2, 6], counts: [40, 40] };
    assert.deepEqual(distributionOf(column, { ...compared, histogram })?.was, [0.25, 0.25, 0.25, 0.25]);
  });

  it('spreads an earlier bin evenly, leaves out what is outside, and keeps a single value', () => {
    assert.deepEqual(resample({ edges: [0, 4], counts: [8] }, [0, 1, 4]), [2, 6]);
    assert.deepEqual(resample({ edges: [10, 20], counts: [8] }, [0, 1, 4]), [0, 0]);
    assert.deepEqual(resample({ edges: [1, 1], counts: [5] }, [0, 1, 4]), [0, 5]);
    assert.deepEqual(resample({ edges: [4, 4], counts: [5] }, [0, 1, 4]), [0, 5]);
  });

  it('has a bar for each of a few whole numbers, where the earlier ones stand as they were counted', () => {
    const edges = Array.from({ length: 21 }, (_, at) => (at * 3) / 20);
    const counts = edges
      .slice(1)
      .map((high, at) =>
        [0, 1, 2, 3].some((n) => (n === 0 ? at === 0 : n <= high && n > high - 0.15)) ? 5 : 0,
      );
    const whole: ShownColumn = { ...column, type: 'TINYINT', histogram: { edges, counts } };
    assert.deepEqual(distributionOf(whole, undefined)?.bars, [0.25, 0.25, 0.25, 0.25]);
    const categories = { names: ['3', '0', '9'], before: [30, 10, 60], after: [0, 0, 0] };
    assert.deepEqual(distributionOf(whole, { ...compared, categories })?.was, [0.25, 0, 0, 0.75]);
  });

  it('is of the most frequent texts, in shares of all of them where both versions are known', () => {
    const text: ShownColumn = { ...column, kind: 'text', histogram: null, top: [{ value: 'a', count: 3 }] };
    assert.deepEqual(distributionOf(text, undefined), { bars: [1], was: undefined });
    const categories = { names: ['a', 'b'], before: [5, 0, 5], after: [3, 1, 0] };
    assert.deepEqual(distributionOf(text, { ...compared, categories }), {
      bars: [0.75, 0.25],
      was: [0.5, 0],
    });
    const flag: ShownColumn = { ...text, kind: 'boolean' };
    const flags = { names: ['true', 'false'], before: [8, 2], after: [6, 4] };
    assert.deepEqual(distributionOf(flag, { ...compared, categories: flags }), {
      bars: [0.4, 0.6],
      was: [0.2, 0.8],
    });
  });

  it('is nothing where there are no values', () => {
    assert.equal(distributionOf({ ...column, histogram: null }, undefined), undefined);
    const categories = { names: [], before: [], after: [] };
    assert.equal(
      distributionOf({ ...column, kind: 'text', histogram: null }, { ...compared, categories }),
      undefined,
    );
  });
});

describe('what is typical of a column', () => {
  const text: ShownColumn = { ...column, kind: 'text', type: 'VARCHAR', histogram: null };
  it('names no value of texts that are nearly all different', () => {
    const key = { ...text, distinct: 100, top: [{ value: 'a', count: 1 }] };
    assert.deepEqual([isNearlyUnique(key, 100), typical(key, 100)], [true, ['', 'unique']]);
    const nearly = { ...text, distinct: 95, top: [{ value: 'a', count: 3 }] };
    assert.deepEqual(typical(nearly, 100), ['', 'nearly unique']);
    const few = { ...text, distinct: 3, top: [{ value: '', count: 50 }] };
    assert.deepEqual(typical(few, 100), ['“”', ': 50.0 %']);
  });

  it('writes times as they are in the data, without seconds', () => {
    const time: ShownColumn = {
      ...column,
      kind: 'time',
      type: 'TIMESTAMP',
      quantiles: [{ at: 0.5, value: 1.7e12 }],
    };
    assert.deepEqual(typical(time, 9), ['', '2023-11-14 22:13']);
    assert.deepEqual(typical({ ...time, type: 'DATE' }, 9), ['', '2023-11-14']);
    assert.equal(limit(time, '2023-11-14 22:13:20.5'), '2023-11-14 22:13');
    assert.equal(limit(time, '2023-11-14 00:00:00'), '2023-11-14');
  });
});

describe('cells of the sample', () => {
  const write = (type: string, ...cells: readonly (string | number | boolean | null)[]) => {
    const rows = { columns: [{ name: 'x', type }], rows: cells.map((cell) => [cell]), total: cells.length };
    const of = cellTexts(rows, 0);
    return cells.map((cell) => of(cell).text);
  };

  it('have the decimals of their column, and no more than the data', () => {
    assert.deepEqual(write('DOUBLE', 1.5, 2, -0.25), ['1.50', '2.00', '-0.25']);
    assert.deepEqual(write('INTEGER', 18204, 7), ['18204', '7']);
    assert.deepEqual(write('FLOAT', Math.fround(0.1), Math.fround(16777216)), ['0.1', '16777216.0']);
    assert.deepEqual(write('DOUBLE', 1 / 3, 2), ['0.3333333333333333', '2']);
    assert.deepEqual(write('DOUBLE', 1e-9, 1e22, 2), ['1e-9', '1e+22', '2']);
    assert.deepEqual(write('VARCHAR', 'a', '', null), ['a', '“”', '–']);
    assert.deepEqual(write('BOOLEAN', true, false), ['true', 'false']);
  });

  it('stand right where they are numbers', () => {
    assert.deepEqual(['BIGINT', 'UTINYINT', 'DECIMAL(9,2)', 'HUGEINT', 'FLOAT'].map(isNumeric), [
      true,
      true,
      true,
      true,
      true,
    ]);
    assert.deepEqual(['INTERVAL', 'INTEGER[]', 'VARCHAR', 'DATE'].map(isNumeric), [
      false,
      false,
      false,
      false,
    ]);
  });
});
