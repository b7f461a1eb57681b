/** The text of a YAML file that people write: one wrong value is a problem at its line, and everything else still counts. */
import {
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import type * as z from 'zod';
import type { Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';

export interface TextProblem extends Problem {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** 1-based, exclusive; absent: to the end of the line. */
  readonly endLine?: number | undefined;
  readonly endColumn?: number | undefined;
  readonly fix?: Fix | undefined;
}

/** What would mend it: of which kind it is, and the path that it is about. */
export interface Fix {
  readonly kind:
    'unknownKey' | 'twice' | 'conflict' | 'owner' | 'description' | 'dataset' | 'feature' | 'function';
  readonly path: readonly string[];
  /** The value that is wrong. */
  readonly value?: string | undefined;
}

/** How problems name a file, and a key that such a file may hold. */
export interface YamlFile {
  readonly where: string;
  readonly example: string;
}

type Path = readonly PropertyKey[];

/** Where git could not merge two sides. */
export const conflictMark = /^<{7}(?= |$)/mu;

/** What bytes that are not UTF-8 are read as; written back, they would be lost. */
export const lostCharacter = '\uFFFD';

/** One text, parsed once. */
export class YamlText {
  readonly problems: TextProblem[] = [];
  /** Null for an empty text; undefined when it is not YAML. */
  readonly value: unknown;
  readonly #file: YamlFile;
  readonly #document: Document;
  readonly #lines = new LineCounter();
  /** Of the maps that were looked into: large files have many problems. */
  readonly #pairs = new Map<YAMLMap, Map<string, { key: unknown; value: unknown }>>();

  constructor(text: string, file: YamlFile) {
    this.#file = file;
    const conflict = conflictMark.exec(text);
    this.#document = parseDocument(conflict ? '' : text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      // Its own check compares every key with every other.
      uniqueKeys: false,
      // Else it prints its warnings on standard error.
      logLevel: 'error',
    });
    if (conflict) {
      const line = text.slice(0, conflict.index).split('\n').length;
      const message = t('The file has a merge conflict here; what was read before it stays in use.');
      this.problems.push({
        where: file.where,
        line,
        column: 1,
        message,
        fix: { kind: 'conflict', path: [] },
      });
      return;
    }
    for (const error of this.#document.errors)
      this.problems.push({ ...this.#at(...error.pos), message: yamlSentence(error) });
    if (this.problems.length > 0) return;
    const lost = text.indexOf(lostCharacter);
    if (lost >= 0)
      this.problems.push({
        ...this.#at(lost, lost + 1),
        message: t('The file is not UTF-8 here. Save it with that encoding.'),
      });
    visit(this.#document, { Map: (_, map, above) => this.#dropRepeated(map, above) });
    try {
      this.value = this.#document.toJS({ maxAliasCount: 100 }) ?? null;
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      this.#tellAliases();
    }
  }

  /**
   * What of `value`, which stands at `path`, is right: wrong parts are left out and named, and a missing part takes its whole
   * group along. Undefined when nothing is left.
   */
  read<T>(schema: z.ZodType<T>, value: unknown, path: Path = []): T | undefined {
    let rest = value;
    const told: string[] = [];
    // Each round takes the wrong parts out, until what is left is right; a part is named once, so this ends.
    for (let round = 0; round < 100; round += 1) {
      const result = schema.safeParse(rest);
      if (result.success) return result.data;
      const wrong = result.error.issues.flatMap(withinUnion).flatMap((issue) => {
        const keys = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [key]) : [[]];
        return keys.map((key) => ({ issue, within: [...issue.path, ...key] }));
      });
      for (const { issue, within } of wrong) {
        const place = [...path, ...within];
        const name = place.map(String).join('.');
        // What was taken out before may be said to lack now.
        if (told.some((one) => one === name || one.startsWith(`${name}.`))) continue;
        const fix = { kind: 'unknownKey', path: place.map(String) } as const;
        this.tell(place, this.#sentenceOf(issue, name), issue.code === 'unrecognized_keys' ? fix : undefined);
      }
      told.push(...wrong.map(({ within }) => [...path, ...within].map(String).join('.')));
      // Backwards, so that leaving out one entry of a list does not move the next ones.
      for (const { within } of wrong.reverse()) {
        const gone = present(rest, within);
        if (gone.length === 0) return undefined;
        rest = without(rest, gone);
      }
    }
    return undefined;
  }

  /** A problem at the key (or list entry) that a path names; at its nearest ancestor when it is not there. */
  tell(path: Path, message: string, fix?: Fix): void {
    this.problems.push({ ...this.at(path), message, ...(fix && { fix }) });
  }

  /** Where the key (or list entry) at the path stands. */
  at(path: Path): Omit<TextProblem, 'message'> {
    return this.#at(...this.#rangeOf(path));
  }

  #at(start: number, end?: number) {
    const from = this.#lines.linePos(start);
    const to = end === undefined ? undefined : this.#lines.linePos(end);
    return {
      where: this.#file.where,
      line: from.line,
      column: from.col,
      endLine: to?.line,
      endColumn: to?.col,
    };
  }

  #tellAliases(): void {
    let first: [number, number] = [0, 0];
    visit(this.#document, {
      Alias: (_, alias) => {
        first = rangeOf(alias) ?? first;
        return visit.BREAK;
      },
    });
    this.problems.push({
      ...this.#at(...first),
      message: t('Aliases such as this one repeat too much. Write out what they stand for.'),
    });
  }

  /** The first of several equal keys counts, and none that is no name. */
  #dropRepeated(map: YAMLMap, above: readonly unknown[]): void {
    const seen = new Map<string, number>();
    map.items = map.items.filter(({ key }) => {
      const [start, end] = rangeOf(key) ?? [0, 0];
      if (isCollection(key) || (isScalar(key) && (key.value === null || key.value === ''))) {
        this.problems.push({ ...this.#at(start, end), message: t('A name is missing here: a plain text.') });
        return false;
      }
      const first = seen.get(String(key));
      if (first === undefined) {
        seen.set(String(key), start);
        return true;
      }
      const { line } = this.#lines.linePos(first);
      const message = t('“{0}” is there twice; the first, at line {1}, counts.', String(key), line);
      const path = [...above.flatMap((one) => (isPair(one) ? [String(one.key)] : [])), String(key)];
      this.problems.push({ ...this.#at(start, end), message, fix: { kind: 'twice', path } });
      return false;
    });
  }

  #sentenceOf(issue: z.core.$ZodIssue, name: string): string {
    if (issue.code === 'unrecognized_keys') return t('“{0}” is not known here.', name);
    if (name === '') return t('This file should hold keys and values, such as “{0}”.', this.#file.example);
    if (issue.code === 'invalid_value')
      return t('“{0}” should be one of: {1}.', name, issue.values.map(String).join(', '));
    if (issue.code === 'invalid_type') return t('“{0}” should be {1}.', name, typeName(issue.expected));
    if (issue.code === 'invalid_union') {
      const types = issue.errors.flat().flatMap((one) => (one.code === 'invalid_type' ? [one.expected] : []));
      if (types.length > 0) return t('“{0}” should be {1}.', name, types.map(typeName).join(t(' or ')));
    }
    if (issue.code === 'too_small')
      return issue.origin === 'string' ? t('“{0}” is empty.', name) : t('“{0}” is too small.', name);
    if (issue.code === 'too_big') return t('“{0}” is too large.', name);
    return t('“{0}”: {1}.', name, issue.message);
  }

  /** Offsets of the key (or list entry) at the path, or of the deepest part of the path that is there. */
  #rangeOf(path: Path): [number, number] {
    let range: [number, number] = [0, 0];
    let at: unknown = this.#document.contents;
    for (const step of path) {
      const pair = isMap(at) ? this.#pairsOf(at).get(String(step)) : undefined;
      at = pair ? pair.value : isSeq(at) && typeof step === 'number' ? at.items[step] : undefined;
      range = rangeOf(pair?.key) ?? rangeOf(at) ?? range;
    }
    return range;
  }

  #pairsOf(map: YAMLMap): Map<string, { key: unknown; value: unknown }> {
    const known = this.#pairs.get(map) ?? new Map(map.items.map((pair) => [String(pair.key), pair]));
    this.#pairs.set(map, known);
    return known;
  }
}

function rangeOf(node: unknown): [number, number] | undefined {
  const range = isNode(node) ? node.range : undefined;
  return range ? [range[0], range[1]] : undefined;
}

function yamlSentence({ code, message }: YAMLError): string {
  return code === 'MULTIPLE_DOCS'
    ? t('A file is one document: take out the lines “---” and put together what is around them.')
    : message;
}

/** Of a list where also a text may stand: what is wrong is in it, not the list. */
function withinUnion(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const within = issue.errors.find((one) => one.length > 0 && one.every(({ path }) => path.length > 0));
  return within?.map((one) => ({ ...one, path: [...issue.path, ...one.path] })) ?? [issue];
}

function typeName(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    string: t('a text'),
    number: t('a number'),
    int: t('a whole number'),
    null: t('null'),
    tuple: t('a list'),
    boolean: t('true or false'),
    array: t('a list'),
    object: t('a group of keys'),
    record: t('a group of keys'),
  };
  return names[expected] ?? expected;
}

/** The path itself, or of its nearest ancestor that is there. */
function present(value: unknown, path: Path): Path {
  let at: unknown = value;
  for (const [depth, key] of path.entries()) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return path.slice(0, depth);
    at = Object.entries(at).find(([name]) => name === String(key))?.[1];
  }
  return path;
}

/** A copy without the part a path names; a list loses the entry. */
function without(value: unknown, [key, ...rest]: Path): unknown {
  if (Array.isArray(value))
    return rest.length === 0
      ? value.filter((_, index) => index !== key)
      : value.map((item: unknown, index) => (index === key ? without(item, rest) : item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => rest.length > 0 || name !== String(key))
      .map(([name, item]: [string, unknown]) => [name, name === String(key) ? without(item, rest) : item]),
  );
}
