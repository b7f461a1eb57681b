/** Groups as people find them in files: too many, or the same one written in several ways. */
import { UserError, type Problem } from '../base/errors.ts';
import { formatCount } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { AttributeCounts } from '../protocol/fairnessCounts.ts';
import type { DataSession } from './dataSession.ts';
import type { Relation, RelationGroup } from './predictionRelation.ts';

/** Groups of one column that a report judges; more are no groups. */
export const mostGroups = 1000;
/** Slices of all attributes together. */
export const mostSlices = 50_000;
const looked = 50_000;

/** A column of ids would be counted for long before it could be refused, so its beginning is looked at first. */
export async function refuseManyGroups(
  { query, rows }: DataSession,
  { view, groups }: Relation,
): Promise<void> {
  const counts = groups.map((_, at) => `count(DISTINCT g${String(at)})`);
  const ask = async (from: string) => (await query(`SELECT ${counts.join(', ')} FROM ${from}`))[0] ?? [];
  const first = await ask(`(FROM ${view} LIMIT ${String(looked)})`);
  const most = Math.max(0, ...first.map(Number));
  if (most <= mostGroups) return;
  const all = rows <= looked ? first : await ask(view);
  for (const [at, count] of all.entries())
    if (Number(count) > mostGroups) throw tooMany(groups[at], Number(count));
}

/** Only numbers can be cut into bins. */
export function tooMany(group: RelationGroup | undefined, count: number): UserError {
  const { column = '', isNumber = false } = group ?? {};
  return new UserError(
    'groups',
    t('“{0}” has {1} groups; at most {2} are judged.', column, formatCount(count), formatCount(mostGroups)),
    isNumber
      ? t(
          'Cut its numbers into bins (--bins {0}=4 on the command line), or pick a column with fewer values.',
          column,
        )
      : t('Pick a column with fewer values, or one that puts these together.'),
  );
}

/** Groups that differ by case or spaces only are told, never merged: the file says that they are two. */
export function groupProblems(where: string, attributes: readonly AttributeCounts[]): Problem[] {
  return attributes
    .filter(({ columns }) => columns.length === 1)
    .flatMap(({ columns: [column = ''], slices }) => {
      const alike = new Map<string, string[]>();
      for (const { values } of slices) {
        const value = values[0] ?? null;
        if (value === null) continue;
        const key = value.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
        alike.set(key, [...(alike.get(key) ?? []), value]);
      }
      return [...alike.values()]
        .filter((values) => values.length > 1)
        .map((values) => ({
          where,
          message: t(
            'Groups of “{0}” differ by case or spaces only and are counted apart: {1}.',
            column,
            values.map((value) => `“${value}”`).join(', '),
          ),
        }));
    });
}
