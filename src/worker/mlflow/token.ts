/** The secret that a client shows: kept as its SHA-256 only, which tells whether it is right, not what it is. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Hex. Tokens are 256 random bits, so no salt and no slow hash is needed. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** `hash` as `tokenHash` gives it. Takes the same time for every wrong token. */
export function isToken(given: string, hash: string): boolean {
  const expected = Buffer.from(hash, 'hex');
  const found = createHash('sha256').update(given).digest();
  return found.length === expected.length && timingSafeEqual(found, expected);
}
