/** The part of a long text around one of its characters, so that an error can point at it. */

export interface Excerpt {
  readonly before: string;
  /** The character; at the end of the text a space, so that there is something to point at. */
  readonly at: string;
  readonly after: string;
}

/** `column` is 1-based. */
export function excerptAt(text: string, column: number, around = 32): Excerpt {
  const index = Math.min(text.length, Math.max(0, column - 1));
  const from = Math.max(0, index - around);
  // A pair of code units is one character.
  const length = (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  const to = index + length + around;
  return {
    before: (from > 0 ? '…' : '') + text.slice(from, index),
    at: text.slice(index, index + length) || '\u00a0',
    after: text.slice(index + length, to) + (to < text.length ? '…' : ''),
  };
}
