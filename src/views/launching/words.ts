/** What people type into one line: arguments as in a shell, and `key=value` pairs. */
import { t } from '../../base/l10n.ts';

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** Splits at spaces; quotes hold a word together, a backslash takes the next quote, space or backslash as it is. */
export function splitWords(line: string): Parsed<string[]> {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let at = 0; at < line.length; at += 1) {
    const letter = line.charAt(at);
    const next = line.charAt(at + 1);
    if (letter === '\\' && quote !== "'" && /["'\\ ]/.test(next)) {
      word = (word ?? '') + next;
      at += 1;
    } else if (letter === quote) quote = undefined;
    else if (quote === undefined && (letter === '"' || letter === "'")) {
      quote = letter;
      word ??= '';
    } else if (quote === undefined && /\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + letter;
  }
  if (quote !== undefined) return { ok: false, message: t('A quote {0} is not closed.', quote) };
  if (word !== undefined) words.push(word);
  return { ok: true, value: words };
}

/** `lr=0.01 "note=two words"` as pairs; a later one of the same key wins. */
export function parsePairs(line: string): Parsed<Record<string, string>> {
  const words = splitWords(line);
  if (!words.ok) return words;
  const pairs = new Map<string, string>();
  for (const word of words.value) {
    const equals = word.indexOf('=');
    if (equals <= 0) return { ok: false, message: t('“{0}” should be a pair like lr=0.01.', word) };
    pairs.set(word.slice(0, equals), word.slice(equals + 1));
  }
  return { ok: true, value: Object.fromEntries(pairs) };
}

/** The inverse of splitWords. */
export function joinWords(words: readonly string[]): string {
  return words
    .map((word) => (/^[^\s"'\\]+$/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`))
    .join(' ');
}

export function joinPairs(pairs: Readonly<Record<string, string>>): string {
  return joinWords(Object.entries(pairs).map(([key, value]) => `${key}=${value}`));
}
