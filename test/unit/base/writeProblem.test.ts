import assert from 'node:assert/strict';
import { writeProblem } from '../../../src/base/writeProblem.ts';

const failed = (code: string) => Object.assign(new Error(`${code}: it failed`), { code });
const onWindows = process.platform === 'win32';

describe('why something could not be written', () => {
  for (const [error, sentence] of [
    [failed('EROFS'), 'its folder cannot be written'],
    [failed('EACCES'), onWindows ? 'EACCES: it failed' : 'its folder cannot be written'],
    [failed('EPERM'), onWindows ? 'EPERM: it failed' : 'its folder cannot be written'],
    [failed('ENOSPC'), 'the disk is full'],
    [failed('EDQUOT'), 'the disk is full'],
    [failed('EIO'), 'EIO: it failed'],
    [new Error('There is no run x.'), 'There is no run x.'],
  ] as const)
    it(`${error.message} → ${sentence}`, () => assert.equal(writeProblem(error), sentence));
});
