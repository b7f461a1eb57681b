import assert from 'node:assert/strict';
import { crc32, crc32ByTable } from '../../../src/base/crc32.ts';

describe('CRC-32', () => {
  // The check value of the catalogue of CRC algorithms, and the empty sum.
  const known: readonly (readonly [text: string, sum: number])[] = [
    ['123456789', 0xcbf43926],
    ['', 0],
    ['The quick brown fox jumps over the lazy dog', 0x414fa339],
  ];
  for (const [text, sum] of known)
    it(`of “${text}”`, () => {
      assert.equal(crc32(Buffer.from(text)), sum);
      assert.equal(crc32ByTable(Buffer.from(text)), sum);
    });

  it('goes on from a sum, with and without Node’s own', () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, at) => (at * 7919) % 256);
    for (const sum of [crc32, crc32ByTable])
      assert.equal(sum(bytes.subarray(400), sum(bytes.subarray(0, 400))), crc32(bytes));
  });
});
