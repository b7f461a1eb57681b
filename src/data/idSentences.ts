/** Pairs by an id: which column is one, and what is said of ids that are there twice, lack, or are in one file only. */
import { counted } from '../base/counted.ts';
import { formatCount } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { IdColumn, OwnSide } from './ownSide.ts';

/** Ids of one side. */
export interface IdFacts {
  /** That are there once. */
  readonly ids: number;
  readonly none: number;
  /** That are there several times, and their rows. */
  readonly twice: number;
  readonly rows: number;
  readonly example: string;
  /** That are there once, but not on the other side. */
  readonly lacking: number;
  readonly lacked: string;
}

export interface IdMatch<T> {
  readonly pairs: number;
  readonly facts: readonly [IdFacts, IdFacts];
  readonly found: T;
}

export interface IdSides {
  readonly own: Pick<OwnSide, 'ids' | 'name'>;
  readonly other: { readonly name: string; readonly ids: readonly IdColumn[] };
  /** Whether a person named the id. */
  readonly isNamed: boolean;
}

export interface MatchedIds<T> {
  readonly column: string;
  readonly match: IdMatch<T>;
  readonly says: readonly string[];
}

/** The first id that both have and that pairs rows, else why there is none. */
export async function matchedIds<T>(
  { own, other, isNamed }: IdSides,
  match: (at: number, place: number) => Promise<IdMatch<T> | undefined>,
): Promise<MatchedIds<T> | { readonly match: undefined; readonly says: string[] }> {
  const says: string[] = [];
  for (const [at, mine] of own.ids.entries()) {
    const place = other.ids.findIndex(({ name }) => name === mine.name);
    if (place < 0) {
      if (isNamed) says.push(t('{0} has no column “{1}”, so its rows have no id.', other.name, mine.name));
      continue;
    }
    const found = await match(at, place);
    if (found !== undefined && (isNamed || found.pairs > 0))
      return {
        column: mine.name,
        match: found,
        says: saysOf(found, { column: mine.name, names: [own.name, other.name] }),
      };
  }
  return { match: undefined, says };
}

/** What merely sounds like an id is one only where it tells all rows apart. */
export function mayBeId(facts: readonly Pick<IdFacts, 'twice' | 'none'>[], isNamed: boolean): boolean {
  return isNamed || facts.every(({ twice, none }) => twice === 0 && none === 0);
}

function saysOf(
  { pairs, facts }: IdMatch<unknown>,
  { column, names }: { readonly column: string; readonly names: readonly string[] },
): string[] {
  const says = [
    pairs === 0
      ? t(
          'No id of “{0}” is in both files, so no rows are paired: differences are those of independent samples.',
          column,
        )
      : counted(pairs, t('Rows are paired by “{0}”: 1 pair.', column), (n) =>
          t('Rows are paired by “{0}”: {1} pairs.', column, n),
        ),
  ];
  for (const [side, { twice, rows, example, none }] of facts.entries()) {
    const name = names[side] ?? '';
    if (twice > 0)
      says.push(
        counted(
          twice,
          t(
            '{0}: the id “{1}” is there several times; its {2} rows cannot be paired and count as independent.',
            name,
            example,
            formatCount(rows),
          ),
          (n) =>
            t(
              '{0}: {1} ids are there several times, such as “{2}”; their {3} rows cannot be paired and count as independent.',
              name,
              n,
              example,
              formatCount(rows),
            ),
        ),
      );
    if (none > 0)
      says.push(
        counted(none, t('{0}: 1 row has no id and counts as independent.', name), (n) =>
          t('{0}: {1} rows have no id and count as independent.', name, n),
        ),
      );
  }
  for (const [side, { lacking, lacked }] of facts.entries())
    if (lacking > 0)
      says.push(
        counted(
          lacking,
          t(
            'The id “{0}” of {1} is not in {2}; its rows count as independent.',
            lacked,
            names[side] ?? '',
            names[1 - side] ?? '',
          ),
          (n) =>
            t(
              '{0} ids of {1} are not in {2}, such as “{3}”; their rows count as independent.',
              n,
              names[side] ?? '',
              names[1 - side] ?? '',
              lacked,
            ),
        ),
      );
  return says;
}
