/** Entries of reviews as tests write them: each a minute after the one before. */
import { createHash } from 'node:crypto';
import type { ReviewEntry } from '../../../src/records/review.ts';

export const ada = 'Ada <ada@example.org>';
export const sam = 'Sam <sam@example.org>';
export const lin = 'Lin <lin@example.org>';

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

type Part<E> = E extends ReviewEntry ? Omit<E, 'at' | 'sha256'> & { at?: string; of?: string } : never;

/** `of`: the text that an entry is about; the one before it without. */
export function entriesOf(...parts: Part<ReviewEntry>[]): ReviewEntry[] {
  let text = 'first';
  return parts.map(({ of, at, ...rest }, minute): ReviewEntry => {
    text = of ?? text;
    const time = new Date(Date.UTC(2026, 10, 30, 8, minute)).toISOString();
    return { ...rest, at: at ?? time, sha256: hashOf(text) };
  });
}
