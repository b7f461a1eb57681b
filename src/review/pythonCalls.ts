/**
 * What probes read of a Python file without running it: its calls with what they are given, its imports, assignments and
 * texts. Names are as the imports have them: `np.random.rand` is `numpy.random.rand`. Never throws on half a file.
 */
import { pythonTokens, type PythonToken } from './pythonTokens.ts';

export interface PythonArgument {
  readonly keyword?: string;
  /** `*values`, `**options`: what is given stands elsewhere. */
  readonly isSpread: boolean;
  /** As it is written. */
  readonly text: string;
  readonly line: number;
}

export interface PythonCall {
  /** `sklearn.svm.SVC`, `frame.sample`; of a method of something that has no name `.fit`. */
  readonly name: string;
  /** From 1. */
  readonly line: number;
  readonly args: readonly PythonArgument[];
  /** Up to three tokens before it: `for`, `epoch`, `in`. */
  readonly before: readonly string[];
}

export interface PythonAssignment {
  readonly name: string;
  readonly isAnnotated: boolean;
  readonly text: string;
  readonly line: number;
}

export interface PythonText {
  readonly value: string;
  /** What it is given to: a variable, a key, a keyword; '' when there is none. */
  readonly givenTo: string;
  readonly line: number;
}

export interface PythonImport {
  /** `sklearn.svm`, `.loans`. */
  readonly module: string;
  /** What is taken from it; undefined: the module itself. */
  readonly name: string | undefined;
  readonly as: string;
}

export interface PythonFacts {
  readonly calls: readonly PythonCall[];
  readonly assignments: readonly PythonAssignment[];
  readonly texts: readonly PythonText[];
  readonly imports: readonly PythonImport[];
}

export function pythonFacts(text: string): PythonFacts {
  const tokens = pythonTokens(text);
  const imports = importsOf(tokens);
  const aliases = new Map(imports.map((one) => [one.as, fullName(one)]));
  return {
    calls: callsOf(text, tokens, aliases),
    assignments: assignmentsOf(text, tokens),
    texts: tokens.flatMap((token, at) =>
      token.kind === 'string'
        ? [{ value: inner(token.text), givenTo: givenTo(tokens, at), line: token.line }]
        : [],
    ),
    imports,
  };
}

function fullName({ module, name }: PythonImport): string {
  if (name === undefined) return module;
  return module.endsWith('.') ? `${module}${name}` : `${module}.${name}`;
}

interface Frame {
  readonly call: { name: string; line: number; before: string[]; args: PythonArgument[] } | undefined;
  /** Place of the first token of the argument that is open. */
  start: number;
}

function callsOf(
  text: string,
  tokens: readonly PythonToken[],
  aliases: ReadonlyMap<string, string>,
): PythonCall[] {
  const calls: PythonCall[] = [];
  const open: Frame[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'sign') continue;
    const frame = open.at(-1);
    if ('([{'.includes(token.text)) {
      const call = token.text === '(' ? calledAt(tokens, at, aliases) : undefined;
      if (call !== undefined) calls.push(call);
      open.push({ call, start: at + 1 });
    } else if (')]}'.includes(token.text)) {
      if (frame?.call !== undefined) addArgument(frame, text, tokens, at);
      open.pop();
    } else if (token.text === ',' && frame !== undefined) {
      if (frame.call !== undefined) addArgument(frame, text, tokens, at);
      frame.start = at + 1;
    }
  }
  return calls;
}

function addArgument(
  { call, start }: Frame,
  text: string,
  tokens: readonly PythonToken[],
  end: number,
): void {
  // Not all of it is copied: brackets may be nested deeply.
  const [first, second, third] = tokens.slice(start, Math.min(end, start + mostBreaks)).filter(isCode);
  let place = end - 1;
  while (place > start && tokens[place]?.kind === 'newline') place -= 1;
  const last = tokens[place];
  if (call === undefined || first === undefined || last === undefined) return;
  const isKeyword = first.kind === 'name' && second?.text === '=';
  const value = isKeyword ? third : first;
  call.args.push({
    ...(isKeyword && { keyword: first.text }),
    isSpread: first.text === '*' || first.text === '**',
    text: value === undefined ? '' : text.slice(value.start, last.end),
    line: first.line,
  });
}

function isCode({ kind }: PythonToken): boolean {
  return kind !== 'newline';
}

/** More line ends before the first word of an argument nobody writes. */
const mostBreaks = 200;

/** The call whose bracket opens there; undefined: a definition, or a bracket around something. */
function calledAt(
  tokens: readonly PythonToken[],
  at: number,
  aliases: ReadonlyMap<string, string>,
): NonNullable<Frame['call']> | undefined {
  let place = at - 1;
  const parts: string[] = [];
  let head = tokens[place];
  while (head?.kind === 'name') {
    parts.unshift(head.text);
    if (tokens[place - 1]?.text !== '.') break;
    place -= 2;
    head = tokens[place];
  }
  const [first] = parts;
  const before = tokens.slice(Math.max(0, place - 3), Math.max(0, place)).map(({ text }) => text);
  if (first === undefined || notCalled.has(first) || before.at(-1) === 'def' || before.at(-1) === 'class')
    return undefined;
  const name = head?.kind === 'name' ? [aliases.get(first) ?? first, ...parts.slice(1)] : ['', ...parts];
  return { name: name.join('.'), line: tokens[at - 1]?.line ?? 1, before, args: [] };
}

const notCalled = new Set(
  'and or not in is if elif else for while return yield lambda assert del with as from import except raise await'.split(
    ' ',
  ),
);

function importsOf(tokens: readonly PythonToken[]): PythonImport[] {
  const imports: PythonImport[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'name' || !(token.text === 'import' || token.text === 'from') || !begins(tokens, at))
      continue;
    const end = endOfStatement(tokens, at);
    const words = tokens
      .slice(at + 1, end)
      .filter(({ kind, text }) => kind !== 'newline' && !'()'.includes(text));
    const where = words.findIndex(({ text }) => text === 'import');
    const module = words
      .slice(0, Math.max(0, where))
      .map(({ text }) => text)
      .join('');
    if (token.text === 'from' && where === -1) continue;
    for (const [name = '', as] of named(words.slice(where + 1)))
      imports.push(
        token.text === 'from'
          ? { module, name, as: as ?? name }
          : { module: name, name: undefined, as: as ?? name },
      );
  }
  return imports;
}

/** `a.b as c, d`: each with its other name. */
function named(words: readonly PythonToken[]): (readonly [string, string?])[] {
  const groups: string[][] = [[]];
  for (const { text } of words) {
    if (text === ',') groups.push([]);
    else groups.at(-1)?.push(text);
  }
  return groups
    .filter((group) => group.length > 0)
    .map((group) => {
      const at = group.indexOf('as');
      return at === -1 ? [group.join('')] : [group.slice(0, at).join(''), group[at + 1] ?? ''];
    });
}

function assignmentsOf(text: string, tokens: readonly PythonToken[]): PythonAssignment[] {
  const found: PythonAssignment[] = [];
  for (const [at, { kind, text: name, line }] of tokens.entries()) {
    if (kind !== 'name' || !begins(tokens, at)) continue;
    const sign = tokens[at + 1]?.text;
    const isAnnotated = sign === ':';
    if (!isAnnotated && sign !== '=') continue;
    const end = endOfStatement(tokens, at);
    let equals = at + 1;
    while (equals < end && tokens[equals]?.text !== '=') equals += 1;
    const first = tokens[equals + 1];
    const last = tokens[end - 1];
    if (first === undefined || last === undefined || equals + 1 >= end) continue;
    found.push({ name, isAnnotated, line, text: text.slice(first.start, last.end) });
  }
  return found;
}

function begins(tokens: readonly PythonToken[], at: number): boolean {
  const before = tokens[at - 1];
  if (before === undefined || before.isStatementEnd) return true;
  if (before.depth > 0 || (before.text !== ';' && before.text !== ':')) return false;
  const word = tokens[at - 2];
  // `a: int = 1` goes on there; `else: a = 1` does not.
  const isType = before.text === ':' && word?.kind === 'name' && begins(tokens, at - 2);
  return !isType || /^(else|try|finally)$/.test(word.text);
}

function endOfStatement(tokens: readonly PythonToken[], at: number): number {
  let end = at;
  while (end < tokens.length && tokens[end]?.isStatementEnd !== true && tokens[end]?.text !== ';') end += 1;
  return end;
}

/** `key = "text"`, `"key": "text"`, `place["key"] = "text"`, `get("key", "text")`, `key == "text"`. */
function givenTo(tokens: readonly PythonToken[], at: number): string {
  const sign = tokens[at - 1]?.text;
  const before = tokens[at - 2];
  if (sign === ',') {
    const isDefault = tokens[at - 3]?.text === '(' && defaults.test(tokens[at - 4]?.text ?? '');
    return isDefault && before?.kind === 'string' ? inner(before.text) : '';
  }
  if (sign !== '=' && sign !== ':' && sign !== '==') return '';
  const key = before?.text === ']' ? tokens[at - 3] : before;
  if (key?.kind === 'string') return inner(key.text);
  // `key: str = "text"`; `key: "Text"` is a type.
  if (sign === '=' && tokens[at - 3]?.text === ':') return tokens[at - 4]?.text ?? '';
  return key?.kind === 'name' && sign !== ':' ? key.text : '';
}

const defaults = /^(get|getenv|setdefault|setenv|set|pop|put)$/;

function inner(text: string): string {
  return text.replace(/^[a-zA-Z]*("""|'''|"|')/, '').replace(/("""|'''|"|')$/, '');
}

/** Numbers, also several, and what is computed of numbers alone. */
export function isNumber(text: string): boolean {
  return /\d/.test(text) && /^[\d\s.,eE_+*/()[\]-]+$/.test(text);
}

/** The argument of this name, or at this place among those without one. */
export function argument(call: PythonCall, keyword: string, place?: number): PythonArgument | undefined {
  const named = call.args.find((one) => one.keyword === keyword);
  if (named !== undefined || place === undefined) return named;
  const plain = call.args.filter((one) => one.keyword === undefined && !one.isSpread);
  return plain[place];
}

export function takesSpread(call: PythonCall): boolean {
  return call.args.some(({ isSpread }) => isSpread);
}
