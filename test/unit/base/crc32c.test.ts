import assert from 'node:assert/strict';
import { crc32c, maskedCrc32c } from '../../../src/base/crc32c.ts';

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

describe('CRC-32C', () => {
  // RFC 3720, B.4, as hexadecimal numbers.
  const cases: [what: string, bytes: Uint8Array, crc: string][] = [
    ['nothing', new Uint8Array(0), '0'],
    ['32 zeros', new Uint8Array(32), '8a9136aa'],
    ['32 bytes of ones', new Uint8Array(32).fill(0xff), '62a8ab43'],
    ['32 bytes counting up', Uint8Array.from({ length: 32 }, (_, i) => i), '46dd794e'],
    ['32 bytes counting down', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), '113fdb5c'],
    ['the nine digits', Buffer.from('123456789'), 'e3069283'],
  ];
  for (const [what, bytes, crc] of cases)
    it(`of ${what}`, () => assert.equal(crc32c(viewOf(bytes), 0, bytes.length).toString(16), crc));

  it('of a part, wherever it begins, is that of its bytes alone', () => {
    const all = Uint8Array.from({ length: 60 }, (_, i) => (i * 37) & 0xff);
    for (let start = 0; start < 20; start += 1) {
      for (let end = start; end < 60; end += 1) {
        const alone = all.slice(start, end);
        assert.equal(crc32c(viewOf(all), start, end), crc32c(viewOf(alone), 0, alone.length));
      }
    }
  });

  it('is masked as TFRecord files have it', () => {
    // The frame of every record of eight bytes begins with this length and this CRC.
    const length = Uint8Array.from([8, 0, 0, 0, 0, 0, 0, 0]);
    const crc = crc32c(viewOf(length), 0, 8);
    const masked = maskedCrc32c(viewOf(length), 0, 8);
    const turned = (masked - 0xa282ead8) >>> 0;
    assert.equal(((turned << 15) | (turned >>> 17)) >>> 0, crc);
  });
});
