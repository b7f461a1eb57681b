/** Which columns the matching runs have, and in which of them they disagree. */
import type { CatalogEntry } from '../../protocol/compare/compareShape.ts';
import { match } from '../query.ts';
import { columnValues, type ColumnSource } from './columnValues.ts';

/** Throws UserError `filter`. Most used columns first within each group. */
export function columnCatalog(source: ColumnSource, filter: string): CatalogEntry[] {
  const matching = match(source.table, { filter });
  const metrics = source.index.metricSpreads(matching).map(({ key, runs, differs }): CatalogEntry => {
    return { group: 'metrics', key, runs, differs: differs || runs < matching.length };
  });
  const others = groups.flatMap((group) =>
    keysOf(source, group).map((key): CatalogEntry => {
      const { at } = columnValues(source, { group, key });
      return { group, key, ...spreadOf(at, matching) };
    }),
  );
  return [...metrics, ...others.filter(({ runs }) => runs > 0)];
}

const groups = ['params', 'tags', 'data', 'code', 'environment'] as const;

function keysOf({ index, table }: ColumnSource, group: (typeof groups)[number]): string[] {
  switch (group) {
    case 'params':
    case 'tags':
      return index.keys(group);
    case 'data':
      return [...new Set(index.datasets().map(([, name]) => name))].sort();
    case 'code':
    case 'environment':
      return table.facts.names().flatMap((name) => {
        const [of, ...key] = name.split('.');
        return of === group ? [key.join('.')] : [];
      });
  }
}

function spreadOf(
  at: (n: number) => number | string | undefined,
  matching: readonly number[],
): { runs: number; differs: boolean } {
  let runs = 0;
  let first: number | string | undefined;
  let differs = false;
  for (const n of matching) {
    const value = at(n);
    if (value === undefined) continue;
    if (runs === 0) first = value;
    else if (!differs) differs = !Object.is(value, first);
    runs += 1;
  }
  return { runs, differs: differs || (runs > 0 && runs < matching.length) };
}
