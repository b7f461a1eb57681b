/** Which points of a growing metric are the run's own and new, whatever order they come in. */
import assert from 'node:assert/strict';
import type { PointColumns } from '../../../src/storage/series/seriesFormat.ts';
import { newPoints, ownPoints } from '../../../src/worker/newPoints.ts';

/** [step, value, time] */
type Points = readonly (readonly [step: number, value: number, time?: number])[];
const columns = (points: Points): PointColumns => ({
  steps: Float64Array.from(points, ([step]) => step),
  times: Float64Array.from(points, ([, , time = 0]) => time),
  values: Float64Array.from(points, ([, value]) => value),
});
const many = (step: number, count: number): Points => Array.from({ length: count }, (_, n) => [step, n]);

describe('new points of a metric', () => {
  const cases: readonly [what: string, before: Points, now: Points, fresh: Points][] = [
    [
      'at the end',
      [[0, 1]],
      [
        [0, 1],
        [1, 2],
      ],
      [[1, 2]],
    ],
    [
      'all of them',
      [],
      [
        [0, 1],
        [1, 2],
      ],
      [
        [0, 1],
        [1, 2],
      ],
    ],
    ['none', [[0, 1]], [[0, 1]], []],
    [
      'between others',
      [
        [0, 1],
        [5, 2],
      ],
      [
        [0, 1],
        [3, 9],
        [5, 2],
      ],
      [[3, 9]],
    ],
    [
      'of a step that was there',
      [[1, 1]],
      [
        [1, 1],
        [1, 2],
      ],
      [[1, 2]],
    ],
    [
      'of a step that was there, with an earlier time',
      [[1, 1]],
      [
        [1, 2],
        [1, 1],
      ],
      [[1, 2]],
    ],
    [
      'the same once more',
      [[1, 1]],
      [
        [1, 1],
        [1, 1],
      ],
      [[1, 1]],
    ],
    [
      'NaN beside NaN',
      [[1, NaN]],
      [
        [1, NaN],
        [2, NaN],
      ],
      [[2, NaN]],
    ],
    [
      'in place of what a restart made void',
      [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
      [
        [0, 1],
        [1, 9],
      ],
      [[1, 9]],
    ],
    [
      'at other times than it seemed',
      [[0, 1, 5]],
      [
        [0, 1, 7],
        [1, 2, 7],
      ],
      [[1, 2]],
    ],
    [
      'of one step without end',
      many(0, 100),
      many(0, 103),
      [
        [0, 100],
        [0, 101],
        [0, 102],
      ],
    ],
  ];
  for (const [what, before, now, expected] of cases)
    it(what, () => {
      const all = columns(now);
      const fresh = newPoints(all, columns(before)).map((at) => [all.steps[at], all.values[at]]);
      assert.deepEqual(
        fresh,
        expected.map(([step, value]) => [step, value]),
      );
    });
});

describe('own points of a metric', () => {
  const since = 10;
  const cases: readonly [what: string, all: Points, old: number, own: Points][] = [
    [
      'are all, where all are new',
      [
        [0, 1, 11],
        [1, 2, 12],
      ],
      0,
      [
        [0, 1],
        [1, 2],
      ],
    ],
    [
      'are not those before',
      [
        [0, 1, 3],
        [0, 2, 11],
        [1, 1, 4],
      ],
      2,
      [[0, 2]],
    ],
    [
      'are the last, where times tell nothing',
      [
        [0, 1, 11],
        [1, 2, 11],
        [2, 3, 11],
      ],
      2,
      [[2, 3]],
    ],
    ['are none, where nothing was added', [[0, 1, 11]], 1, []],
    ['are none before anything was written', [[0, 1, 3]], 0, []],
  ];
  for (const [what, all, old, expected] of cases)
    it(what, () => {
      const { steps, values } = ownPoints(columns(all), { since, old });
      assert.deepEqual(
        [...steps].map((step, at) => [step, values[at]]),
        expected,
      );
    });
});
