/** What can stand at the cursor of a filter line. */
import { attributeOf, attributes, type Attribute, type Entity } from './ast.ts';
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
  readonly users?: readonly string[];
  readonly hosts?: readonly string[];
  readonly datasetNames?: readonly string[];
  readonly datasetDigests?: readonly string[];
  readonly datasetContexts?: readonly string[];
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

export type WantedValues =
  | { readonly group: 'params' | 'tags'; readonly key: string }
  | { readonly group: 'record'; readonly key: 'name' | 'id' };

/** The param, tag or name whose values stand at the cursor and are too many to be known beforehand. */
export function valueWanted(text: string, cursor: number): WantedValues | undefined {
  const side = sideBeforeValue(placeOf(text, cursor).context);
  switch (side?.entity) {
    case 'param':
      return { group: 'params', key: side.key };
    case 'tag':
      return { group: 'tags', key: side.key };
    case 'attribute': {
      const attribute = attributeOf(side.key);
      if (attribute === 'run_name') return { group: 'record', key: 'name' };
      return attribute === 'run_id' ? { group: 'record', key: 'id' } : undefined;
    }
    default:
      return undefined;
  }
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
  const side = sideBeforeValue(context);
  if (side !== undefined) return valuesOf(side, names).filter((value) => !side.listed.includes(value));
  if (first !== undefined && listStart(context) !== undefined) return [')'];
  if (first === undefined || first.kind === 'open' || isKeyword(first, /^(and|or|not)$/i))
    return conditionStarts;
  if (first.kind === 'dot') return keysOf(second, names).map(keyText);
  if (isKeyword(first, /^in$/i)) return ['('];
  if (second?.kind === 'dot' && isName(first)) {
    return [...operatorsFor(entities.get(third?.text.toLowerCase() ?? '') ?? 'attribute', first.text)];
  }
  if (isName(first) && (context.length === 1 || startsCondition(second)))
    return [...operatorsFor('attribute', first.text)];
  return ['and', 'or'];
}

/** What is compared with the value at the cursor. */
interface Side {
  readonly entity: Entity | undefined;
  readonly key: string;
  /** Values that the list has already, quoted. */
  readonly listed: readonly string[];
}

/** Undefined: no value stands at the cursor. */
function sideBeforeValue(context: readonly Token[]): Side | undefined {
  const first = context.at(-1);
  if (first === undefined) return undefined;
  if (first.kind === 'operator' || isKeyword(first, /^i?like$/i))
    return sideAt(context, context.length - 2, []);
  const start = listStart(context);
  if (start === undefined || (first.kind !== 'open' && first.kind !== 'comma')) return undefined;
  const listed = context
    .slice(start + 1)
    .flatMap(({ kind, text }) => (kind === 'comma' ? [] : [quoted(text)]));
  const isNegated = isKeyword(context[start - 2], /^not$/i);
  return sideAt(context, start - (isNegated ? 3 : 2), listed);
}

function sideAt(context: readonly Token[], at: number, listed: readonly string[]): Side | undefined {
  const key = context[at];
  if (key === undefined || !isName(key)) return undefined;
  if (context[at - 1]?.kind !== 'dot') return { entity: 'attribute', key: key.text, listed };
  return { entity: entities.get(context[at - 2]?.text.toLowerCase() ?? ''), key: key.text, listed };
}

/** Where the list of `in (…` opens that the cursor is in; undefined: it is in none. */
function listStart(context: readonly Token[]): number | undefined {
  const at = context.findLastIndex(
    ({ kind }) => kind !== 'comma' && kind !== 'string' && kind !== 'word' && kind !== 'number',
  );
  return context[at]?.kind === 'open' && isKeyword(context[at - 1], /^in$/i) ? at : undefined;
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

function valuesOf({ entity, key }: Side, names: FilterNames): string[] {
  if (entity === 'dataset') return datasetValues(key, names).map(quoted);
  if (entity === 'param' || entity === 'tag') return (names.values ?? []).map(quoted);
  if (entity !== 'attribute') return [];
  const values: Partial<Record<Attribute, readonly string[] | undefined>> = {
    status: statuses,
    script: names.scripts,
    experiment: names.experiments,
    user: names.users,
    host: names.hosts,
    run_name: names.values,
    run_id: names.values,
    origin: ['editor', 'terminal', 'task', 'debug'],
    star: ['yes', 'no'],
  };
  const attribute = attributeOf(key);
  return attribute === undefined ? [] : (values[attribute] ?? []).map(quoted);
}

function datasetValues(
  key: string,
  { datasetNames = [], datasetDigests = [], datasetContexts = [] }: FilterNames,
): readonly string[] {
  return key === 'name'
    ? datasetNames
    : key === 'digest'
      ? datasetDigests
      : key === 'context'
        ? datasetContexts
        : [];
}

function startsCondition(token: Token | undefined): boolean {
  return token === undefined || token.kind === 'open' || isKeyword(token, /^(and|or|not)$/i);
}

function isKeyword(token: Token | undefined, words: RegExp): boolean {
  return token?.kind === 'word' && words.test(token.text);
}

function isName(token: Token): boolean {
  return (
    token.kind === 'word' || token.kind === 'string' || token.kind === 'quotedKey' || token.kind === 'number'
  );
}
