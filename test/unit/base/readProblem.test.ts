import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readProblem } from '../../../src/base/readProblem.ts';

const failed = (code: string) => Object.assign(new Error(`${code}: it failed`), { code });

describe('why something could not be read', () => {
  for (const [error, sentence] of [
    [thrown(() => readFileSync(import.meta.dirname)), 'it is a folder'],
    [
      thrown(() => readFileSync(`${import.meta.filename}/x`)),
      'a file stands in the place of one of its folders',
    ],
    [failed('EACCES'), 'you may not read it'],
    [failed('EPERM'), 'you may not read it'],
    [failed('ELOOP'), 'its links lead in a circle'],
    [failed('EIO'), 'EIO: it failed'],
    [new Error('There is no run x.'), 'There is no run x'],
  ] as const)
    it(`${error.message} → ${sentence}`, () => assert.equal(readProblem(error), sentence));
});

function thrown(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('Nothing was thrown.');
}
