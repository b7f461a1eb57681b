/** Passwords, keys and tokens in a text: by how they look, by what they are given to, and by how random they are. */
import { canBeSecret, holdsToken, isSecretName } from '../base/redact.ts';
import { pythonFacts, type PythonText } from './pythonCalls.ts';

export interface FoundSecret {
  /** From 1. */
  readonly line: number;
  /** `token`: a well-known format; `name`: given to something that is called so; `random`: nothing else looks like that. */
  readonly by: 'token' | 'name' | 'random';
  /** What it is given to; '' when that is nothing. Never the secret. */
  readonly name: string;
}

/** One for each line, in their order. */
export function findSecrets(text: string): FoundSecret[] {
  const found = new Map<number, FoundSecret>();
  for (const one of pythonFacts(text).texts) {
    const by = kindOf(one);
    if (by !== undefined && !found.has(one.line))
      found.set(one.line, { line: one.line, by, name: safeName(one) });
  }
  for (const [at, line] of text.split('\n').entries())
    if (!found.has(at + 1) && line.length < longestLine && (holdsToken(line) || holdsPassword(line)))
      found.set(at + 1, { line: at + 1, by: 'token', name: '' });
  return [...found.values()].sort((a, b) => a.line - b.line);
}

function kindOf({ value, givenTo }: PythonText): FoundSecret['by'] | undefined {
  if (value.length > longestLine || isPlaceholder(value)) return undefined;
  if (holdsToken(value) || holdsPassword(value) || bearer.test(value)) return 'token';
  if (isSecretName(givenTo) && !besideSecret.test(givenTo) && couldBe(value, givenTo)) return 'name';
  return isRandom(value) && !isChecksum(givenTo) ? 'random' : undefined;
}

/** Passwords may be words; keys and tokens have digits, else `TOKEN_USAGE = "token.usage"` would be one. */
function couldBe(value: string, name: string): boolean {
  if (!canBeSecret(value) || /\s/.test(value) || isEnvironmentName(value)) return false;
  return /pass|pwd|secret/i.test(name) || (/\d/.test(value) && /[a-z]/i.test(value));
}

/** Where a secret is, or what it is called. */
const besideSecret =
  /(file|path|dir|url|uri|header|name|field|env|var|type|source|id|hint|prompt|help|label|title)s?$/i;

/** In an address, and not as documentation writes one. */
function holdsPassword(text: string): boolean {
  if (!text.includes('://')) return false;
  const password = urlPassword.exec(text)?.[1];
  return password !== undefined && !/^(pass(word|wd)?|pwd|pw|secret|token|key|tiger|[A-Z_]+)$/.test(password);
}

const urlPassword = /[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'{}]+:([^\s/@"'{}<>$*]{3,})@/i;
const bearer = /\b(?:Bearer|Basic)\s+[\w.~+/=-]{16,}/;
/** Longer lines are data, not code. */
const longestLine = 4000;
/** Longer ones are pictures, tables and the like. */
const longestKey = 200;

/** `YOUR_API_KEY`, `<token>`, `{token}`, `xxxx`, `changeme`. */
function isPlaceholder(value: string): boolean {
  return (
    /^\s*[<[{$%].*[>\]}%]?\s*$/s.test(value) ||
    /your[-_ ]?|example|change[-_]?me|placeholder|dummy|^x+$|x{6,}|\*{3,}|\.{3}|^(test|none|null|secret|password|token)$/i.test(
      value,
    )
  );
}

/** `HF_TOKEN`: where the secret is, not what it is. */
function isEnvironmentName(value: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(value) && value.includes('_');
}

/** Hashes of data and commits look random and are meant to be read. */
function isChecksum(name: string): boolean {
  return /sha|md5|hash|digest|checksum|crc|commit|revision|rev|version|uuid|guid|(^|_)id$|\./i.test(name);
}

/** Letters and digits without a pattern, at least as long as keys are. */
function isRandom(value: string): boolean {
  if (value.length > longestKey || /abcdefgh|0123456/i.test(value)) return false;
  if (/^[0-9a-f]{32,}$/i.test(value)) return /[a-f]/i.test(value) && entropy(value.toLowerCase()) > 3;
  if (!/^[\w+/=.~-]{24,}$/.test(value)) return false;
  if (!/[a-z]/.test(value) || !/[A-Z]/.test(value) || (value.match(/\d/g)?.length ?? 0) < 3) return false;
  // Paths, names and versions are made of words.
  if (value.split(/[/._-]/).filter((word) => /^[a-z]{3,}$/i.test(word)).length >= 2) return false;
  return entropy(value) > 4;
}

/** Bits for each character. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => {
    const share = count / value.length;
    return sum - share * Math.log2(share);
  }, 0);
}

function safeName({ givenTo }: PythonText): string {
  return /^[\w.-]{1,60}$/.test(givenTo) && !holdsToken(givenTo) ? givenTo : '';
}
