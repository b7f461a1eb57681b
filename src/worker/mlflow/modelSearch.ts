/** Searches among models and their versions: Cairn's filters, MLflow's order and pages. There are never many of them. */
import { t } from '../../base/l10n.ts';
import type { FilterExpression, Vocabulary } from '../../runs/filter/ast.ts';
import { compileFilter } from '../../runs/filter/evaluate.ts';
import { parseFilter } from '../../runs/filter/parse.ts';
import { invalid } from './limits.ts';
import { orderOf, type SortKey } from './order.ts';
import { pageOf, type Page } from './pages.ts';

/** What one kind of thing can be asked for. */
export interface Searched<T> {
  readonly attributes: Readonly<Record<string, 'text' | 'number'>>;
  /** Other names of attributes. */
  readonly aliases?: Readonly<Record<string, string>>;
  attribute(item: T, name: string): string | number | undefined;
  tag(item: T, key: string): string | undefined;
  param?(item: T, key: string): string | undefined;
  metric?(item: T, key: string): number | undefined;
}

/** Throws ApiError INVALID_PARAMETER_VALUE when the filter or the token cannot be read. */
export function searchModels<T>(
  items: readonly T[],
  searched: Searched<T>,
  query: {
    readonly filter: string;
    readonly order: readonly SortKey<T>[];
    readonly size: number;
    readonly token: string | null | undefined;
  },
): Page<T> {
  const test = testOf(items, searched, query.filter);
  const found = items.filter((_, row) => test(row));
  return pageOf(orderOf(found, query.order), query.token, query.size);
}

/** `last_updated_timestamp DESC`. Throws ApiError when it cannot be read. */
export function readOrder<T>(text: string, searched: Searched<T>): SortKey<T> {
  const [, quoted, bare = '', direction = 'asc'] =
    /^\s*(?:attributes?\.)?(?:[`"](.*)[`"]|(\S+))(?:\s+(asc|desc))?\s*$/i.exec(text) ?? [];
  const name = vocabularyOf(searched).attributeOf(quoted ?? bare);
  if (name !== undefined) {
    const descending = direction.toLowerCase() === 'desc';
    return { value: (item) => searched.attribute(item, name), descending };
  }
  const known = Object.keys(searched.attributes).join(', ');
  throw invalid(t('“{0}” is nothing that can be sorted by; there are {1}.', text.slice(0, 200), known));
}

function testOf<T>(items: readonly T[], searched: Searched<T>, filter: string): (row: number) => boolean {
  const parsed = parseFilter(filter, vocabularyOf(searched));
  if (!parsed.ok) throw invalid(parsed.error.message);
  if (parsed.expression === null) return () => true;
  refuseWords(parsed.expression);
  const at = <V>(read: (item: T) => V | undefined) => {
    return (row: number) => {
      const item = items[row];
      return item === undefined ? undefined : read(item);
    };
  };
  return compileFilter(parsed.expression, {
    numbers: (entity, key) =>
      at((item) => {
        const value = entity === 'metric' ? searched.metric?.(item, key) : searched.attribute(item, key);
        return typeof value === 'number' ? value : undefined;
      }),
    texts: (entity, key) =>
      at((item) => {
        if (entity === 'tag') return searched.tag(item, key);
        if (entity === 'param') return searched.param?.(item, key);
        return searched.attribute(item, key)?.toString();
      }),
    datasets: () => () => [],
  });
}

/** A word alone looks for a run; here it is a slip. */
function refuseWords(expression: FilterExpression): void {
  if (expression.kind === 'text') {
    throw invalid(t('An operator should follow “{0}”.', expression.text));
  }
  if (expression.kind === 'not') refuseWords(expression.item);
  if (expression.kind === 'and' || expression.kind === 'or')
    for (const item of expression.items) refuseWords(item);
}

function vocabularyOf<T>({ attributes, aliases = {} }: Searched<T>): Vocabulary {
  const names = new Map([
    ...Object.keys(attributes).map((name) => [name, name] as const),
    ...Object.entries(aliases),
  ]);
  return { attributes, attributeOf: (name) => names.get(name.toLowerCase()) };
}
