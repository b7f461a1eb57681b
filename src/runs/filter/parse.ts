/**
 * MLflow's search_runs grammar, extended with `or`, `not` and parentheses. Errors are values that point at a character.
 *
 *   expression := term ("or" term)*       term := factor ("and" factor)*
 *   factor := "not" factor | "(" expression ")" | comparison | word
 *   comparison := [entity "."] key operator value
 */
import { t } from '../../base/l10n.ts';
import { runVocabulary } from './ast.ts';
import type {
  Comparison,
  Entity,
  FilterError,
  FilterExpression,
  FilterResult,
  Operator,
  Vocabulary,
} from './ast.ts';
import { tokensOf } from './tokens.ts';
import type { Token } from './tokens.ts';

const longest = 100_000;
const deepest = 200;

/** `expression` is null when the source is blank: no filter. */
export function parseFilter(source: string, vocabulary = runVocabulary): FilterResult {
  if (source.length > longest) {
    return {
      ok: false,
      error: errorAt('length', longest, t('the filter ends here at the latest ({0} characters).', longest)),
    };
  }
  const tokens = tokensOf(source);
  if (tokens.length === 0) return { ok: true, expression: null };
  try {
    const reader = new Reader(tokens, source.length, vocabulary);
    const expression = anyOf(reader, 0);
    const rest = reader.peek();
    if (rest !== undefined) reader.fail('syntax', t('“and” or “or” should stand before “{0}”.', shown(rest)));
    return { ok: true, expression };
  } catch (thrown) {
    if (thrown instanceof Refusal) return { ok: false, error: thrown.error };
    throw thrown;
  }
}

export const entities: ReadonlyMap<string, Entity> = new Map<string, Entity>([
  ['metrics', 'metric'],
  ['metric', 'metric'],
  ['params', 'param'],
  ['param', 'param'],
  ['parameters', 'param'],
  ['parameter', 'param'],
  ['tags', 'tag'],
  ['tag', 'tag'],
  ['attributes', 'attribute'],
  ['attribute', 'attribute'],
  ['attr', 'attribute'],
  ['run', 'attribute'],
  ['datasets', 'dataset'],
  ['dataset', 'dataset'],
]);

/** Which operators suit what; also offered by completion. */
export const operatorsOf = {
  number: ['>', '>=', '=', '!=', '<', '<='],
  text: ['=', '!=', 'LIKE', 'ILIKE'],
  list: ['=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN'],
} as const satisfies Record<string, readonly Operator[]>;

export function operatorsFor(entity: Entity, key: string, vocabulary = runVocabulary): readonly Operator[] {
  if (entity === 'metric') return operatorsOf.number;
  if (entity === 'attribute') {
    const attribute = vocabulary.attributeOf(key);
    return attribute !== undefined && vocabulary.attributes[attribute] === 'number'
      ? operatorsOf.number
      : operatorsOf.list;
  }
  return entity === 'dataset' ? operatorsOf.list : operatorsOf.text;
}

class Refusal extends Error {
  readonly error: FilterError;

  constructor(error: FilterError) {
    super(error.message);
    this.error = error;
  }
}

function errorAt(code: FilterError['code'], offset: number, sentence: string): FilterError {
  return { code, column: offset + 1, message: t('Column {0}: {1}', offset + 1, sentence) };
}

class Reader {
  readonly vocabulary: Vocabulary;
  readonly #tokens: readonly Token[];
  readonly #length: number;
  #at = 0;

  constructor(tokens: readonly Token[], length: number, vocabulary: Vocabulary) {
    this.vocabulary = vocabulary;
    this.#tokens = tokens;
    this.#length = length;
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  /** Takes the next token when it is this keyword (any case). */
  keyword(word: string): boolean {
    const token = this.peek();
    if (token?.kind !== 'word' || token.text.toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  /** Refuses at `token`, by default the next one, or at the end. */
  fail(code: FilterError['code'], sentence: string, token: Token | undefined = this.peek()): never {
    if (token?.kind === 'unclosed') {
      throw new Refusal(errorAt('syntax', token.start, t('this quote is not closed.')));
    }
    throw new Refusal(errorAt(code, token?.start ?? this.#length, sentence));
  }
}

function anyOf(reader: Reader, depth: number): FilterExpression {
  const items = [allOf(reader, depth)];
  while (reader.keyword('or')) items.push(allOf(reader, depth));
  return single('or', items);
}

function allOf(reader: Reader, depth: number): FilterExpression {
  const items = [factor(reader, depth)];
  while (reader.keyword('and')) items.push(factor(reader, depth));
  return single('and', items);
}

function single(kind: 'and' | 'or', items: FilterExpression[]): FilterExpression {
  const [only] = items;
  return only !== undefined && items.length === 1 ? only : { kind, items };
}

function factor(reader: Reader, depth: number): FilterExpression {
  if (depth > deepest) reader.fail('nesting', t('conditions are nested more than {0} deep here.', deepest));
  const token = reader.peek();
  if (token?.kind === 'word' && token.text.toLowerCase() === 'not' && reader.peek(1)?.kind !== 'operator') {
    reader.next();
    return { kind: 'not', item: factor(reader, depth + 1) };
  }
  if (token?.kind !== 'open') return condition(reader);
  reader.next();
  const inner = anyOf(reader, depth + 1);
  if (reader.peek()?.kind !== 'close') {
    reader.fail('syntax', t('a “)” is missing for the “(” in column {0}.', token.start + 1));
  }
  reader.next();
  return inner;
}

function condition(reader: Reader): FilterExpression {
  const first = reader.peek();
  if (first === undefined || !isName(first)) {
    return reader.fail('syntax', t('a condition should stand here, such as metrics.val_auc > 0.9.'));
  }
  reader.next();
  if (reader.peek()?.kind === 'dot') return qualified(reader, first);
  const operator = readOperator(reader);
  if (operator === undefined) {
    if (first.text === '') reader.fail('value', t('the text to look for is empty.'), first);
    return { kind: 'text', text: first.text };
  }
  const attribute = first.kind === 'number' ? undefined : reader.vocabulary.attributeOf(first.text);
  if (attribute === undefined) {
    reader.fail(
      'attribute',
      t(
        '“{0}” is not known; write metrics.{0}, params.{0} or tags.{0}, or one of {1}.',
        first.text,
        Object.keys(reader.vocabulary.attributes).join(', '),
      ),
      first,
    );
  }
  return compare(reader, { entity: 'attribute', key: attribute, operator, at: first });
}

/** `metrics.val_auc > 0.9`; the key may be quoted in backticks or quotes. */
function qualified(reader: Reader, first: Token): Comparison {
  const entity = entities.get(first.text.toLowerCase());
  if (entity === undefined) {
    reader.fail(
      'entity',
      t('“{0}” is not known; write metrics, params, tags, attributes or datasets.', first.text),
      first,
    );
  }
  reader.next();
  const name = reader.peek();
  if (name === undefined || !isName(name))
    return reader.fail('syntax', t('a name should follow “{0}.”.', first.text));
  reader.next();
  const operator = readOperator(reader);
  if (operator === undefined) {
    reader.fail(
      'operator',
      t(
        'an operator should follow {0}: one of {1}.',
        name.text,
        operatorsFor(entity, name.text, reader.vocabulary).join(' '),
      ),
    );
  }
  if (entity === 'dataset' && !datasetFields.includes(name.text)) {
    reader.fail(
      'attribute',
      t('datasets have no “{0}”; they have {1}.', name.text, datasetFields.join(', ')),
      name,
    );
  }
  if (entity !== 'attribute') return compare(reader, { entity, key: name.text, operator, at: name });
  const attribute = reader.vocabulary.attributeOf(name.text);
  if (attribute === undefined) {
    reader.fail(
      'attribute',
      t(
        '“{0}” is not an attribute; there are {1}.',
        name.text,
        Object.keys(reader.vocabulary.attributes).join(', '),
      ),
      name,
    );
  }
  return compare(reader, { entity, key: attribute, operator, at: name });
}

const datasetFields = ['name', 'digest', 'context'];

const symbols: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['=', '='],
  ['==', '='],
  ['!=', '!='],
  ['<>', '!='],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
]);

function readOperator(reader: Reader): { operator: Operator; token: Token } | undefined {
  const token = reader.peek();
  if (token?.kind === 'operator') {
    const operator = symbols.get(token.text);
    if (operator === undefined) reader.fail('operator', t('“{0}” is not an operator.', token.text));
    reader.next();
    return { operator, token };
  }
  if (token?.kind !== 'word') return undefined;
  const second = reader.peek(1);
  const word = token.text.toUpperCase();
  if (word === 'NOT' && second?.kind === 'word' && second.text.toUpperCase() === 'IN') {
    reader.next();
    reader.next();
    return { operator: 'NOT IN', token };
  }
  if (word !== 'LIKE' && word !== 'ILIKE' && word !== 'IN') return undefined;
  reader.next();
  return { operator: word, token };
}

function compare(
  reader: Reader,
  {
    entity,
    key,
    operator: { operator, token },
    at,
  }: {
    entity: Entity;
    key: string;
    operator: { operator: Operator; token: Token };
    at: Token;
  },
): Comparison {
  const allowed = operatorsFor(entity, key, reader.vocabulary);
  if (!allowed.includes(operator)) {
    reader.fail('operator', t('{0} can be compared with {1} only.', at.text, allowed.join(' ')), token);
  }
  const value = reader.peek();
  if (operator === 'IN' || operator === 'NOT IN') {
    return { kind: 'compare', entity, key, operator, value: readList(reader, operator) };
  }
  if (allowed === operatorsOf.number) {
    if (value?.kind !== 'number') reader.fail('value', t('a number should follow {0}.', token.text));
    reader.next();
    return { kind: 'compare', entity, key, operator, value: numberOf(value.text) };
  }
  if (value === undefined || !isName(value))
    return reader.fail('value', t('a text in quotes should follow {0}.', token.text));
  reader.next();
  return { kind: 'compare', entity, key, operator, value: value.text };
}

function readList(reader: Reader, operator: Operator): string[] {
  const open = reader.peek();
  if (open?.kind !== 'open')
    reader.fail('value', t('a list such as ("a", "b") should follow {0}.', operator));
  reader.next();
  const values: string[] = [];
  for (;;) {
    const value = reader.peek();
    if (value === undefined || !isName(value))
      return reader.fail('value', t('a text in quotes should stand here.'));
    values.push(value.text);
    reader.next();
    const after = reader.next();
    if (after?.kind === 'close') return values;
    if (after?.kind !== 'comma') return reader.fail('syntax', t('a “,” or a “)” should stand here.'), after);
  }
}

function isName(token: Token): boolean {
  return (
    token.kind === 'word' || token.kind === 'string' || token.kind === 'quotedKey' || token.kind === 'number'
  );
}

function numberOf(text: string): number {
  const bare = text.toLowerCase().replace(/^\+/, '');
  if (bare.endsWith('nan')) return NaN;
  if (bare.includes('inf')) return bare.startsWith('-') ? -Infinity : Infinity;
  return Number(bare);
}

function shown(token: Token): string {
  return token.text.length <= 40 ? token.text : `${token.text.slice(0, 39)}…`;
}
