import assert from 'node:assert/strict';
import { paretoFront, type Goal } from '../../../../webview/pages/compare/pareto/paretoFront.ts';

const [up, down]: readonly Goal[] = ['maximize', 'minimize'];

describe('Pareto front', () => {
  const cases: readonly {
    readonly name: string;
    readonly points: readonly (readonly number[])[];
    readonly goals: readonly (Goal | undefined)[];
    readonly front: readonly number[];
  }[] = [
    { name: 'nothing', points: [], goals: [up, down], front: [] },
    { name: 'one run', points: [[1, 2]], goals: [up, down], front: [0] },
    {
      name: 'one that is best in both',
      points: [
        [1, 9],
        [3, 1],
        [2, 5],
      ],
      goals: [up, down],
      front: [1],
    },
    {
      name: 'a trade',
      points: [
        [0.9, 100],
        [0.8, 10],
        [0.85, 200],
      ],
      goals: [up, down],
      front: [0, 1],
    },
    {
      name: 'goals turned round',
      points: [
        [0.9, 100],
        [0.8, 10],
        [0.85, 200],
      ],
      goals: [down, up],
      front: [1, 2],
    },
    {
      name: 'equal runs stay together',
      points: [
        [1, 1],
        [1, 1],
        [0, 2],
      ],
      goals: [up, down],
      front: [0, 1],
    },
    {
      name: 'a tie in one goal is decided by the other',
      points: [
        [1, 5],
        [1, 4],
        [1, 6],
      ],
      goals: [up, down],
      front: [1],
    },
    {
      name: 'NaN and infinity are no candidates',
      points: [
        [NaN, 0],
        [1, 1],
        [Infinity, 0],
        [2, NaN],
      ],
      goals: [up, down],
      front: [1],
    },
    { name: 'a value that is missing is none', points: [[5], [1, 1]], goals: [up, down], front: [1] },
    { name: 'only NaN', points: [[NaN, NaN]], goals: [up, down], front: [] },
    {
      name: 'three goals: worse in two, better in the third',
      points: [
        [0.9, 100, 5],
        [0.9, 100, 4],
        [0.8, 120, 1],
        [0.8, 120, 6],
        [0.7, 300, 9],
      ],
      goals: [up, down, down],
      front: [1, 2],
    },
    {
      name: 'zero and its negative are equal',
      points: [
        [0, 1],
        [-0, 1],
      ],
      goals: [up, down],
      front: [0, 1],
    },
  ];
  for (const { name, points, goals, front } of cases)
    it(name, () => {
      assert.deepEqual(
        paretoFront(
          points,
          goals.flatMap((goal) => goal ?? []),
        ),
        front,
      );
    });

  it('agrees with holding every run against every other', () => {
    let state = 11;
    const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
    for (let round = 0; round < 50; round += 1) {
      // Few different values, so that ties are many.
      const points = Array.from({ length: 60 }, () => [0, 0, 0].map(() => Math.floor(random() * 6)));
      const goals: Goal[] = ['maximize', 'minimize', 'maximize'];
      const signs = [-1, 1, -1];
      const beats = (a: readonly number[], b: readonly number[]) => {
        const gains = signs.map((sign, at) => sign * ((b[at] ?? 0) - (a[at] ?? 0)));
        return gains.every((gain) => gain >= 0) && gains.some((gain) => gain > 0);
      };
      const expected = points.flatMap((point, at) => (points.some((other) => beats(other, point)) ? [] : at));
      assert.deepEqual(paretoFront(points, goals), expected);
    }
  });
});
