/** Profiles held against pandas, on scikit-learn's data sets and files that pandas and pyarrow wrote; drift against numpy and scipy. */
import assert from 'node:assert/strict';
import path from 'node:path';
import * as z from 'zod';
import type { DataProcess } from '../../src/data/dataProcess.ts';
import type { ColumnProfile } from '../../src/protocol/dataProfile.ts';
import { besidePython, type BesidePython } from './besidePython.ts';

const number = z.number().nullable();
const told = z.object({
  files: z.record(
    z.string(),
    z.object({
      rows: z.number(),
      columns: z.array(
        z.object({
          name: z.string(),
          missing: z.number(),
          distinct: z.number(),
          min: number.optional(),
          max: number.optional(),
          mean: number.optional(),
          std: number.optional(),
          quantiles: z.array(number).optional(),
          counts: z.record(z.string(), z.number()).nullish(),
        }),
      ),
    }),
  ),
  comparison: z.record(z.string(), z.object({ psi: z.number(), js: z.number() })),
  at: z.array(z.number()),
});

describe('profiles, beside pandas', () => {
  let beside: BesidePython<z.infer<typeof told>>;
  let folder = '';
  let pandas: z.infer<typeof told>;
  let data: DataProcess;

  before(async () => {
    beside = await besidePython('profiles/profiles.py', told);
    ({ folder, told: pandas, data } = beside);
  });
  after(async () => {
    await beside.close();
  });

  it('say of a file that pyarrow encrypted that it is, whole or in part', async () => {
    await beside.also('profiles/encrypted.py');
    for (const name of ['whole', 'columns'])
      await assert.rejects(
        data.profile({ files: [path.join(folder, `${name}.parquet`)] }),
        /encrypted/,
        name,
      );
  });

  it('agree on every column of every file', async () => {
    assert.equal(Object.keys(pandas.files).length, 13);
    for (const [name, theirs] of Object.entries(pandas.files)) {
      const ours = await data.profile({ files: [path.join(folder, name)] });
      assert.deepEqual([ours.rows, ours.problems], [theirs.rows, []], name);
      assert.deepEqual(
        ours.columns.map((column) => column.name),
        theirs.columns.map((column) => column.name),
      );
      for (const [index, expected] of theirs.columns.entries()) {
        const column = ours.columns[index];
        assert.ok(column);
        const where = `${name} ${column.name}`;
        assert.equal(column.nulls + column.nan, expected.missing, where);
        assert.equal(column.distinct, expected.distinct, where);
        if (expected.mean !== undefined) {
          // A single is told with the digits that it has, as Python does.
          const told = column.type === 'FLOAT' ? single : (value: unknown) => value;
          close(told(column.min), told(expected.min), where);
          close(told(column.max), told(expected.max), where);
          close(column.mean, expected.mean, where);
          close(column.std, expected.std, where);
        }
        for (const [at, quantile] of (expected.quantiles ?? []).entries())
          close(quantileOf(column, pandas.at[at]), quantile, `${where} ${String(pandas.at[at])}`);
        if (expected.counts)
          assert.deepEqual(
            Object.fromEntries(
              column.categories?.items.map(({ value, count }) => [lower(value), count]) ?? [],
            ),
            Object.fromEntries(
              Object.entries(expected.counts).map(([value, count]) => [lower(value), count]),
            ),
            where,
          );
      }
    }
  });

  it('know the types that pandas and pyarrow write', async () => {
    const { columns } = await data.profile({ files: [path.join(folder, 'mixed.parquet')] });
    assert.deepEqual(
      columns.map(({ type, kind }) => `${type} ${kind}`),
      [
        'BIGINT number',
        'TINYINT number',
        'UINTEGER number',
        'FLOAT number',
        'DOUBLE number',
        'BIGINT number',
        'BOOLEAN boolean',
        'VARCHAR text',
        'TIMESTAMP time',
        'TIMESTAMP WITH TIME ZONE time',
      ],
    );
  });

  it('read decimals, dates, lists, NaN and infinities the same in every compression', async () => {
    for (const compression of ['snappy', 'zstd', 'gzip', 'none']) {
      const file = path.join(folder, `decimals-${compression}.parquet`);
      const [price, odd, nested, day] = (await data.profile({ files: [file] })).columns;
      assert.deepEqual(
        [price?.type, price?.nulls, price?.min, price?.max, price?.distinct],
        ['DECIMAL(12,2)', 715, 0.01, 49.99, 4285],
      );
      assert.deepEqual([odd?.nan, odd?.infinite, odd?.nulls, odd?.distinct], [1000, 2000, 1000, 1003]);
      assert.deepEqual([nested?.kind, nested?.distinct], ['nested', 3]);
      assert.deepEqual([day?.type, day?.min, day?.max], ['DATE', '1970-01-01', '1971-02-04']);
    }
  });

  it('drift as numpy and scipy measure it', async () => {
    const reference = await data.profile({ files: [path.join(folder, 'before.parquet')] });
    const compared = await data.compare({ files: [path.join(folder, 'after.csv')], reference });
    for (const { name, psi, js } of compared.columns) {
      close(psi, pandas.comparison[name]?.psi, `${name} psi`);
      close(js, pandas.comparison[name]?.js, `${name} js`);
    }
    assert.deepEqual(
      compared.columns.map(({ newCategories, lostCategories }) => [
        newCategories.map(({ value }) => value),
        lostCategories.map(({ value }) => value),
      ]),
      [
        [[], []],
        [['new'], ['d']],
      ],
    );
  });
});

function quantileOf(column: ColumnProfile, wanted: number | undefined): number | undefined {
  return column.quantiles.find(({ at }) => at === wanted)?.value;
}

function single(value: unknown): number {
  return Math.fround(Number(value));
}

/** pandas writes True where others write true. */
function lower(value: string): string {
  return /^(True|False)$/.test(value) ? value.toLowerCase() : value;
}

/** Sums are made in another order: equal within 1e−9 of their size; times to the microsecond. */
function close(found: unknown, expected: unknown, where: string): void {
  if (typeof expected !== 'number') assert.equal(found, null, where);
  else {
    assert.equal(typeof found, 'number', where);
    const difference = Math.abs(Number(found) - expected);
    assert.ok(difference <= 1e-9 * Math.abs(expected) + 1e-12, `${where}: ${String(found)}, ${expected}`);
  }
}
