/** The file of a registered model is named after it, in a way that every system and every git can hold. */
import { createHash } from 'node:crypto';

/** `credit risk` → `credit risk.yaml`; what some system cannot hold is percent-encoded. */
export function modelFileName(name: string): string {
  let safe = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N} _.,=+()@~-]/gu, (character) => encoded(character))
    .replace(/^\./, '%2E');
  if (/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(safe)) safe = encoded(safe.charAt(0)) + safe.slice(1);
  if (Buffer.byteLength(safe) > longest) {
    const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
    safe = `${safe.slice(0, longest / 4)}~${hash}`;
  }
  return `${safe}.yaml`;
}

/** Bytes; file names have at most 255. A character has up to four. */
const longest = 200;

function encoded(character: string): string {
  const bytes = Buffer.from(character);
  return Array.from(bytes, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/** Names that some systems take for the same file. */
export function fileNameKey(fileName: string): string {
  return fileName.normalize('NFC').toLowerCase();
}
