/** Changes the text of a YAML file that people write: only the lines concerned, so that comments, order and layout stay theirs. */
import { isCollection, isMap, isNode, isScalar, isSeq, parseDocument, stringify, type Document } from 'yaml';
import type { Pair, YAMLMap, YAMLSeq } from 'yaml';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { conflictMark, lostCharacter, type YamlFile } from './yamlText.ts';

export type EditPath = readonly (string | number)[];

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Throws UserError `yaml`, naming the file, when the text is not YAML that could be changed. */
export class YamlEdit {
  readonly #file: YamlFile;
  #text: string;
  #parsed: Document | undefined;

  constructor(text: string, file: YamlFile) {
    this.#file = file;
    this.#text = text;
    this.#document();
  }

  text(): string {
    return this.#text;
  }

  /** Whether there is a value at the path. */
  has(path: EditPath): boolean {
    return path.length === 0 || this.#document().hasIn(path);
  }

  /** As plain JavaScript; undefined when it is not there. */
  get(path: EditPath): unknown {
    const node: unknown = this.#document().getIn(path, true);
    return isNode(node) ? node.toJS(this.#document(), { maxAliasCount: 100 }) : node;
  }

  /** Keys of the map at the path, in their order. */
  keys(path: EditPath = []): string[] {
    const node = this.#nodeAt(path);
    return isMap(node) ? node.items.map(({ key }) => keyText(key)) : [];
  }

  /**
   * Replaces the value, or adds the key (and the keys above it). A new key comes before the first of those that follow it in
   * `order`; without an order into its place by name where the keys are sorted, else at the end.
   */
  set(path: EditPath, value: unknown, order?: readonly string[]): void {
    this.setAll([{ path, value }], order);
  }

  /** As many `set`, with one look at the file. Several new keys of one map must not be among them. */
  setAll(
    changes: readonly { readonly path: EditPath; readonly value: unknown }[],
    order?: readonly string[],
  ): void {
    this.#apply(changes.map(({ path, value }) => this.#spliceOf(path, value, order)));
  }

  /** The key with its value and the comment right above it, or the entry of a list. A group that is empty then goes too. */
  remove(path: EditPath): void {
    if (!this.has(path) || path.length === 0) return;
    const parent = this.#nodeAt(path.slice(0, -1));
    if (!isCollection(parent)) return;
    if (parent.items.length === 1 && path.length > 1) {
      this.remove(path.slice(0, -1));
      return;
    }
    const last = path.at(-1);
    if (parent.flow === true) {
      this.#apply([this.#reflow(parent, (copy) => copy.delete(last))]);
      return;
    }
    const index = isSeq(parent)
      ? Number(last)
      : parent.items.findIndex((item) => keyOf(item) === String(last));
    const [start, end] = this.#linesOf(parent, index);
    this.#apply([{ start, end, text: '' }]);
  }

  /** Gives the key at the path another name. Throws UserError `yamlName` when there is one of that name. */
  rename(path: EditPath, name: string): void {
    const pair = this.#pairAt(path);
    const key = pair?.key;
    if (!isNode(key) || !key.range) return;
    const taken = [...path.slice(0, -1), name];
    if (this.has(taken)) throw new UserError('yamlName', t('{0} has “{1}” already.', this.#file.where, name));
    this.#apply([{ start: key.range[0], end: key.range[1], text: inline(name) }]);
  }

  /** Adds an entry at the end of the list; the list is made when there is none. */
  append(path: EditPath, value: unknown, order?: readonly string[]): void {
    const list = this.#nodeAt(path);
    if (!isSeq(list) || list.items.length === 0) {
      this.set(path, [value], order);
      return;
    }
    if (list.flow === true) {
      this.#apply([this.#reflow(list, (copy) => isSeq(copy) && copy.add(value))]);
      return;
    }
    const at = this.#endOfLine(this.#endOf(list.items.at(-1)));
    const indent = this.#columnOf(this.#dashOf(list.items.at(-1)));
    this.#apply([this.#insertAt(at, indented(stringify([value], style), indent))]);
  }

  #spliceOf(path: EditPath, value: unknown, order: readonly string[] | undefined): Splice {
    const document = this.#document();
    if (path.length > 0 && document.hasIn(path)) return this.#replace(path, value);
    // The deepest group that is there takes the new key.
    let depth = path.length - 1;
    while (depth > 0 && !isCollection(this.#nodeAt(path.slice(0, depth)))) depth -= 1;
    const inner = path.slice(depth + 1).reduceRight<unknown>((held, key) => ({ [key]: held }), value);
    const key = String(path[depth]);
    const place = path.slice(0, depth);
    if (this.has([...place, key]) && place.length + 1 < path.length)
      return this.#replace([...place, key], inner);
    const map = this.#nodeAt(place);
    if (map === undefined || map === null || (isScalar(map) && map.value === null))
      return this.#insertAt(this.#text.length, stringify({ [key]: inner }, style));
    if (!isMap(map))
      throw this.#notChangeable(t('“{0}” should be {1}.', place.join('.'), t('a group of keys')));
    if (map.flow === true) return this.#reflow(map, (copy) => copy.set(key, inner));
    return this.#addPair(map, key, inner, depth === path.length - 1 ? order : undefined);
  }

  #addPair(map: YAMLMap, key: string, value: unknown, order: readonly string[] | undefined): Splice {
    const first = map.items[0];
    if (first === undefined) return this.#insertAt(this.#text.length, stringify({ [key]: value }, style));
    const next = placeFor(map.items.map(keyOf), key, order);
    const column = this.#columnOf(this.#startOf(first));
    const isEntry = column === 0 && map.items.length > 1 && isMap(map.items[1]?.value ?? first.value);
    const spaced = map.items.some((pair, at) => at > 0 && this.#hasBlankAbove(this.#startOf(pair)));
    const lines = indented(stringify({ [key]: value }, style), column);
    if (next > 0) {
      const at = this.#endOfLine(this.#endOf(map.items[next - 1]));
      return this.#insertAt(at, spaced && isEntry ? `\n${lines}` : lines);
    }
    const start = this.#startOf(first);
    // Of an entry of a list, the first key stands after the dash; the new one comes below it.
    if (this.#text.slice(this.#startOfLine(start), start).trim() !== '')
      return this.#insertAt(this.#endOfLine(this.#endOf(first)), lines);
    const at = this.#aboveComment(this.#startOfLine(start));
    return this.#insertAt(at === 0 ? this.#startOfLine(start) : at, spaced && isEntry ? `${lines}\n` : lines);
  }

  #replace(path: EditPath, value: unknown): Splice {
    const pair = this.#pairAt(path);
    const old = pair === undefined ? this.#nodeAt(path) : pair.value;
    const isBlock = isCollection(old) && old.flow !== true;
    const isLong =
      (typeof value === 'object' && value !== null) || (typeof value === 'string' && value.includes('\n'));
    if (pair === undefined && isNode(old) && old.range && !isBlock && !isLong)
      return { start: old.range[0], end: old.range[1], text: inline(value) };
    if (pair === undefined) throw this.#notChangeable(t('“{0}” cannot be changed here.', path.join('.')));
    const end = this.#endOf(pair);
    const key = isNode(pair.key) && pair.key.range ? pair.key.range : [end, end];
    const isEmpty = !isNode(old) || !old.range || old.range[0] === old.range[1];
    if (isCollection(old) && old.flow === true && isLong && !isSeqOfMaps(value))
      return { start: old.range?.[0] ?? end, end, text: flowText(value, this.#isPadded(old)) };
    if (!isBlock && !isLong && !isEmpty && isNode(old) && old.range && !isBlockScalar(old))
      return { start: old.range[0], end: old.range[1], text: inline(value) };
    const parent = this.#nodeAt(path.slice(0, -1));
    if (isMap(parent) && parent.flow === true)
      return this.#reflow(parent, (copy) => copy.set(path.at(-1), value));
    const column = this.#columnOf(key[0] ?? 0);
    const text = indented(stringify({ [keyText(pair.key)]: value }, style), column)
      .slice(column)
      .replace(/\n$/, '');
    const keeps = isBlockScalar(old) && this.#text[end - 1] === '\n';
    if (keeps) return { start: key[0] ?? 0, end, text: `${text}\n` };
    // A comment behind the old value stays behind the key: below, it would be a line of the new one.
    const [rest = ''] = /^[ \t]+#[^\r\n]*/.exec(this.#text.slice(end)) ?? [];
    return { start: key[0] ?? 0, end: end + rest.length, text: text.replace(/(?=\n|$)/, () => rest) };
  }

  /** One line of `{a: 1}` or `[1, 2]` is written anew as one line. */
  #reflow(node: YAMLMap | YAMLSeq, change: (copy: YAMLMap | YAMLSeq) => unknown): Splice {
    const [start, end] = node.range ?? [0, 0];
    const copy = node.clone();
    if (!isMap(copy) && !isSeq(copy)) return { start, end: start, text: '' };
    change(copy);
    return {
      start,
      end,
      text: flowText(copy.toJS(this.#document(), { maxAliasCount: 100 }), this.#isPadded(node)),
    };
  }

  /** Whole lines of one item of a block, with the comment right above it. */
  #linesOf(parent: YAMLMap | YAMLSeq, index: number): [number, number] {
    const item = parent.items[index];
    const begin = isSeq(parent) ? this.#dashOf(item) : this.#startOf(item);
    const lineStart = this.#startOfLine(begin);
    const end = this.#endOfLine(this.#endOf(item));
    const lead = this.#text.slice(lineStart, begin);
    // The first key after a dash: the next key takes its place.
    if (lead.trim() !== '') {
      const next = parent.items[index + 1];
      return [begin, next === undefined ? end : this.#startOf(next)];
    }
    const above = this.#aboveComment(lineStart);
    const start = above === 0 ? lineStart : above;
    const blank = /^\r?\n/.exec(this.#text.slice(end));
    const isBlankAbove = start === 0 || /\n\r?\n$/.test(this.#text.slice(0, start));
    return [start, end + (blank !== null && isBlankAbove ? blank[0].length : 0)];
  }

  #insertAt(at: number, lines: string): Splice {
    const needsBreak = at > 0 && this.#text[at - 1] !== '\n';
    return { start: at, end: at, text: needsBreak ? `\n${lines}` : lines };
  }

  /** Refuses what would not be YAML any more rather than write it. */
  #apply(splices: readonly Splice[]): void {
    const newline = this.#text.includes('\r\n') ? '\r\n' : '\n';
    let text = this.#text;
    for (const { start, end, text: inserted } of [...splices].sort((a, b) => b.start - a.start))
      text = text.slice(0, start) + inserted.replaceAll('\n', newline) + text.slice(end);
    this.#text = text;
    this.#parsed = undefined;
    this.#document();
  }

  #document(): Document {
    if (this.#parsed !== undefined) return this.#parsed;
    if (conflictMark.test(this.#text)) throw this.#notChangeable(t('it has an unfinished merge.'));
    if (this.#text.includes(lostCharacter)) throw this.#notChangeable(t('it is not UTF-8.'));
    const parsed = parseDocument(this.#text, { prettyErrors: false, uniqueKeys: false, logLevel: 'error' });
    const [error] = parsed.errors;
    if (error !== undefined) throw this.#notChangeable(error.message);
    const { contents } = parsed;
    if (contents !== null && !isMap(contents) && !(isScalar(contents) && contents.value === null))
      throw this.#notChangeable(
        t('This file should hold keys and values, such as “{0}”.', this.#file.example),
      );
    this.#parsed = parsed;
    return parsed;
  }

  #notChangeable(why: string): UserError {
    return new UserError(
      'yaml',
      t('{0} cannot be changed as it is: {1}', this.#file.where, why),
      t('Mend the file first.'),
    );
  }

  #nodeAt(path: EditPath): unknown {
    return path.length === 0 ? this.#document().contents : this.#document().getIn(path, true);
  }

  #pairAt(path: EditPath): Pair | undefined {
    const map = this.#nodeAt(path.slice(0, -1));
    return isMap(map) ? map.items.find((pair) => keyOf(pair) === String(path.at(-1))) : undefined;
  }

  /** Offset of the first character of a key or an entry. */
  #startOf(item: unknown): number {
    const node = isPairLike(item) ? item.key : item;
    return isNode(node) && node.range ? node.range[0] : 0;
  }

  /** Offset after the last character of its value; after the colon when there is none. */
  #endOf(item: unknown): number {
    if (!isPairLike(item)) {
      if (isCollection(item) && item.flow !== true && item.items.length > 0)
        return this.#endOf(item.items.at(-1));
      return isNode(item) && item.range ? item.range[1] : 0;
    }
    const { key, value } = item;
    if (isNode(value) && value.range && value.range[1] > value.range[0]) return this.#endOf(value);
    const after = isNode(key) && key.range ? key.range[1] : 0;
    const colon = this.#text.indexOf(':', after);
    return colon < 0 ? after : colon + 1;
  }

  /** Of the entry of a block list: where its dash stands. */
  #dashOf(item: unknown): number {
    const start =
      isMap(item) && item.items.length > 0 && item.flow !== true
        ? this.#startOf(item.items[0])
        : this.#startOf(item);
    const dash = this.#text.lastIndexOf('-', start - 1);
    return dash < 0 ? start : dash;
  }

  #columnOf(offset: number): number {
    return offset - this.#startOfLine(offset);
  }

  #isPadded({ range }: YAMLMap | YAMLSeq): boolean {
    return range ? this.#text[range[0] + 1] === ' ' : false;
  }

  #startOfLine(offset: number): number {
    return this.#text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Start of the next line; block texts end with one. */
  #endOfLine(offset: number): number {
    if (offset > 0 && this.#text[offset - 1] === '\n') return offset;
    const end = this.#text.indexOf('\n', offset);
    return end < 0 ? this.#text.length : end + 1;
  }

  #hasBlankAbove(offset: number): boolean {
    return /\n[ \t]*\r?\n$/.test(this.#text.slice(0, this.#aboveComment(this.#startOfLine(offset))));
  }

  /** Start of the lines of comment right above a line. */
  #aboveComment(lineStart: number): number {
    let at = lineStart;
    for (;;) {
      const before = this.#startOfLine(at - 1);
      if (at === 0 || !/^[ \t]*#/.test(this.#text.slice(before, at))) return at;
      at = before;
    }
  }
}

const style = { lineWidth: 0, blockQuote: 'literal' } as const;

function inline(value: unknown): string {
  return stringify(value, { ...style, defaultStringType: 'PLAIN' }).replace(/\n$/, '');
}

/** On one line, with or without a space inside the brackets. */
function flowText(value: unknown, isPadded: boolean): string {
  const options = { ...style, collectionStyle: 'flow', flowCollectionPadding: isPadded } as const;
  return stringify(value, options).trim();
}

function indented(text: string, column: number): string {
  return column === 0 ? text : text.replace(/^(?=.)/gm, ' '.repeat(column));
}

/** Index before which a key goes. */
function placeFor(keys: readonly string[], key: string, order: readonly string[] | undefined): number {
  if (order !== undefined) {
    const later = order.includes(key) ? order.slice(order.indexOf(key) + 1) : [];
    const at = keys.findIndex((one) => later.includes(one));
    return at < 0 ? keys.length : at;
  }
  const isSorted = keys.every((one, at) => at === 0 || compareNames(keys[at - 1] ?? '', one) <= 0);
  if (!isSorted || keys.length < 2)
    return keys.length === 1 && compareNames(keys[0] ?? '', key) > 0 ? 0 : keys.length;
  const at = keys.findIndex((one) => compareNames(one, key) > 0);
  return at < 0 ? keys.length : at;
}

function compareNames(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x < y ? -1 : x > y ? 1 : 0;
}

function isPairLike(item: unknown): item is Pair {
  return typeof item === 'object' && item !== null && 'key' in item && 'value' in item && !isNode(item);
}

function isBlockScalar(node: unknown): boolean {
  return isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
}

function isSeqOfMaps(value: unknown): boolean {
  return Array.isArray(value) && value.some((item) => typeof item === 'object' && item !== null);
}

function keyOf(item: unknown): string {
  return isPairLike(item) ? keyText(item.key) : '';
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}
