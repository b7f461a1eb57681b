/** `order_by` as MLflow has it: several keys, each ascending unless it says DESC; NaN comes after all numbers, what is missing last. */
import { t } from '../../base/l10n.ts';
import { attributeOf, type Entity } from '../../runs/filter/ast.ts';
import { entities } from '../../runs/filter/parse.ts';
import { compareText } from '../../runs/runTable.ts';
import { invalid } from './limits.ts';

export interface OrderKey {
  readonly entity: Entity;
  /** As logged, or the attribute's name as in `attributes`. */
  readonly key: string;
  readonly descending: boolean;
}

/** ``metrics.`val auc` DESC``, `params."lr"`, `start_time`. Throws ApiError. */
export function parseOrder(text: string): OrderKey {
  const [, name = '', direction] = /^\s*(.*?)(?:\s+(asc|desc))?\s*$/is.exec(text) ?? [];
  const [, first = '', rest] = /^([A-Za-z_]+)\.(.+)$/s.exec(name) ?? [];
  const entity = rest === undefined ? 'attribute' : entities.get(first.toLowerCase());
  const key = keyOf(rest ?? name);
  const known = key !== undefined && entity === 'attribute' ? attributeOf(key) : key;
  if (entity === undefined || entity === 'dataset' || known === undefined || known === '')
    throw invalid(t('“{0}” is nothing that can be sorted by.', text.slice(0, 200)));
  return { entity, key: known, descending: direction?.toLowerCase() === 'desc' };
}

export interface SortKey<T> {
  readonly descending: boolean;
  value(item: T): string | number | undefined;
}

/** Values are asked for once for each item. */
export function orderOf<T>(items: readonly T[], keys: readonly SortKey<T>[]): T[] {
  const rows = items.map((item) => ({ item, values: keys.map((key) => key.value(item)) }));
  rows.sort((a, b) => {
    for (const [place, { descending }] of keys.entries()) {
      const order = compare(a.values[place], b.values[place], descending);
      if (order !== 0) return order;
    }
    return 0;
  });
  return rows.map(({ item }) => item);
}

function compare(
  a: string | number | undefined,
  b: string | number | undefined,
  descending: boolean,
): number {
  const [noA, noB] = [lackOf(a), lackOf(b)];
  if (noA > 0 || noB > 0) return noA - noB;
  const order =
    typeof a === 'number' && typeof b === 'number'
      ? Math.sign(a - b) || 0
      : compareText(String(a), String(b));
  return descending ? -order : order;
}

/** Both directions put NaN behind numbers, and nothing behind NaN. */
function lackOf(value: string | number | undefined): 0 | 1 | 2 {
  if (value === undefined) return 2;
  return Number.isNaN(value) ? 1 : 0;
}

/** Quoted in any way, or without what only a quoted key may hold: `metrics.auc UP` means neither a key nor a direction. */
function keyOf(text: string): string | undefined {
  const [, , quoted] = /^([`"'])(.*)\1$/s.exec(text.trim()) ?? [];
  if (quoted !== undefined) return quoted;
  return /[\s`"',]/.test(text.trim()) ? undefined : text.trim();
}
