/** Every axis a chart can have, and runs that went back in their steps. */
import assert from 'node:assert/strict';
import { lineOf } from '../../../../src/runs/curves/line.ts';
import type { CurveAxis } from '../../../../src/protocol/compare/compareShape.ts';
import type { PointColumns } from '../../../../src/storage/series/seriesFormat.ts';
import { random } from './random.ts';

function points(...rows: readonly (readonly [step: number, time: number, value: number])[]): PointColumns {
  const column = (at: 0 | 1 | 2) => Float64Array.from(rows, (row) => row[at]);
  return { steps: column(0), times: column(1), values: column(2) };
}

const started = 1000;
const epochs = points([0, 1000, 1], [2, 3000, 2], [4, 5000, 3]);

const cases: readonly {
  name: string;
  axis: CurveAxis;
  points: PointColumns;
  other?: PointColumns;
  /** x, step, y. */
  expected: readonly (readonly [number, number, number])[];
}[] = [
  {
    name: 'steps as they are',
    axis: { kind: 'step' },
    points: points([1, 2000, 0.5], [3, 3000, 0.4]),
    expected: [
      [1, 1, 0.5],
      [3, 3, 0.4],
    ],
  },
  {
    name: 'seconds since the start of the run',
    axis: { kind: 'relative' },
    points: points([1, 1500, 0.5], [3, 61_000, 0.4]),
    expected: [
      [0.5, 1, 0.5],
      [60, 3, 0.4],
    ],
  },
  {
    name: 'times',
    axis: { kind: 'wall' },
    points: points([1, 1500, 0.5], [3, 61_000, 0.4]),
    expected: [
      [1500, 1, 0.5],
      [61_000, 3, 0.4],
    ],
  },
  {
    name: 'the value that another metric had at or before each step, leaving out what was before its first',
    axis: { kind: 'metric', key: 'epoch' },
    points: points([-1, 900, 9], [0, 1000, 8], [1, 2000, 7], [2, 3000, 6], [5, 6000, 5]),
    other: epochs,
    expected: [
      [1, 0, 8],
      [1, 1, 7],
      [2, 2, 6],
      [3, 5, 5],
    ],
  },
  {
    name: 'nothing where the other metric was never logged',
    axis: { kind: 'metric', key: 'epoch' },
    points: points([0, 1000, 8]),
    other: points(),
    expected: [],
  },
  {
    name: 'steps that went back after a resume, in order, the later of two equal ones last',
    axis: { kind: 'step' },
    points: points([0, 1, 5], [1, 2, 4], [2, 3, 3], [1, 4, 40], [2, 5, 30], [3, 6, 20]),
    expected: [
      [0, 0, 5],
      [1, 1, 4],
      [1, 1, 40],
      [2, 2, 3],
      [2, 2, 30],
      [3, 3, 20],
    ],
  },
  {
    name: 'gaps and infinities as values',
    axis: { kind: 'step' },
    points: points([0, 1, NaN], [1, 2, Infinity], [2, 3, -Infinity]),
    expected: [
      [0, 0, NaN],
      [1, 1, Infinity],
      [2, 2, -Infinity],
    ],
  },
  {
    name: 'a clock that was set back',
    axis: { kind: 'wall' },
    points: points([0, 100, 1], [1, 90, 2], [2, 110, 3]),
    expected: [
      [90, 1, 2],
      [100, 0, 1],
      [110, 2, 3],
    ],
  },
];

describe('axis of a chart: a line has', () => {
  for (const { name, axis, points: logged, other, expected } of cases)
    it(name, () => {
      const line = lineOf({ points: logged, started, other: () => other ?? points() }, axis);
      assert.deepEqual(
        Array.from(line.x, (x, at) => [x, line.steps[at], line.y[at]]),
        expected,
      );
    });

  it('the order of a stable sort, whatever the steps', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const next = random(seed);
      const rows = Array.from({ length: Math.floor(next() * 60) }, (_, at) => {
        const step = next() < 0.05 ? NaN : Math.floor(next() * 20);
        return [step, at, at] as const;
      });
      const line = lineOf({ points: points(...rows), started, other: () => points() }, { kind: 'step' });
      const sorted = rows
        .filter(([step]) => !Number.isNaN(step))
        .sort((a, b) => a[0] - b[0])
        .map(([, , value]) => value);
      assert.deepEqual([...line.y], sorted, `seed ${String(seed)}`);
    }
  });
});
