/** How many rows cannot be counted and why, and the range of scores: one pass over what is needed of each row. */
import path from 'node:path';
import { counted } from '../base/counted.ts';
import { UserError, type Problem } from '../base/errors.ts';
import { formatCount, formatNumber } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { FairnessQuery } from '../protocol/fairnessCounts.ts';
import type { DataSession } from './dataSession.ts';
import type { LabelScheme } from './labelScheme.ts';
import type { Relation } from './predictionRelation.ts';

export interface PredictionFacts {
  /** Rows that count. */
  readonly rows: number;
  /** Whether a row counts, as a condition on the view. */
  readonly usable: string;
  readonly scores: { readonly min: number; readonly max: number } | undefined;
  /** The largest weight; 1 without weights. */
  readonly mostWeight: number;
  /** The largest error of a regression, without its sign. */
  readonly mostError: number;
  readonly problems: readonly Problem[];
}

export async function predictionFacts(
  session: DataSession,
  query: FairnessQuery,
  { view, prediction, hasScore, isJoined }: Relation,
  { task }: LabelScheme,
): Promise<PredictionFacts> {
  const isScored = hasScore && task === 'binary';
  const hasWeight = query.weight !== undefined;
  const needed: readonly (readonly [condition: string, name: string])[] = [
    ['l IS NOT NULL', query.label],
    ...(prediction ? ([['p IS NOT NULL', prediction.name]] as const) : []),
    ...(isScored ? ([['s IS NOT NULL', query.score ?? '']] as const) : []),
    ...(hasWeight ? ([['(w IS NOT NULL AND NOT isnan(w))', query.weight ?? '']] as const) : []),
  ];
  const usable = [...needed.map(([condition]) => condition), ...(isScored ? ['isfinite(s)'] : [])].join(
    ' AND ',
  );
  const asked = [
    'count(*)',
    `count(*) FILTER (${usable})`,
    isScored ? `count(*) FILTER (NOT isfinite(s))` : '0',
    isScored ? `min(s) FILTER (isfinite(s))` : 'NULL',
    isScored ? `max(s) FILTER (isfinite(s))` : 'NULL',
    hasWeight ? 'count(*) FILTER (w < 0 OR isinf(w))' : '0',
    hasWeight ? 'count(*) FILTER (w = 0)' : '0',
    hasWeight ? 'max(w) FILTER (NOT isnan(w))' : '1',
    task === 'regression' ? 'max(abs(p::DOUBLE - l::DOUBLE))' : '0',
    isJoined ? 'count(*) FILTER (NOT found)' : '0',
    isJoined ? 'count(k) - count(DISTINCT k)' : '0',
    ...needed.map(([condition]) => `count(*) FILTER (NOT ${condition})`),
  ];
  const [row = []] = await session.query(`SELECT ${asked.join(', ')} FROM ${view}`);
  const [all = 0, rows = 0, infinite = 0, , , negative = 0, zero = 0, ...more] = row.map(Number);
  const [mostWeight = 1, mostError = 0, lost = 0, repeated = 0, ...missing] = more;
  const [min, max] = [row[3], row[4]];
  const where = session.source.files[0]?.asked ?? '';
  if (all === 0) throw noRows(where, query);
  if (negative > 0)
    throw new UserError(
      'weights',
      counted(
        negative,
        t('1 row has a weight in “{0}” that is negative or infinite.', query.weight ?? ''),
        (n) => t('{0} rows have a weight in “{1}” that is negative or infinite.', n, query.weight ?? ''),
      ),
      t('Weights are 0 or more: mend them, or leave them out.'),
    );
  for (const [most, name] of [
    [mostWeight, query.weight ?? ''],
    [mostError, prediction?.name ?? ''],
  ] as const)
    if (most > mostCounted)
      throw new UserError(
        'tooLarge',
        t('Numbers in “{0}” lead to {1}, which is too large to be added up.', name, formatNumber(most)),
        t('Scale them, or leave these rows out.'),
      );
  const told: string[] = needed.flatMap(([, name], at) =>
    (missing[at] ?? 0) > 0
      ? [
          counted(missing[at] ?? 0, t('1 row has no value in “{0}” and is left out.', name), (n) =>
            t('{0} rows have no value in “{1}” and are left out.', n, name),
          ),
        ]
      : [],
  );
  if (infinite > 0)
    told.push(
      counted(infinite, t('1 row has a score that is no finite number and is left out.'), (n) =>
        t('{0} rows have a score that is no finite number and are left out.', n),
      ),
    );
  if (zero > 0)
    told.push(
      counted(zero, t('1 row has the weight 0: it is counted, but decides nothing.'), (n) =>
        t('{0} rows have the weight 0: they are counted, but decide nothing.', n),
      ),
    );
  if (lost > 0)
    told.push(
      t(
        'In {0} of {1} rows “{2}” is not among the “{3}” of {4}: they are counted as without a group.',
        formatCount(lost),
        formatCount(all),
        query.id ?? '',
        query.join?.id ?? '',
        path.basename(query.join?.files[0] ?? ''),
      ),
    );
  if (repeated > 0)
    told.push(
      t(
        '“{0}” is the same as in another row in {1} rows: each row counts for itself.',
        query.id ?? '',
        formatCount(repeated),
      ),
    );
  const scores = typeof min === 'number' && typeof max === 'number' ? { min, max } : undefined;
  if (scores) told.push(...scoreProblems(scores));
  return {
    rows,
    usable,
    scores,
    mostWeight,
    mostError,
    problems: told.map((message) => ({ where, message })),
  };
}

export function noRows(where: string, { split }: Pick<FairnessQuery, 'split'>): UserError {
  return new UserError(
    'nothing',
    split ? t('No row has “{0}” in “{1}”.', split.value, split.column) : t('{0} has no rows.', where),
    t('Check the file and the split.'),
  );
}

function scoreProblems({ min, max }: { min: number; max: number }): string[] {
  if (min === max) return [t('Every score is {0}: no threshold tells rows apart.', formatNumber(min))];
  if (min < 0 || max > 1)
    return [
      t(
        'Scores go from {0} to {1}, so they are no probabilities: calibration is left out.',
        formatNumber(min),
        formatNumber(max),
      ),
    ];
  return [];
}

/** Errors are counted to the fourth power, and a double ends at 1e308. */
const mostCounted = 1e60;
