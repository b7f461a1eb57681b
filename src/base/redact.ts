/** Keeps secrets out of what is recorded: by the name they stand beside, by how they look, and by their very value. */

export const redacted = '[redacted]';

export interface Redactor {
  /** The values found so far that must not appear anywhere; short ones are left out, they would match by chance. */
  readonly secrets: string[];
  /** Known values, well-known token formats, and credentials in URLs. */
  text(text: string): string;
  /** `--password X`, `--token=X`, `api_key=X`, `-H "Authorization: X"`, and all that `text` does. */
  args(args: readonly string[]): string[];
  /** A param, tag or variable: hidden when its name says secret, else as `text`. */
  value(name: string, value: string): string;
}

/** `secrets` are exact values to hide wherever they appear; `traces` hides those of which only a trace is known. */
export function createRedactor(
  secrets: Iterable<string> = [],
  traces: { hide(text: string): string } = { hide: (text) => text },
): Redactor {
  const values: string[] = [];
  const learn = (value: string): void => {
    const bare = value.trim();
    if (canBeSecret(bare) && !values.includes(bare)) {
      values.push(bare);
      // Longest first, so that no secret is left with the rest of another.
      values.sort((a, b) => b.length - a.length);
    }
  };
  const text = (whole: string): string => {
    let result = whole;
    for (const value of values) if (result.includes(value)) result = result.replaceAll(value, redacted);
    return redactUrls(redactTokens(traces.hide(result)));
  };
  const value = (name: string, given: string): string => {
    if (given === '' || !isSecretName(name)) return text(given);
    learn(given);
    return redacted;
  };
  const args = (given: readonly string[]): string[] => {
    const isPassword = given.some((arg) => passwordPrograms.test(arg));
    const parts = given.map((arg, index) => {
      const previous = given[index - 1];
      return redactShort(arg, previous, isPassword, value) ?? redactArg(arg, previous, value);
    });
    // Once more: a later argument may have shown that an earlier one holds a secret.
    return parts.map((part) => text(part));
  };
  for (const secret of secrets) learn(secret);
  return { secrets: values, text, args, value };
}

/** Whether a thing of this name holds a secret: `DB_PASSWORD`, `--api-key`, `hfToken`; not `max_tokens`, `pad_token`, `author`. */
export function isSecretName(name: string): boolean {
  // Where a shell is and was: folders, though the name reads like a password's.
  if (name === 'PWD' || name === 'OLDPWD') return false;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  return words.some((word, index) => {
    if (secretWords.has(word)) return true;
    const before = words[index - 1];
    if (word === 'token' || word === 'key') {
      if (word === 'key') return before !== undefined && keyOwners.has(before);
      return !words.some((other) => harmlessBesideToken.has(other));
    }
    return /(password|passwd|secret|apikey|accesskey|privatekey|authtoken|accesstoken|credential)s?$/.test(
      word,
    );
  });
}

/** Whether a value is long and odd enough to be hidden wherever it appears. */
export function canBeSecret(value: string): boolean {
  return value.length >= shortestSecret && !plainValue.test(value);
}

/** Values of the variables whose names say secret: hidden wherever else they appear. */
export function secretsOf(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && isSecretName(name) ? [value] : [],
  );
}

const shortestSecret = 6;
/** Numbers, flags and the like are never learnt: they would hide half a record. */
const plainValue =
  /^(?:[-+]?[\d.]+(?:e[-+]?\d+)?|true|false|none|null|yes|no|on|off|\[redacted\]|https?:\/\/[^@?]*)$/i;

const secretWords = new Set(
  'password passwd pwd passphrase secret secrets apikey credential credentials authorization bearer cookie dsn sas'.split(
    ' ',
  ),
);
const keyOwners = new Set(
  'api access private secret account signing encryption ssh aws azure auth service shared storage'.split(' '),
);
/** Words that make `token` one of a language model's. */
const harmlessBesideToken = new Set(
  'pad bos eos sep cls mask unk max min num n count id ids type types special new per first last next prev image start end stop begin sequence prompt level class embedding decoder encoder'.split(
    ' ',
  ),
);

function redactArg(
  arg: string,
  previous: string | undefined,
  value: (name: string, value: string) => string,
): string {
  const assigned = /^([-+\w.@]+)[=:]\s*(.+)$/s.exec(arg);
  const [, name, given] = assigned ?? [];
  if (name !== undefined && given !== undefined && isSecretName(name)) {
    return `${arg.slice(0, arg.length - given.length)}${value(name, given)}`;
  }
  if (previous === undefined) return arg;
  // `--password X`; after a flag such as `--use-auth-token` another flag follows, not its value.
  if (/^-/.test(previous) && !/[=\s]/.test(previous) && isSecretName(previous) && !/^-/.test(arg)) {
    return value(previous, arg);
  }
  // curl's -u user:password
  const user = /^(-u|--user|--proxy-user)$/.test(previous) ? /^([^:]+):(.+)$/s.exec(arg) : null;
  return user === null ? arg : `${user[1] ?? ''}:${value('password', user[2] ?? '')}`;
}

/** Programs whose `-p` is a password. */
const passwordPrograms = /^(?:.*[\\/])?(?:mysql\w*|mariadb[\w-]*|sshpass)(?:\.exe)?$/i;

/** `-pSECRET` and curl's `-uuser:SECRET`, where option and value are one word. undefined for all else. */
function redactShort(
  arg: string,
  previous: string | undefined,
  isPassword: boolean,
  value: (name: string, value: string) => string,
): string | undefined {
  if (isPassword && previous === '-p' && !arg.startsWith('-')) return value('password', arg);
  const [, option, given] = /^(-p|-u[^:/\s]+:)(?!\/\/|\d+$)(.+)$/s.exec(arg) ?? [];
  if (option === undefined || given === undefined) return undefined;
  if (option !== '-p' || isPassword) return `${option}${value('password', given)}`;
  // Of an unknown program it may be a name just as well: hidden here, but not wherever else it stands.
  return oddWord.test(given) ? `${option}${redacted}` : undefined;
}

/** As people make passwords and nobody writes numbers, paths or lists. */
const oddWord = /^(?=.*[A-Za-z])(?=.*\d)[^\s/\\=,:.]{8,}$/;

/** Formats that are secrets wherever they stand. */
const tokenFormats = [
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bgh[pousr]_[A-Za-z0-9]{20,}\b/g,
  /\bgithub_pat_\w{20,}\b/g,
  /\bglpat-[\w-]{16,}/g,
  /\bhf_[A-Za-z0-9]{20,}\b/g,
  /\bsk-(?:[a-z]+-)*[\w-]{20,}/g,
  /\bxox[abprs]-[\w-]{10,}/g,
  /\bAIza[\w-]{30,}/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g,
];

/** Whether it holds something that is a secret wherever it stands. */
export function holdsToken(text: string): boolean {
  return tokenFormats.some((format) => text.search(format) !== -1);
}

function redactTokens(text: string): string {
  let result = text;
  for (const format of tokenFormats) result = result.replace(format, redacted);
  // "Authorization: Bearer …", and "AccountKey=…;" of connection strings; code such as `password = f()` stays.
  return result
    .replace(/\b(Authorization\s*:\s*)[^\r\n"']+/gi, `$1${redacted}`)
    .replace(/\b((?:Bearer|Basic)\s+)[\w.~+/=-]{8,}/g, `$1${redacted}`)
    .replace(/(;\s*(?:AccountKey|SharedAccessKey|Password|Pwd|Secret)=)[^;\s"'&]{4,}/gi, `$1${redacted}`)
    .replace(/\b((?:AccountKey|SharedAccessKey|Password|Pwd|Secret)=)[^;\s"'&]{4,}(?=;)/gi, `$1${redacted}`);
}

function redactUrls(text: string): string {
  if (!text.includes('://')) return text;
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"'<>]+(?::[^\s/?#"'<>]*)?@/gi, `$1${redacted}@`)
    .replace(/([?&#;])([^=&#\s"']+)=([^&#\s"']+)/g, (whole, mark: string, name: string) =>
      isSecretName(name) || /^(sig|signature|key|auth|code|session|x-amz-.+|x-goog-.+)$/i.test(name)
        ? `${mark}${name}=${redacted}`
        : whole,
    );
}
