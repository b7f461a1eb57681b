/** What a comparison of two versions of a column says, once both are counted in the same bins; nothing here reads data. */
import type {
  Cell,
  ColumnComparison,
  ColumnProfile,
  DataComparison,
  DataProfile,
} from '../protocol/dataProfile.ts';
import { shannonDistance, stabilityIndex } from './driftMeasures.ts';

type Items = readonly { readonly value: string; readonly count: number }[];

/** The later data of one column, counted as its earlier profile is kept. */
export interface LaterCounts {
  /** In the bins of the earlier deciles; or else of each of the earlier categories, and `rest` of all others. */
  readonly bins: readonly number[] | null;
  readonly items: Items | null;
  readonly rest: number;
}

interface LaterColumn {
  readonly name: string;
  readonly type: string;
  readonly missing: number;
  readonly counts: LaterCounts | null;
}

const mostNamed = 100;

/** What both are counted in: categories where the earlier profile has all it needs of them, else the bins between its deciles. */
export function measureOf(
  { kind, categories, deciles }: ColumnProfile,
  later: ColumnProfile['kind'],
): 'bins' | 'categories' | null {
  const isText = (one: ColumnProfile['kind']) => one === 'text' || one === 'nested';
  if (kind !== later && !(isText(kind) && isText(later))) return null;
  if (categories !== null) return 'categories';
  return deciles === null ? null : 'bins';
}

export function compareTables(
  before: DataProfile,
  after: Pick<DataProfile, 'rows' | 'problems'> & { readonly columns: readonly LaterColumn[] },
  approximate: boolean,
): DataComparison {
  const later = new Map(after.columns.map((column) => [column.name, column]));
  const earlier = new Map(before.columns.map((column) => [column.name, column]));
  const columns: ColumnComparison[] = after.columns.map((column) => {
    const old = earlier.get(column.name);
    return old === undefined
      ? oneSided(column.name, { before: null, after: column.type }, [0, column.missing])
      : compareColumn(old, column);
  });
  for (const old of before.columns)
    if (!later.has(old.name))
      columns.push(oneSided(old.name, { before: old.type, after: null }, [missingOf(old), 0]));
  const order = before.columns.map(({ name }) => name).filter((name) => later.has(name));
  const orderAfter = after.columns.map(({ name }) => name).filter((name) => earlier.has(name));
  return {
    rows: { before: before.rows, after: after.rows },
    columns,
    reordered: order.some((name, at) => name !== orderAfter[at]),
    approximate,
    problems: [...after.problems],
  };
}

export function missingOf({ nulls, nan }: ColumnProfile): number {
  return nulls + nan;
}

/** Numbers meet by their value: 1 and 1.0 are one category. */
export function categoryKey(value: Cell, kind: ColumnProfile['kind']): string {
  return kind === 'number' ? String(Number(value)) : String(value);
}

function compareColumn(old: ColumnProfile, column: LaterColumn): ColumnComparison {
  const same = {
    ...{ name: column.name, change: 'kept' as const, type: { before: old.type, after: column.type } },
    ...{ typeChanged: old.type !== column.type, missing: { before: missingOf(old), after: column.missing } },
  };
  const { counts } = column;
  if (counts?.bins && old.deciles !== null) {
    const { edges, counts: earlier } = old.deciles;
    return { ...same, ...measures(earlier, counts.bins, { edges, names: null }), ...noCategories };
  }
  if (counts?.items && old.categories !== null)
    return { ...same, ...compareCategories(old, counts.items, counts.rest) };
  return { ...same, psi: null, js: null, shared: null, ...noCategories };
}

function compareCategories(old: ColumnProfile, items: Items, rest: number) {
  const earlier = new Map(
    old.categories?.items.map(({ value, count }) => [categoryKey(value, old.kind), count]),
  );
  const now = new Map(items.map(({ value, count }) => [categoryKey(value, old.kind), count]));
  const fresh = items.filter(({ value }) => !earlier.has(categoryKey(value, old.kind)));
  const lost = [...(old.categories?.items ?? [])].filter(
    ({ value, count }) => count > 0 && !now.has(categoryKey(value, old.kind)),
  );
  // Where the earlier profile could not keep all, what it does not name may have been there.
  const isWhole = (old.categories?.rest ?? 0) === 0;
  const names = [
    ...earlier.keys(),
    ...(isWhole ? fresh.map(({ value }) => categoryKey(value, old.kind)) : []),
  ];
  const elsewhere = rest + (isWhole ? 0 : fresh.reduce((sum, { count }) => sum + count, 0));
  const other = elsewhere > 0 || !isWhole;
  return {
    ...measures(
      [...names.map((name) => earlier.get(name) ?? 0), ...(other ? [old.categories?.rest ?? 0] : [])],
      [...names.map((name) => now.get(name) ?? 0), ...(other ? [elsewhere] : [])],
      { edges: null, names },
    ),
    newCategories: isWhole ? fresh.slice(0, mostNamed) : [],
    newCategoryCount: isWhole ? fresh.length : 0,
    lostCategories: lost.slice(0, mostNamed),
    lostCategoryCount: lost.length,
  };
}

function measures(
  before: readonly number[],
  after: readonly number[],
  shared: { edges: number[] | null; names: string[] | null },
) {
  return {
    psi: stabilityIndex(before, after),
    js: shannonDistance(before, after),
    shared: { ...shared, before: [...before], after: [...after] },
  };
}

const noCategories = { newCategories: [], newCategoryCount: 0, lostCategories: [], lostCategoryCount: 0 };

function oneSided(
  name: string,
  type: ColumnComparison['type'],
  [before, after]: readonly [number, number],
): ColumnComparison {
  return {
    ...{ name, change: type.before === null ? 'added' : 'removed', type, typeChanged: false },
    ...{ missing: { before, after }, psi: null, js: null, shared: null, ...noCategories },
  };
}
