/** CRC-32C (Castagnoli): what TensorBoard's files are checked with, and Node has none of. */

/** Of the bytes [start, end). Eight bytes at a time: "slicing by 8", Kounavis and Berry, 2005. */
export function crc32c(bytes: DataView, start: number, end: number): number {
  let crc = -1;
  let at = start;
  for (const last = end - 7; at < last; at += 8) {
    const low = crc ^ bytes.getInt32(at, true);
    const high = bytes.getInt32(at + 4, true);
    crc =
      entry(0x700 | (low & 0xff)) ^
      entry(0x600 | ((low >>> 8) & 0xff)) ^
      entry(0x500 | ((low >>> 16) & 0xff)) ^
      entry(0x400 | (low >>> 24)) ^
      entry(0x300 | (high & 0xff)) ^
      entry(0x200 | ((high >>> 8) & 0xff)) ^
      entry(0x100 | ((high >>> 16) & 0xff)) ^
      entry(high >>> 24);
  }
  for (; at < end; at += 1) crc = entry((crc ^ bytes.getUint8(at)) & 0xff) ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** As TFRecord files store it: turned and shifted, so that the CRC of data that holds CRCs stays a good one. */
export function maskedCrc32c(bytes: DataView, start: number, end: number): number {
  const crc = crc32c(bytes, start, end);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Entry `zeros << 8 | byte`: what that byte, followed by so many zero bytes, does to a CRC. */
const table = new Int32Array(8 * 256);
for (let byte = 0; byte < 256; byte += 1) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  table[byte] = crc;
}
for (let at = 256; at < table.length; at += 1) {
  const before = entry(at - 256);
  table[at] = entry(before & 0xff) ^ (before >>> 8);
}

function entry(index: number): number {
  return table[index] ?? 0;
}
