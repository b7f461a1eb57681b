/** Writes an expression in the words of MLflow's `search_runs`, so that a server filters; what it has no words for is refused. */
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { Comparison, FilterExpression } from './ast.ts';
import { parseFilter } from './parse.ts';

/** Empty for an empty filter. Throws UserError `filter`: it cannot be read, or a server cannot answer it. */
export function mlflowFilter(text: string): string {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new UserError('filter', parsed.error.message);
  return parsed.expression === null ? '' : clauses(parsed.expression).join(' AND ');
}

function clauses(expression: FilterExpression): string[] {
  switch (expression.kind) {
    case 'and':
      return expression.items.flatMap(clauses);
    case 'or':
      throw cannot(t('An MLflow server cannot filter with “or”.'));
    case 'not':
      throw cannot(t('An MLflow server cannot filter with “not”.'));
    case 'text':
      return [`attributes.run_name ILIKE ${quoted(`%${expression.text}%`)}`];
    case 'compare':
      return [comparison(expression)];
  }
}

function comparison({ entity, key, operator, value }: Comparison): string {
  const name = entity === 'attribute' ? attributeName(key) : `${entity}s.${keyOf(key)}`;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw cannot(t('An MLflow server cannot filter by {0}.', value));
    return `${name} ${operator} ${value}`;
  }
  if (typeof value !== 'string') {
    if (entity === 'attribute' && key !== 'run_id')
      throw cannot(t('An MLflow server can ask “in” only of run_id and of datasets.'));
    return `${name} ${operator} (${value.map(quoted).join(', ')})`;
  }
  return `${name} ${operator} ${quoted(key === 'status' && entity === 'attribute' ? statusWord(value) : value)}`;
}

function attributeName(key: string): string {
  const name = attributeNames.get(key);
  if (name !== undefined) return `attributes.${name}`;
  throw cannot(t('An MLflow server knows no “{0}” of a run.', key));
}

const attributeNames: ReadonlyMap<string, string> = new Map([
  ['run_id', 'run_id'],
  ['run_name', 'run_name'],
  ['status', 'status'],
  ['user', 'user_id'],
  ['start_time', 'start_time'],
  ['end_time', 'end_time'],
]);

function statusWord(status: string): string {
  const word = statusWords.get(status.toLowerCase());
  if (word !== undefined) return word;
  throw cannot(t('An MLflow server knows no status “{0}”.', status));
}

const statusWords: ReadonlyMap<string, string> = new Map([
  ['running', 'RUNNING'],
  ['starting', 'SCHEDULED'],
  ['scheduled', 'SCHEDULED'],
  ['finished', 'FINISHED'],
  ['failed', 'FAILED'],
  ['stopped', 'KILLED'],
  ['killed', 'KILLED'],
]);

function keyOf(key: string): string {
  if (/^[A-Za-z_]\w*$/.test(key)) return key;
  if (!key.includes('`')) return `\`${key}\``;
  if (!key.includes('"')) return `"${key}"`;
  throw cannot(t('An MLflow server cannot be asked for “{0}”: it holds both kinds of quotes.', key));
}

/** MLflow knows no escapes: a text stands between the quotes that it does not hold. */
function quoted(text: string): string {
  if (!text.includes("'")) return `'${text}'`;
  if (!text.includes('"')) return `"${text}"`;
  throw cannot(t('An MLflow server cannot be asked for “{0}”: it holds both kinds of quotes.', text));
}

function cannot(sentence: string): UserError {
  return new UserError('filter', sentence, t('Import the runs to filter them here.'));
}
