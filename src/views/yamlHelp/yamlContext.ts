/** Where in a YAML text somebody types. Read from indents alone, line by line: half a file is no YAML yet, and a large one is not parsed. */

export interface YamlContext {
  /** Keys above, from the top; `[]` stands for an entry of a list. */
  readonly path: readonly string[];
  /** A key is being written, or the value of the last key of `path`. */
  readonly on: 'key' | 'value';
  /** What is there of it, without quotes, and where: characters of the line. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
  /** Keys that stand beside it already. */
  readonly beside: readonly string[];
}

/** Lines of a text, as an editor gives them. */
export interface Lines {
  readonly count: number;
  at(line: number): string;
}

export function linesOf(text: string): Lines {
  const lines = text.split(/\r?\n/);
  return { count: lines.length, at: (line) => lines[line] ?? '' };
}

/** Undefined within a comment. */
export function yamlContext(lines: Lines, line: number, character: number): YamlContext | undefined {
  const text = lines.at(line);
  if (commentStart(text) < character) return undefined;
  const own = partsOf(text);
  // On an empty line the cursor says how deep it is.
  const column = text.trim() === '' ? character : own.column;
  const above = pathAbove(lines, line, own.dash ?? column, own.dash !== undefined);
  const path = own.dash === undefined ? above : [...above, '[]'];
  if (own.key !== undefined && character > own.keyEnd)
    return valueContext(text, own.keyEnd + 1, character, [...path, own.key]);
  if (own.key === undefined && own.dash !== undefined)
    return { ...valueContext(text, own.column, character, path), beside: besideOf(lines, line, own.column) };
  const { start, end } = { start: own.column, end: Math.max(own.column, own.keyEnd) };
  const at =
    own.key === undefined
      ? { start: Math.min(column, text.length), end: text.trimEnd().length }
      : { start, end };
  return {
    ...{ path, on: 'key', start: at.start, end: Math.max(at.start, at.end) },
    word: unquoted(text.slice(at.start, at.end)),
    beside: besideOf(lines, line, column),
  };
}

/** Lines of the entry whose key is at `line`: up to the next one that is no deeper. Without the blank lines and comments after it. */
export function blockEnd(lines: Lines, line: number): number {
  const { column } = partsOf(lines.at(line));
  let end = line + 1;
  for (let at = line + 1; at < lines.count; at += 1) {
    const text = lines.at(at);
    if (isBlank(text)) continue;
    const { column: indent, dash } = partsOf(text);
    if ((dash ?? indent) < column || ((dash ?? indent) === column && dash === undefined)) break;
    end = at + 1;
  }
  return end;
}

/** Texts that stand behind the keys of the entry whose name is at `line`. */
export function textsIn(lines: Lines, line: number): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const end = Math.min(blockEnd(lines, line), line + farthest);
  for (let at = line + 1; at < end; at += 1) {
    const text = lines.at(at);
    const behind = Math.min(text.length, commentStart(text));
    const { path = [], on, word = '' } = yamlContext(lines, at, behind) ?? {};
    if (on === 'value' && path.length === 2 && word !== '') found.set(path[1] ?? '', word);
  }
  return found;
}

/** Line of a key at the top. */
export function topLine(lines: Lines, name: string): number | undefined {
  for (let line = 0; line < lines.count; line += 1) {
    const { key, column } = partsOf(lines.at(line));
    if (column === 0 && key === name) return line;
  }
  return undefined;
}

interface Parts {
  /** Of the key or the value, behind dashes. */
  readonly column: number;
  /** Column of the last dash before it. */
  readonly dash: number | undefined;
  readonly key: string | undefined;
  /** Of its colon; without a key: the end of the text. */
  readonly keyEnd: number;
}

function partsOf(text: string): Parts {
  const [, lead = '', dashes = ''] = /^( *)((?:- +|-$)*)/.exec(text) ?? [];
  const column = lead.length + dashes.length;
  const dash = dashes === '' ? undefined : lead.length + dashes.lastIndexOf('-');
  const found =
    /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'[\]{},&*!|>%@`-][^#]*?|-[^\s#][^#]*?)\s*:(?=\s|$)/.exec(
      text.slice(column),
    );
  if (found === null) return { column, dash, key: undefined, keyEnd: text.length };
  return { column, dash, key: unquoted(found[1] ?? ''), keyEnd: column + found[0].length - 1 };
}

/** Keys of the groups around what starts at `column`. */
function pathAbove(lines: Lines, line: number, column: number, isEntry: boolean): string[] {
  const path: string[] = [];
  let indent = column;
  // An entry of a list may stand as deep as the key of the list.
  let mayBeSame = isEntry;
  for (let at = line - 1; at >= 0 && (indent > 0 || mayBeSame); at -= 1) {
    const text = lines.at(at);
    if (isBlank(text)) continue;
    const { column: own, dash, key } = partsOf(text);
    if (dash !== undefined && dash < indent) {
      // The key of an entry's first line is above only what is deeper than it.
      if (key !== undefined && own < indent) path.unshift(key);
      path.unshift('[]');
      indent = dash;
      mayBeSame = true;
    } else if (dash === undefined && key !== undefined && (own < indent || (mayBeSame && own === indent))) {
      path.unshift(key);
      indent = own;
      mayBeSame = false;
    }
  }
  return path;
}

/** Within the value that starts at `from`: a text, or lists and groups between brackets. */
function valueContext(text: string, from: number, character: number, path: readonly string[]): YamlContext {
  const stop = commentStart(text);
  /** Brackets that are open at the cursor; `key` is the one whose value it is in. */
  const open: { isMap: boolean; key: string | undefined; beside: string[] }[] = [];
  let start = from;
  let end = Math.min(text.length, stop);
  let quote = '';
  for (let at = from; at < Math.min(text.length, stop); at += 1) {
    const sign = text.charAt(at);
    if (quote !== '') {
      if (sign === quote) quote = '';
      continue;
    }
    const top = open.at(-1);
    if (/["']/.test(sign) && text.slice(start, at).trim() === '') quote = sign;
    else if (at >= character && top !== undefined && /[,\]}]/.test(sign)) {
      end = at;
      break;
    } else if (at >= character) continue;
    else if (/[[{]/.test(sign) && (top !== undefined || text.slice(from, at).trim() === '')) {
      open.push({ isMap: sign === '{', key: undefined, beside: [] });
      start = at + 1;
    } else if (/[\]}]/.test(sign) && top !== undefined) {
      open.pop();
      start = at + 1;
    } else if (sign === ',' && top !== undefined) {
      top.key = undefined;
      start = at + 1;
    } else if (sign === ':' && top?.isMap === true && /\s|^$/.test(text.charAt(at + 1))) {
      top.key = unquoted(text.slice(start, at).trim());
      top.beside.push(top.key);
      start = at + 1;
    }
  }
  const within = open.flatMap(({ isMap, key }) => (isMap ? (key ?? []) : '[]'));
  const top = open.at(-1);
  const on = top?.isMap === true && top.key === undefined ? 'key' : 'value';
  const part = text.slice(start, end);
  const first =
    start + (part.trim() === '' ? Math.min(part.length, 1) : part.length - part.trimStart().length);
  const colon = on === 'key' ? part.search(/:(\s|$)/) : -1;
  const last = Math.max(first, colon >= 0 ? start + colon : start + part.trimEnd().length);
  return {
    ...{ path: [...path, ...within], on, word: unquoted(text.slice(first, last)), start: first, end: last },
    beside: on === 'key' ? (top?.beside ?? []) : [],
  };
}

/** Keys of the map that the line is in, its own left out. */
function besideOf(lines: Lines, line: number, column: number): string[] {
  const found: string[] = [];
  const look = (at: number): boolean => {
    const text = lines.at(at);
    if (isBlank(text)) return true;
    const { column: own, dash, key } = partsOf(text);
    if (own === column && key !== undefined) found.push(key);
    return own >= column && (dash === undefined || dash >= column);
  };
  // Not far: a file may have ten thousand entries at its top.
  for (let at = line - 1; at >= 0 && line - at < farthest && look(at); at -= 1);
  if (partsOf(lines.at(line)).dash === undefined || column > 0)
    for (let at = line + 1; at < lines.count && at - line < farthest; at += 1) {
      const { dash, column: own } = partsOf(lines.at(at));
      if (!isBlank(lines.at(at)) && dash !== undefined && own <= column) break;
      if (!look(at)) break;
    }
  return found;
}

function isBlank(text: string): boolean {
  return /^\s*(#|$)/.test(text);
}

/** Of the `#` that starts a comment; past the end when there is none. */
function commentStart(text: string): number {
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    const isAfterBlank = at === 0 || /[\s[{,]/.test(text.charAt(at - 1));
    if (quote !== '') quote = sign === quote ? '' : quote;
    else if (sign === '#' && isAfterBlank) return at;
    else if (/["']/.test(sign) && isAfterBlank) quote = sign;
  }
  return text.length + 1;
}

function unquoted(text: string): string {
  const [, double, single] = /^(?:"(.*?)"?|'(.*?)'?)$/s.exec(text) ?? [];
  return double ?? single ?? text;
}

const farthest = 2000;
