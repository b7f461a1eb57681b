/** What a dataset page is sent of profiles, comparisons and rows: all that it shows, and no more, also of five thousand columns. */
import type { Compared } from '../../project/dataProfiles.ts';
import type { RowsResult } from '../../protocol/dataProcess.ts';
import type { ShownComparison, ShownProfile } from '../../protocol/datasetPage.ts';
import type { ColumnComparison, DataProfile } from '../../protocol/dataProfile.ts';

export function shownProfileOf({ columns, ...profile }: DataProfile): ShownProfile {
  return { ...profile, columns: columns.map(({ deciles, categories, ...column }) => column) };
}

export function shownComparisonOf({ reference, comparison }: Compared): ShownComparison {
  const earlier = new Map(reference.columns.map(({ name, histogram }) => [name, histogram]));
  return {
    ...comparison,
    columns: comparison.columns.map(({ shared, ...column }) => ({
      ...column,
      newCategories: column.newCategories.slice(0, mostNamed),
      lostCategories: column.lostCategories.slice(0, mostNamed),
      categories: fewCategories(shared),
      histogram: earlier.get(column.name) ?? null,
    })),
  };
}

/** Cells as a table can show them. */
export function shownRowsOf({ rows, ...result }: RowsResult): RowsResult {
  const cut = (text: string) => (text.length > longestCell ? `${text.slice(0, longestCell)}…` : text);
  return {
    ...result,
    rows: rows.map((row) => row.map((one) => (typeof one === 'string' ? cut(one) : one))),
  };
}

/** Those that are most frequent in either version, in their order, and the sum of all others. */
function fewCategories(shared: ColumnComparison['shared']): ShownComparison['columns'][number]['categories'] {
  const names = shared?.names ?? null;
  if (shared === null || names === null) return null;
  const { before, after } = shared;
  const all = before.map((count, at) => ({
    name: names[at],
    before: count,
    after: after[at] ?? 0,
  }));
  const known = all
    .flatMap(({ name, ...counts }) => (name === undefined ? [] : [{ name, ...counts }]))
    .sort((a, b) => Math.max(b.before, b.after) - Math.max(a.before, a.after))
    .slice(0, mostCategories);
  const other = (side: 'before' | 'after') =>
    all.reduce((sum, one) => sum + one[side], 0) - known.reduce((sum, one) => sum + one[side], 0);
  const others = { before: other('before'), after: other('after') };
  const drawn = others.before + others.after > 0 ? [...known, others] : known;
  return {
    names: known.map(({ name }) => name),
    before: drawn.map((one) => one.before),
    after: drawn.map((one) => one.after),
  };
}

const mostNamed = 6;
const mostCategories = 24;
const longestCell = 500;
