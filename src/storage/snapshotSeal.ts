/**
 * Tells a whole snapshot of the index from a damaged one. The file stays plain SQLite: its checksum stands in the
 * header's application id (offset 68, which SQLite leaves to applications), computed with that field as zero.
 */
import { crc32 } from '../base/crc32.ts';

const magic = 'SQLite format 3';
const sealAt = 68;
const headerBytes = 100;

/** Writes the checksum into the bytes of an exported database. */
export function seal(bytes: Uint8Array): Uint8Array {
  viewOf(bytes).setUint32(sealAt, checksum(bytes));
  return bytes;
}

/** Whether these are the bytes that `seal` left: nothing missing, added or changed since. */
export function isSealed(bytes: Uint8Array): boolean {
  if (bytes.length < headerBytes || Buffer.from(bytes.subarray(0, magic.length)).toString('latin1') !== magic)
    return false;
  return viewOf(bytes).getUint32(sealAt) === checksum(bytes);
}

function checksum(bytes: Uint8Array): number {
  const before = crc32(bytes.subarray(0, sealAt));
  return crc32(bytes.subarray(sealAt + 4), before);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
