/** A point that comes twice is known as the same, and how far back. */
import assert from 'node:assert/strict';
import { PointMemory, type LoggedPoint } from '../../../../src/worker/mlflow/pointMemory.ts';

describe('the memory of points', () => {
  const point = (step: number): LoggedPoint => ({ key: 'loss', step, time: 1000 + step, value: step / 2 });
  const steps = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => point(from + at));
  const columnsOf = (points: readonly LoggedPoint[]) => ({
    steps: Float64Array.from(points, ({ step }) => step),
    times: Float64Array.from(points, ({ time }) => time),
    values: Float64Array.from(points, ({ value }) => value),
  });

  it('takes a point once', () => {
    const memory = new PointMemory();
    assert.deepEqual([memory.add(point(1)), memory.add(point(1))], [true, false]);
  });

  const others: readonly (readonly [what: string, change: Partial<LoggedPoint>])[] = [
    ['key', { key: 'val' }],
    ['step', { step: 2 }],
    ['time', { time: 7 }],
    ['value', { value: 9 }],
    ['value, which is none', { value: NaN }],
    ['value, which is endless', { value: Infinity }],
  ];
  for (const [what, change] of others) {
    it(`takes another ${what}, once`, () => {
      const memory = new PointMemory();
      memory.add(point(1));
      const other = { ...point(1), ...change };
      assert.deepEqual([memory.add(other), memory.add(other)], [true, false]);
    });
  }

  it('knows the last points that were there before its process, asking for them once', () => {
    const memory = new PointMemory();
    const known = steps(0, 2000);
    let asked = 0;
    const read = () => {
      asked += 1;
      return columnsOf(known);
    };
    memory.recall('loss', read);
    memory.recall('loss', read);
    assert.equal(asked, 1);
    assert.deepEqual(
      [memory.add(point(1999)), memory.add(point(1000)), memory.add(point(2000))],
      [false, false, true],
    );
  });

  it('takes many points of one step, each once', () => {
    const memory = new PointMemory();
    const many = Array.from({ length: 50 }, (_, at) => ({
      ...point(1),
      time: at % 10,
      value: at % 5 === 0 ? NaN : at,
    }));
    for (const each of many) memory.add(each);
    for (const each of many) assert.equal(memory.add(each), false);
  });

  it('takes many points without a step, and many of one time', () => {
    const memory = new PointMemory();
    for (const each of steps(0, 9000)) assert.ok(memory.add({ ...each, step: 0 }));
    for (const each of steps(0, 9000)) assert.equal(memory.add({ ...each, step: 0 }), false);
    const another = new PointMemory();
    for (const each of steps(0, 9000)) assert.ok(another.add({ ...each, time: 5 }));
    for (const each of steps(0, 9000)) assert.equal(another.add({ ...each, time: 5 }), false);
  });

  it('tells points apart whose step and time come to the same sum', () => {
    const memory = new PointMemory();
    const [one, other] = [
      { ...point(1), step: 0, time: 7919 },
      { ...point(1), step: 1, time: 0 },
    ];
    assert.deepEqual(
      [memory.add(one), memory.add(other), memory.add(one), memory.add(other)],
      [true, true, false, false],
    );
  });

  for (const count of [1, 9999, 10_000, 10_001, 25_000, 40_000]) {
    it(`knows the last ten thousand of ${count}`, () => {
      const memory = new PointMemory();
      for (const each of steps(0, count)) assert.ok(memory.add(each));
      for (const each of steps(Math.max(0, count - 10_000), count)) assert.equal(memory.add(each), false);
    });
  }

  it('knows all points of a metric that it learned, and those that come later', () => {
    const memory = new PointMemory();
    const known = steps(0, 50_000);
    let reads = 0;
    const read = () => {
      reads += 1;
      return columnsOf(known);
    };
    memory.learn('loss', read);
    memory.learn('loss', read);
    assert.equal(reads, 1);
    for (const each of steps(50_000, 90_000)) assert.ok(memory.add(each));
    for (const each of [point(0), point(49_999), point(50_000), point(89_999)])
      assert.equal(memory.add(each), false);
  });
});
