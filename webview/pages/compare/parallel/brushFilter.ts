/** Turns brushed ranges into a filter of the table, as far as the filter language can say them. */
import type { ColumnRef, RecordKey } from '../../../../src/protocol/compare/compareShape.ts';
import type { Brush } from '../../../../src/protocol/compare/plotsState.ts';

export interface BrushedColumn {
  readonly column: ColumnRef;
  readonly brush: Brush;
  /** Texts of the matching runs in the column, once each: params are filtered by their text. */
  readonly texts: readonly string[];
}

export interface BrushFilter {
  /** Empty: nothing could be said. */
  readonly filter: string;
  /** Columns whose brush could not be said. */
  readonly leftOut: readonly ColumnRef[];
}

/** The filter lets through what the brushes let through, and what `before` lets through as well. */
export function brushFilter(before: string, brushed: readonly BrushedColumn[]): BrushFilter {
  const said = brushed.filter(({ brush }) => isBrushed(brush)).map((one) => ({ one, text: condition(one) }));
  const conditions = said.flatMap(({ text }) => text ?? []);
  const rest = /\bor\b/i.test(before) ? `(${before.trim()})` : before.trim();
  return {
    filter: [...(rest === '' ? [] : [rest]), ...conditions].join(' and '),
    leftOut: said.flatMap(({ one, text }) => (text === undefined ? one.column : [])),
  };
}

export function isBrushed({ ranges, texts }: Brush): boolean {
  return ranges.length > 0 || texts.length > 0;
}

function condition({ column, brush, texts }: BrushedColumn): string | undefined {
  switch (column.group) {
    case 'metrics':
      return column.value === 'last' && brush.texts.length === 0
        ? within(`metrics.${keyText(column.key)}`, brush)
        : undefined;
    case 'params':
    case 'tags':
      return oneOf(`${column.group}.${keyText(column.key)}`, chosenTexts(brush, texts));
    case 'record': {
      const number = numbers[column.key];
      if (number !== undefined) return within(number, brush);
      const word = words[column.key];
      return word === undefined ? undefined : oneOf(word, brush.texts);
    }
    case 'data':
    case 'code':
    case 'environment':
      return undefined;
  }
}

/** What the filter calls facts of a run. */
const numbers: Partial<Record<RecordKey, string>> = { duration: 'duration', started: 'start_time' };
const words: Partial<Record<RecordKey, string>> = {
  status: 'status',
  script: 'script',
  experiment: 'experiment',
  user: 'user',
  host: 'host',
};

function within(name: string, { ranges }: Brush): string | undefined {
  const parts = ranges.map(({ low, high }) =>
    low === high ? `${name} = ${String(low)}` : `${name} >= ${String(low)} and ${name} <= ${String(high)}`,
  );
  return parts.length > 1 ? `(${parts.map((part) => `(${part})`).join(' or ')})` : parts[0];
}

/** A param's numbers are text to the filter: those that lie in a range are named one by one. */
function chosenTexts({ ranges, texts }: Brush, known: readonly string[]): readonly string[] {
  if (ranges.length === 0) return texts;
  return known.filter((text) => ranges.some(({ low, high }) => Number(text) >= low && Number(text) <= high));
}

function oneOf(name: string, texts: readonly string[]): string | undefined {
  if (texts.length === 0 || texts.length > mostTexts) return undefined;
  const parts = texts.map((text) => `${name} = ${quoted(text)}`);
  return parts.length > 1 ? `(${parts.join(' or ')})` : parts[0];
}

/** A longer filter would be read by nobody. */
const mostTexts = 100;

function keyText(key: string): string {
  if (/^[\w./:@%+-]+$/.test(key)) return key;
  return key.includes('`') ? quoted(key) : `\`${key}\``;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, (character) => `\\${character}`)}"`;
}
