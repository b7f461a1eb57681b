/** What a Python script imports, by its text alone: anywhere in it, also in functions and `try`, never in comments and strings. */

export interface ImportName {
  /** `a.b`; empty in `from . import x`. Of `%run` the path that it names. */
  readonly module: string;
  /** How many dots stand before it. */
  readonly level: number;
  /** What is taken from it, which may be modules. */
  readonly names: readonly string[];
  /** A file that IPython runs. */
  readonly isFile?: true;
}

/** In the order of the text, each once. Never throws on half a file. */
export function importsOf(text: string): ImportName[] {
  const found = new Map<string, ImportName>();
  const add = (name: ImportName) => {
    const key = [name.isFile === true, name.level, name.module, ...name.names].join(' ');
    if (!found.has(key)) found.set(key, name);
  };
  next.lastIndex = 0;
  for (let match = next.exec(text); match !== null; match = next.exec(text)) {
    const [token] = match;
    const end = next.lastIndex;
    if (quotes.has(token)) next.lastIndex = endOfString(text, end, token);
    else if (token === 'import') {
      const { names, after } = namesAt(text, end);
      for (const module of names) add({ module, level: 0, names: [] });
      next.lastIndex = after;
    } else if (token === 'from') {
      const clause = at(fromClause, text, end);
      if (clause === undefined) continue;
      const { names, after } = namesAt(text, end + clause[0].length);
      const [, dots = '', module = ''] = clause;
      const level = dots.split('.').length - 1;
      if (level > 0 || module !== '') add({ module: joined(module), level, names });
      next.lastIndex = after;
    } else if (token.endsWith('import_module') || token === '__import__') {
      const [all, , name = '', , base] = at(call, text, end) ?? [];
      if (all === undefined) continue;
      const called = calledName(name, base);
      if (called !== undefined) add(called);
      next.lastIndex = end + all.length;
    } else if (token === 'run_line_magic') {
      const [all, , line] = at(magicCall, text, end) ?? [];
      if (all !== undefined) next.lastIndex = end + all.length;
      if (line !== undefined) addFile(line, add);
    } else {
      const line = /^[ \t]*%run[ \t]+(.+)/.exec(token)?.[1];
      if (line !== undefined) addFile(line, add);
    }
  }
  return [...found.values()];
}

/** `import_module(".x", "pkg")`; without a package a relative one means the package of this file. */
function calledName(name: string, base: string | undefined): ImportName | undefined {
  const level = /^\.*/.exec(name)?.[0].length ?? 0;
  const module = name.slice(level);
  if (!dotted.test(module)) return undefined;
  if (level === 0 || base === undefined) return { module, level, names: [] };
  const parts = base.split('.');
  return { module: [...parts.slice(0, parts.length - level + 1), module].join('.'), level: 0, names: [] };
}

/** `-i helper.py --rows 3` */
function addFile(line: string, add: (name: ImportName) => void): void {
  const file = /^(?:-\w+[ \t]+)*(["']?)([^"'\s]+)\1/.exec(line.trim())?.[2];
  if (file === undefined) return;
  add({ module: file.endsWith('.py') ? file : `${file}.py`, level: 0, names: [], isFile: true });
}

/** `a.b as c, d`, `(a, # why\n b)`, `*` */
function namesAt(text: string, from: number): { readonly names: string[]; readonly after: number } {
  const list = at(inBrackets, text, from) ?? at(inLine, text, from);
  const [all = '', inner = ''] = list ?? [];
  const names = inner
    .replace(/#[^\n\r]*/g, '')
    .split(',')
    .map((one) => joined(one.replaceAll('\\', ' ')).trim().split(/\s/)[0] ?? '')
    .filter((one) => dotted.test(one));
  return { names, after: from + all.length };
}

/** Blanks may stand around the dots. */
function joined(module: string): string {
  return module.replace(/[\s\\]*\.[\s\\]*/g, '.');
}

function endOfString(text: string, from: number, quote: string): number {
  if (quote.length === 1)
    return from + (at(quote === '"' ? toDouble : toSingle, text, from)?.[0].length ?? 0);
  for (let end = text.indexOf(quote, from); end >= 0; end = text.indexOf(quote, end + 1)) {
    let slashes = 0;
    while (end - slashes > from && text[end - slashes - 1] === '\\') slashes += 1;
    if (slashes % 2 === 0) return end + quote.length;
  }
  return text.length;
}

function at(pattern: RegExp, text: string, index: number): RegExpExecArray | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text) ?? undefined;
}

const quotes = new Set(['"""', "'''", '"', "'"]);

/** Comments, the beginnings of strings, lines of IPython, and the words that import. */
const next =
  /#[^\n\r]*|"""|'''|"|'|^[ \t]*[%!][^\n\r]*|(?<![\w.])(?:import|from|__import__)(?!\w)|(?<!\w)(?:import_module|run_line_magic)(?!\w)/gm;

/** To the end of the string, or of a line that does not end it. */
const toDouble = /(?:[^\\"\n\r]|\\(?:\r\n|[^]))*"?/y;
const toSingle = /(?:[^\\'\n\r]|\\(?:\r\n|[^]))*'?/y;

const name = String.raw`[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}_]*`;
/** A line goes on after a backslash only. */
const blanks = String.raw`(?:[ \t\f]|\\\r?\n)*`;
const dotted = new RegExp(String.raw`^${name}(?:\.${name})*$`, 'u');

/** Between `from` and the names. */
const fromClause = new RegExp(
  String.raw`(${blanks}(?:\.${blanks})*)(${name}(?:${blanks}\.${blanks}${name})*)?${blanks}(?<![\p{L}\p{N}\p{M}_])import(?!\w)`,
  'uy',
);
const inBrackets = /(?:[ \t\f]|\\\r?\n)*\(((?:[^()#]|#[^\n\r]*)*)\)?/y;
const inLine = /((?:[^\\\n\r;#]|\\\r?\n)*)/y;

const call = /\s*\(\s*(["'])(\.*[^"'\\\n]+)\1(?=\s*[,)])\s*(?:,\s*(?:package\s*=\s*)?(["'])([^"'\\\n]+)\3)?/y;
const magicCall = /\s*\(\s*(["'])run\1\s*,\s*(?:["'])([^\n\r]*?)["']\s*\)/y;
