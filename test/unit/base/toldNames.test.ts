import assert from 'node:assert/strict';
import { toldNames } from '../../../src/base/toldNames.ts';

describe('names that tell runs apart', () => {
  const cases: readonly [string, (readonly [id: string, name: string])[], string[]][] = [
    [
      'as they are',
      [
        ['a-0001', 'x'],
        ['b-0002', 'y'],
      ],
      ['x', 'y'],
    ],
    [
      'with the ends of ids',
      [
        ['a-0001', 'x'],
        ['b-0002', 'x'],
        ['c-0003', 'y'],
      ],
      ['x · 0001', 'x · 0002', 'y'],
    ],
    [
      'with whole ids',
      [
        ['a-0001', 'x'],
        ['b-0001', 'x'],
      ],
      ['x · a-0001', 'x · b-0001'],
    ],
    ['none', [], []],
  ];
  for (const [title, runs, expected] of cases)
    it(`are ${title}`, () => assert.deepEqual(toldNames(runs.map(([id, name]) => ({ id, name }))), expected));
});
