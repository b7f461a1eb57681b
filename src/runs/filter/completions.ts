/** What can stand at the cursor of a filter line. */
import { attributes } from './ast.ts';
import { entities, operatorsFor } from './parse.ts';
import { keyText, quoted } from './print.ts';
import { tokensOf } from './tokens.ts';
import type { Token } from './tokens.ts';

export interface FilterNames {
  readonly params: readonly string[];
  readonly metrics: readonly string[];
  readonly tags: readonly string[];
  readonly experiments: readonly string[];
  readonly scripts: readonly string[];
  /** Of what `valueWanted` names. */
  readonly values?: readonly string[];
}

export interface FilterCompletion {
  readonly label: string;
  /** Replaces [start, end) of the text. */
  readonly insert: string;
  readonly start: number;
  readonly end: number;
}

const statuses = ['running', 'finished', 'failed', 'stopped', 'interrupted', 'unknown'];
const most = 200;

/** In the order they should be shown; the part left of the cursor filters them, any case. */
export function completeFilter(text: string, cursor: number, names: FilterNames): FilterCompletion[] {
  const { context, partial } = placeOf(text, cursor);
  const start = partial?.start ?? cursor;
  const typed = partial?.text.toLowerCase() ?? '';
  return candidates(context, names)
    .filter((candidate) => candidate.toLowerCase().replace(/^["`]/, '').includes(typed))
    .slice(0, most)
    .map((candidate) => ({ label: candidate, insert: candidate, start, end: cursor }));
}

/** The param or tag whose value stands at the cursor; undefined: something else does. */
export function valueWanted(
  text: string,
  cursor: number,
): { readonly group: 'params' | 'tags'; readonly key: string } | undefined {
  const { context } = placeOf(text, cursor);
  const [entity, dot, key, operator] = context.slice(-4);
  if (dot?.kind !== 'dot' || key === undefined || !isName(key) || operator?.kind !== 'operator')
    return undefined;
  const kind = entities.get(entity?.text.toLowerCase() ?? '');
  if (kind !== 'param' && kind !== 'tag') return undefined;
  return { group: kind === 'param' ? 'params' : 'tags', key: key.text };
}

/** What stands before the cursor, and what of it is still being typed. */
function placeOf(
  text: string,
  cursor: number,
): { readonly context: readonly Token[]; readonly partial: Token | undefined } {
  const before = text.slice(0, cursor);
  const tokens = tokensOf(before);
  const last = tokens.at(-1);
  const touching = last !== undefined && last.end === before.length && last.kind !== 'close';
  const isPartial = touching && (last.kind === 'word' || last.kind === 'unclosed' || last.kind === 'number');
  return isPartial
    ? { context: tokens.slice(0, -1), partial: last }
    : { context: tokens, partial: undefined };
}

function candidates(context: readonly Token[], names: FilterNames): string[] {
  const [third, second, first] = [context.at(-3), context.at(-2), context.at(-1)];
  if (first === undefined || first.kind === 'open' || isKeyword(first, /^(and|or|not)$/i))
    return conditionStarts;
  if (first.kind === 'dot') return keysOf(second, names).map(keyText);
  if (first.kind === 'operator' || isKeyword(first, /^(like|ilike|in)$/i))
    return valuesOf(second, third, names);
  if (second?.kind === 'dot' && isName(first)) {
    return [...operatorsFor(entities.get(third?.text.toLowerCase() ?? '') ?? 'attribute', first.text)];
  }
  if (isName(first) && (context.length === 1 || startsCondition(second)))
    return [...operatorsFor('attribute', first.text)];
  return ['and', 'or'];
}

const conditionStarts = ['metrics.', 'params.', 'tags.', ...Object.keys(attributes), 'datasets.', 'not'];

function keysOf(entity: Token | undefined, names: FilterNames): readonly string[] {
  switch (entities.get(entity?.text.toLowerCase() ?? '')) {
    case 'metric':
      return names.metrics;
    case 'param':
      return names.params;
    case 'tag':
      return names.tags;
    case 'attribute':
      return Object.keys(attributes);
    case 'dataset':
      return ['name', 'digest', 'context'];
    case undefined:
      return [];
  }
}

function valuesOf(key: Token | undefined, before: Token | undefined, names: FilterNames): string[] {
  if (key === undefined) return [];
  if (before?.kind === 'dot' && names.values !== undefined) return names.values.map(quoted);
  if (before?.kind === 'dot' && key.text !== 'status') return [];
  const values: Readonly<Record<string, readonly string[]>> = {
    status: statuses,
    script: names.scripts,
    experiment: names.experiments,
    origin: ['editor', 'terminal', 'task', 'debug'],
    star: ['yes', 'no'],
  };
  return Object.hasOwn(values, key.text) ? (values[key.text] ?? []).map(quoted) : [];
}

function startsCondition(token: Token | undefined): boolean {
  return token === undefined || token.kind === 'open' || isKeyword(token, /^(and|or|not)$/i);
}

function isKeyword(token: Token, words: RegExp): boolean {
  return token.kind === 'word' && words.test(token.text);
}

function isName(token: Token): boolean {
  return (
    token.kind === 'word' || token.kind === 'string' || token.kind === 'quotedKey' || token.kind === 'number'
  );
}
