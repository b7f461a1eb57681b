/** The text of .cairn/config.yaml: one wrong value is a problem at its line, and everything else still counts. */
import { isMap, LineCounter, parseDocument, type Document } from 'yaml';
import { messageOf, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { cairnConfig, type CairnConfig } from '../records/config.ts';

const where = 'config.yaml';

export interface ConfigProblem extends Problem {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** 1-based, exclusive; absent: to the end of the line. */
  readonly endLine?: number | undefined;
  readonly endColumn?: number | undefined;
}

export interface ReadConfig {
  readonly config: CairnConfig;
  readonly problems: readonly ConfigProblem[];
}

export function parseConfig(text: string): ReadConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (start: number, end?: number) => {
    const from = lines.linePos(start);
    const to = end === undefined ? undefined : lines.linePos(end);
    return { where, line: from.line, column: from.col, endLine: to?.line, endColumn: to?.col };
  };
  if (document.errors.length > 0)
    return {
      config: {},
      problems: document.errors.map((error) => ({ ...at(...error.pos), message: error.message })),
    };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    return { config: {}, problems: [{ ...at(0), message: messageOf(error) }] };
  }
  const problems: ConfigProblem[] = [];
  // Each round takes the wrong parts out, until what is left is right; a part is named once, so this ends.
  for (let round = 0; round < 100; round += 1) {
    const result = cairnConfig.safeParse(value);
    if (result.success) return { config: result.data, problems };
    const wrong: { issue: Issue; path: PropertyKey[] }[] = [];
    for (const issue of result.error.issues) {
      const keys = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [key]) : [[]];
      for (const key of keys) wrong.push({ issue, path: [...issue.path, ...key] });
    }
    for (const { issue, path } of wrong)
      problems.push({ ...at(...rangeOf(document, path)), message: sentenceOf(issue, path) });
    // Backwards, so that leaving out one entry of a list does not move the next ones.
    for (const { path } of wrong.reverse()) value = without(value, present(value, path));
  }
  return { config: {}, problems };
}

type Issue = NonNullable<ReturnType<typeof cairnConfig.safeParse>['error']>['issues'][number];

function sentenceOf(issue: Issue, path: readonly PropertyKey[]): string {
  const name = path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') return t('“{0}” is not known here.', name);
  if (name === '') return t('This file should hold keys and values, such as “objective”.');
  if (issue.code === 'invalid_value')
    return t('“{0}” should be one of: {1}.', name, issue.values.map(String).join(', '));
  if (issue.code === 'invalid_type') return t('“{0}” should be {1}.', name, typeName(issue.expected));
  if (issue.code === 'too_small') return t('“{0}” is too small.', name);
  return t('“{0}”: {1}.', name, issue.message);
}

function typeName(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    string: t('a text'),
    number: t('a number'),
    boolean: t('true or false'),
    array: t('a list'),
    object: t('a group of keys'),
  };
  return names[expected] ?? expected;
}

/** Offsets of the key (or list entry) a path names; of its nearest ancestor when it is not there. */
function rangeOf(document: Document, path: readonly PropertyKey[]): [number, number] {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    const pair = isMap(parent) ? parent.items.find((item) => String(item.key) === String(key)) : undefined;
    const node = pair?.key ?? document.getIn(path.slice(0, length), true);
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
    if (Array.isArray(range) && typeof range[0] === 'number' && typeof range[1] === 'number')
      return [range[0], range[1]];
  }
  return [0, 0];
}

/** The path itself, or of its nearest ancestor that is there: a missing part takes its whole group along. */
function present(value: unknown, path: readonly PropertyKey[]): readonly PropertyKey[] {
  let at: unknown = value;
  for (const [depth, key] of path.entries()) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return path.slice(0, depth);
    at = Object.entries(at).find(([name]) => name === String(key))?.[1];
  }
  return path;
}

/** A copy without the part a path names; a list loses the entry, the root becomes empty. */
function without(value: unknown, path: readonly PropertyKey[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return {};
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
