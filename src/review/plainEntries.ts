/**
 * Entries of a review that people wrote as the plainest YAML there is: `- kind: answer`, then a key and a value on each line. They are read
 * here in a small part of the time that a parser of YAML takes; whatever is not just that is left to one.
 */

export interface PlainEntry {
  /** 1-based, of its dash. */
  readonly line: number;
  /** Of what follows it. */
  readonly end: number;
  readonly value: Readonly<Record<string, unknown>>;
}

/** At lines that are no dash nothing begins; what is not plain is left out whole. */
export function plainEntries(lines: readonly string[]): PlainEntry[] {
  const found: PlainEntry[] = [];
  let at = 0;
  while (at < lines.length) {
    const start = at;
    at += 1;
    if (lines[start]?.startsWith('- ') !== true) continue;
    while (at < lines.length && isWithin(lines[at] ?? '')) at += 1;
    const value = entryOf(lines.slice(start, at));
    if (value !== undefined) found.push({ line: start + 1, end: at + 1, value });
  }
  return found;
}

function isWithin(line: string): boolean {
  return line.startsWith(' ') || isNothing(line);
}

/** Blank, or a comment. */
function isNothing(line: string): boolean {
  return line.startsWith('#') || line.trim() === '';
}

function entryOf(lines: readonly string[]): Record<string, unknown> | undefined {
  const found = new Map<string, unknown>();
  for (const [index, line] of lines.entries()) {
    if (index > 0 && isNothing(line)) continue;
    const [, key = '', text = ''] = pair.exec(index === 0 ? `  ${line.slice(2)}` : line) ?? [];
    const value = valueOf(text);
    if (key === '' || special.test(key) || value === undefined || found.has(key)) return undefined;
    found.set(key, value);
  }
  return Object.fromEntries(found);
}

/** Not one that objects have of themselves. */
const pair = /^ {2}(?!__proto__:)([A-Za-z]\w*): +(\S.*?) *$/;

/** Undefined: a parser of YAML is to say what it is. */
function valueOf(text: string): unknown {
  if (unprintable.test(text)) return undefined;
  if (moment.test(text) || (hash.test(text) && !exponent.test(text))) return text;
  if (/^(?:[1-9]\d{0,14}|0)$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (word.test(text) && !special.test(text) && !/:(?: |$)| #/.test(text)) return text;
  return /^["[{]/.test(text) ? json(text) : undefined;
}

/** JSON is YAML, too. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const unprintable = /[\p{Cc}\u2028\u2029\uFEFF]/u;
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const hash = /^[0-9a-f]{64}$/;
/** A number, however large. */
const exponent = /^\d+(?:e\d+)?$/;
const word = /^\p{L}/u;
const special = /^(?:null|true|false)$/i;
