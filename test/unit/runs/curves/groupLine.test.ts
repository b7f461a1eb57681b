/** Runs as one line: what their mean and band are where they agree in their steps, where not, and where they end early. */
import assert from 'node:assert/strict';
import { groupLine, type GroupMember } from '../../../../src/runs/curves/groupLine.ts';

function run(points: readonly (readonly [x: number, y: number])[], smooth?: readonly number[]): GroupMember {
  const x = Float64Array.from(points, ([at]) => at);
  return {
    x,
    steps: x,
    y: Float64Array.from(points, ([, y]) => y),
    smooth: smooth === undefined ? null : Float64Array.from(smooth),
  };
}

const all = { from: -Infinity, to: Infinity, columns: 100, log: false };

function rows({ x, y, low, high }: ReturnType<typeof groupLine>): number[][] {
  return Array.from(x, (at, place) => [
    at,
    round(y[place] ?? NaN),
    round(low[place] ?? NaN),
    round(high[place] ?? NaN),
  ]);
}

function round(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

describe('lines of several runs', () => {
  const three = [
    run([
      [0, 1],
      [1, 4],
    ]),
    run([
      [0, 2],
      [1, 5],
    ]),
    run([
      [0, 6],
      [1, 9],
    ]),
  ];

  it('are their mean with the least and the greatest', () => {
    assert.deepEqual(rows(groupLine(three, all, 'range')), [
      [0, 3, 1, 6],
      [1, 6, 4, 9],
    ]);
  });

  it('show the range of a run that is alone there, whose spike would be averaged away', () => {
    const points = Array.from({ length: 1000 }, (_, at) => [at, at === 500 ? 99 : 1] as const);
    const { low, high } = groupLine([run(points)], { ...all, from: 0, to: 999, columns: 10 }, 'deviation');
    assert.equal(Math.max(...high), 99);
    assert.equal(Math.min(...low), 1);
  });

  it('are their mean with one standard deviation (n − 1) on either side', () => {
    // Squares of −2, −1, 3 are 14; divided by two: √7.
    const deviation = Math.sqrt(7);
    assert.deepEqual(rows(groupLine(three, all, 'deviation')), [
      [0, 3, round(3 - deviation), round(3 + deviation)],
      [1, 6, round(6 - deviation), round(6 + deviation)],
    ]);
  });

  it('of one run have no width', () => {
    assert.deepEqual(
      rows(
        groupLine(
          [
            run([
              [0, 1],
              [1, 2],
            ]),
          ],
          all,
          'deviation',
        ),
      ),
      [
        [0, 1, 1, 1],
        [1, 2, 2, 2],
      ],
    );
  });

  it('join the points of a run where only the others were logged, but not before its first or after its last', () => {
    const group = groupLine(
      [
        run([
          [0, 0],
          [10, 10],
        ]),
        run([
          [5, 1],
          [20, 4],
        ]),
      ],
      all,
      'range',
    );
    assert.deepEqual(rows(group), [
      [0, 0, 0, 0],
      [5, 3, 1, 5],
      [10, 6, 2, 10],
      [20, 4, 4, 4],
    ]);
  });

  it('leave a run out from where it is NaN for good, and bridge a gap', () => {
    const group = groupLine(
      [
        run([
          [0, 1],
          [1, 1],
          [2, 1],
        ]),
        run([
          [0, 3],
          [1, NaN],
          [2, NaN],
        ]),
      ],
      all,
      'range',
    );
    assert.deepEqual(rows(group), [
      [0, 2, 1, 3],
      [1, 1, 1, 1],
      [2, 1, 1, 1],
    ]);
    const gap = groupLine(
      [
        run([
          [0, 1],
          [1, NaN],
          [2, 3],
        ]),
      ],
      all,
      'range',
    );
    assert.deepEqual(rows(gap), [
      [0, 1, 1, 1],
      [1, 2, 2, 2],
      [2, 3, 3, 3],
    ]);
  });

  it('are a gap where no run has a finite value', () => {
    const group = groupLine(
      [
        run([
          [0, NaN],
          [1, NaN],
        ]),
        run([
          [0, Infinity],
          [1, NaN],
        ]),
      ],
      all,
      'range',
    );
    assert.deepEqual(rows(group), [
      [0, NaN, NaN, NaN],
      [1, NaN, NaN, NaN],
    ]);
  });

  it('keep a spike of one run in the band when there are more points than columns', () => {
    const flat = Array.from({ length: 1000 }, (_, at) => [at, 1] as const);
    const spiky = flat.map(([at, y]) => [at, at === 777 ? 50 : y] as const);
    const group = groupLine([run(flat), run(spiky)], { from: 0, to: 999, columns: 10, log: false }, 'range');
    assert.equal(group.x.length, 10);
    assert.equal(Math.max(...group.high), 50);
    assert.equal(group.high.indexOf(50), 7);
    // Of a hundred points in that column one is 50: mean 1.49, and 1 of the other run.
    assert.ok(Math.abs((group.y[7] ?? NaN) - 1.245) < 0.01);
  });

  it('do not count points beyond the range in its last column', () => {
    const points = Array.from({ length: 1000 }, (_, at) => [at, at < 500 ? 1 : 100] as const);
    const group = groupLine([run(points)], { from: 100, to: 400, columns: 10, log: false }, 'range');
    assert.deepEqual(
      [...group.high],
      Array.from({ length: 10 }, () => 1),
    );
  });

  it('average what was smoothed before it was averaged', () => {
    const group = groupLine(
      [
        run(
          [
            [0, 0],
            [1, 9],
          ],
          [0, 2],
        ),
        run(
          [
            [0, 0],
            [1, 9],
          ],
          [0, 4],
        ),
      ],
      all,
      'range',
    );
    assert.deepEqual([...(group.smooth ?? [])], [0, 3]);
    assert.equal(groupLine(three, all, 'range').smooth, null);
  });
});
