/** Cuts a filter expression into tokens; every character belongs to one, so that errors and completion know the place. */

export interface Token {
  readonly kind:
    | 'word'
    | 'string'
    | 'quotedKey'
    | 'number'
    | 'operator'
    | 'dot'
    | 'open'
    | 'close'
    | 'comma'
    | 'unclosed'
    | 'other';
  /** Text without its quotes. */
  readonly text: string;
  /** 0-based, inclusive. */
  readonly start: number;
  /** 0-based, exclusive. */
  readonly end: number;
}

const punctuation: ReadonlyMap<string, Token['kind']> = new Map<string, Token['kind']>([
  ['(', 'open'],
  [')', 'close'],
  [',', 'comma'],
  ['.', 'dot'],
]);

/** Linear in the length of `source`; never throws. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const start = at;
    const character = source.charAt(at);
    if (/\s/.test(character)) {
      at += 1;
      continue;
    }
    const kind = punctuation.get(character);
    if (character === '"' || character === "'" || character === '`') {
      const close = closingQuote(source, at);
      at = close === -1 ? source.length : close + 1;
      const text = unescape(source.slice(start + 1, close === -1 ? at : close), character);
      tokens.push({
        kind: close === -1 ? 'unclosed' : character === '`' ? 'quotedKey' : 'string',
        text,
        start,
        end: at,
      });
      continue;
    }
    if (/[=<>!]/.test(character)) {
      at += /^(==|!=|<>|<=|>=)/.test(source.slice(at, at + 2)) ? 2 : 1;
      tokens.push({ kind: 'operator', text: source.slice(start, at), start, end: at });
      continue;
    }
    const previous = tokens.at(-1);
    const afterDot = previous?.kind === 'dot' && previous.end === start;
    const touchesName = previous?.end === start && previous.kind === 'word';
    const number = afterDot || touchesName ? undefined : numberAt(source, at);
    if (number !== undefined) {
      at += number.length;
      tokens.push({ kind: 'number', text: number, start, end: at });
      continue;
    }
    if (kind !== undefined) {
      at += 1;
      tokens.push({ kind, text: character, start, end: at });
      continue;
    }
    // After `metrics.` dots belong to the key; before it they part entity and key.
    const stop = afterDot ? keyStop : wordStop;
    stop.lastIndex = at;
    const found = stop.exec(source);
    at = found === null ? source.length : found.index;
    if (at === start) {
      at += 1;
      tokens.push({ kind: 'other', text: character, start, end: at });
    } else tokens.push({ kind: 'word', text: source.slice(start, at), start, end: at });
  }
  return tokens;
}

const wordStop = /[\s()=<>!,."'`]/g;
const keyStop = /[\s()=<>!,"'`]/g;

/** The number that starts at `at`, when what follows it does not make it part of a word. */
function numberAt(source: string, at: number): string | undefined {
  numberPattern.lastIndex = at;
  return numberPattern.exec(source)?.[0];
}

const numberPattern =
  /[-+]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?|inf(?:inity)?|nan)(?=[\s()=<>!,]|$)/iy;

function closingQuote(source: string, open: number): number {
  const quote = source.charAt(open);
  for (let at = open + 1; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (character === '\\' && quote !== '`') at += 1;
    else if (character === quote) return at;
  }
  return -1;
}

/** `\"` and `\\` only, so that Windows paths and LIKE patterns need no thought. */
function unescape(text: string, quote: string): string {
  if (quote === '`' || !text.includes('\\')) return text;
  return text.replace(/\\(["'\\])/g, (whole, character: string) =>
    character === quote || character === '\\' ? character : whole,
  );
}
