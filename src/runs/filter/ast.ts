/** Filter expressions as data: what the parser yields, and the index, the command line and the views consume. */

export type Entity = 'metric' | 'param' | 'tag' | 'attribute' | 'dataset';

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE' | 'ILIKE' | 'IN' | 'NOT IN';

export type FilterExpression =
  | { readonly kind: 'and' | 'or'; readonly items: readonly FilterExpression[] }
  | { readonly kind: 'not'; readonly item: FilterExpression }
  | Comparison
  /** A word alone: part of a run's name, id, script or experiment, any case. */
  | { readonly kind: 'text'; readonly text: string };

/** A run without the key never matches, not even with `!=`. */
export interface Comparison {
  readonly kind: 'compare';
  readonly entity: Entity;
  /** A metric, param or tag key as logged, or the attribute's name as in its vocabulary. */
  readonly key: string;
  readonly operator: Operator;
  /** Numbers for metrics and numeric attributes, strings for all else, a list for IN and NOT IN. */
  readonly value: number | string | readonly string[];
}

/** The attributes of a run that can be asked for, with their kinds. Times are ms since 1970, durations ms. */
export const attributes = {
  run_id: 'text',
  run_name: 'text',
  status: 'text',
  script: 'text',
  experiment: 'text',
  user: 'text',
  host: 'text',
  origin: 'text',
  start_time: 'number',
  end_time: 'number',
  duration: 'number',
  exit_code: 'number',
  star: 'text',
} as const;
export type Attribute = keyof typeof attributes;

/** What people (and MLflow) also call them. */
export const attributeAliases: ReadonlyMap<string, Attribute> = new Map<string, Attribute>([
  ['id', 'run_id'],
  ['name', 'run_name'],
  ['run name', 'run_name'],
  ['run id', 'run_id'],
  ['user_id', 'user'],
  ['started', 'start_time'],
  ['created', 'start_time'],
  ['creation_time', 'start_time'],
  ['ended', 'end_time'],
  ['last_update_time', 'end_time'],
  ['exitcode', 'exit_code'],
  ['starred', 'star'],
]);

export function attributeOf(name: string): Attribute | undefined {
  const lower = name.toLowerCase();
  const alias = attributeAliases.get(lower);
  if (alias !== undefined) return alias;
  return isAttribute(lower) ? lower : undefined;
}

/** The attributes that one kind of thing can be asked for. */
export interface Vocabulary {
  readonly attributes: Readonly<Record<string, 'text' | 'number'>>;
  /** The attribute's own name, or undefined when there is none of this name. */
  attributeOf(name: string): string | undefined;
}

export const runVocabulary: Vocabulary = { attributes, attributeOf };

function isAttribute(name: string): name is Attribute {
  return Object.hasOwn(attributes, name);
}

/** Why an expression cannot be read, and where. */
export interface FilterError {
  readonly code: 'syntax' | 'entity' | 'attribute' | 'operator' | 'value' | 'nesting' | 'length';
  /** 1-based column, in UTF-16 units, of the character the sentence is about. */
  readonly column: number;
  /** One sentence that starts with the column. */
  readonly message: string;
}

export type FilterResult =
  | { readonly ok: true; readonly expression: FilterExpression | null }
  | { readonly ok: false; readonly error: FilterError };
