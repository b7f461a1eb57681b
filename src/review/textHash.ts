/**
 * What a sign-off is bound to: the text of a script, whatever marks its lines' ends, since git and editors change those on their own.
 * Of a plain file with LF it is what `sha256sum` prints.
 */
import { createHash } from 'node:crypto';

export interface TextHash {
  /** Hex. */
  readonly sha256: string;
  /** As it was hashed: without a byte order mark, with LF. Undefined: it is not UTF-8, and its bytes were hashed. */
  readonly text: string | undefined;
}

export function textHash(bytes: Uint8Array): TextHash {
  const decoded = decodeUtf8(bytes);
  if (decoded === undefined) return { sha256: hashOf(bytes), text: undefined };
  const text = plainText(decoded);
  // Most files are plain already: their bytes need no second encoding.
  return { sha256: hashOf(text === decoded && !hasMark(bytes) ? bytes : text), text };
}

/** As `textHash` of the file that this text would be saved as. */
export function textHashOf(text: string): string {
  return hashOf(plainText(text));
}

/** Without a byte order mark, each line ended by LF. */
export function plainText(text: string): string {
  const unmarked = text.startsWith('\uFEFF') ? text.replace(/^\uFEFF+/, '') : text;
  return unmarked.includes('\r') ? unmarked.replace(/\r\n?/g, '\n') : unmarked;
}

/** Undefined for what is not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The decoder leaves the mark out. */
function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
