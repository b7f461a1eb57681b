/** Writes an expression back as text that parses to the same expression. */
import type { FilterExpression } from './ast.ts';

export function printFilter(expression: FilterExpression): string {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.items.map((item) => inner(item)).join(` ${expression.kind} `);
    case 'not':
      return `not ${inner(expression.item)}`;
    case 'text':
      return quoted(expression.text);
    case 'compare': {
      const { entity, key, operator, value } = expression;
      const name = entity === 'attribute' ? key : `${entity}s.${keyText(key)}`;
      return `${name} ${operator} ${valueText(value)}`;
    }
  }
}

function inner(expression: FilterExpression): string {
  const text = printFilter(expression);
  return expression.kind === 'and' || expression.kind === 'or' ? `(${text})` : text;
}

/** A key with its quotes when it needs them; completion inserts the same. */
export function keyText(key: string): string {
  if (/^[\w./:@%+-]+$/.test(key)) return key;
  return key.includes('`') ? quoted(key) : `\`${key}\``;
}

export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, (character) => `\\${character}`)}"`;
}

function valueText(value: number | string | readonly string[]): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return quoted(value);
  return `(${value.map(quoted).join(', ')})`;
}
