/** Turns a filter expression into a test of one run. A run without the key never matches a comparison, not even with `!=`. */
import { assertNever } from '../../base/errors.ts';
import type { Comparison, FilterExpression } from './ast.ts';

/** Columns of all runs; a row is an index into them. Columns are asked for once per expression. */
export interface FilterColumns {
  /** Undefined where the run has no such metric or the attribute has no value. */
  numbers(entity: 'metric' | 'attribute', key: string): (row: number) => number | undefined;
  texts(entity: 'param' | 'tag' | 'attribute', key: string): (row: number) => string | undefined;
  /** Values of one dataset field (name, digest, context) of all datasets a run used. */
  datasets(field: string): (row: number) => readonly string[];
}

export type RunTest = (row: number) => boolean;

export function compileFilter(expression: FilterExpression, columns: FilterColumns): RunTest {
  switch (expression.kind) {
    case 'and': {
      const tests = expression.items.map((item) => compileFilter(item, columns));
      return (row) => tests.every((test) => test(row));
    }
    case 'or': {
      const tests = expression.items.map((item) => compileFilter(item, columns));
      return (row) => tests.some((test) => test(row));
    }
    case 'not': {
      const test = compileFilter(expression.item, columns);
      return (row) => !test(row);
    }
    case 'text': {
      const wanted = expression.text.toLowerCase();
      const searched = ['run_name', 'run_id', 'script', 'experiment'].map((key) =>
        columns.texts('attribute', key),
      );
      return (row) => searched.some((column) => column(row)?.toLowerCase().includes(wanted) === true);
    }
    case 'compare':
      return compileComparison(expression, columns);
  }
}

function compileComparison({ entity, key, operator, value }: Comparison, columns: FilterColumns): RunTest {
  if (typeof value === 'number') {
    const column = columns.numbers(entity === 'metric' ? 'metric' : 'attribute', key);
    const test = numberTest(operator, value);
    return (row) => {
      const found = column(row);
      return found !== undefined && test(found);
    };
  }
  const test = textTest(operator, value);
  if (entity === 'dataset') {
    const column = columns.datasets(key);
    return (row) => column(row).some(test);
  }
  const column = columns.texts(entity === 'param' || entity === 'tag' ? entity : 'attribute', key);
  return (row) => {
    const found = column(row);
    return found !== undefined && test(found);
  };
}

function numberTest(operator: Comparison['operator'], wanted: number): (found: number) => boolean {
  switch (operator) {
    case '=':
      return (found) => Object.is(found, wanted) || found === wanted;
    case '!=':
      return (found) => !(Object.is(found, wanted) || found === wanted);
    case '<':
      return (found) => found < wanted;
    case '<=':
      return (found) => found <= wanted;
    case '>':
      return (found) => found > wanted;
    case '>=':
      return (found) => found >= wanted;
    case 'LIKE':
    case 'ILIKE':
    case 'IN':
    case 'NOT IN':
      return () => false;
    default:
      return assertNever(operator);
  }
}

function textTest(
  operator: Comparison['operator'],
  wanted: string | readonly string[],
): (found: string) => boolean {
  if (typeof wanted !== 'string') {
    const list = new Set(wanted);
    return operator === 'NOT IN' ? (found) => !list.has(found) : (found) => list.has(found);
  }
  switch (operator) {
    case '=':
      return (found) => found === wanted;
    case '!=':
      return (found) => found !== wanted;
    case 'LIKE':
      return likeTest(wanted);
    case 'ILIKE': {
      const test = likeTest(wanted.toLowerCase());
      return (found) => test(found.toLowerCase());
    }
    default:
      return () => false;
  }
}

/**
 * SQL's LIKE: `%` any text, `_` one character. Greedy with one way back, as in wildcard matching by two pointers:
 * time is at most the product of both lengths, never exponential.
 */
export function likeTest(pattern: string): (text: string) => boolean {
  return (text) => {
    let [t, p, star, mark] = [0, 0, -1, 0];
    while (t < text.length) {
      const wanted = pattern[p];
      if (wanted === '%') {
        star = p;
        p += 1;
        mark = t;
      } else if (wanted !== undefined && (wanted === '_' || wanted === text[t])) {
        p += 1;
        t += 1;
      } else if (star !== -1) {
        p = star + 1;
        mark += 1;
        t = mark;
      } else return false;
    }
    while (pattern[p] === '%') p += 1;
    return p === pattern.length;
  };
}
