import assert from 'node:assert/strict';
import { compareProfiles } from '../../../src/data/compareProfiles.ts';
import { shannonDistance, stabilityIndex } from '../../../src/data/driftMeasures.ts';
import type { DataComparison } from '../../../src/protocol/dataProfile.ts';
import { dataProcess, endDataProcesses, fileOf } from './builtDataProcess.ts';

describe('drift measures', () => {
  it('are what their formulas give by hand', () => {
    const before = [50, 30, 20];
    const after = [20, 30, 50];
    const expected = (0.5 - 0.2) * Math.log(0.5 / 0.2) + (0.2 - 0.5) * Math.log(0.2 / 0.5);
    close(stabilityIndex(before, after), expected);
    close(stabilityIndex([1, 0], [0, 1]), 2 * (1 - 0.0001) * Math.log(1 / 0.0001));
    close(shannonDistance([1, 0], [0, 1]), Math.sqrt(Math.log(2)));
    assert.deepEqual([stabilityIndex([2, 4], [1, 2]), shannonDistance([2, 4], [1, 2])], [0, 0]);
    assert.deepEqual([stabilityIndex([0, 0], [1, 2]), shannonDistance([1, 2], [0, 0])], [null, null]);
  });
});

describe('a comparison with an older profile', function () {
  this.timeout(60_000);
  afterEach(endDataProcesses);

  async function compared(
    before: string,
    after: string,
  ): Promise<{ exact: DataComparison; estimated: DataComparison }> {
    const data = await dataProcess();
    const reference = await data.profile({ files: [fileOf('before.csv', before)] });
    const files = [fileOf('after.csv', after)];
    const exact = await data.compare({ files, reference });
    return { exact, estimated: compareProfiles(reference, await data.profile({ files })) };
  }

  it('finds nothing where nothing changed', async () => {
    const text = `x,c\n${Array.from({ length: 500 }, (_, at) => `${at * 1.5},c${at % 7}`).join('\n')}\n`;
    const { exact, estimated } = await compared(text, text);
    for (const { columns, reordered, rows } of [exact, estimated]) {
      assert.deepEqual([rows.before, rows.after, reordered], [500, 500, false]);
      assert.deepEqual(
        columns.map(({ psi, js, newCategoryCount, change }) => [psi, js, newCategoryCount, change]),
        [
          [0, 0, 0, 'kept'],
          [0, 0, 0, 'kept'],
        ],
      );
    }
    assert.deepEqual([exact.approximate, estimated.approximate], [false, true]);
  });

  it('counts later numbers in the bins of the earlier ones', async () => {
    const column = (values: readonly number[]) => `x\n${values.join('\n')}\n`;
    const before = Array.from({ length: 1000 }, (_, at) => at);
    const after = before.map((value) => value / 2 - 100);
    const { exact, estimated } = await compared(column(before), column(after));
    const [x] = exact.columns;
    const { edges } = x?.shared ?? {};
    const counted = [...(edges ?? []), Infinity].map(
      (edge, at) => after.filter((value) => value <= edge && value > (edges?.[at - 1] ?? -Infinity)).length,
    );
    assert.deepEqual(x?.shared?.after, counted);
    close(x.psi, stabilityIndex(x.shared.before, counted));
    close(x.js, shannonDistance(x.shared.before, counted));
    const guess = estimated.columns[0];
    assert.ok(Math.abs((guess?.psi ?? 0) - (x.psi ?? 0)) < 0.05 * (x.psi ?? 0), `${guess?.psi} ${x.psi}`);
  });

  it('names new and lost categories, missing values, columns that came, went, moved and changed their type', async () => {
    const { exact, estimated } = await compared(
      'id,c,gone,flag\n1,a,1,true\n2,a,2,false\n3,b,3,true\n4,,4,true\n',
      'c,id,flag,came\na,1.5,yep,x\nz,2.5,nah,y\nz,3.5,yep,\n,,,\n,,,\n',
    );
    for (const { columns, reordered } of [exact, estimated]) {
      assert.equal(reordered, true);
      const by = new Map(columns.map((column) => [column.name, column]));
      assert.deepEqual(
        [...by].map(([name, { change }]) => [name, change]),
        [
          ['c', 'kept'],
          ['id', 'kept'],
          ['flag', 'kept'],
          ['came', 'added'],
          ['gone', 'removed'],
        ],
      );
      const c = by.get('c');
      assert.deepEqual(c?.newCategories, [{ value: 'z', count: 2 }]);
      assert.deepEqual(c.lostCategories, [{ value: 'b', count: 1 }]);
      assert.deepEqual(c.missing, { before: 1, after: 2 });
      const id = by.get('id');
      assert.deepEqual([id?.typeChanged, id?.type.after, id?.missing.after], [true, 'DOUBLE', 2]);
      assert.ok((id?.psi ?? 0) > 0);
      assert.deepEqual([by.get('flag')?.typeChanged, by.get('flag')?.psi], [true, null]);
    }
  });

  it('sees a constant column move, and numbers that only changed their type stay', async () => {
    const moved = await compared('x,y\n5,1\n5,2\n5,3\n', 'x,y\n3,1.0\n3,2.0\n3,3.0\n');
    const [x, y] = moved.exact.columns;
    assert.ok((x?.psi ?? 0) > 1, String(x?.psi));
    assert.deepEqual([y?.psi, y?.newCategoryCount], [0, 0]);
  });
});

function close(found: number | null, expected: number | null): void {
  assert.ok(
    found !== null && expected !== null && Math.abs(found - expected) < 1e-12,
    `${found} ${expected}`,
  );
}
